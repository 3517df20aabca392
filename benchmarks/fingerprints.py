"""Signatures of texts of 2 kB: ours beside MinHash as its usual library makes it (R13).

python -m benchmarks.fingerprints
"""

import random
import sys
import time
from collections.abc import Sequence

from datasketch import MinHash

from benchmarks.debian_texts.readers import read
from benchmarks.rounds import Result, Row, divided, interleaved
from wenyuan.language.label.fingerprints import SHINGLE, SLOTS, resemblance, signatures

SEED = 13
BYTES = 2048
TEXTS = 400
PAIRS = 400


def texts(count: int) -> list[str]:
    """Passages of 2 kB out of real documents, Chinese and English in turn."""
    rng = random.Random(SEED)
    sources = [[s.text for s in read(name) if len(s.text) > 4000] for name in ("handbook-zh", "handbook-en")]
    found = []
    for number in range(count):
        text = rng.choice(sources[number % 2])
        start = rng.randrange(len(text) - 2500)
        found.append(text[start : start + BYTES].encode()[:BYTES].decode(errors="ignore"))
    return found


def shingles(text: str) -> set[str]:
    """The text's shingles of five characters."""
    return {text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1))}


def _usual(given: Sequence[str]) -> list[MinHash]:
    """As the library's own documentation does it: one shingle after the other."""
    made = []
    for text in given:
        value = MinHash(num_perm=SLOTS)
        for shingle in shingles(text):
            value.update(shingle.encode())
        made.append(value)
    return made


def _batched(given: Sequence[str]) -> list[MinHash]:
    """With the library's faster call."""
    made = []
    for text in given:
        value = MinHash(num_perm=SLOTS)
        value.update_batch([shingle.encode() for shingle in shingles(text)])
        made.append(value)
    return made


def _errors(given: Sequence[str]) -> tuple[float, float]:
    """The mean error of the estimate, ours and theirs, over pairs that share from nothing to all."""
    rng = random.Random(SEED)
    ours, theirs = [], []
    for _ in range(PAIRS):
        one, other = rng.sample(given, 2)
        cut = rng.randrange(len(one))
        mixed = one[:cut] + other[cut:]
        sets = shingles(one), shingles(mixed)
        true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
        first, second = signatures([one, mixed])
        ours.append(abs(resemblance(first, second) - true))
        a, b = _batched([one, mixed])
        theirs.append(abs(a.jaccard(b) - true))
    return sum(ours) / len(ours), sum(theirs) / len(theirs)


def main() -> int:
    """Measure the rates in rounds and the errors once."""
    given = texts(TEXTS)
    few = given[:40]

    def ours() -> float:
        started = time.perf_counter()
        signatures(given)
        return len(given) / (time.perf_counter() - started)

    def usual() -> float:
        started = time.perf_counter()
        _usual(few)
        return len(few) / (time.perf_counter() - started)

    def batched() -> float:
        started = time.perf_counter()
        _batched(few)
        return len(few) / (time.perf_counter() - started)

    signatures(given)  # what is made once is no part of the rate
    theirs, faster, own = interleaved(usual, batched, ours, names=("usual", "batched", "ours"))
    mean, their_mean = _errors(given)
    ratio = sorted(divided(own, faster))[len(own) // 2]
    row = Row(
        id="R13",
        what="near-duplicate signatures",
        ratio="documents/s ÷ datasketch at 2 kB",
        unit="documents/s",
        theirs=theirs,
        ours=own,
        ratios=divided(own, theirs),
        must=30.0,
        notes=[
            f"Mean error of the estimate: {mean:.4f}, theirs {their_mean:.4f}; must ≤ 0.04.",
            f"Against the library’s `update_batch`: {ratio:.1f}.",
        ],
    )
    Result(
        name="fingerprints",
        rows=[row],
        conditions=[
            f"{TEXTS} passages of {BYTES} bytes from the Debian handbook, half Chinese, half English",
            f"{SLOTS} values for each text, shingles of {SHINGLE} characters, both on one core",
        ],
        not_measured=["looking signatures up"],
    ).save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
