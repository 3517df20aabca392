"""Formulas in Office's own mathematics (OMML), put together from small functions.

Each takes and gives XML; plain strings become runs, so that ``fraction("1", "n")`` reads like the formula.
"""

from wenyuan.samples.package import OFFICE, text

NAMESPACE = f"{OFFICE}/math"
_PROPERTIES = (
    '<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/><w:lang w:val="en-US"/></w:rPr>'
)


def run(value: str, *, upright: bool = False) -> str:
    """Letters, digits and signs in a row; variables are set in italics unless ``upright``."""
    if value.startswith("<m:"):
        return value
    style = '<m:rPr><m:sty m:val="p"/></m:rPr>' if upright else ""
    return f'<m:r>{style}{_PROPERTIES}<m:t xml:space="preserve">{text(value)}</m:t></m:r>'


def row(*parts: str) -> str:
    """Parts side by side."""
    return "".join(run(part) for part in parts)


def fraction(above: str, below: str) -> str:
    """``above`` over ``below``."""
    return f"<m:f><m:num>{run(above)}</m:num><m:den>{run(below)}</m:den></m:f>"


def power(base: str, exponent: str) -> str:
    """``base`` to the ``exponent``."""
    return f"<m:sSup><m:e>{run(base)}</m:e><m:sup>{run(exponent)}</m:sup></m:sSup>"


def index(base: str, below: str) -> str:
    """``base`` with an index."""
    return f"<m:sSub><m:e>{run(base)}</m:e><m:sub>{run(below)}</m:sub></m:sSub>"


def root(value: str) -> str:
    """The square root."""
    return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{run(value)}</m:e></m:rad>'


def brackets(value: str, left: str = "(", right: str = ")") -> str:
    """``value`` in brackets that grow with it."""
    around = f'<m:dPr><m:begChr m:val="{left}"/><m:endChr m:val="{right}"/></m:dPr>'
    return f"<m:d>{around}<m:e>{run(value)}</m:e></m:d>"


def operator(sign: str, below: str, above: str, value: str) -> str:
    """A large operator with its bounds: a sum sets them below and above, an integral beside."""
    place = "subSup" if sign == "∫" else "undOvr"
    about = f'<m:naryPr><m:chr m:val="{sign}"/><m:limLoc m:val="{place}"/></m:naryPr>'
    bounds = f"<m:sub>{run(below)}</m:sub><m:sup>{run(above)}</m:sup>"
    return f"<m:nary>{about}{bounds}<m:e>{run(value)}</m:e></m:nary>"


def limit(below: str, value: str) -> str:
    """``lim`` with what tends to what below it."""
    name = f"<m:limLow><m:e>{run('lim', upright=True)}</m:e><m:lim>{run(below)}</m:lim></m:limLow>"
    return f"<m:func><m:fName>{name}</m:fName><m:e>{run(value)}</m:e></m:func>"


def function(name: str, value: str) -> str:
    """A function with an upright name."""
    return f"<m:func><m:fName>{run(name, upright=True)}</m:fName><m:e>{run(value)}</m:e></m:func>"


def matrix(rows: list[list[str]]) -> str:
    """A matrix in square brackets."""
    lines = "".join(
        "<m:mr>" + "".join(f"<m:e>{run(cell)}</m:e>" for cell in line) + "</m:mr>" for line in rows
    )
    columns = len(rows[0])
    column = f'<m:mc><m:mcPr><m:count m:val="{columns}"/><m:mcJc m:val="center"/></m:mcPr></m:mc>'
    about = f"<m:mPr><m:mcs>{column}</m:mcs></m:mPr>"
    return brackets(f"<m:m>{about}{lines}</m:m>", "[", "]")
