"""Shows a document as its author would print it: changes accepted in the view, the original untouched.

LibreOffice draws tracked changes when the document's own settings ask for it, which is how such files are
saved while people still discuss them. The settings part alone is rewritten, or made, in a copy: where a
package tracks changes, its view is set to the final text (ECMA-376 part 1, 17.15.1.69 ``revisionView``;
OpenDocument's view setting ``ShowRedlineChanges``). Binary formats and RTF have no such part.
"""

import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_MAX_PART = 64 * 1024 * 1024
_CHUNK = 1 << 20
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings"
_SETTINGS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
_HIDDEN = (
    '<config:config-item config:name="ShowRedlineChanges" config:type="boolean">false</config:config-item>'
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns"

Read = Callable[[str], str | None]
"""The text of a part, None where there is none."""


@dataclass(frozen=True, slots=True)
class _View:
    """Where a format keeps its text, what marks a change there, and the parts that set the view."""

    body: str
    change: re.Pattern[bytes]
    rewritten: Callable[[Read], Mapping[str, str]]


def _word(read: Read) -> Mapping[str, str]:
    settings = read("word/settings.xml")
    if settings is None:
        return _word_settings_made(read)
    without = re.sub(r"<(\w+:)?revisionView\b[^>]*/>", "", settings)
    root = re.search(r"<((?:\w+:)?)settings\b([^>]*?)(/?)>", without)
    if root is None:
        return {}
    opening = f"<{root[1]}settings{root[2]}>{_revision_view(root[1])}"
    closing = f"</{root[1]}settings>" if root[3] else ""
    return {"word/settings.xml": without[: root.start()] + opening + closing + without[root.end() :]}


def _revision_view(prefix: str) -> str:
    off = " ".join(f'{prefix}{name}="0"' for name in ("markup", "comments", "insDel", "formatting"))
    return f"<{prefix}revisionView {off}/>"


def _word_settings_made(read: Read) -> Mapping[str, str]:
    """A settings part for a package that has none, and what names it."""
    relations, types = read("word/_rels/document.xml.rels"), read("[Content_Types].xml")
    if types is None or "</Types>" not in types:
        return {}
    if relations is None or "</Relationships>" not in relations:
        relations = f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'
    relation = f'<Relationship Id="wenyuanFinal" Type="{_OFFICE_RELATION}" Target="settings.xml"/>'
    override = f'<Override PartName="/word/settings.xml" ContentType="{_SETTINGS_TYPE}"/>'
    return {
        "word/settings.xml": f'<w:settings xmlns:w="{_WORD}">{_revision_view("w:")}</w:settings>',
        "word/_rels/document.xml.rels": relations.replace("</Relationships>", f"{relation}</Relationships>"),
        "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>"),
    }


def _opendocument(read: Read) -> Mapping[str, str]:
    settings = read("settings.xml")
    if settings is None:
        return _opendocument_settings_made(read)
    if "ShowRedlineChanges" in settings:
        off = re.sub(r'(config:name="ShowRedlineChanges"[^>]*>)\s*true', r"\1false", settings)
    else:
        off = re.sub(r'(<config:config-item-set\b[^>]*"ooo:view-settings"[^>/]*>)', rf"\1{_HIDDEN}", settings)
    return {"settings.xml": off} if off != settings else {}


def _opendocument_settings_made(read: Read) -> Mapping[str, str]:
    """A settings part for a package that has none, and what names it."""
    manifest = read("META-INF/manifest.xml")
    if manifest is None or "</manifest:manifest>" not in manifest:
        return {}
    made = (
        f'<office:document-settings xmlns:office="{_ODF}:office:1.0" xmlns:config="{_ODF}:config:1.0" '
        'xmlns:ooo="http://openoffice.org/2004/office">'
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        f"{_HIDDEN}</config:config-item-set></office:settings></office:document-settings>"
    )
    entry = '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>'
    return {
        "settings.xml": made,
        "META-INF/manifest.xml": manifest.replace("</manifest:manifest>", f"{entry}</manifest:manifest>"),
    }


_VIEWS: Mapping[str, _View] = {
    "docx": _View("word/document.xml", re.compile(rb"<(?:\w+:)?(?:ins|del|moveFrom|rPrChange) "), _word),
    "odt": _View("content.xml", re.compile(rb"<text:tracked-changes"), _opendocument),
}


def final_view(source: Path, *, format: str, folder: Path) -> Path:  # noqa: A002 - the word of `Identity`
    """A copy of ``source`` in ``folder`` set to its final text, or ``source`` where nothing is to be done.

    The package was checked before. One that cannot be read here is left to the converter to judge.
    """
    view = _VIEWS.get(format)
    if view is None:
        return source
    try:
        with zipfile.ZipFile(source) as package:
            if not _has_changes(package, view):
                return source
            parts = view.rewritten(partial(_part, package))
        return with_parts(source, parts=parts, target=folder / f"final.{format}") if parts else source
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError, NotImplementedError):
        return source


def _part(package: zipfile.ZipFile, name: str) -> str | None:
    if name not in package.NameToInfo:
        return None
    if package.getinfo(name).file_size > _MAX_PART:
        raise ValueError(name)
    return package.read(name).decode("utf-8")


def _has_changes(package: zipfile.ZipFile, view: _View) -> bool:
    """Whether the body holds a tracked change; read in pieces that overlap by more than a tag's name."""
    tail = b""
    with package.open(view.body) as stream:
        while piece := stream.read(_CHUNK):
            if view.change.search(tail + piece):
                return True
            tail = piece[-64:]
    return False


def with_parts(source: Path, *, parts: Mapping[str, str | bytes], target: Path) -> Path:
    """A copy whose directory names new parts at its end; the other parts are not unpacked."""
    shutil.copyfile(source, target)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        package.filelist = [entry for entry in package.filelist if entry.filename not in parts]
        for name, content in parts.items():
            package.NameToInfo.pop(name, None)
            package.writestr(zipfile.ZipInfo(name), content)
    return target
