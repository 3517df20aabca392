"""File parts of a form go straight to where the blob store lies: memory does not grow with them.

Django parses a form before any view runs, so the limits are kept here, while the bytes come. A file that may
not be stored is read past without being written, so that its sender gets a sentence instead of a cut line.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from wenyuan.accounts.selectors import actor_from
from wenyuan.blobs.incoming import Incoming
from wenyuan.blobs.store import Blob, path_of
from wenyuan.intake.selectors import Allowance
from wenyuan.intake.services.receiving import check_may_upload, check_size
from wenyuan.kernel.errors import WenyuanError

ADDRESSES = frozenset({"upload"})
"""Names of the addresses whose files are stored; files sent anywhere else are dropped."""
CHUNK = 256 * 1024


class StoredFile(UploadedFile):  # type: ignore[type-arg]  # generic for the type checker only
    """A file of a form, beside the blob store until somebody asks for its ``blob``; or refused.

    What nobody asked for goes when the request ends, so that a form with a mistake leaves nothing behind.
    ``refusal`` says why a file was not even written, else it is None.
    """

    def __init__(
        self, *, name: str | None, size: int, incoming: Incoming | None, refusal: WenyuanError | None
    ) -> None:
        super().__init__(file=None, name=name, size=size)
        self.refusal = refusal
        self._incoming = incoming
        self._blob: Blob | None = None
        # The base class keeps only the last part of a name; what the person sees is cleaned later.
        self.sent_name = name or ""

    @property
    def blob(self) -> Blob:
        """The file in the store. Raises the refusal of a file that was not written."""
        if self.refusal is not None:
            raise self.refusal
        if self._blob is None:
            if self._incoming is None:
                raise ValueError("the file is closed")
            self._blob, self._incoming = self._incoming.keep(), None
        return self._blob

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The bytes from the store. Raises as `blob` does."""
        return _read(path_of(self.blob.sha256), chunk_size or CHUNK)

    def close(self) -> None:
        """Drop what nobody kept."""
        if self._incoming is not None:
            self._incoming.drop()
            self._incoming = None


def _read(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


class StoreHandler(FileUploadHandler):
    """Writes each file part of an upload form into the store, within what its sender may send."""

    chunk_size = CHUNK

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._allowance: Allowance | None = None
        self._file: Incoming | None = None
        self._refusal: WenyuanError | None = None
        self._stored = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a part. Raises `SkipFile` where no file is expected."""
        super().new_file(*args, **kwargs)
        match = getattr(self.request, "resolver_match", None)
        if match is None or match.url_name not in ADDRESSES:
            raise SkipFile
        self._drop()
        self._refusal = None
        try:
            self._check_next()
        except WenyuanError as refusal:
            self._refusal = refusal
        else:
            self._file = Incoming()

    def _check_next(self) -> None:
        """Raises WenyuanError where the sender may send no more files."""
        if self._allowance is None:
            user = getattr(self.request, "user", None)
            if user is None:
                raise SkipFile
            self._allowance = check_may_upload(actor=actor_from(user), declaration=None)
        if self._stored >= self._allowance.uploads_left:
            raise WenyuanError("rate", limit=self._allowance.uploads_per_hour)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 (Django's signature)
        """Write bytes of the part, or read past them once it is refused."""
        if self._file is None or self._allowance is None:
            return
        try:
            check_size(self._file.bytes + len(raw_data), allowance=self._allowance)
            self._file.write(raw_data)
        except WenyuanError as refusal:
            self._refusal = refusal
            self._drop()

    def file_complete(self, file_size: int) -> StoredFile | None:
        """End a part."""
        incoming, self._file = self._file, None
        if incoming is None and self._refusal is None:
            return None
        if incoming is not None and self._allowance is not None:
            incoming.end()
            self._stored += 1
            used = self._allowance.used_bytes + incoming.bytes
            self._allowance = replace(self._allowance, used_bytes=used)
        return StoredFile(name=self.file_name, size=file_size, incoming=incoming, refusal=self._refusal)

    def upload_interrupted(self) -> None:
        """The line was cut: nothing is kept of the part that was coming."""
        self._drop()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.drop()
            self._file = None
