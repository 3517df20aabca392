"""The text layer as stored and sent: compact JSON, described in docs/developers/render.md."""

import json
from typing import Any

from wenyuan.formats.model import PageSize, TextLayer, Word

VERSION = 1


def to_value(layer: TextLayer) -> dict[str, Any]:
    """One page's layer as plain values."""
    words = [
        [word.text, _short(word.x), _short(word.y), _short(word.width), _short(word.height), word.after]
        for word in layer.words
    ]
    return {
        "v": VERSION,
        "page": layer.page,
        "width": _short(layer.size.width),
        "height": _short(layer.size.height),
        "words": words,
    }


def from_value(value: dict[str, Any]) -> TextLayer:
    """Back from `to_value`. Raises ValueError where the value is no layer."""
    try:
        if value["v"] != VERSION:
            raise ValueError(f"text layer version {value['v']!r}")
        size = PageSize(float(value["width"]), float(value["height"]))
        words = tuple(
            Word(str(run), float(x), float(y), float(width), float(height), str(after))
            for run, x, y, width, height, after in value["words"]
        )
        return TextLayer(page=int(value["page"]), size=size, words=words)
    except (KeyError, TypeError) as error:
        raise ValueError("not a text layer") from error


def to_json(layer: TextLayer) -> str:
    """One page's layer as JSON text."""
    return json.dumps(to_value(layer), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | bytes) -> TextLayer:
    """The layer back from `to_json`. Raises ValueError where the text is none."""
    return from_value(json.loads(text))


def _short(number: float) -> float | int:
    rounded = round(number, 1)
    return int(rounded) if rounded.is_integer() else rounded
