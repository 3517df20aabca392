"""The table of search quality, from the results that were kept."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent / "RESULTS.md"

HEAD = """# How well search finds

Mean reciprocal rank of the first right document among the first ten (MRR@10), for known-item queries drawn
by a seeded generator before the ranking was tuned. Made by `python -m benchmarks.search_quality`.

* **As served**: everything indexed as a reader would have it, with keywords made as at upload.
* **Hidden**: the title or passage that is asked for is cut out of every document that has it, so that only
  what else the document says can lead to it; single words of it may still occur there.
* Where several documents have the title or passage, any of them is right; queries with more than ten right
  documents are left out.
* *One typo*: a letter added, dropped, changed or swapped; in Chinese a character that sounds or looks alike.
* All but SQL LIKE get the same segmentation and stems, and look for any of the words. FTS5 and "title ×5"
  weigh titles five times, PostgreSQL as A against D.
* Behind each rival's figure: ours minus theirs with the 95 % interval of a paired bootstrap over the queries.
"""


def write(results: Path, reported: Sequence[str], tuned_on: Sequence[str]) -> None:
    """Write RESULTS.md from the JSON files in ``results``."""
    parts = [HEAD]
    for title, names in (("Reported", reported), ("Tuned on (for the record)", tuned_on)):
        for name in names:
            path = results / f"{name}.json"
            if path.exists():
                parts.append(_table(title, json.loads(path.read_text(encoding="utf-8"))))
    TARGET.write_text("\n".join(parts), encoding="utf-8")


def _table(title: str, result: dict[str, Any]) -> str:
    package = f"{result['package']}, {result['documents']} documents, {result['characters']} characters"
    rivals = list(result["rows"][0]["ours_minus"])
    lines = [
        f"## {title}: {result['collection']}",
        "",
        f"{package}, {result['measured_at']}.",
        "",
        "| setting | query | n | Wenyuan | " + " | ".join(rivals) + " |",
        "|---|---|---|---|" + "---|" * len(rivals),
    ]
    for row in result["rows"]:
        cells = [_cell(row, rival) for rival in rivals]
        lines.append(
            f"| {row['setting']} | {row['kind']} | {row['queries']} | **{row['mrr']['Wenyuan']:.3f}** | "
            + " | ".join(cells)
            + " |"
        )
    return "\n".join([*lines, ""])


def _cell(row: dict[str, Any], rival: str) -> str:
    difference, low, high = row["ours_minus"][rival]
    return f"{row['mrr'][rival]:.3f} ({difference:+.3f}, {low:+.3f} to {high:+.3f})"
