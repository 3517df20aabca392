"""Alike documents are worked out once for each state of the index, never for each reader's page."""

from typing import Any

from wenyuan.search import likeness as module
from wenyuan.search.backend import Audience, Found
from wenyuan.search.likeness import Likeness

ANYBODY = Audience()


class Engine:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.now = 1

    def state(self) -> int:
        """The state that the test sets."""
        return self.now

    def related(self, number: int, words: Any, audience: Audience, limit: int) -> tuple[Found, ...]:
        """Two neighbours; another state gives others."""
        self.asked += 1
        return (Found(id=number + self.now, score=2.0), Found(id=number + 10, score=1.0))


def test_an_answer_is_kept_until_the_index_changes() -> None:
    engine: Any = Engine()
    kept = Likeness()
    assert kept.of(engine, 1, ["tea"], ANYBODY, 6) == kept.of(engine, 1, ["tea"], ANYBODY, 6) == (2, 11)
    assert engine.asked == 1
    engine.now = 5
    assert kept.of(engine, 1, ["tea"], ANYBODY, 6) == (6, 11)
    assert engine.asked == 2


def test_other_words_and_other_readers_are_other_questions() -> None:
    engine: Any = Engine()
    kept = Likeness()
    for words, audience in ((["tea"], ANYBODY), (["silk"], ANYBODY), (["tea"], Audience(owner_id=3))):
        kept.of(engine, 1, words, audience, 6)
    assert engine.asked == 3


def test_what_is_kept_is_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    engine: Any = Engine()
    kept = Likeness()
    for number in (1, 2, 3, 1):
        kept.of(engine, number, [], ANYBODY, 6)
    assert engine.asked == 4
