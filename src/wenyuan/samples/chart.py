"""Column charts for workbooks."""

from dataclasses import dataclass

from wenyuan.samples.package import DECLARATION, DRAWING, OFFICE, relationships, text

_COLOURS = ("9A3B26", "5E7355", "3F5E78")
_RULES = '<c:spPr><a:ln><a:solidFill><a:srgbClr val="DDD6C8"/></a:solidFill></a:ln></c:spPr>'
_AXES = (
    '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/>'
    '<c:crossAx val="2"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/>'
    f"<c:majorGridlines>{_RULES}</c:majorGridlines>"
    '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:crossAx val="1"/></c:valAx>'
)


@dataclass(frozen=True)
class ColumnChart:
    """A chart over ranges of cells ("Months!$A$4:$A$15"); ``series`` are pairs of name and values.

    ``row`` and ``column`` say where its corner stands, from 0.
    """

    title: str
    categories: str
    series: tuple[tuple[str, str], ...]
    row: int
    column: int = 0

    def parts(self, number: int) -> dict[str, str | bytes]:
        """The parts of the file that draw the chart on sheet ``number``."""
        return {
            f"xl/worksheets/_rels/sheet{number}.xml.rels": relationships(
                {"rId1": ("drawing", f"../drawings/drawing{number}.xml")}
            ),
            f"xl/drawings/drawing{number}.xml": self._drawing(),
            f"xl/drawings/_rels/drawing{number}.xml.rels": relationships(
                {"rId1": ("chart", f"../charts/chart{number}.xml")}
            ),
            f"xl/charts/chart{number}.xml": DECLARATION + self._chart(),
        }

    def _drawing(self) -> str:
        corners = f"<xdr:from>{_corner(self.column, self.row)}</xdr:from>"
        corners += f"<xdr:to>{_corner(self.column + 5, self.row + 18)}</xdr:to>"
        spaces = f'xmlns:c="{DRAWING}/chart" xmlns:r="{OFFICE}/relationships"'
        return (
            f'{DECLARATION}<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main">'
            f'<xdr:twoCellAnchor>{corners}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
            '<xdr:cNvPr id="2" name="Chart"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
            '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
            f'<a:graphicData uri="{DRAWING}/chart"><c:chart {spaces} r:id="rId1"/></a:graphicData>'
            "</a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
        )

    def _chart(self) -> str:
        series = "".join(
            f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/>'
            f"<c:tx><c:strRef><c:f>{text(name)}</c:f></c:strRef></c:tx>"
            f'<c:spPr><a:solidFill><a:srgbClr val="{_COLOURS[n % 3]}"/></a:solidFill></c:spPr>'
            f"<c:cat><c:strRef><c:f>{text(self.categories)}</c:f></c:strRef></c:cat>"
            f"<c:val><c:numRef><c:f>{text(values)}</c:f></c:numRef></c:val></c:ser>"
            for n, (name, values) in enumerate(self.series)
        )
        words = f'<a:p><a:r><a:rPr sz="1200" b="1"/><a:t>{text(self.title)}</a:t></a:r></a:p>'
        heading = (
            f"<c:title><c:tx><c:rich><a:bodyPr/>{words}</c:rich></c:tx>"
            '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        )
        bars = (
            '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
            f'{series}<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        )
        return (
            f'<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main"><c:chart>{heading}'
            f"<c:plotArea><c:layout/>{bars}{_AXES}</c:plotArea>"
            '<c:legend><c:legendPos val="b"/></c:legend><c:plotVisOnly val="1"/></c:chart></c:chartSpace>'
        )


def _corner(column: int, row: int) -> str:
    return (
        f"<xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    )
