"""The outline of a file that brings no bookmarks: the works that it joins, and under each its headings."""

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


def _pages_of(part: Part, pages: Sequence[str]) -> list[str]:
    """The text of the part, page by page from its first."""
    cut: list[str] = []
    begin = 0
    for number, page in enumerate(pages, start=1):
        if part.first_page <= number <= part.last_page:
            cut.append(page[max(0, part.start - begin) : max(0, part.end - begin)])
        begin += len(page) + 1
    return cut
