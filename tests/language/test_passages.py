"""Snippets show the passage that answers, marked on the original text."""

from hypothesis import given
from hypothesis import strategies as st

from wenyuan.language.passages import matches, snippet


def marked(text: str, terms: list[str], width: int = 160) -> list[str]:
    excerpt, spans = snippet(text, terms, width)
    return [excerpt[start:end] for start, end in spans]


def test_the_original_is_marked() -> None:
    assert marked("見 ＬＩＢＲＡＲＹ 與圖書館。", ["library", "图书馆"]) == ["ＬＩＢＲＡＲＹ", "圖書館"]


def test_english_forms_are_marked_whole() -> None:
    assert marked("Libraries lend; a librarian helps; the library's rooms", ["library"]) == [
        "Libraries",
        "library's",
    ]
    assert marked("Reading reads readable", ["read"]) == ["Reading", "reads"]


def test_short_words_do_not_match_inside_long_ones() -> None:
    assert marked("The cat concatenates", ["cat"]) == ["cat"]


def test_a_phrase_is_marked_over_a_line_break() -> None:
    excerpt, spans = snippet("这里有我们的一座很大很大的图书\n馆很大。", ["图书馆"])
    assert excerpt == "这里有我们的一座很大很大的图书馆很大。"
    assert [excerpt[a:b] for a, b in spans] == ["图书馆"]
    assert marked("the public\n  library", ["public library"]) == ["public library"]


def test_a_heading_is_kept_apart_from_what_follows() -> None:
    assert snippet("圖書館的一天\n清晨七點半。", [])[0] == "圖書館的一天 清晨七點半。"


def test_the_window_holds_most_terms() -> None:
    text = "茶叶。" + "无关的话。" * 60 + "茶叶与贸易在这里相遇。" + "别的话。" * 60
    excerpt, spans = snippet(text, ["茶叶", "贸易"], 60)
    assert "茶叶与贸易" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert len(spans) == 2


def test_without_a_match_the_beginning_is_shown() -> None:
    excerpt, spans = snippet("The beginning of a text. " * 30, ["absent"], 40)
    assert excerpt.startswith("The beginning")
    assert excerpt.endswith("…")
    assert spans == []


def test_words_are_not_cut() -> None:
    text = " ".join(f"word{n}" for n in range(400))
    excerpt, _ = snippet(text, ["word200"], 80)
    assert all(piece in text.split() for piece in excerpt.strip("…").split())


def test_empty_terms_match_nothing() -> None:
    assert matches("anything", ["", "   ", "…"]) == []


@given(st.text(), st.lists(st.text(max_size=8), max_size=4), st.integers(20, 200))
def test_spans_lie_in_the_excerpt_in_order(text: str, terms: list[str], width: int) -> None:
    excerpt, spans = snippet(text, terms, width)
    assert len(excerpt) <= width * 2 + 60
    end_before = 0
    for start, end in spans:
        assert end_before <= start < end <= len(excerpt)
        end_before = end


@given(st.text(alphabet="ab 图书馆\n,。", min_size=5, max_size=300), st.integers(20, 80))
def test_a_term_that_is_there_is_marked(text: str, width: int) -> None:
    excerpt, spans = snippet(f"{text} 文渊 {text}", ["文渊"], width)
    assert [excerpt[a:b] for a, b in spans] == ["文渊"]
