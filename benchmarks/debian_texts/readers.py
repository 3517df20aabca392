"""Documents out of unpacked packages: HTML pages and manual pages as title and text."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from benchmarks.debian_texts.packages import unpacked


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its title; ``key`` names package and file, ``collection`` the collection it belongs to."""

    key: str
    collection: str
    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Where a collection comes from: package, folder inside it, file pattern, language."""

    name: str
    package: str
    folder: str
    pattern: str
    language: str


_HELP = "usr/share/libreoffice/help"
_HANDBOOK = "usr/share/doc/debian-handbook/html"
COLLECTIONS = {
    item.name: item
    for item in (
        Collection("help-zh", "libreoffice-help-zh-cn", f"{_HELP}/zh-CN/text", "**/*.html", "zh"),
        Collection("help-en", "libreoffice-help-en-us", f"{_HELP}/en-US/text", "**/*.html", "en"),
        Collection("gimp-zh", "gimp-help-zh-cn", "usr/share/gimp/2.0/help/zh_CN", "*.html", "zh"),
        Collection("handbook-zh", "debian-handbook", f"{_HANDBOOK}/zh-CN", "*.html", "zh"),
        Collection("handbook-en", "debian-handbook", f"{_HANDBOOK}/en-US", "*.html", "en"),
        Collection(
            "reference-zh", "debian-reference-zh-cn", "usr/share/debian-reference", "*zh-cn.html", "zh"
        ),
        Collection("faq-zh", "debian-faq-zh-cn", "usr/share/doc", "**/*zh*.html", "zh"),
        Collection("maint-zh", "maint-guide-zh-cn", "usr/share/doc", "**/*zh*.html", "zh"),
        Collection("manual-zh", "manpages-zh", "usr/share/man/zh_CN", "man*/*.gz", "zh"),
        Collection("manual-en", "manpages-dev", "usr/share/man", "man*/*.gz", "en"),
        Collection("policy-en", "debian-policy", "usr/share/doc/debian-policy", "**/*.html", "en"),
        Collection("statutes-en", "doc-debian", "usr/share/doc/debian", "[cs]*.txt.gz", "en"),
        Collection("licences-en", "base-files", "usr/share/common-licenses", "*", "en"),
    )
}

_BLOCKS = frozenset(
    ["p", "div", "li", "dt", "dd", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "br", "table", "section"]
)
_LEFT_OUT = frozenset(["script", "style", "nav", "header", "footer", "head", "svg"])


class _Text(HTMLParser):
    """Title, first heading and visible text of an HTML page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.heading = ""
        self.pieces: list[str] = []
        self._hidden = 0
        self._inside: str = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in _LEFT_OUT
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag == "title" or (tag in {"h1", "h2"} and not self.heading):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT and self._hidden:
            self._hidden -= 1
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside:
            self.heading += data
        if not self._hidden:
            self.pieces.append(data)


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def html(page: str) -> tuple[str, str]:
    """The title (first heading, else the page's title) and text of an HTML page."""
    parser = _Text()
    parser.feed(page)
    title = " ".join((parser.heading or parser.title).split())
    return re.sub(r"^[\d.\s]+", "", title), _tidy("".join(parser.pieces))


_ESCAPE = re.compile(r"\\(?:f(?:\[[^\]]*\]|\(..|.)|s[-+]?\d+|\((..)|\[([^\]]*)\]|[&|^/,:%]|([-e.'\\ ~]))")
_SIGNS = {"aq": "'", "dq": '"', "em": "—", "en": "–", "co": "©", "lq": "“", "rq": "”", "bu": "•"}


_SETTINGS = frozenset(
    [
        "TH",
        "so",
        "ad",
        "nh",
        "if",
        "ie",
        "el",
        "de",
        "ds",
        "nr",
        "tr",
        "in",
        "ne",
        "sp",
        "ta",
        "ti",
        "am",
        "rm",
    ]
)
"""Requests whose arguments are no text."""
_BREAKS = frozenset(["SH", "SS", "TP", "PP", "IP", "P", "LP"])


def _sign(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    return _SIGNS.get(name, "") if name else match[3] or ""


def manual(source: str) -> tuple[str, str]:
    """The title (what the page's NAME section says) and text of a manual page."""
    lines: list[str] = []
    for line in source.splitlines():
        if not line.strip() or line.startswith(("..", "\\", "^", "|", ".\\", "'\\")):
            continue
        macro, _, rest = line[1:].partition(" ")
        if line[0] not in ".'":
            lines.append(_ESCAPE.sub(_sign, line))
        elif macro.isalpha() and macro not in _SETTINGS:
            if macro in _BREAKS:
                lines.append("")
            lines.append(_ESCAPE.sub(_sign, rest.replace('"', "")))
    text = _tidy("\n".join(lines))
    head = re.search(r"^(?:NAME|名称|名字|名称 NAME|NAME 名字|NAME 名称)\s*$\n(.+)$", text, re.MULTILINE)
    title = re.sub(r"^\S+(?:,\s*\S+)*\s+[-–—]+\s*", "", head[1]) if head else ""
    return title.strip(), text


def read(name: str) -> Iterator[Source]:
    """The documents of the collection ``name`` in a stable order; empty and unreadable files are left out."""
    collection = COLLECTIONS[name]
    root = unpacked(collection.package) / collection.folder
    for path in sorted(root.glob(collection.pattern)):
        if path.is_symlink() or not path.is_file():
            continue
        title, text = _parsed(path)
        if text:
            key = f"{name}/{path.relative_to(root)}"
            yield Source(key, name, collection.language, title, text)


def _parsed(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    if path.name.endswith(".txt.gz") or not path.suffix or path.suffix[1:].isdigit():
        plain = gzip.decompress(data) if path.suffix == ".gz" else data
        text = plain.decode("utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return (lines[0] if lines else ""), "\n".join(lines)
    if path.suffix == ".gz":
        try:
            return manual(gzip.decompress(data).decode("utf-8"))
        except (UnicodeDecodeError, gzip.BadGzipFile):
            return "", ""
    return html(data.decode("utf-8", errors="replace"))
