"""Files of forms: straight into the store where they are expected, nowhere else, and never past a limit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.test import RequestFactory
from django.urls import ResolverMatch

from tests.intake.conftest import DECLARED
from wenyuan.blobs import incoming, store
from wenyuan.intake.models import Upload
from wenyuan.intake.services.receiving import receive_blob
from wenyuan.intake.upload_handler import StoredFile
from wenyuan.kernel.errors import NotAllowed, WenyuanError

Post = Callable[..., HttpRequest]


@pytest.fixture
def post(library: object) -> Post:
    """A form with files as a view finds it: ``post(user, b"one", b"two", to="upload")``."""

    def posted(user: Any, *files: bytes, to: str = "upload") -> HttpRequest:
        sent = [SimpleUploadedFile(f"file{n}.txt", data) for n, data in enumerate(files)]
        request = RequestFactory().post("/anywhere", {"note": "kept", "files": sent})
        request.user = user
        request.resolver_match = ResolverMatch(lambda r: None, (), {}, url_name=to)
        return request

    return posted


def stored(request: HttpRequest) -> list[StoredFile]:
    """The form's files."""
    files = request.FILES.getlist("files")
    assert all(isinstance(file, StoredFile) for file in files)
    return files


def blobs() -> list[str]:
    """What lies in the store."""
    return list(store.all_hashes())


def test_files_are_in_the_store_when_somebody_asks_for_them(post: Post, author: Any) -> None:
    request = post(author, b"first", b"second" * 100_000)
    one, two = stored(request)
    assert request.POST["note"] == "kept"
    assert blobs() == []
    assert store.read(one.blob.sha256) == b"first"
    assert (two.blob.bytes, two.size) == (600_000, 600_000)
    assert b"".join(two.chunks()) == b"second" * 100_000
    assert list(incoming.folder().iterdir()) == []
    upload = receive_blob(actor=author.as_actor(), blob=one.blob, name=one.sent_name, declaration=DECLARED)
    assert (upload.original_name, upload.stage) == ("file0.txt", Upload.Stage.RECEIVED)
    request.close()


def test_a_file_past_the_limit_is_read_past_and_refused_and_its_neighbours_are_kept(
    post: Post, author: Any, settings: Any
) -> None:
    settings.WENYUAN_MAX_FILE_BYTES = 1000
    small, big, other = stored(post(author, b"a" * 1000, b"b" * 300_000, b"c" * 10))
    assert (small.blob.bytes, other.blob.bytes) == (1000, 10)
    assert big.refusal is not None
    assert (big.refusal.code, big.size) == ("too_large", 300_000)
    with pytest.raises(WenyuanError):
        big.chunks()
    assert len(blobs()) == 2
    assert list(incoming.folder().iterdir()) == []


def test_the_quota_holds_over_all_files_of_a_form(post: Post, author: Any, settings: Any) -> None:
    settings.WENYUAN_USER_QUOTA_BYTES = 1500
    first, second, third = stored(post(author, b"a" * 1000, b"b" * 1000, b"c" * 100))
    assert [file.refusal.code if file.refusal else "" for file in (first, second, third)] == ["", "quota", ""]


def test_the_rate_holds_over_all_files_of_a_form(post: Post, author: Any, settings: Any) -> None:
    settings.WENYUAN_UPLOADS_PER_HOUR = 1
    first, second = stored(post(author, b"a", b"b"))
    assert first.refusal is None
    assert second.refusal is not None
    assert second.refusal.code == "rate"


def test_who_is_not_signed_in_leaves_nothing_in_the_store(post: Post) -> None:
    (file,) = stored(post(AnonymousUser(), b"data"))
    assert isinstance(file.refusal, NotAllowed)
    assert blobs() == []
    assert list(incoming.folder().iterdir()) == []


def test_a_form_that_nobody_takes_leaves_nothing(post: Post, author: Any) -> None:
    request = post(author, b"one", b"two")
    kept, left = stored(request)
    sha256 = kept.blob.sha256
    assert left.size == 3
    request.close()
    assert blobs() == [sha256]
    assert list(incoming.folder().iterdir()) == []


def test_files_sent_anywhere_else_are_dropped(post: Post, author: Any) -> None:
    request = post(author, b"data", to="report")
    assert request.FILES.getlist("files") == []
    assert request.POST["note"] == "kept"
    assert blobs() == []


class CutLine:
    """A request's body whose sender goes away in the middle."""

    def __init__(self, data: bytes) -> None:
        self.left = data

    def read(self, size: int = -1) -> bytes:
        """What came, then the error of a line that was cut."""
        if not self.left:
            raise OSError("reset")
        taken, self.left = self.left[:size], self.left[size:]
        return taken


def test_a_line_that_is_cut_leaves_nothing(post: Post, author: Any) -> None:
    request = post(author, b"x" * 600_000)
    whole = request.body
    parser = MultiPartParser(request.META, CutLine(whole[:400_000]), request.upload_handlers)
    with pytest.raises(OSError, match="reset"):
        parser.parse()
    assert list(incoming.folder().iterdir()) != [], "it was being written"
    for handler in request.upload_handlers:
        handler.upload_interrupted()
    assert list(incoming.folder().iterdir()) == []
    assert blobs() == []
