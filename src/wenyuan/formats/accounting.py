"""The fidelity report: what the source holds, what its pages show of it, number by number."""

from dataclasses import asdict

from wenyuan.formats import glyphs
from wenyuan.formats.fidelity import formula_recall, text_order, text_recall
from wenyuan.formats.handlers.base import SourceCounts
from wenyuan.formats.pdfium.extraction import Extract


def account(text: str, counts: SourceCounts, found: Extract) -> dict[str, object]:
    """``text`` and ``counts`` are the source's, ``found`` is what its pages hold.

    ``text_recall``, ``order`` and ``formula_recall`` are shares from 0 to 1, None where nothing could be
    compared: binary formats do not say their text. ``result.pictures`` counts pictures made of points;
    drawings made of lines are none. ``missing_glyphs`` is left out where every character has a shape.
    """
    pages = "\n".join(layer.text for layer in found.layers)
    says = bool(text.strip())
    order = text_order(text, pages) if says else None
    formulas = formula_recall(text, pages) if says else None
    result: dict[str, object] = {"pages": found.pages}
    if found.pictures is not None:
        result["pictures"] = found.pictures
    if counts.slides:
        result["slides"] = found.pages
    boxes = glyphs.missing(text or pages)
    return {
        "text_recall": round(text_recall(text, pages), 4) if says else None,
        "order": None if order is None else round(order, 4),
        **({} if formulas is None else {"formula_recall": round(formulas, 4)}),
        **({"missing_glyphs": glyphs.described(boxes)} if boxes else {}),
        "source": {name: count for name, count in asdict(counts).items() if count},
        "result": result,
    }
