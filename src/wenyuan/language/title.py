"""A readable title out of a file name or out of what a file says of itself."""

import re
import unicodedata
from pathlib import PurePosixPath

from wenyuan.language import script

_LONGEST = 200
_EXTENSION = re.compile(
    r"\.(docx?|docm|dotx?|rtf|odt|pptx?|pptm|potx?|ppsx?|odp|xlsx?|xlsm|xltx?|ods|csv|pdf|txt|text|md|markdown"
    r"|html?|epub|png|jpe?g|tiff?|webp|wps|et|dps)$",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"\s*(?:[(\uff08]\s*\d{1,3}\s*[)\uff09]|\[\d{1,2}\]"
    r"|[-–_ ]+(?:副本|copy|复件)(?:\s*[(\uff08]?\d*[)\uff09]?)?)$",
    re.IGNORECASE,
)
_COPY_OF = re.compile(r"^(?:copy of|复件|副本)\s*[-_ ]*", re.IGNORECASE)
_PROGRAM = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|wps (?:文字|演示|表格))\s*[-–]\s*", re.IGNORECASE
)
_WORTHLESS = re.compile(
    r"^(?:untitled|title|document|doc|new|no title|none|null|unknown|default|template|normal|blank"
    r"|powerpoint[- ]?(?:presentation|演示文稿)|presentation|slides?|slide 1|spreadsheet|book|sheet|workbook"
    r"|无标题|未命名|标题|文档|新建\s*(?:microsoft|wps|docx?|pptx?|xlsx?|rtf|文本|文档|演示|工作|幻灯|表格).*|演示文稿|幻灯片|工作簿|工作表|简报|簡報|無標題|文件|模板|ppt模板|目录"
    r"|(?:click|单击|点击).*(?:title|标题).*|.*office theme.*|office 主题.*|\W*)\s*[-_(]?\d*\)?$",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"^(?:[0-9a-f]{16,}|[0-9a-f-]{32,}|(?:img|scan|dsc|mmexport|wx)[-_ ]?\d+|[\d\W_]+)$", re.IGNORECASE
)
_EDGES = " \t-–_.·、,\uff0c"
_HEADING_MARKS = re.compile(r"^\s*#{1,6}\s+(?=\S)")
"""How plain text in the manner of Markdown marks a heading."""
_ADVERT = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def clean(name_or_title: str) -> str:
    """A title for people: no path, extension, underscores, control characters or copy marks.

    Words that say something ("最终版", "v2") stay. Empty where nothing readable is left.
    """
    text = unicodedata.normalize("NFC", name_or_title.replace("\\", "/"))
    if _EXTENSION.search(text.strip()):
        text = PurePosixPath(text.strip()).name
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})
    text = _PROGRAM.sub("", text.strip())
    text = _EXTENSION.sub("", text.strip())
    text = _COPY_OF.sub("", _COPY.sub("", text))
    text = _spaced(text)
    text = re.sub(r"\s+", " ", text).strip(_EDGES)
    return _shorten(text)


def _spaced(text: str) -> str:
    """Underscores, plus signs and hyphens stand for spaces where the name has none of its own."""
    text = text.replace("_", " ")
    if " " in text.strip():
        return text
    if "+" in text and "++" not in text:
        text = text.replace("+", " ")
    if text.count("-") < 2 or script.han_character.search(text) or re.fullmatch(r"[\d-]+", text):
        return text
    return text.replace("-", " ")


def _shorten(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    cut = text[: _LONGEST - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > _LONGEST // 2 else cut).rstrip() + "…"


def is_telling(title: str) -> bool:
    """Whether a cleaned title says something: not a program's default, a template's name or a number."""
    if len(title) < 2 or _WORTHLESS.match(title) or _MACHINE.match(title):
        return False
    letters = sum(character.isalpha() for character in title)
    garbled = title.count("\ufffd") + title.count("?")
    return letters >= 2 and garbled * 3 < letters and not _ADVERT.fullmatch(title)


def choose(*, declared: str, file_name: str, heading: str = "") -> str:
    """The best title of a document.

    ``declared`` is what its metadata say, ``heading`` its first heading or line. The file name wins where
    it tells something, because the person gave it last; the metadata often name an older document that
    was written over. The declared title is taken where the file name is a machine's or only its
    beginning; the heading where both say nothing.
    """
    named, said, headed = clean(file_name), clean(declared), clean(_HEADING_MARKS.sub("", heading))
    told = [title for title in (named, said, headed) if is_telling(title)]
    if not told:
        return named or said or headed
    if is_telling(named) and is_telling(said) and _is_fuller(said, named):
        return said
    return told[0]


def _is_fuller(said: str, named: str) -> bool:
    """Whether ``said`` is the same title with its spaces, punctuation or second half."""
    a, b = (re.sub(r"[\W_]+", "", title).casefold() for title in (said, named))
    return len(b) >= 4 and a.startswith(b)
