"""Copies of every kind and strength, and untouched units: who finds them, who claims what is not so.

python -m benchmarks.label_quality.copies [tuning|reporting]
"""

import hashlib
import json
import math
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.label_quality.finders import Finder, Label, Shingles
from benchmarks.label_quality.kinds import Kind, kinds
from benchmarks.label_quality.replacements import SOURCES, load
from benchmarks.label_quality.units import Unit, common, units

FOLDER = Path(__file__).resolve().parent / "results"
SETS = {
    ("zh", "tuning"): ("help-zh", "gimp-zh"),
    ("zh", "reporting"): ("handbook-zh", "reference-zh", "faq-zh", "maint-zh", "manual-zh"),
    ("en", "tuning"): ("help-en",),
    ("en", "reporting"): ("handbook-en", "policy-en", "manual-en", "statutes-en", "licences-en"),
}
SEED = 20231118
_MOST = 300
_SHARED = 100
"""Letters in common, in stretches of twelve or more: two texts with so many share text, copied or not."""


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson."""
    if not of:
        return 0.0, 1.0
    z = 1.959964
    share, square = hits / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def _rng(*names: str) -> random.Random:
    digest = hashlib.sha256("\0".join((str(SEED), *names)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))


def _row(kind: Kind, finder: Finder, sources: Sequence[Unit], hosts: Sequence[Unit]) -> dict[str, Any]:
    """One kind at one strength by one finder: how many are found, named rightly, and wrongly claimed."""
    made = found = named = wrong = 0
    for number, unit in enumerate(sources):
        text = kind.make(unit, hosts[number % len(hosts)], _rng(kind.name, kind.strength, unit.key))
        if text is None:
            continue
        made += 1
        claims = finder.claims(text)
        right = [name for key, name in claims if key == unit.key]
        found += bool(right)
        named += bool(kind.names & set(right))
        wrong += len({key for key, _ in claims if key != unit.key})
    precision = found / (found + wrong) if found + wrong else 1.0
    recall = found / made if made else 0.0
    return {
        "kind": kind.name,
        "strength": kind.strength,
        "finder": finder.name,
        "copies": made,
        "found": round(recall, 4),
        "found_interval": [round(value, 4) for value in interval(found, made)],
        "named": round(named / made, 4) if made else 0.0,
        "wrong": wrong,
        "precision": round(precision, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0,
    }


def _controls(finder: Finder, untouched: Sequence[Unit]) -> dict[str, Any]:
    """Each unit against all others: nothing is a copy, whatever is claimed is wrong."""
    false: list[tuple[str, str, str]] = []
    alarms = reworded = baseless = 0
    texts = {unit.key: unit.text for unit in untouched}
    for unit in untouched:
        claims = finder.claims(unit.text, leaving_out=unit.key)
        alarms += bool(claims)
        reworded += any(kind == "reworded" for _, kind in claims)
        baseless += any(common(unit.text, texts[key]) < _SHARED for key, _ in claims)
        false += [(unit.key, *claim) for claim in claims]
    low, high = interval(alarms, len(untouched))
    return {
        "finder": finder.name,
        "units": len(untouched),
        "alarms": alarms,
        "rate": round(alarms / len(untouched), 5),
        "interval": [round(low, 5), round(high, 5)],
        "reworded": reworded,
        "baseless": baseless,
        "which": false[:50],
    }


def measure(language: str, use: str) -> dict[str, Any]:
    """All kinds and strengths for a language on the collections for a use."""
    names = SETS[language, use]
    everything = units(names, seed=SEED)
    half = len(everything) // 2
    there, hosts = everything[:half], everything[half:]
    letters = "".join(sorted({c for unit in hosts for c in unit.text if "\u4e00" <= c <= "\u9fff"}))
    finders: list[Finder] = [Label(there), Shingles(there)]
    rows = []
    for kind in kinds(language, load(language, use), letters):
        for finder in finders:
            row = _row(kind, finder, there[:_MOST], hosts)
            rows.append(row)
            print({key: value for key, value in row.items() if key != "found_interval"}, flush=True)
    controls = [_controls(finder, everything) for finder in (Label(everything), Shingles(everything))]
    for control in controls:
        print(control, flush=True)
    return {
        "language": language,
        "use": use,
        "collections": list(names),
        "units": len(everything),
        "replacements": SOURCES[language, use],
        "measured_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "rows": rows,
        "controls": controls,
    }


def main() -> int:
    """Measure both languages; the result is kept."""
    use = sys.argv[1] if len(sys.argv) > 1 else "reporting"
    languages = sys.argv[2:] or ["zh", "en"]
    FOLDER.mkdir(exist_ok=True)
    for language in languages:
        result = measure(language, use)
        path = FOLDER / f"copies-{language}-{use}.json"
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
