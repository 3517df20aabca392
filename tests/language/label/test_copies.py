"""Copies of real prose, done in the ways that people do them."""

import random
import re

import opencc
import pytest

from tests.language.label.prose import chinese, english, lines
from wenyuan.language.label.copies import Collection, Copy, find, original_share
from wenyuan.language.label.laundering import by_sources, judge
from wenyuan.language.label.stream import stream

SYNONYMS = {
    "文档": "文书",
    "下载": "取得",
    "转换": "转化",
    "保留": "留存",
    "删除": "去除",
    "上传": "传送",
    "公开": "开放",
    "阅读": "浏览",
    "全部": "所有",
    "需要": "须要",
    "无法": "不能",
    "检查": "查验",
}


def only(text: str, *others: str) -> list[Copy]:
    """The copies of ``text`` among ``others``, named by their numbers."""
    among = Collection((str(number), stream([other])) for number, other in enumerate(others))
    return find(stream([text]), among)


@pytest.mark.parametrize("prose", [chinese, english])
def test_a_whole_copy_in_another_layout_is_exact(prose: object) -> None:
    text = lines(prose(), 0, 1500)  # type: ignore[operator]
    again = re.sub(r"\s+", "\n", text)
    (copy,) = only(again, text)
    assert (copy.kind, copy.share_of_this, copy.share_of_other) == ("exact", 1.0, 1.0)


def test_traditional_characters_are_the_same_text() -> None:
    text = lines(chinese(), 0, 800)
    (copy,) = only(str(opencc.OpenCC("s2t").convert(text)), text)
    assert copy.kind == "exact"


def test_words_of_another_region_are_not_rewording() -> None:
    text = lines(chinese(), 0, 1500)
    (copy,) = only(str(opencc.OpenCC("s2twp").convert(text)), text)
    assert copy.kind in {"near", "exact"}
    assert copy.share_of_this > 0.95


def test_a_tenth_inside_another_is_found_from_both_sides() -> None:
    source = chinese()
    piece = lines(source, 60, len(source) // 10)
    host = f"{lines(english(), 0, 900)}\n{piece}\n{lines(english(), 120, 900)}"
    (copy,) = only(host, source)
    assert copy.kind == "partial"
    assert copy.share_of_other == pytest.approx(0.1, abs=0.04)
    (back,) = only(source, host)
    assert back.share_of_this == pytest.approx(copy.share_of_other, abs=0.02)
    (inside,) = only(piece, source)
    assert inside.kind == "contained"
    assert inside.share_of_this > 0.95


def test_a_shorter_passage_does_not_count() -> None:
    piece = "".join(re.findall(r"[\u4e00-\u9fff]", chinese()))[500:640]
    host = f"{lines(english(), 0, 900)}\n{piece}\n"
    assert only(host, chinese()) == []
    longer = "".join(re.findall(r"[\u4e00-\u9fff]", chinese()))[500:660]
    assert only(f"{lines(english(), 0, 900)}\n{longer}\n", chinese()) != []


def test_moved_passages_are_found_one_by_one() -> None:
    rows = chinese().splitlines()
    third = len(rows) // 3
    moved = "\n".join([*rows[2 * third :], *rows[third : 2 * third], *rows[:third]])
    (copy,) = only(moved, chinese())
    assert copy.kind == "near"
    assert len(copy.passages) >= 3
    assert copy.share_of_this > 0.95


def test_badly_recognised_text_is_a_near_copy_and_no_rewording() -> None:
    rng = random.Random(5)
    text = lines(chinese(), 0, 1500)
    letters = sorted(set(re.findall(r"[\u4e00-\u9fff]", chinese())))
    noisy = "".join(rng.choice(letters) if c in letters and rng.random() < 0.04 else c for c in text)
    (copy,) = only(noisy, text)
    assert copy.kind == "near"


def test_moved_and_dropped_words_are_no_rewording() -> None:
    rng = random.Random(6)
    words = lines(english(), 0, 4000).split()
    changed = words.copy()
    for at in rng.sample(range(1, len(words)), 30):
        changed[at], changed[at - 1] = changed[at - 1], changed[at]
    (copy,) = only(" ".join(changed), " ".join(words))
    assert copy.kind == "near"


def test_reworded_text_meets_its_source_with_the_pairs() -> None:
    text = chinese()
    reworded = text
    for word, other in SYNONYMS.items():
        reworded = reworded.replace(word, other)
    (copy,) = only(reworded, text)
    assert copy.kind == "reworded"
    assert copy.share_of_this > 0.95
    verdict = judge(by_sources(stream([reworded]), [copy]))
    assert verdict.suspected
    pairs = {(here, there) for trace in verdict.traces for here, there, _ in trace.pairs}
    assert {("文书", "文档"), ("浏览", "阅读")} <= pairs


def test_reworded_english_meets_its_source() -> None:
    text = lines(english(), 0, 6000)
    table = {
        "library": "archive",
        "file": "record",
        "folder": "directory",
        "server": "machine",
        "page": "sheet",
    }
    reworded = re.sub(r"[a-z]+", lambda match: table.get(match[0], match[0]), text)
    (copy,) = only(reworded, text)
    assert copy.kind == "reworded"
    assert ("archive", "library") in {pair for p in copy.passages for pair in p.rewording.pairs}


def test_other_texts_are_no_copies() -> None:
    rows = chinese().splitlines()
    assert only("\n".join(rows[::2]), "\n".join(rows[1::2])) == []
    assert only("", chinese()) == []
    assert find(stream([chinese()]), Collection([])) == []


def test_the_original_share_is_what_stands_nowhere_else() -> None:
    own = lines(english(), 0, 3000)
    taken = lines(chinese(), 0, 1000)
    text = f"{own}\n{taken}"
    (copy,) = only(text, chinese())
    letters = sum(c.isalnum() for c in own) / sum(c.isalnum() for c in text)
    assert original_share(stream([text]), [copy]) == pytest.approx(letters, abs=0.02)
    assert original_share(stream([text]), []) == 1.0
