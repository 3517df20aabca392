"""Who looks for the copies: the product, and MinHash as it is commonly used."""

from collections.abc import Sequence
from typing import Protocol

from datasketch import MinHash, MinHashLSH

from benchmarks.label_quality.units import Unit
from wenyuan.language.label.copies import Collection, find
from wenyuan.language.label.stream import stream

Claims = list[tuple[str, str]]
"""The units claimed as sources, each with the kind of copy."""


class Finder(Protocol):
    """Says of which units a text is a copy."""

    name: str

    def claims(self, text: str, leaving_out: str = "") -> Claims:
        """The claims about ``text``; the unit named ``leaving_out`` does not count as there."""
        ...


class Label:
    """The honest label."""

    name = "label"

    def __init__(self, units: Sequence[Unit]) -> None:
        self._collection = Collection((unit.key, stream([unit.text])) for unit in units)

    def claims(self, text: str, leaving_out: str = "") -> Claims:
        """See `Finder`."""
        found = find(stream([text]), self._collection)
        return [(copy.of, copy.kind) for copy in found if copy.of != leaving_out]


class Shingles:
    """MinHash of 128 permutations over shingles of five characters, from a similarity of .5."""

    name = "MinHash"

    def __init__(self, units: Sequence[Unit]) -> None:
        self._index = MinHashLSH(threshold=0.5, num_perm=128)
        self._hashes = {unit.key: _minhash(unit.text) for unit in units}
        for key, value in self._hashes.items():
            self._index.insert(key, value)

    def claims(self, text: str, leaving_out: str = "") -> Claims:
        """See `Finder`."""
        own = _minhash(text)
        near = [key for key in self._index.query(own) if key != leaving_out]
        return [(key, "near") for key in near if own.jaccard(self._hashes[key]) >= 0.5]


def _minhash(text: str) -> MinHash:
    bare = "".join(text.split()).lower()
    value = MinHash(num_perm=128, seed=1)
    value.update_batch({bare[at : at + 5].encode() for at in range(max(1, len(bare) - 4))})
    return value
