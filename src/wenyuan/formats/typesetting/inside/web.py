"""HTML: the document's own text in our style; nothing that it points to is fetched."""

from wenyuan.formats.typesetting.inside import pictures, tree
from wenyuan.formats.typesetting.inside.work import Book, Chapter, Metadata


def read(text: str) -> tuple[Book, tree.Picture]:
    """The one chapter of an HTML document, and where its pictures come from."""
    root = tree.parsed(text)
    book = Book(chapters=[Chapter(root)], metadata=_metadata(root))
    return book, lambda address: pictures.from_address(address, book=book)


def _metadata(root: object) -> Metadata:
    said: dict[str, str] = {}
    for meta in root.iter("meta"):  # type: ignore[attr-defined]
        said.setdefault(meta.get("name", "").lower(), meta.get("content", ""))
    title = root.find("head/title")  # type: ignore[attr-defined]
    return Metadata(
        title=(title.text or "") if title is not None else "",
        author=said.get("author", ""),
        subject=said.get("description", ""),
        keywords=said.get("keywords", ""),
        created=said.get("date", "") or said.get("dcterms.created", ""),
        language=root.get("lang", ""),  # type: ignore[attr-defined]
    )
