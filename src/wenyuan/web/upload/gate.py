"""Files in forms: taken from signed-in people on the upload page alone, and no larger than allowed.

Every form of the library could carry a file, and Django would write it to the disk before any view is asked.
This handler stands before those that store and lets the rest run through without keeping it.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.urls import reverse

from wenyuan.intake import selectors
from wenyuan.web.middleware import actor_of


class Gate(FileUploadHandler):
    """Passes on what may be stored. Names of files that were too large stand in ``request.too_large``."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0
        self._largest = self._room = 0

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - only who sends matters
        """Learn once for the request what its sender may send; nothing elsewhere than on the upload page."""
        request: Any = self.request
        request.too_large = []
        if request.path == reverse("upload") and request.user.is_authenticated:
            allowance = selectors.limits(actor_of(request))
            self._largest = allowance.file_bytes
            self._room = max(0, allowance.quota_bytes - allowance.used_bytes)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins; without room for any it is not kept."""
        super().new_file(*args, **kwargs)
        if not self._room:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the bytes on while they are within the limits."""
        self._taken += len(raw_data)
        if start + len(raw_data) > self._largest or self._taken > self._room:
            request: Any = self.request
            request.too_large.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:  # noqa: ARG002
        """Another handler has the file."""
        return None
