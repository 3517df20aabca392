"""Receiving a file: its bytes go into the blob store as they come, then rows say whose it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from wenyuan.audit.services import record
from wenyuan.blobs import store
from wenyuan.blobs.store import Blob
from wenyuan.documents.models import Document
from wenyuan.documents.selectors import blocked_rule
from wenyuan.documents.services import publishing
from wenyuan.intake import locks, names, selectors, terms
from wenyuan.intake.models import Upload
from wenyuan.jobs.services import enqueue
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import Invalid, NotAllowed, WenyuanError
from wenyuan.language import title as titles
from wenyuan.switches.selectors import is_on

PROCESS = "intake.process"
TRIES = 8
"""How often the worker takes up one file; a file that ends the worker each time is parked after these."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the uploader says of their right to publish, and the terms that they accept."""

    basis: str
    licence: str
    author_name: str = ""
    permission_note: str = ""
    terms_version: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the uploader wants of the document; empty where they leave it to the library."""

    title: str = ""
    category_id: int | None = None
    visibility: str = "public"


def lane_of(owner_id: int) -> str:
    """The lane in which a person's work takes turns with that of others."""
    return f"user:{owner_id}"


def check_may_upload(
    *, actor: Actor, declaration: Declaration | None, by_operator: bool = False
) -> selectors.Allowance:
    """What ``actor`` may still send. ``declaration`` None: not asked for yet, as before a resumable upload.

    Raises `NotAllowed`, or WenyuanError with ``uploads_off``, ``terms``, ``rate`` or ``quota``.
    """
    if actor.user_id is None:
        raise NotAllowed(why="sign_in", action="upload")
    if not is_on("uploads") and not by_operator:
        raise WenyuanError("uploads_off")
    if declaration is not None:
        _check_declaration(declaration)
    allowance = selectors.limits(actor)
    if by_operator:
        return allowance
    if allowance.uploads_left <= 0:
        raise WenyuanError("rate", limit=allowance.uploads_per_hour)
    if allowance.used_bytes >= allowance.quota_bytes:
        raise WenyuanError("quota", used=allowance.used_bytes, limit=allowance.quota_bytes)
    return allowance


def _check_declaration(declaration: Declaration) -> None:
    if declaration.terms_version != terms.CURRENT:
        raise WenyuanError("terms", version=terms.CURRENT)
    if declaration.basis not in Document.Basis.values:
        raise Invalid("unknown_basis", field="basis")


def check_size(size: int, *, allowance: selectors.Allowance, by_operator: bool = False) -> None:
    """Raises WenyuanError with ``too_large`` or ``quota`` where ``size`` bytes are more than allowed."""
    if size > allowance.file_bytes:
        raise WenyuanError("too_large", limit=allowance.file_bytes)
    if not by_operator and allowance.used_bytes + size > allowance.quota_bytes:
        raise WenyuanError("quota", used=allowance.used_bytes, limit=allowance.quota_bytes)


def receive(
    *,
    actor: Actor,
    chunks: Iterable[bytes],
    name: str,
    declaration: Declaration,
    batch: UUID | None = None,
    title: str = "",
    category_id: int | None = None,
    visibility: str = "public",
    by_operator: bool = False,
) -> Upload:
    """Store a file as its ``chunks`` come and send it on its way; memory does not grow with it.

    An exact copy of a document that the actor may see ends as ``duplicate``, a blocked file as ``refused``.
    Raises as `check_may_upload` and `check_size` do; nothing is left behind then.
    """
    allowance = check_may_upload(actor=actor, declaration=declaration, by_operator=by_operator)
    blob = store.put_chunks(_within(chunks, allowance, by_operator=by_operator))
    return receive_blob(
        actor=actor,
        blob=blob,
        name=name,
        declaration=declaration,
        batch=batch,
        wishes=Wishes(title=title, category_id=category_id, visibility=visibility),
        by_operator=by_operator,
    )


def _within(chunks: Iterable[bytes], allowance: selectors.Allowance, *, by_operator: bool) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        check_size(size, allowance=allowance, by_operator=by_operator)
        yield chunk


def receive_blob(
    *,
    actor: Actor,
    blob: Blob,
    name: str,
    declaration: Declaration,
    batch: UUID | None = None,
    wishes: Wishes | None = None,
    by_operator: bool = False,
) -> Upload:
    """The same for bytes that are in the blob store already."""
    _check_declaration(declaration)
    if actor.user_id is None:
        raise NotAllowed(why="sign_in", action="upload")
    wishes = wishes or Wishes()
    with transaction.atomic():
        locks.lock_uploader(actor.user_id)
        locks.lock_bytes(blob.sha256)
        # Counted again under the lock: other files may have come while this one did.
        allowance = check_may_upload(actor=actor, declaration=declaration, by_operator=by_operator)
        check_size(blob.bytes, allowance=allowance, by_operator=by_operator)
        upload = Upload(
            owner_id=actor.user_id,
            batch=batch or uuid4(),
            original_name=names.clean(name),
            bytes=blob.bytes,
            sha256=blob.sha256,
            by_operator=by_operator,
        )
        rule = blocked_rule(blob.sha256)
        earlier = None if rule is not None else selectors.earlier_copy(actor, blob.sha256)
        if earlier is not None:
            upload.stage = Upload.Stage.DUPLICATE
            upload.duplicate_of_id = earlier
            upload.finished_at = timezone.now()
            upload.save(force_insert=True)
            return upload
        upload.document = _draft(upload, blob=blob, declaration=declaration, wishes=wishes)
        if rule is not None:
            _refuse_blocked(upload, actor=actor, rule=rule)
        upload.save(force_insert=True)
        if rule is None:
            queue(upload)
    return upload


def _draft(upload: Upload, *, blob: Blob, declaration: Declaration, wishes: Wishes) -> Document:
    title = " ".join(publishing.storable(wishes.title).split())
    decided = (["title"] if title else []) + (["category"] if wishes.category_id is not None else [])
    return publishing.create_draft(
        owner_id=upload.owner_id,
        blob=blob,
        original_name=upload.original_name,
        title=title or titles.clean(upload.original_name) or upload.original_name,
        rights=publishing.Rights(
            basis=declaration.basis,
            licence=declaration.licence,
            terms_version=declaration.terms_version,
            author_name=declaration.author_name,
            permission_note=declaration.permission_note,
        ),
        category_id=wishes.category_id,
        visibility=wishes.visibility,
        decided=decided,
    )


def _refuse_blocked(upload: Upload, *, actor: Actor, rule: str) -> None:
    upload.stage = Upload.Stage.REFUSED
    upload.error_code = "blocked"
    upload.error_params = {"rule": rule}
    upload.finished_at = timezone.now()
    publishing.fail(document_id=upload.document_id or 0)
    record("upload.blocked", by=actor, subject=f"upload:{upload.pk}", rule=rule, sha256=upload.sha256)


def queue(upload: Upload) -> None:
    """Queue the pipeline for an upload, in the caller's transaction."""
    enqueue(
        PROCESS,
        payload={"upload_id": str(upload.pk)},
        lane=lane_of(upload.owner_id),
        cost=upload.bytes,
        max_attempts=TRIES,
    )
