"""Word documents: headings, paragraphs, lists, tables, pictures and formulas."""

from dataclasses import dataclass, field
from pathlib import Path

from wenyuan.samples import formula
from wenyuan.samples.package import DECLARATION, DRAWING, OFFICE, properties, relationships, text, write
from wenyuan.samples.word_styles import FOOTER, NUMBERING, SETTINGS, styles

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EMU_PER_CM = 360_000
_TWIPS_PER_CM = 567
_TEXT_WIDTH_CM = 16.0
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{OFFICE}/relationships" xmlns:m="{formula.NAMESPACE}" '
    f'xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture"'
)


@dataclass
class Word:
    """A document being written, from top to bottom. ``language`` chooses fonts and indents."""

    title: str
    author: str
    language: str
    subject: str = ""
    keywords: str = ""
    _body: list[str] = field(default_factory=list)
    _pictures: list[bytes] = field(default_factory=list)
    _bookmarks: int = 0

    # -- blocks ----------------------------------------------------------------------------------------
    def heading(self, words: str, level: int = 1) -> None:
        """A heading; level 0 is the document's title."""
        style = "Title" if level == 0 else f"Heading{level}"
        self._bookmarks += 1
        mark = f'<w:bookmarkStart w:id="{self._bookmarks}" w:name="h{self._bookmarks}"/>'
        end = f'<w:bookmarkEnd w:id="{self._bookmarks}"/>'
        self._body.append(f"<w:p>{_style(style)}{mark}{_runs(words)}{end}</w:p>")

    def subtitle(self, words: str) -> None:
        """A line below the title."""
        self._body.append(f"<w:p>{_style('Subtitle')}{_runs(words)}</w:p>")

    def paragraph(self, words: str, *, style: str = "BodyText") -> None:
        """A paragraph; ``**bold**`` is the only markup."""
        self._body.append(f"<w:p>{_style(style)}{_runs(words)}</w:p>")

    def quote(self, words: str) -> None:
        """A paragraph set apart."""
        self.paragraph(words, style="Quote")

    def bullets(self, *items: str) -> None:
        """A list without an order."""
        for item in items:
            self.paragraph(item, style="ListBullet")

    def steps(self, *items: str) -> None:
        """A numbered list; one for each document."""
        for item in items:
            self.paragraph(item, style="ListNumber")

    def formula(self, omml: str) -> None:
        """A formula on a line of its own."""
        self._body.append(
            f"<w:p>{_style('Formula')}<m:oMathPara><m:oMath>{omml}</m:oMath></m:oMathPara></w:p>"
        )

    def mixed(self, *parts: str) -> None:
        """A paragraph of words and formulas (which begin with "<m:")."""
        inside = "".join(f"<m:oMath>{p}</m:oMath>" if p.startswith("<m:") else _runs(p) for p in parts)
        self._body.append(f"<w:p>{_style('BodyText')}{inside}</w:p>")

    def table(self, rows: list[list[str]], widths: list[float]) -> None:
        """A table whose first row is its head; widths in parts of the text's width."""
        whole = sum(widths)
        twips = [round(width / whole * _TEXT_WIDTH_CM * _TWIPS_PER_CM) for width in widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
        lines = "".join(_line(cells, twips, is_head=place == 0) for place, cells in enumerate(rows))
        width = '<w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>'
        about = f'<w:tblPr><w:tblStyle w:val="Ruled"/>{width}</w:tblPr>'
        self._body.append(f"<w:tbl>{about}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>")
        self._body.append(f"<w:p>{_style('AfterTable')}</w:p>")

    def picture(self, png: bytes, *, width_cm: float, height_cm: float, caption: str) -> None:
        """A picture with its caption below; the caption is its description too."""
        self._pictures.append(png)
        number = len(self._pictures)
        self._body.append(
            f"<w:p>{_style('Picture')}<w:r>{_drawing(number, width_cm, height_cm, caption)}</w:r></w:p>"
        )
        self.paragraph(caption, style="Caption")

    def page_break(self) -> None:
        """Begin a new page."""
        self._body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    # -- the file --------------------------------------------------------------------------------------
    def save(self, path: Path) -> None:
        """Write the DOCX."""
        links = {
            "rId1": ("styles", "styles.xml"),
            "rId2": ("numbering", "numbering.xml"),
            "rId3": ("settings", "settings.xml"),
            "rId4": ("footer", "footer1.xml"),
        }
        links |= {f"rIdP{n}": ("image", f"media/image{n}.png") for n in range(1, len(self._pictures) + 1)}
        section = (
            '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
            '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" '
            'w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
        )
        body = f"<w:body>{''.join(self._body)}{section}</w:body>"
        parts: dict[str, str | bytes] = {
            "word/document.xml": f"{DECLARATION}<w:document {_SPACES}>{body}</w:document>",
            "word/styles.xml": styles(_W, self.language),
            "word/numbering.xml": NUMBERING.format(w=_W),
            "word/settings.xml": SETTINGS.format(w=_W),
            "word/footer1.xml": FOOTER.format(w=_W),
            "word/_rels/document.xml.rels": relationships(links),
        }
        parts |= {f"word/media/image{n}.png": png for n, png in enumerate(self._pictures, start=1)}
        core = properties(
            title=self.title,
            author=self.author,
            subject=self.subject,
            keywords=self.keywords,
            language=self.language,
        )
        write(path, "word/document.xml", core, parts)


def _style(name: str) -> str:
    return f'<w:pPr><w:pStyle w:val="{name}"/></w:pPr>'


def _runs(words: str) -> str:
    made = []
    for place, part in enumerate(words.split("**")):
        if part:
            bold = "<w:rPr><w:b/></w:rPr>" if place % 2 else ""
            made.append(f'<w:r>{bold}<w:t xml:space="preserve">{text(part)}</w:t></w:r>')
    return "".join(made)


def _line(cells: list[str], twips: list[int], *, is_head: bool) -> str:
    about = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else "<w:trPr><w:cantSplit/></w:trPr>"
    style = "TableHead" if is_head else "TableText"
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"<w:p>{_style(style)}{_runs(cell)}</w:p></w:tc>"
        for cell, width in zip(cells, twips, strict=True)
    )
    return f"<w:tr>{about}{made}</w:tr>"


def _drawing(number: int, width_cm: float, height_cm: float, description: str) -> str:
    wide, high = round(width_cm * _EMU_PER_CM), round(height_cm * _EMU_PER_CM)
    about = f'id="{number}" name="Picture {number}" descr="{text(description)}"'
    return (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr {about}/>'
        f'<a:graphic><a:graphicData uri="{DRAWING}/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="rIdP{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
