"""Folding makes things equal that read alike, and leads back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenyuan.language.fold import fold, fold_with_offsets


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Library", "library"),
        ("\uff2c\uff49\uff42\uff52\uff41\uff52\uff59\uff12\uff10\uff12\uff13", "library2023"),
        ("圖書館", "图书馆"),
        ("臺灣後設資料", "台湾后设资料"),
        ("Café Ångström naïve", "cafe angstrom naive"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("don’t", "don't"),
        ("soft\u00adhyphen", "softhyphen"),
        ("İstanbul", "istanbul"),
        ("ΟΔΟΣ", "οδοσ"),
        ("Ёлка и йод", "ёлка и йод"),
        ("㈱", "(株)"),
        ("한국어", "한국어"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("x²", "x2"),
    ],
)
def test_things_that_read_alike_fold_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("a", "b"), [("圖書館的書", "图书馆的书"), ("ＡＢＣ１２３", "abc123"), ("RÉSUMÉ", "resume")]
)
def test_variants_are_equal(a: str, b: str) -> None:
    assert fold(a) == fold(b)


def test_offsets_lead_back_to_the_original() -> None:
    text = "见 Ｃafé：圖書館 ﬁn"
    folded, offsets = fold_with_offsets(text)
    at = folded.index("图书馆")
    assert text[offsets[at] : offsets[at + 3]] == "圖書館"
    at = folded.index("cafe")
    assert text[offsets[at] : offsets[at + 4]] == "Ｃafé"
    at = folded.index("fin")
    assert text[offsets[at] : offsets[at + 3]] == "ﬁn"


def test_a_decomposed_accent_belongs_to_its_letter() -> None:
    text = "cafe\u0301 x"
    folded, offsets = fold_with_offsets(text)
    assert folded == "cafe x"
    assert text[offsets[3] : offsets[4]] == "e\u0301"


@given(st.text())
def test_both_ways_of_folding_agree(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
