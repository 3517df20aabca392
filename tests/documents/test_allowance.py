"""Which further pages a sample holds."""

import pytest

from wenyuan.documents.allowance import sample


@pytest.mark.parametrize(
    ("limit", "pages", "count", "expected"),
    [
        (1, 5, 2, (3, 5)),
        (2, 12, 1, (8,)),
        (0, 9, 3, (2, 5, 8)),
        (3, 5, 9, (4, 5)),
        (3, 3, 2, ()),
        (None, 9, 2, ()),
        (3, 9, 0, ()),
    ],
)
def test_the_sample_is_spread_over_the_rest(
    limit: int | None, pages: int, count: int, expected: tuple[int, ...]
) -> None:
    assert sample(limit=limit, pages=pages, count=count) == expected


def test_a_sample_lies_beyond_the_limit_and_holds_no_page_twice() -> None:
    for pages in range(1, 60):
        for limit in range(pages + 1):
            for count in range(8):
                found = sample(limit=limit, pages=pages, count=count)
                assert len(set(found)) == len(found) == min(count, pages - limit)
                assert all(limit < page <= pages for page in found)
