"""Spellings that are near and words that sound alike."""

import pytest

from wenyuan.language.distance import edits
from wenyuan.language.sound import syllables


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("library", "library", 0),
        ("libary", "library", 1),
        ("librrary", "library", 1),
        ("librery", "library", 1),
        ("libarry", "library", 1),
        ("lirbary", "library", 1),
        ("libraryx", "library", 1),
        ("ilbrary", "library", 1),
        ("lbrairy", "library", 2),
        ("bridge", "library", 3),
        ("", "ab", 2),
    ],
)
def test_edits(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 2) == distance
    assert edits(other, one, 2) == distance


def test_words_that_sound_alike() -> None:
    assert syllables("微机分") == syllables("微积分") == ("wei", "ji", "fen")
    assert syllables("圖書館") == syllables("图书馆")
    assert syllables("茶") != syllables("书")
