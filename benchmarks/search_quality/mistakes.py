"""One mistake in a query: a letter in English; a character that sounds or looks alike in Chinese."""

import random
import re
from functools import cache

from pypinyin import lazy_pinyin

from wenyuan.language.script import HAN

_HAN = re.compile(f"[{HAN}]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALIKE = (  # noqa: SIM905 - easier to read and to add to
    "己已巳 未末 土士 日曰 人入 大太犬 天夭 戊戌戍 候侯 拔拨 辨辩辫 栽载裁 徒徙 密蜜 "
    "晴睛 喝渴 稿搞 贷货 析折拆 账帐 幕慕墓暮 仿访防妨 清请情晴 竞竟 亨享 免兔 王玉 "
    "田由甲申 问间闻 白百 住往 今令 历厉 快块 坏环怀 部陪 粟栗 博搏 蓝篮 特持待 录绿 "
    "按接 设没 提题 件伴 体休 代伐 处外 式试 行往 格恪 该刻 定走 使便 例列 选洗 连边 "
    "过这 内丙 名各 元无 左右 目自 本木 字学 开井 文义 方万 标棕 改攻 加如 数教 参叁 "
    "复夏 项顶 输愉 显昂 示未 图园圆 图困 "
).split()


@cache
def _lookalikes() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in ALIKE:
        for sign in group:
            found[sign] = found.get(sign, "") + group.replace(sign, "")
    return found


@cache
def _soundalikes() -> dict[str, str]:
    """Common characters by their sound: those that the older national standard sorts by frequency first."""
    sounds: dict[str, str] = {}
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                sign = bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                continue
            sounds[lazy_pinyin(sign)[0]] = sounds.get(lazy_pinyin(sign)[0], "") + sign
    return sounds


def misspelt(text: str, chance: random.Random) -> str:
    """``text`` with one mistake; "" where there is no place for one."""
    places = [match.start() for match in _HAN.finditer(text)]
    if places:
        chance.shuffle(places)
        return next((made for at in places if (made := _chinese(text, at, chance))), "")
    words = list(re.finditer(r"[A-Za-z]{4,}", text))
    if not words:
        return ""
    word = chance.choice(words)
    return text[: word.start()] + _english(word.group(), chance) + text[word.end() :]


def _chinese(text: str, at: int, chance: random.Random) -> str:
    like = _lookalikes().get(text[at], "")
    sound = lazy_pinyin(text[at])[0]
    others = _soundalikes().get(sound, "").replace(text[at], "")
    if like and (not others or chance.random() < 0.5):
        others = like
    return text[:at] + chance.choice(others) + text[at + 1 :] if others else ""


def _english(word: str, chance: random.Random) -> str:
    """One letter added, dropped, changed or swapped with its neighbour, not the first."""
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(_LETTERS.replace(word[at].lower(), ""))
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if word[at] != word[at + 1]
            else word[:at] + word[at + 1 :],
        ]
    )
