"""Which character set a plain text is in, judged by what it decodes to.

Signatures (byte order marks) and strict UTF-8 decide at once. Everything else is tried: each candidate
decodes the beginning of the file, and the result is scored by how many of its characters people really
write: the few hundred most frequent Chinese characters count most, the standards' own "frequently used"
levels next. GB18030 can decode almost any pair of bytes, so that it decodes proves nothing; that the result
is made of common characters does. What none of them explains is left to charset-normalizer.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from charset_normalizer import from_bytes

_SAMPLE = 64 * 1024
_CHUNK = 256 * 1024
_PIECES = 128
_GUESS_SAMPLE = 32 * 1024
# A text may hold a few damaged characters: one in two hundred, and one in a very short text.
MAX_BROKEN = 0.005
_CLEAR = 0.35
_CLEAR_UTF16 = 0.6
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# The most frequent characters of modern Chinese text, simplified and traditional.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政"
    "美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员"
    "解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產東聲員"
    "論處義幾認條係氣題爾別變總電數報結務場計資許統區隊決馬書則聽達強難權測試謝請語漢編碼檔案繁簡"
    "测试谢请语汉字编码档案简繁啊吗呢吧年号路省县村页章节标准规范附录图表第一二三四五六七八九十百千万亿零"
)
_PUNCTUATION = frozenset("、。，！？：；“”‘’（）《》「」『』【】…—·～〈〉　")
_WIDE = ("gb18030", "big5", "utf-16-le", "utf-16-be", "shift_jis", "euc_jp", "euc_kr")
_PLAIN_CONTROLS = frozenset("\t\n\r\f\v\x08\x1b\x1a")
_CONTROLS = frozenset(map(chr, [*range(32), *range(127, 160)])) - _PLAIN_CONTROLS - {"\x85"}
_CONTROL_BYTES = [bytes([code]) for code in range(32) if chr(code) in _CONTROLS]
_CODE_PAGES = (
    *(f"cp{number}" for number in (866, 874, *range(1250, 1259))),
    *("koi8_r", "mac_cyrillic", "iso8859_2", "iso8859_5", "iso8859_7"),
)
_LATIN_PAGES = ("cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2")
_ACCENTS_TO_JUDGE = 100
_HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")


class NotText(ValueError):
    """The bytes are no text in any character set known here."""


def detect(path: Path) -> str:
    """The Python codec name of the text's character set. Raises `NotText`.

    The file's first 32 MiB are decoded, in pieces, before the answer is given.
    """
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return _proven(path, name)
    if b"\x00" not in sample and _decodes(path, "utf-8"):
        return _proven(path, "utf-8")
    for name in _ranked(sample):
        try:
            return _proven(path, name)
        except NotText:
            continue
    raise NotText


def decoded(path: Path, encoding: str) -> Iterator[str]:
    """The text in pieces, damaged characters replaced, line ends as ``\\n``, the byte order mark left out."""
    newline = codecs.getincrementaldecoder(encoding)("replace")
    held = ""
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            text = held + newline.decode(piece)
            held = "\r" if text.endswith("\r") else ""
            yield _unified(text[: len(text) - len(held)])
    yield _unified(held + newline.decode(b"", final=True))


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")


def _decodes(path: Path, encoding: str) -> bool:
    """Whether the file decodes strictly as far as it is looked at."""
    machine = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as stream:
            for _ in range(_PIECES):
                piece = stream.read(_CHUNK)
                machine.decode(piece, final=not piece)
                if not piece:
                    break
    except UnicodeError:
        return False
    return True


def _proven(path: Path, encoding: str) -> str:
    """The encoding itself, if the file is text in it as far as it is looked at. Raises `NotText`."""
    total = broken = control = 0
    for text in islice(decoded(path, encoding), _PIECES):
        total += len(text)
        broken += text.count("\ufffd")
        control += sum(text.count(letter) for letter in set(text) & _CONTROLS)
    if broken > 1 + total * MAX_BROKEN or control > total * MAX_BROKEN:
        raise NotText
    return encoding


def _ranked(sample: bytes) -> list[str]:
    """Candidates from the likeliest down."""
    scores = {name: score for name in _WIDE if (score := _score(sample, name)) > 0}
    ranked = sorted(scores, key=lambda name: -scores[name])
    clear = [name for name in ranked if scores[name] >= _threshold(name, sample)]
    if clear:
        return [variant for name in clear for variant in _variants(name, sample)]
    if sum(sample.count(code) for code in _CONTROL_BYTES) > len(sample) * MAX_BROKEN:
        return []
    return [*_narrow(sample), "gb18030"]


def _threshold(name: str, sample: bytes) -> float:
    """Any two bytes make a UTF-16 character: without one zero byte it must be clearer than the others."""
    return _CLEAR_UTF16 if name.startswith("utf-16") and b"\x00" not in sample else _CLEAR


def _narrow(sample: bytes) -> list[str]:
    """One-byte character sets. Accents of Latin letters stand alone; other scripts come in runs.

    Which Latin set it is takes many accents to tell; below that, western Europe's is the likeliest.
    """
    high = sum(1 for byte in sample if byte >= 0x80)
    is_latin = len(_HIGH_PAIR.findall(sample)) * 4 < high
    if is_latin and high < _ACCENTS_TO_JUDGE:
        return ["cp1252"]
    pages = _LATIN_PAGES if is_latin else _CODE_PAGES
    guess = from_bytes(sample[:_GUESS_SAMPLE], cp_isolation=list(pages)).best()
    return [*([guess.encoding] if guess else []), *(["cp1252"] if is_latin else [])]


def _variants(name: str, sample: bytes) -> list[str]:
    """Big5 has supersets that add characters; the narrowest that decodes is meant."""
    if name != "big5":
        return [name]
    return [one for one in ("big5", "cp950", "big5hkscs") if _text(sample, one) is not None] or [name]


def _text(sample: bytes, encoding: str) -> str | None:
    """The sample decoded, its cut last character left out; None if it is not in this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeError:
        return None


def _tolerant(sample: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _score(sample: bytes, encoding: str) -> float:
    """How much of what the sample decodes to looks written by people, from below 0 to 1."""
    wide = encoding.startswith("utf-16")
    if wide and len(sample) % 2 and len(sample) < _SAMPLE:
        return 0.0
    text = _tolerant(sample, "big5hkscs" if encoding == "big5" else encoding)
    counted = text if wide else [letter for letter in text if letter > "\x7f"]
    if not counted:
        return 0.0
    weights: dict[str, float] = {}
    total = 0.0
    for letter in counted:
        if letter not in weights:
            weights[letter] = _weight(letter, encoding)
        total += weights[letter]
    return total / len(counted)


def _weight(letter: str, encoding: str) -> float:
    """What one decoded character says for the encoding that made it."""
    if letter in _FREQUENT and encoding != "euc_kr":
        return 1.0
    if letter in _PUNCTUATION:
        return 0.8
    return 0.5 if letter in _level_one(encoding) else _rare_weight(letter, encoding)


def _rare_weight(letter: str, encoding: str) -> float:
    """Characters outside the frequent ones: other scripts, plain letters, and what nobody writes."""
    if "\u3040" <= letter <= "\u30ff":
        return {"shift_jis": 0.8, "euc_jp": 0.8, "utf-16-le": 0.7, "utf-16-be": 0.7}.get(encoding, 0.1)
    if "\uac00" <= letter <= "\ud7a3":
        return 0.75 if encoding == "euc_kr" else 0.3
    if letter < "\x7f":
        return 0.6 if letter.isprintable() or letter in "\r\n\t" else -1.0
    if letter == "\ufffd" or unicodedata.category(letter) in {"Cc", "Co", "Cn", "Cs"}:
        return -2.0
    return 0.0


@cache
def _level_one(encoding: str) -> frozenset[str]:
    """The characters that the standards themselves call frequently used."""
    if encoding == "big5":
        return _block("big5", range(0xA4, 0xC7))
    if encoding in {"shift_jis", "euc_jp"}:
        return _block("euc_jp", range(0xB0, 0xD0))
    if encoding == "euc_kr":
        return frozenset()
    chinese = _block("gb2312", range(0xB0, 0xD8))
    return chinese | _block("big5", range(0xA4, 0xC7)) if encoding.startswith("utf-16") else chinese


def _block(encoding: str, leads: range) -> frozenset[str]:
    pairs = (bytes([lead, trail]) for lead in leads for trail in range(0x40, 0xFF))
    return frozenset("".join(pair.decode(encoding, "ignore") for pair in pairs)) - frozenset(
        map(chr, range(128))
    )
