"""Rich Text Format. What it says of itself stands in its information group, near the beginning."""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from wenyuan.formats.handlers import fields
from wenyuan.formats.handlers.plain import PlainHandler
from wenyuan.formats.model import Family, Metadata

_HEAD = 1024 * 1024
_TOKEN = re.compile(
    rb"\\'(?P<byte>[0-9A-Fa-f]{2})|\\u(?P<letter>-?\d{1,6}) ?|\\(?P<word>[a-z]{1,32})(?P<value>-?\d{1,10})? ?"
    rb"|\\(?P<escaped>[\\{}~_-])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]|\\."
)
_TARGETS = {b"title", b"author", b"subject", b"keywords", b"creatim"}


@dataclass
class _Info:
    values: dict[bytes, str] = field(default_factory=dict)
    created: dict[bytes, int] = field(default_factory=dict)


class _Reader:
    """Reads the information group's text, whose bytes are in the document's code page. RTF 1.9.1."""

    def __init__(self, codec: str) -> None:
        self.info = _Info()
        self._codec, self._target, self._depth, self._skip = codec, b"", 0, 0
        self._bytes = bytearray()
        self._fallback = 1

    def read(self, data: bytes) -> _Info:
        for token in _TOKEN.finditer(data):
            if token["brace"]:
                self._brace(token["brace"])
                if self._depth < 0:
                    break
            elif token["word"]:
                self._word(token["word"], int(token["value"] or 0))
            elif token["letter"]:
                self._flush()
                self._say(chr(int(token["letter"]) % 0x10000))
                self._skip = self._fallback
            else:
                self._raw(token)
        return self.info

    def _raw(self, token: re.Match[bytes]) -> None:
        data = bytes([int(token["byte"], 16)]) if token["byte"] else token["escaped"] or token["text"] or b""
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        if self._target:
            self._bytes += data[skipped:]

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        self._depth += 1 if brace == b"{" else -1
        if brace == b"}":
            self._target = b""

    def _word(self, word: bytes, value: int) -> None:
        if word in _TARGETS:
            self._target = word
        elif word == b"uc":
            self._fallback = max(0, min(value, 8))
        elif self._target == b"creatim" and word in {b"yr", b"mo", b"dy"}:
            self.info.created[word] = value

    def _flush(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._codec, "replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        said = self.info.values.get(self._target, "")
        if self._target and len(said) < 20_000:
            self.info.values[self._target] = said + text


def _code_page(head: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d{1,5})", head[:4096])
    number = found[1].decode() if found else "1252"
    try:
        return codecs.lookup({"936": "gb18030", "65001": "utf-8"}.get(number, f"cp{number}")).name
    except LookupError:
        return "cp1252"


class Rtf(PlainHandler):
    """``rtf``."""

    format = "rtf"
    family = Family.WORD
    media_types = ("application/rtf", "text/rtf")
    extensions = ("rtf",)
    import_filter = "Rich Text Format"

    def metadata(self, path: Path) -> Metadata:
        """The information group."""
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        start = head.find(b"{\\info")
        if start < 0:
            return Metadata()
        info = _Reader(_code_page(head)).read(head[start + 1 : start + 64 * 1024])
        said, when = info.values, info.created
        created = f"{when.get(b'yr', 0):04d}-{when.get(b'mo', 0):02d}-{when.get(b'dy', 0):02d}"
        return Metadata(
            title=fields.line(said.get(b"title", "")),
            author=fields.line(said.get(b"author", ""), fields.MAX_NAME),
            subject=fields.line(said.get(b"subject", "")),
            keywords=fields.keywords(said.get(b"keywords", "")),
            created=fields.date(created) if len(when) == 3 else "",
        )
