"""The honest label of a document: what it holds, whether its title fits, where else its text stands."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wenyuan.language.label import laundering
from wenyuan.language.label.contents import Contents
from wenyuan.language.label.copies import Collection, Copy, Passage, find, original_share
from wenyuan.language.label.laundering import Laundering, shortened
from wenyuan.language.label.parts import Part, parts
from wenyuan.language.label.stream import Stream, stream
from wenyuan.language.label.title_fit import TitleFit, best_part, fit

VERSION = 1
"""Of the way in which labels are made: a label of an older version is made anew."""


@dataclass(frozen=True, slots=True)
class Label:
    """All that was measured. ``names_only`` is the number of the only part that the title names, or None."""

    title: str
    contents: Contents
    parts: tuple[Part, ...]
    part_fits: tuple[TitleFit, ...]
    title_fit: TitleFit
    names_only: int | None
    copies: tuple[Copy, ...]
    original_share: float
    laundering: Laundering
    text: Stream


def label(
    pages: Sequence[str], *, title: str, contents: Contents, among: Collection | None = None
) -> tuple[Label, dict[str, Stream]]:
    """The label of a document with the text of its ``pages``, compared with the documents of ``among``.

    Also the texts of the documents in which copies were found, by name: their passages are spans of tokens.
    """
    text = stream(pages)
    found = tuple(find(text, among)) if among is not None else ()
    joined = "\n".join(pages)
    works = tuple(parts(pages, title))
    bodies = [joined[part.start : part.end] for part in works]
    made = Label(
        title=title,
        contents=contents,
        parts=works,
        part_fits=tuple(fit(part.title, body) for part, body in zip(works, bodies, strict=True)),
        title_fit=fit(title, joined),
        names_only=best_part(title, bodies),
        copies=found,
        original_share=original_share(text, found),
        laundering=laundering.judge(laundering.by_sources(text, found)),
        text=text,
    )
    names = {copy.of for copy in found}
    others = among.texts(names) if among is not None else {}
    return made, others


def to_value(made: Label, others: dict[str, Stream]) -> dict[str, Any]:
    """A label as plain values for JSON: pages from 1, scores and shares from 0 to 1."""
    return {
        "version": VERSION,
        "title": made.title,
        "holds": _contents(made.contents),
        "parts": [
            {
                "title": part.title,
                "first_page": part.first_page,
                "last_page": part.last_page,
                "title_fit": fitted.score,
            }
            for part, fitted in zip(made.parts, made.part_fits, strict=True)
        ],
        "title_fit": _title_fit(made),
        "copies": [_copy(copy, made.text, others[copy.of]) for copy in made.copies],
        "original_share": round(made.original_share, 4),
        "laundering": _laundering(made.laundering),
    }


def _contents(contents: Contents) -> dict[str, Any]:
    value = asdict(contents)
    value["preliminary"] = round(contents.preliminary, 4)
    value["years"]["text"] = {str(year): times for year, times in contents.years.text.items()}
    return value


def _title_fit(made: Label) -> dict[str, Any]:
    value: dict[str, Any] = asdict(made.title_fit)
    named = made.names_only
    value["names_only_part"] = None if named is None else named + 1
    return value


def _copy(copy: Copy, text: Stream, other: Stream) -> dict[str, Any]:
    return {
        "of": copy.of,
        "kind": copy.kind,
        "share_of_this": round(copy.share_of_this, 4),
        "share_of_other": round(copy.share_of_other, 4),
        "passages": [_passage(passage, text, other) for passage in copy.passages],
    }


def _passage(passage: Passage, text: Stream, other: Stream) -> dict[str, Any]:
    span, found = passage.span, passage.rewording
    return {
        **_place(text, span.first, span.end, ""),
        **_place(other, span.other_first, span.other_end, "other_"),
        "replaced_words": found.replaced,
        "replaced_share": round(found.rate, 4),
    }


def _place(text: Stream, first: int, end: int, prefix: str) -> dict[str, Any]:
    """Pages and page-wise character offsets of a span, and its text, shortened."""
    if end <= first:
        return {f"{prefix}page": 1, f"{prefix}text": ""}
    page, last = text.page_of(first), text.page_of(end - 1)
    return {
        f"{prefix}page": page,
        f"{prefix}start": int(text.starts[first]) - text.page_starts[page - 1],
        f"{prefix}last_page": last,
        f"{prefix}end": int(text.ends[end - 1]) - text.page_starts[last - 1],
        f"{prefix}text": shortened(text.slice(first, end)),
    }


def _laundering(found: Laundering) -> dict[str, Any]:
    return {
        "suspected": found.suspected,
        "score": found.score,
        "passages": [
            {
                "page": trace.page,
                "text": trace.text,
                "pairs": [
                    {"here": here, "there": there, "times": times} for here, there, times in trace.pairs
                ],
                "of": trace.of,
                "score": trace.score,
            }
            for trace in found.traces
        ],
    }
