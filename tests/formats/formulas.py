"""Formulas in the markup of word processors (OMML), each with the symbols that a reader must see."""

import io
import itertools

import docx
from docx.oxml import parse_xml

_SPACE = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def _box(name: str, **parts: str) -> str:
    return (
        f"<m:{name}>" + "".join(f"<m:{key}>{part}</m:{key}>" for key, part in parts.items()) + f"</m:{name}>"
    )


def _fraction(above: str, below: str) -> str:
    return _box("f", num=above, den=below)


def _raised(base: str, power: str) -> str:
    return _box("sSup", e=base, sup=power)


def _root(inside: str) -> str:
    return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{inside}</m:e></m:rad>'


def _sum(sign: str, below: str, above: str, inside: str) -> str:
    parts = f"<m:sub>{below}</m:sub><m:sup>{above}</m:sup><m:e>{inside}</m:e>"
    return f'<m:nary><m:naryPr><m:chr m:val="{sign}"/></m:naryPr>{parts}</m:nary>'


def _fenced(inside: str, begin: str = "(", end: str = ")") -> str:
    fences = f'<m:dPr><m:begChr m:val="{begin}"/><m:endChr m:val="{end}"/></m:dPr>'
    return f"<m:d>{fences}<m:e>{inside}</m:e></m:d>"


def _matrix(*rows: str) -> str:
    cells = ("".join(f"<m:e>{_run(cell)}</m:e>" for cell in row) for row in rows)
    return "<m:m>" + "".join(f"<m:mr>{row}</m:mr>" for row in cells) + "</m:m>"


def _stack(*lines: str) -> str:
    return "<m:eqArr>" + "".join(f"<m:e>{_run(line)}</m:e>" for line in lines) + "</m:eqArr>"


def _limit(below: str, inside: str) -> str:
    name = _box("limLow", e=_run("lim"), lim=_run(below))
    return _box("func", fName=name, e=inside)


_QUADRATIC = _run("x=") + _fraction(
    _run("−b±") + _root(_raised(_run("b"), _run("2")) + _run("−4ac")), _run("2a")
)
FORMULAS: dict[str, tuple[str, str]] = {
    "Quadratic": (_QUADRATIC, "x=−b±√b2−4ac2a"),
    "Squares": (_sum("∑", _run("k=1"), _run("n"), _raised(_run("k"), _run("2"))), "∑k=1nk2"),
    "Integral": (
        _sum("∫", _run("0"), _run("∞"), _raised(_run("e"), _run("−x")) + _run("dx")),
        "∫0∞e−xdx",
    ),
    "Greek": (_run("α+β=γ·Δ"), "α+β=γ·Δ"),
    "Matrix": (_fenced(_matrix("pq", "uv"), "[", "]"), "[pquv]"),
    "Derivative": (_limit("h→0", _fraction(_run("f(x+h)"), _run("h"))), "limh→0f(x+h)h"),
    "Speed": (_run("速度=") + _fraction(_run("路程"), _run("时间")), "速度=路程时间"),
    "Tensor": (_box("sSubSup", e=_run("T"), sub=_run("i"), sup=_run("j")), "Tij"),
    "Cases": (_fenced(_stack("y=1", "z=2"), "{", ""), "{y=1z=2"),
    "Union": (_run("A∪B≠∅"), "A∪B≠∅"),
}
"""Label → OMML and the symbols in reading order."""


def document() -> bytes:
    """A DOCX with a line for each formula, its label first."""
    made = docx.Document()
    for label, (markup, _) in FORMULAS.items():
        line = made.add_paragraph(f"{label}: ")
        line._p.append(parse_xml(f"<m:oMath {_SPACE}>{markup}</m:oMath>"))
    made.add_paragraph("Finished: ")
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def symbols_by_label(text: str) -> dict[str, str]:
    """The symbols that a page's text holds between each label and the next, without white space."""
    labels = [*FORMULAS, "Finished"]
    return {
        label: "".join(text.partition(f"{label}:")[2].partition(f"{after}:")[0].split())
        for label, after in itertools.pairwise(labels)
    }
