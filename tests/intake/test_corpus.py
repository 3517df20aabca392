"""Real files that others made, through the whole pipeline: published, or refused for a true reason."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.live import WENYUAN, environment
from tests.scale import SCALE, scaled, seeded

PATIENCE = "90"
"""Seconds of one conversion: as long as the reference was given."""
MAY_PASS = {"timed_out", "out_of_memory", "converter_failed"}
REFUSALS = {"empty", "unknown_type", "bomb", "polyglot", "encrypted", "damaged", "too_many_pages"}
ATTACKS = ("CVE-", "EDB-", "ofz", "forcepoint")
"""How the names of old attacks and of fuzzed files begin: their containers are broken on purpose."""


def chosen(corpus: Path, reference: dict[str, Any]) -> list[Path]:
    """All files, or a tenth of them: a few that the reference could not convert are always among them."""
    files = sorted(path for path in corpus.rglob("*") if path.is_file() and path.parent != corpus)
    if SCALE >= 1:
        return files
    chance = seeded("corpus")
    broken = [path for path in files if not expected(path, corpus, reference).get("pages")]
    return sorted({*chance.sample(files, scaled(len(files))), *chance.sample(broken, min(2, len(broken)))})


def expected(path: Path, corpus: Path, reference: dict[str, Any]) -> dict[str, Any]:
    """What the reference says of a file."""
    found: dict[str, Any] = reference.get(path.relative_to(corpus).as_posix(), {})
    return found


def fault(path: Path, line: dict[str, Any], said: dict[str, Any]) -> str:
    """What is wrong with the end of a file; empty where it is right."""
    code = line["error"]["code"] if line["error"] else ""
    match line["state"]:
        case "published" if said.get("pages"):
            return "" if line["pages"] else "published without pages"
        case "published" if "password" in path.name or "encrypt" in path.name:
            return "published although it is locked"
        case "published" | "duplicate":
            return ""
        case "needs_attention":
            return "" if code in MAY_PASS else f"needs attention for {code}"
        case "refused" if code not in REFUSALS:
            return f"refused for {code}"
        case "refused" if said.get("pages") and not path.name.startswith(ATTACKS):
            return f"refused for {code}, but the reference made {said['pages']} pages"
        case "refused" if "password" in path.name and code != "encrypted":
            return f"locked, but refused for {code}"
        case "refused":
            return ""
    return f"ended as {line['state']}"


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_every_real_file_ends_as_it_should(corpus: Path, tmp_path: Path) -> None:
    reference = json.loads((corpus / "reference.json").read_text(encoding="utf-8"))
    files = chosen(corpus, reference)
    done = subprocess.run(
        [str(WENYUAN), "add", *map(str, files), "--data", str(tmp_path / "data"), "--json"],
        env=environment(WENYUAN_CONVERT_SECONDS=PATIENCE),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(files), done.stderr[-4000:]
    faults = {
        path.relative_to(corpus).as_posix(): wrong
        for path, line in zip(files, lines, strict=True)
        if (wrong := fault(path, line, expected(path, corpus, reference)))
    }
    assert faults == {}
    states = Counter(line["state"] for line in lines)
    assert states["published"] >= 0.8 * (len(files) - 2), states
    assert states["needs_attention"] <= max(1, len(files) // 20), states
    assert all(line["error"]["message"] for line in lines if line["error"])
