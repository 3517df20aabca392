"""First pages first: handed over, checked, before the rest is converted, and nothing changed by it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from reportlab.pdfgen.canvas import Canvas

from wenyuan.formats.client import LocalRenderClient, RenderClient, SocketRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, FirstPages, Limits, Refused
from wenyuan.formats.pdfium.extraction import Extract
from wenyuan.formats.preview import NAME, Preview
from wenyuan.formats.server import Server


@pytest.fixture(scope="module")
def warm() -> Iterator[LocalRenderClient]:
    with LocalRenderClient(warm=True) as client:
        assert client.warm_up(wait=True), "no zygote: is python3-uno installed?"
        yield client


def long_docx(path: Path) -> Path:
    document = Document()
    for number in range(1, 25):
        document.add_heading(f"Chapter {number} 第{number}章")
        document.add_paragraph(f"Words of page {number}. " * 20)
        document.add_page_break()
    document.save(str(path))
    return path


def long_pptx(path: Path) -> Path:
    slides = Presentation()
    for number in range(1, 23):
        slide = slides.slides.add_slide(slides.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number}"
    slides.save(str(path))
    return path


def long_xlsx(path: Path) -> Path:
    book = Workbook()
    for number in range(1, 1200):
        book.active.append([f"row {number}", number])
    book.save(path)
    return path


def written_pdf(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path))
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return path


def convert(
    client: RenderClient, source: Path, out: Path, seen: list[tuple[FirstPages, int]], stages: list[str]
) -> Conversion:
    out.mkdir(exist_ok=True)

    def preview(first: FirstPages) -> None:
        stages.append("preview")
        document = pdfium.PdfDocument(first.pdf)
        seen.append((first, len(document)))
        document.close()

    return client.convert(
        source,
        identity=identify(source, name=source.name, limits=Limits()),
        out=out,
        limits=Limits(),
        progress=stages.append,
        preview=preview,
    )


@pytest.mark.parametrize("make", [long_docx, long_pptx, long_xlsx])
def test_three_pages_come_before_the_rest_and_are_those_of_the_whole(
    warm: LocalRenderClient, tmp_path: Path, make: object
) -> None:
    suffix = getattr(make, "__name__", "").removeprefix("long_")
    source = make(tmp_path / f"a.{suffix}")  # type: ignore[operator]
    seen: list[tuple[FirstPages, int]] = []
    stages: list[str] = []
    whole = convert(warm, source, tmp_path / "out", seen, stages)
    assert stages == ["converting", "preview", "extracting"]
    [(first, pages)] = seen
    assert pages == 3
    assert [layer.text for layer in first.layers] == [layer.text for layer in whole.layers[:3]]
    assert [layer.size for layer in first.layers] == [layer.size for layer in whole.layers[:3]]
    plain = warm.convert(
        source,
        identity=identify(source, name=source.name, limits=Limits()),
        out=_made(tmp_path / "plain"),
        limits=Limits(),
    )
    assert [layer.text for layer in plain.layers] == [layer.text for layer in whole.layers]
    assert plain.outline == whole.outline
    assert sorted(path.name for path in (tmp_path / "plain").iterdir()) == ["document.pdf"]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_short_document_is_shown_when_it_is_whole_and_before_it_is_read(
    warm: LocalRenderClient, tmp_path: Path
) -> None:
    document = Document()
    document.add_paragraph("short")
    document.save(str(tmp_path / "a.docx"))
    seen: list[tuple[FirstPages, int]] = []
    stages: list[str] = []
    whole = convert(warm, tmp_path / "a.docx", tmp_path / "out", seen, stages)
    assert stages == ["converting", "extracting", "preview"]
    assert seen[0][0].layers == whole.layers


@pytest.mark.parametrize("over_socket", [False, True])
def test_a_pdf_shows_itself(tmp_path: Path, over_socket: bool) -> None:
    source = written_pdf(tmp_path / "a.pdf", 9)
    seen: list[tuple[FirstPages, int]] = []
    if over_socket:
        server = Server(tmp_path / "s.sock", workers=1, allow_unsafe=False, warm=False)
        thread = threading.Thread(target=server.serve)
        thread.start()
        try:
            convert(SocketRenderClient(tmp_path / "s.sock"), source, tmp_path / "out", seen, [])
        finally:
            server.stop()
            thread.join()
    else:
        with LocalRenderClient() as client:
            convert(client, source, tmp_path / "out", seen, [])
    [(first, _)] = seen
    assert first.pdf == source
    assert [layer.text.strip() for layer in first.layers] == ["page 1", "page 2", "page 3"]


def extract_of(pages: int, layers: int) -> Extract:
    from wenyuan.formats.model import Metadata, PageSize, TextLayer

    read = tuple(TextLayer(page=n + 1, size=PageSize(100, 100), words=()) for n in range(layers))
    return Extract(pages=pages, layers=read, outline=(), metadata=Metadata(), fonts=())


def test_first_pages_that_do_not_hold_are_passed_over_and_the_whole_is_shown(tmp_path: Path) -> None:
    shown: list[FirstPages] = []
    answers: list[Extract | Refused] = [Refused(Code.BOMB, what="page_size"), extract_of(30, 3)]

    def read(pdf: Path, *, last: int = 0) -> Extract:
        answer = answers.pop(0)
        if isinstance(answer, Refused):
            raise answer
        return answer

    (tmp_path / "made.pdf").write_bytes(b"%PDF")
    preview = Preview(tmp_path, tell=shown.append, read=read)
    preview.early(tmp_path / "made.pdf")
    assert shown == []
    assert not (tmp_path / NAME).exists()
    assert preview.whole(tmp_path / "made.pdf", is_source=False) is None
    assert len(shown) == 1
    assert preview.whole(tmp_path / "made.pdf", is_source=False) is None
    assert len(shown) == 1, "shown once"


def test_what_is_checked_is_what_is_shown(tmp_path: Path) -> None:
    """The converter's process may go on writing to its file: a copy is checked and handed over."""
    shown: list[FirstPages] = []

    def read(pdf: Path, *, last: int = 0) -> Extract:
        (tmp_path / "made.pdf").write_bytes(b"something else")
        return extract_of(3, 3)

    (tmp_path / "made.pdf").write_bytes(b"%PDF the first pages")
    Preview(tmp_path, tell=shown.append, read=read).early(tmp_path / "made.pdf")
    assert shown[0].pdf.read_bytes() == b"%PDF the first pages"


def test_nothing_is_left_of_first_pages_when_the_file_is_refused(
    warm: LocalRenderClient, tmp_path: Path
) -> None:
    source = written_pdf(tmp_path / "a.pdf", 9)
    out = _made(tmp_path / "out")
    with pytest.raises(Refused):
        warm.convert(
            long_docx(tmp_path / "a.docx"),
            identity=identify(tmp_path / "a.docx", name="a.docx", limits=Limits()),
            out=out,
            limits=Limits(pages=5),
            preview=lambda first: None,
        )
    assert list(out.iterdir()) == []
    assert source.exists()
