"""Documents that name what is outside themselves, against each of the two walls alone.

The sandbox alone, with LibreOffice's default profile, must stop every vector. The profile alone, with no
sandbox, is the second wall: what it does not stop is listed here and in docs/developers/render.md. With
neither, enough vectors must succeed, or the whole proves nothing.
"""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.hostile.links import VISIBLE, link_vectors
from wenyuan.formats.handlers import HANDLERS, format_of_extension
from wenyuan.formats.model import Limits, Refused
from wenyuan.formats.office import profile, to_pdf
from wenyuan.formats.pdfium.extraction import extract
from wenyuan.formats.terms import Terms

pytestmark = pytest.mark.slow

PLANTED = "swordfish-in-the-secret-file"
COLOUR = (254, 1, 220)

PROFILE_DOES_NOT_STOP: frozenset[str] = frozenset()
"""Vectors that get through the profile alone: name of the file."""


@dataclass
class Canary:
    """A web server of this machine that remembers what was asked of it, and two planted files."""

    port: int
    png: Path
    txt: Path
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    folder = tmp_path_factory.mktemp("planted")
    Image.new("RGB", (300, 300), COLOUR).save(folder / "secret.png")
    (folder / "secret.txt").write_text(PLANTED, encoding="utf-8")
    found: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.append(self.path)
            picture = (folder / "secret.png").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(picture)))
            self.end_headers()
            self.wfile.write(picture)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Canary(server.server_port, folder / "secret.png", folder / "secret.txt", found)
    server.shutdown()
    thread.join()
    server.server_close()


def leaks(canary: Canary, *, folder: Path, protected: bool) -> dict[str, set[str]]:
    """File name of each vector → what got through: "asked", "text", "picture"; and "no page"."""
    found: dict[str, set[str]] = {}
    for name, content in link_vectors(canary.port, canary.png, canary.txt):
        work = folder / name
        work.mkdir()
        source = work / name
        source.write_bytes(content)
        canary.asked.clear()
        found[name] = _shown(source, folder=work, protected=protected)
        if canary.asked:
            found[name].add("asked")
    return found


def _shown(source: Path, *, folder: Path, protected: bool) -> set[str]:
    format_name = format_of_extension(source.suffix) or "odt"
    handler = HANDLERS[format_name]
    terms = Terms(limits=Limits(seconds=60), protected=protected)
    job = folder / "job"
    job.mkdir()
    try:
        suffix = source.suffix.lstrip(".")
        pdf = to_pdf(source, suffix=suffix, family=handler.family, workdir=job, terms=terms)
    except Refused:
        return {"no page"}
    text = "\n".join(layer.text for layer in extract(pdf, terms=terms).layers)
    found = set() if VISIBLE in text.replace("\n", "") else {"no page"}
    if PLANTED in text:
        found.add("text")
    with pdfium.PdfDocument(pdf) as document:
        pictures = [page.render(scale=0.5).to_pil().convert("RGB") for page in document]
    for picture in pictures:
        colours = picture.getcolors(maxcolors=1 << 24) or []
        close = [
            n for n, (r, g, b) in colours if abs(r - COLOUR[0]) + abs(g - COLOUR[1]) + abs(b - COLOUR[2]) < 40
        ]
        if sum(close) > 50:
            found.add("picture")
    return found


def got_through(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {name: what - {"no page"} for name, what in found.items() if what - {"no page"}}


def default_profile() -> str:
    """LibreOffice as it comes."""
    return profile._HEAD + "</oor:items>\n"


def test_the_sandbox_alone_stops_all(canary: Canary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "registry", default_profile)
    found = leaks(canary, folder=tmp_path, protected=True)
    assert len(found) >= 30
    assert got_through(found) == {}
    shown = [name for name, what in found.items() if "no page" not in what]
    assert len(shown) >= len(found) - 4, found


def test_the_profile_alone_stops_all_but_the_listed(canary: Canary, tmp_path: Path) -> None:
    found = leaks(canary, folder=tmp_path, protected=False)
    assert set(got_through(found)) == PROFILE_DOES_NOT_STOP


def test_with_neither_wall_the_vectors_work(
    canary: Canary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "registry", default_profile)
    found = got_through(leaks(canary, folder=tmp_path, protected=False))
    assert len(found) >= 8, found
    assert {"asked", "picture"} <= set().union(*found.values())
