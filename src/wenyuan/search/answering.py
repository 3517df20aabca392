"""What is asked of an engine to answer one search: all the words first, most of them where nothing has all."""

from dataclasses import dataclass, replace

from wenyuan.search.backend import Query, Results, SearchBackend


@dataclass(frozen=True, slots=True)
class Answer:
    """The results, and whether they hold only most of the words."""

    results: Results
    is_relaxed: bool = False


def answer(engine: SearchBackend, asked: Query) -> Answer:
    """The documents that hold all that is asked for; where there are none, those that hold most of it."""
    results = engine.query(asked)
    if results.total or all(clause.excluded for clause in asked.clauses):
        return Answer(results)
    relaxed = engine.query(replace(asked, relaxed=True))
    return Answer(relaxed, is_relaxed=True) if relaxed.total else Answer(results)
