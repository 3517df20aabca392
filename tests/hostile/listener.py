"""A web server on this machine that hopes never to be asked, and planted files that hope never to be seen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
from PIL import Image

SECRET = "PLANTEDSECRET"
COLOUR = (255, 0, 170)
_NEAR = 25


@dataclass
class Listener:
    """Where the lures point, and who came."""

    port: int
    secret_png: Path
    secret_txt: Path
    asked: list[str] = field(default_factory=list)


@contextmanager
def listening(folder: Path) -> Iterator[Listener]:
    """Plant the files in ``folder`` and listen on a free port of the loopback interface."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(self.path)
            picture = secret_png.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(picture)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(picture)

        do_GET = do_HEAD = do_OPTIONS = do_POST = do_PROPFIND = answer  # noqa: N815 - names of the protocol

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    secret_png, secret_txt = folder / "secret.png", folder / "secret.txt"
    Image.new("RGB", (300, 300), COLOUR).save(secret_png)
    secret_txt.write_text(f"{SECRET}\t{SECRET}\n" * 3, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Listener(server.server_port, secret_png, secret_txt, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def shows_the_picture(pdf: Path) -> bool:
    """Whether a page has points in the planted picture's colour."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            image = page.render(scale=0.5).to_pil().convert("RGB")
            if any(_is_near(colour) for _, colour in image.getcolors(1 << 22) or ()):
                return True
        return False
    finally:
        document.close()


def _is_near(colour: tuple[int, ...]) -> bool:
    return all(abs(part - wanted) <= _NEAR for part, wanted in zip(colour, COLOUR, strict=True))
