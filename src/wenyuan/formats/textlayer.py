"""The text layer as stored and sent: compact JSON, described in docs/developers/render.md."""

import json
from typing import Any

from wenyuan.formats.model import PageSize, TextLayer, Word

VERSION = 1


def to_json(layer: TextLayer) -> str:
    """One page's layer as JSON text."""
    words = [
        [word.text, _short(word.x), _short(word.y), _short(word.width), _short(word.height), word.after]
        for word in layer.words
    ]
    value = {
        "v": VERSION,
        "page": layer.page,
        "width": _short(layer.size.width),
        "height": _short(layer.size.height),
        "words": words,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | bytes) -> TextLayer:
    """The layer back from `to_json`. Raises ValueError where the text is none."""
    try:
        value: dict[str, Any] = json.loads(text)
        if value["v"] != VERSION:
            raise ValueError(f"text layer version {value['v']!r}")
        size = PageSize(float(value["width"]), float(value["height"]))
        words = tuple(
            Word(run, x, y, width, height, after) for run, x, y, width, height, after in value["words"]
        )
        return TextLayer(page=int(value["page"]), size=size, words=words)
    except (KeyError, TypeError) as error:
        raise ValueError("not a text layer") from error


def _short(number: float) -> float | int:
    rounded = round(number, 1)
    return int(rounded) if rounded.is_integer() else rounded
