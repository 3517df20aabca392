"""Signatures estimate how alike texts are; fingerprints are shared by what is copied."""

import random

import numpy as np
import pytest

from tests.language.label.prose import chinese, english
from wenyuan.language.label.fingerprints import SHINGLE, fingerprints, resemblance, signatures
from wenyuan.language.label.stream import stream


def jaccard(one: str, other: str) -> float:
    sets = [{text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)} for text in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_estimate_is_close_to_the_truth() -> None:
    rng = random.Random(3)
    errors = []
    for _ in range(60):
        source = rng.choice([chinese(), english()])
        start = rng.randrange(len(source) - 1200)
        one = source[start : start + 1000]
        moved = rng.randrange(1000)
        other = source[start + moved // 5 : start + moved // 5 + 1000]
        first, second = signatures([one, other])
        errors.append(abs(resemblance(first, second) - jaccard(one, other)))
    assert sum(errors) / len(errors) <= 0.04


def test_a_signature_does_not_depend_on_its_neighbours() -> None:
    texts = ["", "短", "四个字符", chinese()[:300], english()[:2000]]
    together = signatures(texts)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(signatures([text])[0], row)


def test_a_short_text_agrees_with_itself_and_with_no_other() -> None:
    one, other = signatures(["一段很短的文字", "另外几个词语啊"])
    assert resemblance(one, one) == 1.0
    assert resemblance(one, other) == pytest.approx(0.0, abs=0.02)


def test_a_part_keeps_the_fingerprints_of_the_whole() -> None:
    whole = set(fingerprints(stream([chinese()])).tolist())
    part = set(fingerprints(stream([chinese()[1000:2000]])).tolist())
    assert len(part) > 100
    assert len(part & whole) / len(part) > 0.97
