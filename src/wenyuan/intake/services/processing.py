"""The pipeline of one file: checking → converting → first page → indexing.

Each step leaves its result in rows and blobs before the next begins and is passed over when it is there, so
that a worker may die anywhere: the next one goes on, and nothing happens twice. What is slow happens outside
of transactions; each stage changes by a conditional update, so that a late twin of a worker cannot turn one
back.
"""

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wenyuan.blobs import store
from wenyuan.blobs.incoming import adopt
from wenyuan.blobs.store import Blob
from wenyuan.documents import rendering
from wenyuan.documents.models import Version
from wenyuan.documents.services import publishing, renditions
from wenyuan.formats.client import RenderUnavailable
from wenyuan.formats.handlers import handler_for
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, FirstPages, Identity, Refused
from wenyuan.intake import selectors, suggestions
from wenyuan.intake.models import Upload
from wenyuan.intake.services.receiving import lane_of
from wenyuan.jobs.services import Later

log = logging.getLogger(__name__)

Stage = Upload.Stage

FIRST_PAGE_WIDTH = 900
FIRST_PAGE_TYPE = "image/webp"
TRIES = {Code.TIMED_OUT: 2, Code.OUT_OF_MEMORY: 2, Code.CONVERTER_FAILED: 3}
"""How often a conversion is tried by itself when its failure may pass."""
_PAUSE = 3.0
_OPEN = (Stage.RECEIVED, Stage.CHECKING, Stage.CONVERTING, Stage.FIRST_PAGE)


class GoneElsewhere(Exception):
    """The upload is not this job's any more: it ended, or somebody else brought it further."""


@dataclass(frozen=True, slots=True)
class Work:
    """One run of the pipeline: the upload and the version it makes."""

    upload: Upload
    version: Version

    @property
    def document_id(self) -> int:
        """The document on its way."""
        return self.version.document_id


def process(*, upload_id: UUID) -> None:
    """Bring an upload as far as its text being ready for the index, or to its refusal.

    Raises `Later` while the render process is away, and whatever else is no fault of the file: the job is
    tried again then.
    """
    upload = selectors.upload(upload_id)
    document = upload.document
    if upload.stage not in _OPEN or document is None or document.current_version is None:
        return
    work = Work(upload, document.current_version)
    try:
        identity = _check(work)
        _convert(work, identity)
        _first_page(work)
        _complete(work)
    except Refused as refusal:
        _refused(work, refusal)
    except RenderUnavailable as error:
        if _is_about_the_file(error):
            raise
        raise Later(seconds=_PAUSE, reason=str(error)) from error
    except GoneElsewhere:
        return


def _is_about_the_file(error: RenderUnavailable) -> bool:
    """Whether the render process went away during the work, for which the file may be the cause."""
    cause = error.__cause__
    return cause is not None and not isinstance(cause, FileNotFoundError | ConnectionRefusedError)


def _enter(work: Work, stage: Stage) -> None:
    """Move on to a stage; where an earlier run came further, the stage stays. Raises `GoneElsewhere`."""
    mine = Upload.objects.filter(pk=work.upload.pk)
    before = _OPEN[: _OPEN.index(stage)]
    moved = mine.filter(stage__in=before).update(stage=stage, stage_at=timezone.now())
    if moved != 1 and not mine.filter(stage__in=_OPEN).exists():
        raise GoneElsewhere


def _check(work: Work) -> Identity:
    """What the file is, by its content. Raises `Refused`."""
    if not work.version.pdf_sha256:
        _enter(work, Stage.CHECKING)
    identity = identify(
        store.path_of(work.version.sha256), name=work.upload.original_name, limits=rendering.limits()
    )
    publishing.identified(version_id=work.version.pk, identity=identity)
    return identity


def _convert(work: Work, identity: Identity) -> None:
    """Pages and text, stored. Raises `Refused`."""
    if work.version.pdf_sha256:
        return
    _enter(work, Stage.CONVERTING)
    twin = _own_twin(work)
    if twin is not None:
        publishing.reuse_conversion(version_id=work.version.pk, source_id=twin)
    else:
        _convert_anew(work, identity)
    work.version.refresh_from_db()


def _own_twin(work: Work) -> int | None:
    """A converted version of the same bytes that this owner brought before.

    Conversions of others are not used: how fast a file gets ready would tell that somebody has it.
    """
    return (
        Version.objects.filter(
            sha256=work.version.sha256, document__owner_id=work.upload.owner_id, released_at=None
        )
        .exclude(pdf_sha256="")
        .exclude(pk=work.version.pk)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )


def _convert_anew(work: Work, identity: Identity) -> None:
    source = store.path_of(work.version.sha256)
    with tempfile.TemporaryDirectory(dir=converting_folder()) as out:
        conversion = rendering.client().convert(
            source,
            identity=identity,
            out=Path(out),
            limits=rendering.limits(),
            preview=lambda first: _preview(work, source, first),
        )
        said = suggestions.combined(handler_for(identity).metadata(source), conversion.metadata)
        outline = suggestions.outline(conversion.outline, [layer.text for layer in conversion.layers])
        pdf = adopt(conversion.pdf)
        publishing.attach_conversion(
            version_id=work.version.pk,
            conversion=conversion,
            pdf=pdf,
            outline=outline,
            said=said,
            steps=adopted_steps(conversion),
        )


def _preview(work: Work, source: Path, first: FirstPages) -> None:
    """Show the owner the first pages while the rest is made. What fails here fails nothing else."""
    _enter(work, Stage.CONVERTING)
    try:
        is_source = first.pdf.resolve() == source.resolve()
        pdf = Blob(work.version.sha256, work.version.bytes) if is_source else adopt(first.pdf)
        if publishing.attach_preview(version_id=work.version.pk, pdf=pdf, layers=first.layers):
            work.version.refresh_from_db()
            _draw_first_page(work)
    except (renditions.Unavailable, renditions.Undrawable, FileNotFoundError) as error:
        log.info("no first pages before the whole", extra={"document": work.document_id, "why": str(error)})


def _draw_first_page(work: Work) -> None:
    renditions.page_image(version=work.version, page=1, width=FIRST_PAGE_WIDTH, media_type=FIRST_PAGE_TYPE)


def adopted_steps(conversion: Conversion) -> Blob | None:
    """The PDF of a conversion's builds, stored; None where it has none."""
    return None if conversion.builds is None else adopt(conversion.builds.pdf)


def converting_folder() -> Path:
    """Where conversions leave their results: on the store's file system, seen by the render process."""
    folder = store.root() / "converting"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _first_page(work: Work) -> None:
    """The picture that readers see first, so that "published" means readable. Raises `Refused`."""
    _enter(work, Stage.FIRST_PAGE)
    try:
        _draw_first_page(work)
    except renditions.Unavailable as error:
        if error.__cause__ is None or isinstance(error.__cause__, RenderUnavailable):
            raise Later(seconds=_PAUSE, reason=str(error)) from error
        raise Refused(Code.CONVERTER_FAILED, stage="first_page") from error
    except renditions.Undrawable as error:
        raise Refused(Code.DAMAGED, stage="first_page") from error


def _complete(work: Work) -> None:
    """Suggestions filled in, and the text handed to the index, in one transaction with the stage."""
    suggestion = suggestions.suggest(work.version, name=work.upload.original_name)
    with transaction.atomic():
        moved = Upload.objects.filter(pk=work.upload.pk, stage__in=_OPEN).update(
            stage=Stage.INDEXING, stage_at=timezone.now()
        )
        if moved != 1:
            raise GoneElsewhere
        publishing.complete(
            document_id=work.document_id,
            suggestion=suggestion,
            lane=lane_of(work.upload.owner_id),
            cost=work.upload.bytes,
        )


def _refused(work: Work, refusal: Refused) -> None:
    """Refuse the file, or let the job try again where that may help, or hand it to people."""
    if not refusal.reason.may_pass_later:
        settle(work.upload.pk, stage=Stage.REFUSED, code=refusal.code, params=dict(refusal.params))
        return
    tried = work.upload.attempts + 1
    Upload.objects.filter(pk=work.upload.pk, stage__in=_OPEN).update(attempts=tried)
    if tried < TRIES[refusal.reason]:
        raise refusal
    settle(work.upload.pk, stage=Stage.NEEDS_ATTENTION, code=refusal.code, params=dict(refusal.params))


def settle(upload_id: UUID, *, stage: Stage, code: str, params: dict[str, object]) -> bool:
    """End an upload that did not become a document; False where it had ended or gone on."""
    moment = timezone.now()
    with transaction.atomic():
        settled = Upload.objects.filter(pk=upload_id, stage__in=(*_OPEN, Stage.INDEXING)).update(
            stage=stage,
            stage_at=moment,
            finished_at=moment,
            error_code=code,
            error_params=publishing.storable_value(params),
        )
        document_id = Upload.objects.filter(pk=upload_id).values_list("document_id", flat=True).first()
        if settled and document_id is not None:
            publishing.fail(document_id=document_id)
    return settled == 1
