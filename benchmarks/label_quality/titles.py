"""Titles held against texts: the real one, another document's, and that of another part of the same work.

python -m benchmarks.label_quality.titles [tuning|reporting]
"""

import json
import random
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from benchmarks.debian_texts.readers import Source, read
from benchmarks.label_quality.copies import FOLDER, SEED
from benchmarks.label_quality.units import is_prose
from wenyuan.language.label.title_fit import fit
from wenyuan.language.script import han_character

SETS = {
    "tuning": ("help-zh", "help-en"),
    "reporting": ("handbook-zh", "manual-zh", "handbook-en", "manual-en", "gimp-zh"),
}
_SHORTEST = 400
_MOST = 400
_PROSE = 0.35
"""Share of a text’s letters in its language; less than that is a text that nobody translated."""


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right title scores above a wrong one, ties counted half."""
    if not right or not wrong:
        return float("nan")
    ordered = sorted(wrong)
    total = 0.0
    for value in right:
        below = sum(1 for other in ordered if other < value)
        equal = sum(1 for other in ordered if other == value)
        total += below + equal / 2
    return total / (len(right) * len(wrong))


def _work(source: Source) -> str:
    """The work that a text is a part of: the chapter of a book by its numbering, else the folder."""
    if source.collection.startswith("manual"):
        return source.key  # manual pages are works of their own
    number = re.search(rf"^(\d+)\.[\d.]* +{re.escape(source.title)}", source.text, re.MULTILINE)
    return number[1] if number else str(PurePosixPath(source.key).parent)


def _titled(name: str) -> list[Source]:
    """Documents with a title of their own in the collection's language and enough text."""
    seen: set[str] = set()
    kept = []
    for source in read(name):
        own = source.title.casefold()
        fits = source.language != "zh" or han_character.search(source.title)
        if (
            own
            and own not in seen
            and fits
            and len(source.text) >= _SHORTEST
            and is_prose(source.text, source.language)
        ):
            kept.append(source)
        seen.add(own)
    random.Random(SEED).shuffle(kept)
    return kept[:_MOST]


def _body(source: Source) -> str:
    """The text without any line that is the title, numbered or not."""
    bare = re.sub(r"\W", "", source.title).casefold()
    lines = source.text.splitlines()
    return "\n".join(line for line in lines if not re.sub(r"\W", "", line).casefold().endswith(bare))


def measure(name: str) -> dict[str, Any]:
    """The collection's pairs and how well the score tells them apart."""
    rng = random.Random(SEED)
    sources = _titled(name)
    right, shuffled, sibling = [], [], []
    for source in sources:
        body = _body(source)
        right.append(fit(source.title, body).score)
        other = rng.choice([item for item in sources if item is not source])
        shuffled.append(fit(other.title, body).score)
        near = [item for item in sources if item is not source and _work(item) == _work(source)]
        if near:
            sibling.append(fit(rng.choice(near).title, body).score)
    return {
        "collection": name,
        "documents": len(sources),
        "auc_shuffled": round(auc(right, shuffled), 4),
        "siblings": len(sibling),
        "auc_sibling": round(auc(right, sibling), 4),
        "auc": round(auc(right, shuffled + sibling), 4),
    }


def main() -> int:
    """Measure the collections for a use; the result is kept."""
    use = sys.argv[1] if len(sys.argv) > 1 else "reporting"
    rows = [measure(name) for name in SETS[use]]
    for row in rows:
        print(row)
    FOLDER.mkdir(exist_ok=True)
    result = {"measured_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "rows": rows}
    path = FOLDER / f"titles-{use}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
