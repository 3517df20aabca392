"""Receives a big made-up file in a process of its own and prints by how many bytes its memory grew."""

import os
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path


def body(size: int) -> Iterator[bytes]:
    """``size`` bytes, a piece at a time."""
    piece = os.urandom(256 * 1024)
    for _ in range(size // len(piece)):
        yield piece


class Body:
    """A request's body of that many bytes, as a form with one file."""

    def __init__(self, size: int) -> None:
        head = b'--cut\r\nContent-Disposition: form-data; name="files"; filename="big.txt"\r\n\r\n'
        self.length = len(head) + size + len(b"\r\n--cut--\r\n")
        self._left = BytesIO(head)
        self._pieces = body(size)
        self._tail = b"\r\n--cut--\r\n"

    def read(self, size: int = -1) -> bytes:
        """The next bytes, never more than asked for."""
        data = self._left.read(size)
        if data:
            return data
        piece = next(self._pieces, None)
        if piece is None:
            piece, self._tail = self._tail, b""
        self._left = BytesIO(piece)
        return self._left.read(size)


def main() -> None:
    """``receive_in_process.py DATA BYTES stream|form``."""
    from wenyuan.config import prepare

    prepare.set_up(Path(sys.argv[1]))
    prepare.migrate()
    from django.http.multipartparser import MultiPartParser
    from django.test import RequestFactory
    from django.urls import ResolverMatch

    from wenyuan.accounts.services import first_administrator
    from wenyuan.intake import terms
    from wenyuan.intake.services.receiving import Declaration, receive, receive_blob

    size, how = int(sys.argv[2]), sys.argv[3]
    user = first_administrator()
    declared = Declaration(basis="author", licence="all-rights-reserved", terms_version=terms.CURRENT)
    actor = user.as_actor()
    receive(actor=actor, chunks=[b"warm up"], name="w.txt", declaration=declared)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if how == "stream":
        upload = receive(actor=actor, chunks=body(size), name="big.txt", declaration=declared)
    else:
        request = RequestFactory().post("/upload")
        request.user = user
        request.resolver_match = ResolverMatch(main, (), {}, url_name="upload")
        sent = Body(size)
        meta = {"CONTENT_TYPE": "multipart/form-data; boundary=cut", "CONTENT_LENGTH": str(sent.length)}
        _, files = MultiPartParser(meta, sent, request.upload_handlers).parse()
        upload = receive_blob(actor=actor, blob=files["files"].blob, name="big.txt", declaration=declared)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(upload.bytes, (after - before) * 1024)


if __name__ == "__main__":
    main()
