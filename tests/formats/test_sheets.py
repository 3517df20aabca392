"""Spreadsheets become tables to be read: nothing is cut into strips or hides behind its neighbour."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from tests.formats.office_files import converted
from tests.formats.samples import saved_as
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Conversion

pytestmark = pytest.mark.slow
COLUMNS = 30
A4_WIDTH, A4_HEIGHT = 595, 842


@pytest.fixture(scope="module")
def client() -> Iterator[LocalRenderClient]:
    with LocalRenderClient(warm=True) as warm:
        warm.warm_up(wait=True)
        yield warm


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def pages_of(client: LocalRenderClient, book: openpyxl.Workbook, folder: Path) -> Conversion:
    source = folder / "book.xlsx"
    source.write_bytes(saved(book))
    return converted(client, source, folder / "out")


def wide_book() -> openpyxl.Workbook:
    """One sheet, wider than any paper."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Wide"
    sheet.append([f"Heading {number}" for number in range(COLUMNS)])
    for row in range(5):
        sheet.append([f"R{row}C{number}" for number in range(COLUMNS)])
    return book


def test_a_wide_sheet_is_one_page_wide(client: LocalRenderClient, tmp_path: Path) -> None:
    made = pages_of(client, wide_book(), tmp_path)
    assert made.pages == 1
    layer = made.layers[0]
    assert layer.size.width > 2 * A4_WIDTH
    heading = layer.text.split("R0C0")[0].split()
    assert heading == [word for number in range(COLUMNS) for word in ("Heading", str(number))]
    assert made.fidelity["text_recall"] == 1.0


def test_a_sheet_waits_for_an_office_that_is_being_loaded(tmp_path: Path) -> None:
    """What a workbook becomes does not depend on how early it comes."""
    with LocalRenderClient(warm=True) as cold:
        assert pages_of(cold, wide_book(), tmp_path).pages == 1


def test_text_is_not_cut_at_its_neighbour(client: LocalRenderClient, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["A heading that is longer than its column", "NEIGHBOUR"])
    book.active.append(["word " * 60 + "END", 1234567890123])
    made = pages_of(client, book, tmp_path)
    text = " ".join(layer.text for layer in made.layers)
    assert "A heading that is longer than its column" in " ".join(text.split())
    assert "END" in text
    assert "1234567890123" in text
    assert "###" not in text


def test_what_the_author_set_for_print_is_kept(client: LocalRenderClient, tmp_path: Path) -> None:
    book = wide_book()
    book.active.print_area = "A1:B3"
    made = pages_of(client, book, tmp_path)
    assert made.pages == 1
    assert made.layers[0].size.width < A4_HEIGHT
    assert "R1C1" in made.layers[0].text
    assert "R3C1" not in made.layers[0].text


def test_what_the_author_hid_stays_hidden(client: LocalRenderClient, tmp_path: Path) -> None:
    book = wide_book()
    book.active.column_dimensions["C"].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.active["A2"] = "R0C0 " + "word " * 60  # a column that is wrapped makes its lines higher
    text = pages_of(client, book, tmp_path).layers[0].text
    assert "R0C1" in text
    assert "R0C2 " not in text
    assert "R1C1" not in text


def test_sheets_are_named_with_their_page(client: LocalRenderClient, tmp_path: Path) -> None:
    book = wide_book()
    narrow = book.create_sheet("Narrow")
    narrow.append(["one", "two"])
    made = pages_of(client, book, tmp_path)
    assert [(entry.title, entry.page) for entry in made.outline] == [("Wide", 1), ("Narrow", 2)]
    assert made.layers[1].size.width < A4_HEIGHT


def test_no_header_is_shown_that_nobody_wrote(client: LocalRenderClient, tmp_path: Path) -> None:
    """The office's own new spreadsheets carry its header, the sheet's name, and footer, "Page 1"."""
    (tmp_path / "table.csv").write_text("CELLONE,CELLTWO\n", encoding="utf-8")
    source = saved_as("ods", tmp_path / "table.csv", tmp_path)
    text = converted(client, source, tmp_path / "out").layers[0].text
    assert text.split() == ["CELLONE", "CELLTWO"]


def test_a_header_of_the_author_is_shown(client: LocalRenderClient, tmp_path: Path) -> None:
    book = wide_book()
    book.active.oddHeader.center.text = "Quarterly figures"
    book.active.oddFooter.center.text = "Page &P of the council"
    text = pages_of(client, book, tmp_path).layers[0].text
    assert "Quarterly figures" in text
    assert "of the council" in text


def test_a_chart_keeps_its_shape(client: LocalRenderClient, tmp_path: Path) -> None:
    """Columns under a drawing are left as they are: a chart anchored to them would be stretched."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["a rather long name of a thing", 3], ["b", 5]):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    chart.width, chart.height = 30, 8
    sheet.add_chart(chart, "D4")
    sheet["E2"] = "LABELUNDERTHECHART"
    sheet["F2"] = "NEXT"
    made = pages_of(client, book, tmp_path)
    assert made.pages == 1
    assert made.layers[0].size.width > 30 / 2.54 * 72
    assert "a rather long name of a thing" in " ".join(made.layers[0].text.split())
    assert "LABELUNDERTHECHART" not in made.layers[0].text
