"""The office files that others made, looked for beside the project, and a fair draw of them."""

import random
from collections import defaultdict
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
KINDS = "doc docm docx odp ods odt ppt pptm pptx rtf xls xlsm xlsx"
SUFFIXES = frozenset(f".{kind}" for kind in KINDS.split())
SEED = 20260101


def office_files() -> list[Path]:
    """All of them, in order; empty where there is no collection."""
    if not COLLECTION.is_dir():
        return []
    return sorted(path for path in COLLECTION.glob("*/*") if path.suffix in SUFFIXES)


def drawn(share: float, *, name: str) -> list[Path]:
    """A share of them with every kind in it, at least one of each; the same for the same ``name``."""
    if share >= 1:
        return office_files()
    chance = random.Random(f"{SEED}:{name}")
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in office_files():
        kinds[path.suffix].append(path)
    return sorted(
        path for files in kinds.values() for path in chance.sample(files, max(1, round(len(files) * share)))
    )
