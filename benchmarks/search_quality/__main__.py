"""Measures search quality and writes the table.

python -m benchmarks.search_quality [--tuning] [--only-ours] [COLLECTION…]
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.debian_texts.packages import version
from benchmarks.debian_texts.readers import COLLECTIONS, read
from benchmarks.search_quality.engines import DEPTH, Engine, rivals, scratch
from benchmarks.search_quality.items import hidden, served
from benchmarks.search_quality.measures import compare, mean, reciprocal
from benchmarks.search_quality.ours import Ours
from benchmarks.search_quality.queries import Query, draw
from benchmarks.search_quality.report import write

TUNED_ON = ("help-zh", "manual-en")
REPORTED = ("manual-zh", "help-en")
RESULTS = Path(__file__).resolve().parent / "results"


def main() -> int:
    """Run the collections asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collections", nargs="*", metavar="COLLECTION")
    parser.add_argument("--tuning", action="store_true", help="the collections that the ranking was tuned on")
    parser.add_argument("--only-ours", action="store_true", help="leave the others out and write nothing")
    asked = parser.parse_args()
    names = asked.collections or (TUNED_ON if asked.tuning else REPORTED)
    if asked.only_ours:
        for name in names:
            show(measure(name, [Ours]))
        return 0
    with rivals() as others:
        for name in names:
            result = measure(name, [Ours, *others])
            show(result)
            RESULTS.mkdir(exist_ok=True)
            text = json.dumps(result, ensure_ascii=False, indent=1)
            (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    write(RESULTS, REPORTED, TUNED_ON)
    return 0


def measure(name: str, engines: Sequence[type[Engine]]) -> dict[str, Any]:
    """All queries of a collection put to all engines in both settings."""
    sources = list(read(name))
    queries = draw(sources, f"wenyuan/{name}")
    package = COLLECTIONS[name].package
    rows: list[dict[str, Any]] = []
    for setting, items, chosen in (
        ("as served", served(sources), queries),
        ("hidden", hidden(sources, queries, "title"), _of(queries, "title")),
        ("hidden", hidden(sources, queries, "passage"), _of(queries, "passage")),
    ):
        ranks = {engine.name: ask(engine, items, chosen) for engine in engines}
        for kind in dict.fromkeys(query.kind for query in chosen):
            of_kind = [at for at, query in enumerate(chosen) if query.kind == kind]
            rows.append(_row(setting, kind, {e: [r[at] for at in of_kind] for e, r in ranks.items()}))
    return {
        "collection": name,
        "package": f"{package} {version(package)}",
        "documents": len(sources),
        "characters": sum(len(source.text) for source in sources),
        "measured_at": datetime.now(UTC).date().isoformat(),
        "rows": rows,
    }


def _of(queries: Sequence[Query], base: str) -> list[Query]:
    return [query for query in queries if query.base == base]


def ask(engine: type[Engine], items: Sequence[Any], queries: Sequence[Query]) -> list[float]:
    """The reciprocal rank of the first right answer to each query."""
    folder = scratch()
    try:
        index = engine(items, folder)
        return [reciprocal(index.ask(query.text)[:DEPTH], query.right) for query in queries]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _row(setting: str, kind: str, ranks: dict[str, list[float]]) -> dict[str, Any]:
    ours = ranks[Ours.name]
    return {
        "setting": setting,
        "kind": kind,
        "queries": len(ours),
        "mrr": {engine: round(mean(values), 4) for engine, values in ranks.items()},
        "ours_minus": {
            engine: [round(value, 4) for value in compare(ours, values)]
            for engine, values in ranks.items()
            if engine != Ours.name
        },
    }


def show(result: dict[str, Any]) -> None:
    """Print a result as a table."""
    print(f"== {result['collection']}: {result['documents']} documents", flush=True)
    for row in result["rows"]:
        figures = "  ".join(f"{engine} {value:.3f}" for engine, value in row["mrr"].items())
        print(f"{row['setting']:10} {row['kind']:22} n={row['queries']:<4} {figures}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
