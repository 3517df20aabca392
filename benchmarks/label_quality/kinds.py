"""The kinds of copy that are made, at their strengths, and what a finder may call them."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.label_quality import damage
from benchmarks.label_quality.replacements import Replacements
from benchmarks.label_quality.units import Unit

ALIKE = frozenset(["exact", "near", "partial", "contained"])
REWORDED = frozenset(["reworded"])

Maker = Callable[[Unit, Unit, random.Random], str | None]
"""Makes a copy of the first unit, with the second as what it is put into; None where it cannot."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of copy at one strength; ``names`` are the kinds under which it may be reported."""

    name: str
    strength: str
    names: frozenset[str]
    make: Maker


def kinds(language: str, table: Replacements, letters: str) -> list[Kind]:
    """All kinds for a language. ``letters``: characters that a bad recognition may read."""

    def reworded(rate: float) -> Maker:
        return lambda unit, _, rng: damage.reword(unit.text, rng, language=language, rate=rate, table=table)

    def edited(rate: float) -> Maker:
        return lambda unit, _, rng: damage.edit(unit.text, rng, language=language, rate=rate)

    def recognised(rate: float) -> Maker:
        return lambda unit, _, rng: damage.recognise(
            unit.text, rng, language=language, rate=rate, letters=letters
        )

    def dropped(rate: float) -> Maker:
        return lambda unit, _, rng: damage.drop_sentences(unit.text, rng, rate=rate)

    def excerpted(size: int) -> Maker:
        return lambda unit, host, rng: damage.excerpt(unit.text, host.text, rng, language=language, size=size)

    shortest, counted = (165, "characters") if language == "zh" else (66, "words")
    found = [
        Kind("whole", "as it is", ALIKE, lambda unit, _, __: unit.text),
        Kind("re-saved", "other lines and signs", ALIKE, lambda unit, _, rng: damage.relay(unit.text, rng)),
        Kind("reordered", "quarters", ALIKE, lambda unit, _, rng: damage.reorder(unit.text, rng)),
        Kind("joined", "two texts", ALIKE, lambda unit, host, _: damage.join([host.text, unit.text])),
    ]
    if language == "zh":
        found.append(
            Kind("traditional", "Taiwan’s words", ALIKE, lambda unit, _, __: damage.to_traditional(unit.text))
        )
    found += [Kind("edited", f"{rate:.0%} of words", ALIKE, edited(rate)) for rate in (0.02, 0.05, 0.1)]
    found += [Kind("shortened", f"{rate:.0%} of sentences", ALIKE, dropped(rate)) for rate in (0.1, 0.3)]
    found += [
        Kind("recognised", f"{rate:.0%} of characters", ALIKE, recognised(rate))
        for rate in (0.01, 0.03, 0.05)
    ]
    found += [
        Kind("excerpt", f"{size} {counted}", ALIKE, excerpted(size)) for size in (shortest, 2 * shortest)
    ]
    rates = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
    found += [Kind("reworded", f"{rate:.0%} of words", REWORDED, reworded(rate)) for rate in rates]
    return found
