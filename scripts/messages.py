#!/usr/bin/env python3
"""Keep the translations: add them, list what is missing, compile and check them.

    scripts/messages.py missing            print, as JSON, every source string without a translation
    scripts/messages.py set < FILE.json    merge translations into the catalogue, under a lock
    scripts/messages.py extract            add what the source says and the catalogue lacks
    scripts/messages.py prune              the same, and drop what nobody says any more
    scripts/messages.py compile            write the .mo files that the server reads
    scripts/messages.py check              fail unless every source string is translated, once and truthfully

``set`` reads either an object ``{"Source string": "译文", ...}`` or a list of entries
``{"msgid": "...", "msgstr": "..."}``; an entry may also hold ``msgid_plural`` (Chinese has one form, so one
``msgstr`` serves) and ``msgctxt``. Source strings are English; the catalogue is sorted and holds no line
numbers, so that two people who add strings do not meet in the same lines.
"""

import argparse
import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV_PYTHON = ROOT / ".venv" / "bin" / "python"
if Path(sys.prefix) != ROOT / ".venv" and VENV_PYTHON.exists():
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])

import polib  # noqa: E402 (only the project's own environment holds it)

PACKAGE = ROOT / "src" / "wenyuan"
CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LOCK = ROOT / ".cache" / "messages.lock"
METADATA = {
    "Project-Id-Version": "wenyuan",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# The same keywords that Django's own extractor gives to xgettext.
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)
PLACEHOLDER = re.compile(r"%\([^)]+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[#0 +-]*\d*(?:\.\d+)?[sdfr]|\{[^{}\s]*\}")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}

Key = tuple[str, str]


def key_of(entry: polib.POEntry) -> Key:
    """What makes an entry unique: its context (or nothing) and its source string."""
    return (entry.msgctxt or "", entry.msgid)


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Hold the catalogue for this process alone."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def load() -> polib.POFile:
    """Read the catalogue, or start an empty one."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=100_000)
    return polib.POFile(wrapwidth=100_000)


def save(catalogue: polib.POFile) -> None:
    """Write the catalogue sorted, without locations or dates, through a rename."""
    catalogue.metadata = dict(METADATA)
    entries = sorted(catalogue, key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    for entry in entries:
        entry.occurrences = []
    catalogue[:] = entries
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    partial = CATALOGUE.with_suffix(".po.partial")
    catalogue.save(str(partial))
    partial.replace(CATALOGUE)


def source_files() -> list[Path]:
    """Every Python file and template of the package that may hold strings."""
    found = [
        path
        for path in PACKAGE.rglob("*")
        if (path.suffix == ".py" or (path.suffix in TEMPLATE_SUFFIXES and "templates" in path.parts))
        and not {"migrations", "locale", "static", "node_modules", "__pycache__"} & set(path.parts)
    ]
    return sorted(found)


def as_python(path: Path) -> str:
    """The file as something xgettext reads as Python; templates are translated the way Django does it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    return templatize(text, origin=str(path.relative_to(ROOT)))


def extracted() -> dict[Key, polib.POEntry]:
    """All source strings of the package, with the places where they stand."""
    if shutil.which("xgettext") is None:
        sys.exit("xgettext is missing: install the system package `gettext`.")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for path in source_files():
            copy = Path(folder) / (str(path.relative_to(ROOT)) + ("" if path.suffix == ".py" else ".py"))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(as_python(path), encoding="utf-8")
            names.append(str(copy.relative_to(folder)))
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-", "--files-from=-"]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS]
        done = subprocess.run(
            command, cwd=folder, input="\n".join(names), capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        sys.exit(f"xgettext failed: {done.stderr}")
    pot = polib.pofile(done.stdout) if done.stdout.strip() else polib.POFile()
    return {key_of(entry): entry for entry in pot}


def is_translated(entry: polib.POEntry) -> bool:
    """Whether the entry has words and nobody doubts them."""
    if "fuzzy" in entry.flags or entry.obsolete:
        return False
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def translations(entry: polib.POEntry) -> list[str]:
    """The translated forms of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def disagreement(entry: polib.POEntry) -> str | None:
    """A sentence when the placeholders of source and translation differ, else None.

    Chinese has one plural form, so that form must serve the plural source string.
    """
    wanted = sorted(set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)))
    for text in translations(entry):
        given = sorted(set(PLACEHOLDER.findall(text)))
        if given != wanted:
            return f"placeholders differ: source has {wanted}, translation has {given}"
    return None


def given_entries(data: object) -> Iterator[dict[str, str]]:
    """Normalise what ``set`` accepts into plain entries; exits with a sentence on anything else."""
    for item in data if isinstance(data, list) else [data]:
        if not isinstance(item, dict):
            sys.exit("Expected a JSON object {source: translation} or a list of entries.")
        if {"msgid", "msgstr"} <= item.keys():
            yield item
            continue
        for msgid, value in item.items():
            yield {"msgid": msgid, **(value if isinstance(value, dict) else {"msgstr": value})}


def cmd_set() -> int:
    """Merge the translations on standard input."""
    given = list(given_entries(json.load(sys.stdin)))
    with locked():
        catalogue = load()
        known = {key_of(entry): entry for entry in catalogue}
        for item in given:
            key = (item.get("msgctxt", ""), item["msgid"])
            entry = known.get(key)
            if entry is None:
                entry = polib.POEntry(msgid=item["msgid"], msgctxt=item.get("msgctxt") or None)
                catalogue.append(entry)
                known[key] = entry
            entry.obsolete = False
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            fill(entry, item)
        save(catalogue)
    bad = []
    for entry in catalogue:
        why = disagreement(entry) if is_translated(entry) else None
        if why:
            bad.append(f"{entry.msgid!r}: {why}")
    print(f"{len(given)} translations merged; {len(catalogue)} in the catalogue.")
    for line in bad:
        print(line, file=sys.stderr)
    return 1 if bad else 0


def fill(entry: polib.POEntry, item: dict[str, str]) -> None:
    """Put one given translation into an entry."""
    plural = item.get("msgid_plural") or entry.msgid_plural
    if plural:
        entry.msgid_plural = plural
        entry.msgstr = ""
        entry.msgstr_plural = {0: item["msgstr"]}
    else:
        entry.msgstr = item["msgstr"]


def cmd_prune() -> int:
    """Add what the source says and the catalogue lacks; drop what nobody says any more."""
    return cmd_extract(drop=True)


def cmd_extract(*, drop: bool = False) -> int:
    """Add what the source says and the catalogue lacks; unused strings stay unless ``drop``."""
    with locked():
        found = extracted()
        catalogue = load()
        kept: list[polib.POEntry] = []
        for entry in catalogue:
            source = found.pop(key_of(entry), None)
            if source is None:
                if drop:
                    continue
                kept.append(entry)
                continue
            if source.msgid_plural and not entry.msgid_plural:
                entry.msgid_plural = source.msgid_plural
                entry.msgstr_plural = {0: entry.msgstr}
                entry.msgstr = ""
            entry.flags = sorted(set(source.flags) | ({"fuzzy"} & set(entry.flags)))
            kept.append(entry)
        for source in found.values():
            if source.msgid_plural:
                source.msgstr_plural = {0: ""}
            kept.append(source)
        dropped = len(catalogue) + len(found) - len(kept)
        catalogue[:] = kept
        save(catalogue)
    print(f"{len(kept)} strings; {len(found)} new, {dropped} dropped.")
    return 0


def cmd_missing() -> int:
    """Print the source strings that wait for a translation."""
    known = {key_of(entry): entry for entry in load()}
    waiting: list[dict[str, str]] = []
    for key, source in extracted().items():
        if key in known and is_translated(known[key]) and known[key].msgid_plural == source.msgid_plural:
            continue
        item = {"msgid": source.msgid, "msgstr": ""}
        if source.msgid_plural:
            item["msgid_plural"] = source.msgid_plural
        if source.msgctxt:
            item["msgctxt"] = source.msgctxt
        item["where"] = ", ".join(place(*occurrence) for occurrence in source.occurrences[:3])
        waiting.append(item)
    print(json.dumps(waiting, ensure_ascii=False, indent=1))
    return 0


def place(path: str, line: str) -> str:
    """A readable place for one occurrence; templates were read under a longer name."""
    shown = path.removesuffix(".py") if path.endswith((".html.py", ".txt.py", ".xml.py")) else path
    return f"{shown}:{line}"


def problems() -> Iterator[str]:
    """Everything that is wrong between source and catalogue, one sentence each."""
    found = extracted()
    catalogue = load()
    known = {key_of(entry): entry for entry in catalogue}
    for key, source in found.items():
        where = place(*source.occurrences[0]) if source.occurrences else "?"
        entry = known.get(key)
        if entry is None or not is_translated(entry):
            yield f"{where}: not translated: {source.msgid!r}"
        elif entry.msgid_plural != source.msgid_plural:
            yield f"{where}: plural form differs from the source: {source.msgid!r}"
        elif why := disagreement(entry):
            yield f"{where}: {why}: {source.msgid!r}"
    for key, entry in known.items():
        if key not in found:
            yield f"{CATALOGUE.relative_to(ROOT)}: nobody says this any more: {entry.msgid!r}"


def cmd_check() -> int:
    """Print every problem; 0 only when there is none."""
    return report(problems())


def report(lines: Iterable[str]) -> int:
    """Print problems and a closing sentence; the exit code tells whether there were any."""
    count = 0
    for line in lines:
        count += 1
        print(line, file=sys.stderr)
    if count:
        print(
            f"{count} problems. `missing` lists strings to translate, `prune` drops unused ones.",
            file=sys.stderr,
        )
        return 1
    print("Every source string is translated.")
    return 0


def cmd_compile() -> int:
    """Write a .mo file beside every .po file of the package."""
    for path in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")):
        partial = path.with_suffix(".mo.partial")
        polib.pofile(str(path)).save_as_mofile(str(partial))
        partial.replace(path.with_suffix(".mo"))
    return 0


COMMANDS = {
    "set": cmd_set,
    "extract": cmd_extract,
    "prune": cmd_prune,
    "missing": cmd_missing,
    "compile": cmd_compile,
    "check": cmd_check,
}


def main() -> int:
    """Run the command named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=sorted(COMMANDS))
    return COMMANDS[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
