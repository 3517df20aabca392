"""The documents with which a new library opens."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wenyuan.samples.texts import budget, calculus, findable, guide, plain, reading_list, talk

LICENCE = "cc0-1.0"
"""The samples were written for the library; anybody may do with them what they like."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category that the samples are filed under: its slug and its names."""

    slug: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample document: its file, and what its owner would say of it. ``category`` is a slug below."""

    path: Path
    title: str
    category: str
    language: str
    keywords: tuple[str, ...]
    licence: str = LICENCE


CATEGORIES = (
    Category("guides", "Guides", "使用指南"),
    Category("writing", "Writing and speaking", "写作与表达"),
    Category("mathematics", "Mathematics", "数学"),
    Category("management", "Management", "管理"),
    Category("books", "Books and libraries", "图书与图书馆"),
)

Maker = Callable[[Path], None]
_SAMPLES: tuple[tuple[str, Maker, str, str, str, tuple[str, ...]], ...] = (
    ("文渊使用指南.docx", guide.make, guide.TITLE, "guides", "zh-Hans", guide.KEYWORDS),
    ("a-document-that-can-be-found.docx", findable.make, findable.TITLE, "writing", "en", findable.KEYWORDS),
    ("微积分速览.docx", calculus.make, calculus.TITLE, "mathematics", "zh-Hans", calculus.KEYWORDS),
    ("十分钟讲清楚一件事.pptx", talk.make, talk.TITLE, "writing", "zh-Hans", talk.KEYWORDS),
    ("branch-library-budget-2026.xlsx", budget.make, budget.TITLE, "management", "en", budget.KEYWORDS),
    (
        "reading-list-libraries.pdf",
        reading_list.make,
        reading_list.TITLE,
        "books",
        "en",
        reading_list.KEYWORDS,
    ),
    ("圖書館的一天.txt", plain.make_day, plain.DAY_TITLE, "books", "zh-Hant", plain.DAY_KEYWORDS),
    ("file-names-that-last.md", plain.make_names, plain.NAMES_TITLE, "writing", "en", plain.NAMES_KEYWORDS),
)


def generate(folder: Path, *, formats: frozenset[str] | None = None) -> list[Sample]:
    """Write the sample files into ``folder`` (made where missing) and say what each is.

    The same bytes every time on the same version of the library. ``formats`` ("docx", …) leaves out files
    of other formats, for a library that does not take them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, make, title, category, language, keywords in _SAMPLES:
        path = folder / name
        if formats is None or path.suffix.removeprefix(".") in formats:
            make(path)
            made.append(Sample(path, title, category, language, keywords))
    return made
