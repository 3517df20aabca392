"""Which pages of a document someone may read: the one rule that pages, images and snippets obey."""

from wenyuan.kernel.actor import Actor


def readable_pages(actor: Actor, *, owner_id: int, limit: int | None, pages: int) -> int:
    """How many of ``pages``, from the first, ``actor`` may read of a document that they may know of.

    ``limit`` is what the owner lets anyone read (None: all); owner and staff read everything.
    """
    is_owner = actor.user_id is not None and actor.user_id == owner_id
    if limit is None or is_owner or actor.is_staff:
        return pages
    return min(pages, limit)


def sample(*, limit: int | None, pages: int, count: int) -> tuple[int, ...]:
    """The further pages that anyone may read as a sample: ``count``, spread evenly beyond ``limit``.

    They are read page by page; search and find in document stop at ``limit``.
    """
    if limit is None or pages <= limit:
        return ()
    rest = pages - limit
    count = min(count, rest)
    return tuple(limit + 1 + (2 * place + 1) * rest // (2 * count) for place in range(count))
