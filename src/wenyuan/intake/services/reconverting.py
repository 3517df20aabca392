"""Converting a document anew, as this version of the library does it: the result replaces the old one."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F, QuerySet

from wenyuan.audit.services import record
from wenyuan.blobs import store
from wenyuan.blobs.incoming import adopt
from wenyuan.documents import rendering
from wenyuan.documents.models import Version
from wenyuan.documents.services import publishing
from wenyuan.formats.handlers import handler_for
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Refused
from wenyuan.intake import suggestions
from wenyuan.intake.services.processing import adopted_steps, converting_folder
from wenyuan.kernel.actor import SYSTEM
from wenyuan.kernel.errors import NotKnown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: its pages before and now; ``refusal`` where it kept what it had."""

    document_id: int
    pages_before: int
    pages: int
    refusal: Refused | None = None


def reconvertible() -> list[int]:
    """The documents that have pages and whose file is here, by number."""
    return list(_versions().order_by("document_id").values_list("document_id", flat=True))


def _versions() -> QuerySet[Version]:
    """The present versions that have been converted and whose files have not been let go of."""
    present = Version.objects.filter(pk=F("document__current_version_id"), released_at=None)
    return present.exclude(pdf_sha256="")


def reconvert(*, document_id: int) -> Outcome:
    """Convert a document's file again and replace pages, text, outline and fidelity in one transaction.

    Title, keywords and whatever else people see and may have chosen stay. A file that is refused now keeps
    what it had. Raises `NotKnown` where there is no such document with pages, `RenderUnavailable` and
    FileNotFoundError where the converter or the file is away.
    """
    version = _versions().filter(document_id=document_id).first()
    if version is None:
        raise NotKnown(document_id=document_id)
    source = store.path_of(version.sha256)
    with tempfile.TemporaryDirectory(dir=converting_folder()) as out:
        try:
            identity = identify(source, name=version.original_name, limits=rendering.limits())
            conversion = rendering.client().convert(
                source, identity=identity, out=Path(out), limits=rendering.limits()
            )
            said = suggestions.combined(handler_for(identity).metadata(source), conversion.metadata)
        except Refused as refusal:
            return Outcome(document_id, version.pages, version.pages, refusal)
        outline = suggestions.outline(conversion.outline, [layer.text for layer in conversion.layers])
        replaced = publishing.replace_conversion(
            version_id=version.pk,
            replaces=version.pdf_sha256,
            conversion=conversion,
            pdf=adopt(conversion.pdf),
            outline=outline,
            said=said,
            steps=adopted_steps(conversion),
        )
    if not replaced:
        raise NotKnown(document_id=document_id)
    record("document.reconverted", by=SYSTEM, subject=f"document:{document_id}", pages=conversion.pages)
    return Outcome(document_id, version.pages, conversion.pages)
