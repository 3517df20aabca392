"""From received bytes to a readable document: draft, pages and text, suggestions, publication."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wenyuan.blobs.store import Blob
from wenyuan.documents.facts import DocumentPublished, TextReady
from wenyuan.documents.models import Document, DocumentKeyword, Keyword, Page, Rendition, Version
from wenyuan.documents.models.version import pack
from wenyuan.formats import textlayer
from wenyuan.formats.model import Conversion, Identity, Metadata, TextLayer
from wenyuan.jobs.services import announce

MOST_KEYWORDS = 8
_BATCH = 200
_CONVERTED = (
    *("pdf_sha256", "pdf_bytes", "pages", "outline", "fonts", "fidelity", "metadata"),
    *("builds_sha256", "builds"),
)
TITLE_LENGTH = Document._meta.get_field("title").max_length or 300


@dataclass(frozen=True, slots=True)
class Rights:
    """What the uploader declared about the file, and which terms they accepted."""

    basis: str
    licence: str
    terms_version: str
    author_name: str = ""
    permission_note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a file says or lets guess about its document; empty where nothing can be said."""

    title: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    category_id: int | None = None


def create_draft(
    *,
    owner_id: int,
    blob: Blob,
    original_name: str,
    title: str,
    rights: Rights,
    category_id: int | None = None,
    visibility: str = "public",
    decided: Sequence[str] = (),
) -> Document:
    """A document that nobody but its owner and staff knows of, with its first version.

    ``decided`` names the fields that a person chose, which no guess may change.
    """
    with transaction.atomic():
        document = Document.objects.create(
            owner_id=owner_id,
            title=title[:TITLE_LENGTH],
            category_id=category_id,
            visibility=visibility,
            decided=sorted(set(decided)),
            basis=rights.basis,
            licence=rights.licence,
            author_name=rights.author_name,
            permission_note=rights.permission_note,
            terms_version=rights.terms_version,
            terms_accepted_at=timezone.now(),
        )
        version = Version.objects.create(
            document=document, sha256=blob.sha256, bytes=blob.bytes, original_name=original_name
        )
        document.current_version = version
        document.save(update_fields=["current_version"])
    return document


def identified(*, version_id: int, identity: Identity) -> None:
    """Note what the file is."""
    Version.objects.filter(pk=version_id).update(
        format=identity.format, media_type=identity.media_type, named_as=(identity.named_as or "")[:12]
    )


def storable(text: str) -> str:
    """Text that every database stores: without NUL and without halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def storable_value(value: Any) -> Any:
    """The same for everything inside a value that becomes JSON; what JSON does not know becomes text."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_value(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [storable_value(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else storable(str(value))


def attach_preview(*, version_id: int, pdf: Blob, layers: Sequence[TextLayer]) -> bool:
    """Let the owner read the first pages while the rest is made; False where the whole is there already.

    ``pdf`` is stored already. The pages count as the version's until the whole, or a failure, takes their
    place; nobody but owner and staff knows of the document before.
    """
    rows = [_page(version_id, layer) for layer in layers]
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version_id)
        if version.pdf_sha256:
            return False
        _drop_preview(version, but=pdf.sha256)
        Page.objects.bulk_create(rows)
        version.preview_sha256, version.pages = pdf.sha256, len(rows)
        version.save(update_fields=["preview_sha256", "pages"])
    return True


def _drop_preview(version: Version, *, but: str = "") -> None:
    """In the caller's transaction: forget pages and pictures of a preview, those of the PDF ``but`` apart."""
    Page.objects.filter(version_id=version.pk).delete()
    old, version.preview_sha256, version.pages = version.preview_sha256, "", 0
    if not old or old == but:
        return
    _forget_pictures(version, old)


def _forget_pictures(version: Version, old: str) -> None:
    """Forget the pictures of the PDF ``old``, unless another version is drawn from it."""
    others = Version.objects.exclude(pk=version.pk).filter(
        Q(pdf_sha256=old) | Q(preview_sha256=old) | Q(builds_sha256=old)
    )
    if not others.filter(released_at=None).exists():
        Rendition.objects.filter(pdf_sha256=old).delete()


def attach_conversion(
    *,
    version_id: int,
    conversion: Conversion,
    pdf: Blob,
    outline: Sequence[Mapping[str, Any]],
    said: Metadata,
    steps: Blob | None = None,
) -> None:
    """Store what a conversion made, once: a second call for the version changes nothing.

    ``pdf`` is stored already, and so is ``steps``, the PDF of the conversion's builds. ``outline`` and
    ``said`` (what the source says of itself) go with it.
    """
    rows = [_page(version_id, layer) for layer in conversion.layers]
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version_id)
        if version.pdf_sha256:
            return
        _drop_preview(version, but=pdf.sha256)
        Page.objects.bulk_create(rows, batch_size=_BATCH)
        _set_conversion(version, conversion, pdf, outline=outline, said=said, steps=steps)


def _set_conversion(
    version: Version,
    conversion: Conversion,
    pdf: Blob,
    *,
    outline: Sequence[Mapping[str, Any]],
    said: Metadata,
    steps: Blob | None,
) -> None:
    """In the caller's transaction: what a conversion made, but for the pages' own rows."""
    version.pdf_sha256, version.pdf_bytes = pdf.sha256, pdf.bytes
    version.pages = conversion.pages
    version.outline = storable_value(outline)
    version.fonts = storable_value([asdict(font) for font in conversion.fonts])
    version.fidelity = storable_value(conversion.fidelity)
    version.metadata = storable_value(asdict(said))
    built = conversion.builds.slides if conversion.builds is not None and steps is not None else ()
    version.builds_sha256 = steps.sha256 if steps is not None and built else ""
    version.builds = [[slide.page, slide.first, slide.count, slide.ends_whole] for slide in built]
    version.save(update_fields=[*_CONVERTED, "preview_sha256"])


def replace_conversion(
    *,
    version_id: int,
    replaces: str,
    conversion: Conversion,
    pdf: Blob,
    outline: Sequence[Mapping[str, Any]],
    said: Metadata,
    steps: Blob | None = None,
) -> bool:
    """Let a new conversion take the place of the one whose PDF is ``replaces``; its text is indexed again.

    False where that is not the version's conversion any more, or its files were let go of.
    """
    rows = [_page(version_id, layer) for layer in conversion.layers]
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version_id)
        if version.pdf_sha256 != replaces or version.released_at is not None:
            return False
        Page.objects.filter(version_id=version_id).delete()
        Page.objects.bulk_create(rows, batch_size=_BATCH)
        old_steps = version.builds_sha256
        _set_conversion(version, conversion, pdf, outline=outline, said=said, steps=steps)
        if replaces != pdf.sha256:
            _forget_pictures(version, replaces)
        if old_steps and old_steps != version.builds_sha256:
            _forget_pictures(version, old_steps)
        announce(TextReady(document_id=version.document_id, version_id=version_id), cost=version.bytes)
    return True


def _page(version_id: int, layer: TextLayer) -> Page:
    return Page(
        version_id=version_id,
        number=layer.page,
        width=layer.size.width,
        height=layer.size.height,
        text=storable(layer.text),
        layer=pack(storable_value(textlayer.to_value(layer))),
    )


def reuse_conversion(*, version_id: int, source_id: int) -> None:
    """Give a version the pages and texts that another one of the same bytes has, once."""
    source = Version.objects.get(pk=source_id)
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version_id)
        if version.pdf_sha256 or not source.pdf_sha256 or source.sha256 != version.sha256:
            return
        _drop_preview(version, but=source.pdf_sha256)
        pages = list(Page.objects.filter(version_id=source_id))
        for page in pages:
            page.pk, page.version_id = None, version_id
        Page.objects.bulk_create(pages, batch_size=_BATCH)
        for name in _CONVERTED:
            setattr(version, name, getattr(source, name))
        version.save(update_fields=[*_CONVERTED, "preview_sha256"])


def complete(*, document_id: int, suggestion: Suggestion, lane: str = "", cost: int = 0) -> None:
    """Fill what nobody decided with what the file suggests, and announce that its text is ready."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        _fill(document, suggestion)
        version_id = document.current_version_id or 0
        # What is nearly done goes before what has not begun.
        announce(TextReady(document_id=document_id, version_id=version_id), lane=lane, cost=cost, priority=-5)


def _fill(document: Document, suggestion: Suggestion) -> None:
    open_fields = {"title", "language", "category", "keywords"} - set(document.decided)
    changed = []
    if suggestion.title and "title" in open_fields:
        document.title = storable(suggestion.title)[:TITLE_LENGTH]
        changed.append("title")
    if suggestion.language and "language" in open_fields:
        document.language = suggestion.language
        changed.append("language")
    if suggestion.category_id is not None and "category" in open_fields and document.category_id is None:
        document.category_id = suggestion.category_id
        changed.append("category")
    if changed:
        document.save(update_fields=changed)
    if suggestion.keywords and "keywords" in open_fields:
        _set_keywords(document, suggestion.keywords)


def _set_keywords(document: Document, texts: Sequence[str]) -> None:
    DocumentKeyword.objects.filter(document=document).delete()
    longest = Keyword._meta.get_field("text").max_length or 60
    unique = dict.fromkeys(storable(text).strip()[:longest] for text in texts)
    wanted = [text for text in unique if text][:MOST_KEYWORDS]
    # A fixed order: two documents with the same keywords must not wait for each other.
    rows = {text: Keyword.objects.get_or_create(text=text)[0] for text in sorted(wanted)}
    DocumentKeyword.objects.bulk_create(
        DocumentKeyword(document=document, keyword=rows[text], position=position)
        for position, text in enumerate(wanted)
    )


def fail(*, document_id: int) -> None:
    """The file did not become pages; its document stays with its owner, without its first pages."""
    with transaction.atomic():
        Document.objects.filter(pk=document_id, state=Document.State.PREPARING).update(
            state=Document.State.FAILED
        )
        seen = Version.objects.select_for_update().filter(document_id=document_id, pdf_sha256="")
        for version in seen.exclude(preview_sha256=""):
            _drop_preview(version)
            version.save(update_fields=["preview_sha256", "pages"])


def prepare_again(*, document_id: int) -> None:
    """A failed document is on its way again."""
    Document.objects.filter(pk=document_id, state=Document.State.FAILED).update(
        state=Document.State.PREPARING
    )


def await_approval(*, document_id: int) -> None:
    """Hold a finished document until staff approves it."""
    Document.objects.filter(pk=document_id, state=Document.State.PREPARING).update(
        state=Document.State.AWAITING_APPROVAL
    )


def publish(*, document_id: int) -> bool:
    """Let others read a finished document, and announce that; False where it was out already."""
    with transaction.atomic():
        published = Document.objects.filter(
            pk=document_id,
            state__in=[Document.State.PREPARING, Document.State.AWAITING_APPROVAL],
        ).update(state=Document.State.PUBLISHED, published_at=timezone.now())
        if published == 1:
            announce(DocumentPublished(document_id=document_id))
    return published == 1
