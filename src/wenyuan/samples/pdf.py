"""PDF files in the fonts that every reader has (Helvetica): text, rules, bookmarks. English only."""

import zlib
from dataclasses import dataclass, field
from pathlib import Path

_WIDTH, _HEIGHT = 595, 842
_LEFT, _RIGHT, _TOP, _BOTTOM = 72.0, 523.0, 770.0, 78.0
_INK, _ACCENT, _GREY, _RULE = (
    (0.12, 0.14, 0.16),
    (0.604, 0.231, 0.149),
    (0.42, 0.39, 0.35),
    (0.81, 0.78, 0.73),
)
# Widths in thousandths of the size, for the characters from space to tilde, as the fonts' makers give them.
_REGULAR = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556),
    *(556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778),
    *(722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278),
    *(278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_BOLD = (
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556),
    *(556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778),
    *(722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333),
    *(278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
)
_CATALOGUE = (
    "<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R /PageMode /UseOutlines /Lang (en-GB) "
    "/ViewerPreferences << /DisplayDocTitle true >> >>"
)
_OTHERS = {"‘": 250, "’": 250, "“": 400, "”": 400, "–": 556, "—": 1000, "…": 1000, "•": 350}


@dataclass
class Pdf:
    """A document being written from top to bottom; pages are begun as they are needed."""

    title: str
    author: str
    subject: str
    keywords: str
    _pages: list[list[str]] = field(default_factory=list)
    _marks: list[tuple[str, int, float]] = field(default_factory=list)
    _y: float = 0.0

    def heading(self, words: str, *, size: float = 16, before: float = 26) -> None:
        """A heading, also a bookmark; it stays with what follows."""
        self._room(before + size + 60)
        self._y -= before
        self._marks.append((words, len(self._pages) - 1, self._y + size))
        self._line(words, _LEFT, size, bold=True, colour=_ACCENT if size < 20 else _INK)
        self._y -= 8

    def paragraph(
        self, words: str, *, size: float = 10.5, indent: float = 0, colour: tuple[float, ...] = _INK
    ) -> None:
        """A paragraph, its lines broken between words."""
        for line in _broken(words, size, _RIGHT - _LEFT - indent):
            self._room(size * 1.5)
            self._line(line, _LEFT + indent, size, colour=colour)
        self._y -= size * 0.6

    def entry(self, year: str, name: str, words: str) -> None:
        """One work: its year at the margin, its name in bold, what it is about below."""
        lines = _broken(words, 10.5, _RIGHT - _LEFT - 62)
        self._room(16 + len(lines) * 15.75 + 12)
        self._rule()
        self._y -= 6
        self._put(year, _LEFT, self._y - 10.5, 10.5, colour=_GREY)
        self._line(name, _LEFT + 62, 10.5, bold=True)
        for line in lines:
            self._line(line, _LEFT + 62, 10.5)
        self._y -= 7

    def timeline(self, marks: list[tuple[int, str]], first: int, last: int) -> None:
        """A line of years with a point for each mark, names above and below in turn."""
        self._room(120)
        y = self._y - 60
        scale = (_RIGHT - _LEFT) / (last - first)
        page = self._pages[-1]
        page.append(f"{_rgb(_INK)} RG 1.2 w {_LEFT} {y:.1f} m {_RIGHT} {y:.1f} l S")
        for number, (year, name) in enumerate(marks):
            x = _LEFT + (year - first) * scale
            up = 1 if number % 2 == 0 else -1
            page.append(f"{_rgb(_RULE)} RG 0.8 w {x:.1f} {y:.1f} m {x:.1f} {y + up * 26:.1f} l S")
            page.append(f"{_rgb(_ACCENT)} rg {x - 3:.1f} {y - 3:.1f} 6 6 re f")
            for offset, words in ((0, name), (11, str(year))):
                wide = _width(words, 8.5)
                at = min(max(_LEFT, x - wide / 2), _RIGHT - wide)
                self._put(words, at, y + (32 + 11 - offset if up > 0 else -38 - offset), 8.5, colour=_GREY)
        self._y -= 126

    def save(self, path: Path) -> None:
        """Write the PDF; page numbers come last on each page, as they are read last."""
        for number, lines in enumerate(self._pages, start=1):
            x = _WIDTH / 2 - _width(str(number), 9) / 2
            lines.append(f"BT {_rgb(_GREY)} rg /F1 9 Tf {x:.2f} 40 Td {_string(str(number))} Tj ET")
        path.write_bytes(_file(self._objects()))

    # -- laying out ------------------------------------------------------------------------------------
    def _room(self, points: float) -> None:
        if not self._pages or self._y - points < _BOTTOM:
            self._pages.append([])
            self._y = _TOP

    def _line(
        self, words: str, x: float, size: float, *, bold: bool = False, colour: tuple[float, ...] = _INK
    ) -> None:
        self._y -= size
        self._put(words, x, self._y, size, bold=bold, colour=colour)
        self._y -= size * 0.5

    def _put(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        *,
        bold: bool = False,
        colour: tuple[float, ...] = _INK,
    ) -> None:
        font = "F2" if bold else "F1"
        self._pages[-1].append(
            f"BT {_rgb(colour)} rg /{font} {size} Tf {x:.2f} {y:.2f} Td {_string(words)} Tj ET"
        )

    def _rule(self) -> None:
        self._pages[-1].append(f"{_rgb(_RULE)} RG 0.5 w {_LEFT} {self._y:.1f} m {_RIGHT} {self._y:.1f} l S")

    # -- the file --------------------------------------------------------------------------------------
    def _bookmarks(self, first: int, last: int) -> str:
        return f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {len(self._marks)} >>"

    def _objects(self) -> list[bytes]:
        """All objects, the first numbered 1: catalogue, pages, fonts, facts, bookmarks, then the pages."""
        first_mark = 7
        first_page = first_mark + len(self._marks)
        kids = " ".join(f"{first_page + 2 * n} 0 R" for n in range(len(self._pages)))
        fonts = [
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
            for name in ("Helvetica", "Helvetica-Bold")
        ]
        facts = (
            f"<< /Title {_string(self.title)} /Author {_string(self.author)} "
            f"/Subject {_string(self.subject)} /Keywords {_string(self.keywords)} "
            "/CreationDate (D:20260101000000Z) >>"
        )
        head = [
            _CATALOGUE,
            f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>",
            *fonts,
            facts,
            self._bookmarks(first_mark, first_page - 1),
        ]
        objects = [part.encode("latin-1") for part in head]
        for number, (words, page, y) in enumerate(self._marks):
            place = first_mark + number
            around = f"/Prev {place - 1} 0 R " if number else ""
            around += f"/Next {place + 1} 0 R " if number + 1 < len(self._marks) else ""
            target = f"[{first_page + 2 * page} 0 R /XYZ null {y:.1f} null]"
            objects.append(
                f"<< /Title {_string(words)} /Parent 6 0 R {around}/Dest {target} >>".encode("latin-1")
            )
        for number, lines in enumerate(self._pages):
            objects.extend(_page(first_page + 2 * number, lines))
        return objects


def _page(number: int, lines: list[str]) -> tuple[bytes, bytes]:
    packed = zlib.compress("\n".join(lines).encode("latin-1"), 9)
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents {number + 1} 0 R "
        "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
    ).encode("latin-1")
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode("latin-1")
    return page, head + packed + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\n".encode()
    out += f"startxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _rgb(colour: tuple[float, ...]) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _string(words: str) -> str:
    """A PDF string in the encoding of the fonts, carried as Latin-1."""
    encoded = words.encode("cp1252").decode("latin-1")
    return "(" + encoded.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"


def _width(words: str, size: float, *, bold: bool = False) -> float:
    table = _BOLD if bold else _REGULAR
    units = (table[ord(c) - 32] if 32 <= ord(c) < 127 else _OTHERS.get(c, 556) for c in words)
    return sum(units) * size / 1000


def _broken(words: str, size: float, width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if line and _width(longer, size) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line else lines
