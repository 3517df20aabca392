"""The outline of a file: the works that it joins, and under each its headings."""

import re
from collections.abc import Sequence

from wenyuan.language import headings
from wenyuan.language.headings import Heading
from wenyuan.language.label.parts import Part, parts


def outline(pages: Sequence[str]) -> list[Heading]:
    """Headings by their numbering; in a compilation those of each part, one level below the part's title."""
    joined = parts(pages, "")
    if len(joined) < 2 or not all(part.title for part in joined):
        return headings.outline(pages)
    found: list[Heading] = []
    for part in joined:
        found.append((part.title, 1, part.first_page))
        within = headings.outline(_pages_of(part, pages))
        found += [
            (title, level + 1, page + part.first_page - 1)
            for title, level, page in within
            if title != part.title
        ]
    return found


def with_parts(bookmarks: Sequence[Heading], pages: Sequence[str]) -> list[Heading]:
    """The file's own bookmarks, in a compilation one level below the titles of its parts.

    Bookmarks that name every part already are left as they are.
    """
    joined = parts(pages, "")
    said = {_plain(title) for title, _, _ in bookmarks}
    if len(joined) < 2 or all(_plain(part.title) in said or not part.title for part in joined):
        return list(bookmarks)
    waiting = [part for part in joined if part.title and _plain(part.title) not in said]
    places = _places(bookmarks, pages)
    found: list[Heading] = []
    for (title, level, page), place in zip(bookmarks, places, strict=True):
        while waiting and waiting[0].start <= place:
            part = waiting.pop(0)
            found.append((part.title, 1, part.first_page))
        found.append((title, level + 1, page))
    return found + [(part.title, 1, part.first_page) for part in waiting]


def _places(bookmarks: Sequence[Heading], pages: Sequence[str]) -> list[int]:
    """Where each bookmark stands in the pages joined by line feeds; its page's end where it is not found."""
    text = "\n".join(pages)
    starts = [0]
    for content in pages:
        starts.append(starts[-1] + len(content) + 1)
    places = []
    for title, _, page in bookmarks:
        begin, end = starts[min(page, len(pages)) - 1], starts[min(page, len(pages))]
        words = r"\s*".join(re.escape(sign) for sign in _plain(title)[:40])
        match = re.compile(words).search(text, begin, end) if words else None
        places.append(match.start() if match else end)
    return places


def _plain(title: str) -> str:
    return "".join(title.split())


def _pages_of(part: Part, pages: Sequence[str]) -> list[str]:
    """The text of the part, page by page from its first."""
    cut: list[str] = []
    begin = 0
    for number, page in enumerate(pages, start=1):
        if part.first_page <= number <= part.last_page:
            cut.append(page[max(0, part.start - begin) : max(0, part.end - begin)])
        begin += len(page) + 1
    return cut
