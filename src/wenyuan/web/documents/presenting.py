"""What the document page says, gathered for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wenyuan.access import policy
from wenyuan.access.decision import Action, Decision
from wenyuan.documents import reading
from wenyuan.documents.licences import Licence, licence
from wenyuan.documents.selectors import AccessFacts
from wenyuan.documents.services.renditions import LADDER
from wenyuan.formats.handlers import HANDLERS
from wenyuan.formats.model import Family
from wenyuan.kernel.actor import Actor
from wenyuan.web.documents import counted
from wenyuan.web.documents.addresses import Addresses, if_served, of_keyword

if TYPE_CHECKING:
    from wenyuan.documents.models import Document, Version

FIRST_PAGES = 3
"""Pages shown before "continue reading"."""

PAGES_AT_ONCE = 20
"""Pages on one address for readers without scripts."""

ALL_BUT_NOISE = 0.99
"""The share of a file's words from which its pages count as whole: list marks and field codes differ."""

WIDTHS = tuple(step for step in LADDER if step >= 450)
THUMB = LADDER[1]
STEP_WIDTH = 1350
"""Pixels of a step that is opened by its own link."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One page as the template draws it. Width and height are those of the picture at the usual width.

    ``steps``: the addresses of its pictures where it is a slide that is built click by click.
    """

    sheet: reading.Sheet
    width: int
    height: int
    src: str
    srcset: str
    thumb: str
    alt: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The pages on this address: ``first`` to ``last`` of ``readable``, of ``pages`` in all."""

    first: int
    last: int
    readable: int
    pages: int

    @property
    def before(self) -> int | None:
        """The first page of the window before this one, or None."""
        return max(1, self.first - PAGES_AT_ONCE) if self.first > 1 else None

    @property
    def after(self) -> int | None:
        """The first page of the window after this one, or None."""
        return self.last + 1 if self.last < self.readable else None

    @property
    def left(self) -> int:
        """How many readable pages come after this window."""
        return self.readable - self.last

    @property
    def hidden(self) -> int:
        """How many pages this reader may not read."""
        return self.pages - self.readable

    @property
    def is_whole(self) -> bool:
        """Whether every readable page is on this address."""
        return self.first == 1 and self.last == self.readable


def window(asked: str, *, readable: int, pages: int) -> Window:
    """The pages to show: the first few, or from ``?from=``."""
    if asked.isascii() and asked.isdigit():
        first = max(1, min(int(asked[:9]), readable))
        return Window(first, min(readable, first + PAGES_AT_ONCE - 1), readable, pages)
    last = readable if readable <= FIRST_PAGES + 1 else FIRST_PAGES
    return Window(1, last, readable, pages)


def sampled(addresses: Addresses, version: Version, shown: Window, numbers: Sequence[int]) -> list[Figure]:
    """Further pages that the owner shows as a sample."""
    sheets = [sheet for number in numbers for sheet in reading.sheets(version, first=number, last=number)]
    return figures(addresses, version, shown, sheets)


def figures(
    addresses: Addresses, version: Version, shown: Window, sheets: Sequence[reading.Sheet]
) -> list[Figure]:
    """Pages with their text and addresses."""
    alt = _("Page %(number)d of %(pages)d") if version.pdf_sha256 else _("Page %(number)d")
    built = {page: (count, ends_whole) for page, _first, count, ends_whole in version.builds}
    drawn = []
    for sheet in sheets:
        count, ends_whole = built.get(sheet.number, (0, True))
        whole = addresses.images(sheet.number)
        # What left the slide on the way is not in its last picture, which is the one that readers see first.
        images = whole if ends_whole else f"{whole}&step={count}"
        drawn.append(
            Figure(
                sheet=sheet,
                width=900,
                height=max(1, round(900 * sheet.height / max(1.0, sheet.width))),
                src=images % 900,
                srcset=", ".join([f"{images % width} {width}w" for width in WIDTHS]),
                thumb=images % THUMB,
                alt=alt % {"number": sheet.number, "pages": shown.pages},
                steps=tuple(f"{whole % STEP_WIDTH}&step={step}" for step in range(1, count + 1)),
            )
        )
    return drawn


SHEETS = frozenset(key for key, handler in HANDLERS.items() if handler.family is Family.SHEET)
"""Formats whose outline is the names of their sheets."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the outline: ``depth`` from 1 to 4, ``href`` to its page."""

    title: str
    depth: int
    page: int
    href: str


def outline(addresses: Addresses, version: Version, shown: Window) -> list[Heading]:
    """The headings on readable pages; those beyond do not exist for this reader."""
    entries = [
        entry
        for entry in version.outline
        if entry.get("page") and entry["page"] <= shown.readable and str(entry.get("title", "")).strip()
    ]
    least = min((int(entry.get("level", 1)) for entry in entries), default=1)
    return [
        Heading(
            title=str(entry["title"]).strip(),
            depth=max(1, min(4, int(entry.get("level", 1)) - least + 1)),
            page=int(entry["page"]),
            href=addresses.at_page(int(entry["page"]), is_here=shown.first <= entry["page"] <= shown.last),
        )
        for entry in entries
    ]


def size_runs(version: Version, shown: Window, drawn: Sequence[Figure]) -> list[tuple[float, float, int]]:
    """Sizes of all readable pages in points, equal neighbours as one: width, height, how many.

    Where ``drawn`` are all of them, the database is not asked again.
    """
    if shown.is_whole:
        sizes = [(figure.sheet.width, figure.sheet.height) for figure in drawn]
    else:
        sizes = reading.sizes(version, last=shown.readable)
    return [(*size, len(list(run))) for size, run in groupby(sizes)]


@dataclass(frozen=True, slots=True)
class Rights:
    """What this reader may do with the document, and why not."""

    download: Decision
    edit: Decision
    delete: Decision
    restore: Decision
    retry: Decision
    is_owner: bool
    is_staff: bool

    @classmethod
    def of(cls, actor: Actor, facts: AccessFacts) -> Rights:
        """Ask the access door for each."""
        return cls(
            download=policy.decide(actor, Action.DOWNLOAD, facts),
            edit=policy.decide(actor, Action.EDIT, facts),
            delete=policy.decide(actor, Action.DELETE, facts),
            restore=policy.decide(actor, Action.RESTORE, facts),
            retry=policy.decide(actor, Action.RETRY, facts),
            is_owner=policy.is_owner(actor, facts),
            is_staff=actor.is_staff,
        )


def substitutions(version: Version) -> list[tuple[str, str]]:
    """Fonts that the document asked for and the preview had to replace: asked, used."""
    return [
        (str(font["asked"]), str(font["used"]))
        for font in version.fonts
        if font.get("asked") and font.get("used") and font["asked"] != font["used"]
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """How much of the file's own text the pages hold, in percent, rounded down; whether that is all."""

    percent: str
    is_whole: bool


def compared(version: Version) -> Compared | None:
    """What the comparison of file and pages found; None where the format gave nothing to compare."""
    recall = version.fidelity.get("text_recall")
    if not isinstance(recall, int | float):
        return None
    tenths = int(recall * 1000)
    percent = number_format(tenths / 10, decimal_pos=0 if tenths % 10 == 0 else 1)
    return Compared(percent=str(percent), is_whole=recall >= ALL_BUT_NOISE)


@dataclass(frozen=True, slots=True)
class Slides:
    """Of a presentation: slides shown step by step, animated ones shown whole, hidden ones left out."""

    stepped: int
    whole: int
    hidden: int


def slides(version: Version) -> Slides:
    """What the conversion found; all zero for documents that are no presentation."""
    built = version.fidelity.get("builds") or {}
    shown = int(built.get("slides_shown", 0))
    hidden = (version.fidelity.get("source") or {}).get("hidden_slides", 0)
    return Slides(stepped=shown, whole=int(built.get("slides", 0)) - shown, hidden=int(hidden))


def script_settings(
    addresses: Addresses, version: Version, shown: Window, drawn: Sequence[Figure]
) -> dict[str, object]:
    """What the reader's script needs; it has no words and no addresses of its own."""
    return {
        "base": addresses.at("document").partition("?")[0],
        "key": addresses.key,
        "pages": shown.pages,
        "readable": shown.readable,
        "first": FIRST_PAGES,
        "sizes": size_runs(version, shown, drawn),
        "widths": WIDTHS,
        "thumb": THUMB,
        "steps": {
            page: [count, ends_whole]
            for page, _first, count, ends_whole in version.builds
            if page <= shown.readable
        },
        "words": _script_words(get_language()),
    }


@lru_cache(maxsize=8)
def _script_words(_language: str | None) -> dict[str, str]:
    """In the language of the moment, once for each."""
    return {
        "alt": _("Page {number} of {pages}"),
        "thumb": _("Go to page {number}"),
        "count": _("{number} of {total}"),
        "countMore": _("{number} of the first {total}"),
        "none": _("Nothing found"),
        "searching": _("Searching…"),
        "failed": _("The search did not answer. Try again."),
        "retrying": _("This page is being drawn. It will appear by itself."),
        "broken": _("This page cannot be drawn."),
        "copied": _("Link copied"),
        "expanded": _("All pages are shown."),
        "step": _("Step {number} of {total}"),
        "steps": _("{total} steps"),
        "stepsOfPage": _("Steps of page {number}"),
        "collapsed": _("Only the first pages are shown."),
    }


def context(
    request: HttpRequest,
    *,
    actor: Actor,
    facts: AccessFacts,
    document: Document,
    keywords: Sequence[str],
    readable: int,
) -> dict[str, object]:
    """Everything for the template."""
    version = document.current_version
    addresses = Addresses(facts.document_id, _key(request, actor, facts))
    shown = window(request.GET.get("from", ""), readable=readable, pages=facts.pages)
    found: dict[str, object] = {
        "document": document,
        "version": version,
        "addresses": addresses,
        "crumbs": _crumbs(document),
        "keywords": [(text, of_keyword(text)) for text in keywords],
        "licence": _licence(document),
        "rights": Rights.of(actor, facts),
        "facts": facts,
        "window": shown,
        "download_href": addresses.at("download"),
        "pdf_href": addresses.at("download_pdf") if _has_own_pdf(version) else "",
        "restriction_href": if_served("staff_restriction", facts.document_id) if actor.is_staff else "",
        "report_href": addresses.at("document_report"),
    }
    if version is not None and readable:
        sheets = reading.sheets(version, first=shown.first, last=shown.last)
        drawn = figures(addresses, version, shown, sheets)
        headings = outline(addresses, version, shown)
        found |= {
            "figures": drawn,
            "sample": sampled(addresses, version, shown, policy.sample(actor, facts)),
            "outline": headings,
            "tabs": headings if version.format in SHEETS and len(headings) > 1 else [],
            "substitutions": substitutions(version),
            "compared": compared(version),
            "boxes": counted.boxes(version),
            "left_out": counted.left_out(version),
            "counted": counted.counted(version) if policy.is_owner(actor, facts) or actor.is_staff else [],
            "slides": slides(version),
            "script": script_settings(addresses, version, shown, drawn),
            "continue_words": _continue_words(shown),
            "earlier_href": addresses.at("document", **{"from": shown.before or 1}),
            "later_href": addresses.at("document", **{"from": shown.after or 1}) + f"#p{shown.after}",
        }
    return found


def _has_own_pdf(version: Version | None) -> bool:
    """Whether there is a PDF that is not the original itself."""
    return version is not None and bool(version.pdf_sha256) and version.pdf_sha256 != version.sha256


def _continue_words(shown: Window) -> str:
    return (
        ngettext("Continue reading: %d more page", "Continue reading: %d more pages", shown.left) % shown.left
    )


def _key(request: HttpRequest, actor: Actor, facts: AccessFacts) -> str:
    """The key to keep on every address: the one this reader came with, where it is what lets them in."""
    given = request.GET.get("key", "")
    return given if facts.visibility == "link" and given == facts.link_key and given in actor.keys else ""


def _crumbs(document: Document) -> Sequence[object]:
    """The category and those above it, from the top."""
    path: list[object] = []
    category = document.category
    while category is not None and len(path) < 8:
        path.append(category)
        category = category.parent
    return path[::-1]


def _licence(document: Document) -> Licence:
    return licence(document.licence)
