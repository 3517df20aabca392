"""Which office format a checked ZIP package holds, by its own declarations rather than by its name."""

import re

from wenyuan.formats import xml
from wenyuan.formats.containers import BrokenPackage, Package, TooMuch
from wenyuan.formats.model import Code, Refused

_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}")
_MAX_DECLARATION = 4 * 1024 * 1024
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml."
# Main part's content type → format and the media type of the whole file. ECMA-376 part 1, [MS-OE376].
_MAIN_PARTS = {
    f"{_WORD}document.main+xml": ("docx", f"{_WORD}document"),
    f"{_WORD}template.main+xml": ("docx", f"{_WORD}template"),
    "application/vnd.ms-word.document.macroenabled.main+xml": (
        "docx",
        "application/vnd.ms-word.document.macroEnabled.12",
    ),
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml": (
        "docx",
        "application/vnd.ms-word.template.macroEnabled.12",
    ),
    f"{_SHEET}sheet.main+xml": ("xlsx", f"{_SHEET}sheet"),
    f"{_SHEET}template.main+xml": ("xlsx", f"{_SHEET}template"),
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": (
        "xlsx",
        "application/vnd.ms-excel.sheet.macroEnabled.12",
    ),
    "application/vnd.ms-excel.template.macroenabled.main+xml": (
        "xlsx",
        "application/vnd.ms-excel.template.macroEnabled.12",
    ),
    f"{_SLIDES}presentation.main+xml": ("pptx", f"{_SLIDES}presentation"),
    f"{_SLIDES}slideshow.main+xml": ("pptx", f"{_SLIDES}slideshow"),
    f"{_SLIDES}template.main+xml": ("pptx", f"{_SLIDES}template"),
    "application/vnd.ms-powerpoint.presentation.macroenabled.main+xml": (
        "pptx",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
    ),
    "application/vnd.ms-powerpoint.slideshow.macroenabled.main+xml": (
        "pptx",
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.12",
    ),
    "application/vnd.ms-powerpoint.template.macroenabled.main+xml": (
        "pptx",
        "application/vnd.ms-powerpoint.template.macroEnabled.12",
    ),
}
_USUAL_PARTS = {
    "word/document.xml": ("docx", f"{_WORD}document"),
    "xl/workbook.xml": ("xlsx", f"{_SHEET}sheet"),
    "ppt/presentation.xml": ("pptx", f"{_SLIDES}presentation"),
}
_ODF = "application/vnd.oasis.opendocument."
_ODF_TYPES = {
    f"{_ODF}text": "odt",
    f"{_ODF}text-template": "odt",
    f"{_ODF}text-master": "odt",
    f"{_ODF}presentation": "odp",
    f"{_ODF}presentation-template": "odp",
    f"{_ODF}spreadsheet": "ods",
    f"{_ODF}spreadsheet-template": "ods",
}
_EPUB = "application/epub+zip"
_FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})


def kind_of_package(package: Package) -> tuple[str, str]:
    """The format's key and the file's media type.

    Raises `Refused`: ``unknown_type`` for another kind of archive, ``encrypted``, ``polyglot`` where the
    package declares itself to be two formats.
    """
    kinds = [kind for kind in (_opc(package), _odf(package), _epub(package)) if kind]
    if len(kinds) > 1:
        raise Refused(Code.POLYGLOT, shape="two_formats")
    kind = kinds[0] if kinds else None
    if kind is None:
        raise Refused(Code.UNKNOWN_TYPE, detected=_declared(package) or "application/zip")
    return kind


def _declared(package: Package) -> str:
    """What the package's ``mimetype`` entry says, cleaned of what is no media type."""
    data = _bounded(package, "mimetype", 256) or b""
    text = data.decode("ascii", "replace").strip()
    return text if _MEDIA_TYPE.fullmatch(text) else ""


def _bounded(package: Package, name: str, max_bytes: int = _MAX_DECLARATION) -> bytes | None:
    try:
        return package.read(name, max_bytes=max_bytes)
    except TooMuch:
        return None


class _Types:
    """Reads ``[Content_Types].xml``: part name → content type."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.endings: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").strip().lower()
        if tag.endswith("}Override"):
            self.parts[attributes.get("PartName", "").lstrip("/").casefold()] = kind
        elif tag.endswith("}Default"):
            self.endings[attributes.get("Extension", "").casefold()] = kind

    def end(self, tag: str) -> None:
        """Elements hold no others."""

    def data(self, text: str) -> None:
        """Nor text."""

    def of(self, part: str) -> str:
        return self.parts.get(part) or self.endings.get(part.rpartition(".")[2], "")


class _MainTargets:
    """Reads ``_rels/.rels``: the parts that are the office document itself."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").lower()
        if not tag.endswith("}Relationship") or not kind.endswith("/officedocument"):
            return
        if attributes.get("TargetMode", "").lower() != "external":
            target = attributes.get("Target", "").replace("\\", "/")
            self.parts.append(target.removeprefix("./").lstrip("/").casefold())

    def end(self, tag: str) -> None:
        """Elements hold no others."""

    def data(self, text: str) -> None:
        """Nor text."""


def _read(package: Package, name: str, sink: xml.Sink) -> None:
    """Parse a declaration as far as it goes; what is broken declares nothing more."""
    entry = package.find(name)
    if entry is None:
        return
    try:
        xml.feed(package.chunks(entry, max_bytes=_MAX_DECLARATION), sink)
    except (xml.BrokenXml, BrokenPackage, TooMuch):
        return
    except xml.ForbiddenXml:
        raise Refused(Code.BOMB, shape="entities") from None


def _opc(package: Package) -> tuple[str, str] | None:
    """An Office Open XML package: the content type of the part that its relationships call the document."""
    if package.find("[Content_Types].xml") is None:
        return None
    types, targets = _Types(), _MainTargets()
    _read(package, "[Content_Types].xml", types)
    _read(package, "_rels/.rels", targets)
    for part in targets.parts:
        kind = _MAIN_PARTS.get(types.of(part))
        if kind and package.find(part):
            return kind
    if any(types.of(part) for part in targets.parts):
        return None  # declared, and another application's: a drawing, a binary workbook
    for kind_name in types.parts.values():
        if kind_name in _MAIN_PARTS:
            return _MAIN_PARTS[kind_name]
    return next((kind for part, kind in _USUAL_PARTS.items() if package.find(part)), None)


class _Manifest:
    """Reads ``META-INF/manifest.xml``: the whole package's media type, and whether parts are encrypted."""

    def __init__(self) -> None:
        self.media_type = ""
        self.encrypted = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        if tag.endswith("}file-entry") and local.get("full-path") == "/":
            self.media_type = local.get("media-type", "")
        self.encrypted = self.encrypted or tag.endswith("}encryption-data")

    def end(self, tag: str) -> None:
        """Nesting says nothing more."""

    def data(self, text: str) -> None:
        """The manifest has no text."""


def _odf(package: Package) -> tuple[str, str] | None:
    """An OpenDocument package: what its ``mimetype`` entry says, or else its manifest."""
    manifest = _Manifest()
    entry = package.find("META-INF/manifest.xml")
    if entry is not None:
        try:
            xml.feed(package.chunks(entry, max_bytes=_MAX_DECLARATION), manifest, allow_doctype=True)
        except (xml.BrokenXml, BrokenPackage, TooMuch):
            pass
        except xml.ForbiddenXml:
            raise Refused(Code.BOMB, shape="entities") from None
    for media_type in (_declared(package), manifest.media_type):
        if media_type in _ODF_TYPES:
            if manifest.encrypted:
                raise Refused(Code.ENCRYPTED, shape="manifest")
            return _ODF_TYPES[media_type], media_type
    return None


class _Encryption:
    """Reads ``META-INF/encryption.xml``: whether more than the fonts is encrypted (EPUB OCF 3.3, 4.2)."""

    def __init__(self) -> None:
        self.is_locked = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}EncryptionMethod"):
            self.is_locked |= attributes.get("Algorithm", "") not in _FONT_OBFUSCATION

    def end(self, tag: str) -> None:
        """Nesting says nothing more."""

    def data(self, text: str) -> None:
        """Nor does the text."""


def _epub(package: Package) -> tuple[str, str] | None:
    """An e-book: what its ``mimetype`` entry says. Raises `Refused` where its text is encrypted."""
    if _declared(package) != _EPUB or package.find("META-INF/container.xml") is None:
        return None
    encryption = _Encryption()
    _read(package, "META-INF/encryption.xml", encryption)
    if encryption.is_locked:
        raise Refused(Code.ENCRYPTED, shape="encryption")
    return "epub", _EPUB
