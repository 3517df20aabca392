"""Reading every blob again: what changed on the disk, what is missing, what nobody needs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from wenyuan.blobs import holders, store

UNFINISHED = frozenset({"converting", "incoming", "partial"})
"""Folders of what is being made or sent."""
ORPHAN_SECONDS = 24 * 60 * 60
"""A blob without a row is left alone for a day: the row of an upload that is under way comes after it."""

BATCH = 500


@dataclass(slots=True)
class Report:
    """What one pass found. Hashes; ``missing`` and ``damaged`` with the rows that need them."""

    checked: int = 0
    bytes: int = 0
    damaged: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    orphans: list[str] = field(default_factory=list)
    young_orphans: int = 0
    removed: int = 0
    strangers: list[str] = field(default_factory=list)
    unfinished: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every row's bytes are there and right. Orphans harm nobody."""
        return not self.damaged and not self.missing


def scrub(*, is_sweeping: bool = False, progress: Callable[[int], None] | None = None) -> Report:
    """Read and hash all blobs and compare them with the rows; changes nothing but where ``is_sweeping``.

    Memory: one entry a blob. An orphan is removed only when it is older than a day and no row has come to
    point at it in the meantime. ``progress`` is told the number of blobs read.
    """
    report = Report()
    present = _read_all(report, progress)
    _compare(report, present)
    if is_sweeping:
        report.removed = remove_orphans(report.orphans)
    _look_around(report)
    return report


def _read_all(report: Report, progress: Callable[[int], None] | None) -> set[str]:
    present: set[str] = set()
    for sha256 in store.all_hashes():
        try:
            size = store.path_of(sha256).stat().st_size
            is_intact = store.is_intact(sha256)
        except FileNotFoundError:
            continue
        except OSError as error:
            # A sector that cannot be read is as bad as one that reads wrong.
            size, is_intact = 0, False
            report.damaged.setdefault(sha256, []).append(f"read error: {error.strerror}")
        present.add(sha256)
        report.checked += 1
        report.bytes += size
        if not is_intact:
            report.damaged.setdefault(sha256, [])
        if progress is not None:
            progress(report.checked)
    return present


def _compare(report: Report, present: set[str]) -> None:
    held: set[str] = set()
    for holding in holders.all_holdings():
        held.add(holding.sha256)
        if holding.sha256 in report.damaged:
            report.damaged[holding.sha256].append(holding.owner)
        elif holding.sha256 not in present and not _came_since(holding.sha256):
            report.missing.setdefault(holding.sha256, []).append(holding.owner)
    for sha256 in sorted(present - held):
        try:
            is_old = store.age_seconds(sha256) > ORPHAN_SECONDS
        except FileNotFoundError:
            continue
        if is_old:
            report.orphans.append(sha256)
        else:
            report.young_orphans += 1


def _came_since(sha256: str) -> bool:
    """Whether a blob that was not met while reading is there: it was stored during this pass."""
    try:
        return store.exists(sha256)
    except ValueError:
        return False


def remove_orphans(hashes: Sequence[str]) -> int:
    """Remove those of ``hashes`` that no row points at and that are older than a day; returns how many."""
    removed = 0
    for start in range(0, len(hashes), BATCH):
        batch = hashes[start : start + BATCH]
        used = holders.in_use(batch)
        removed += sum(
            store.remove_old(sha256, older_than_seconds=ORPHAN_SECONDS)
            for sha256 in batch
            if sha256 not in used
        )
    return removed


def sweep() -> int:
    """Remove all orphans older than a day and half-written uploads, reading no blob; returns how many."""
    removed, batch = store.sweep_incoming(older_than_seconds=ORPHAN_SECONDS), list[str]()
    for sha256 in store.all_hashes():
        batch.append(sha256)
        if len(batch) == BATCH:
            removed += remove_orphans(batch)
            batch = []
    return removed + remove_orphans(batch)


def _look_around(report: Report) -> None:
    report.strangers = sorted(_strangers())
    report.unfinished = sum(1 for _ in (store.root() / "incoming").glob("*"))


def _strangers() -> Iterator[str]:
    """Files in the store that are no blobs: whoever put them there, nobody asks for them."""
    for path in store.root().glob("*/*/*"):
        relative = path.relative_to(store.root())
        if relative.parts[0] in UNFINISHED:
            continue
        try:
            is_blob = store.path_of(path.name) == path
        except ValueError:
            is_blob = False
        if not is_blob:
            yield relative.as_posix()
