"""Every flipped bit is found, what is missing is named with who needs it, orphans go only when old."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.downloads.making import document_of
from tests.scale import seeded
from wenyuan.blobs import scrubbing, store
from wenyuan.cli.main import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def age(sha256: str) -> None:
    os.utime(store.path_of(sha256), (1, 1))


def flip(sha256: str, bit: int) -> None:
    path = store.path_of(sha256)
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << (bit % 8)
    path.chmod(0o640)
    path.write_bytes(data)


def test_one_flipped_bit_in_each_of_a_hundred_is_found() -> None:
    chance = seeded("scrub")
    blobs = [store.put_bytes(chance.randbytes(chance.randint(1, 50_000))) for _ in range(130)]
    broken = chance.sample(blobs, 100)
    for blob in broken:
        flip(blob.sha256, chance.randrange(blob.bytes * 8))
    report = scrubbing.scrub()
    assert report.checked == 130
    assert set(report.damaged) == {blob.sha256 for blob in broken}
    assert not report.is_clean


def test_what_is_missing_or_damaged_is_named_with_who_needs_it(author: Any) -> None:
    whole = document_of(author, b"whole")
    gone = document_of(author, b"gone", pdf=b"%PDF gone too")
    hurt = document_of(author, b"hurt")
    store.path_of(gone.current_version.sha256).unlink()
    store.path_of(gone.current_version.pdf_sha256).unlink()
    flip(hurt.current_version.sha256, 3)
    report = scrubbing.scrub()
    assert report.missing == {
        gone.current_version.sha256: [f"document {gone.pk}, version 1, original"],
        gone.current_version.pdf_sha256: [f"document {gone.pk}, version 1, PDF"],
    }
    assert report.damaged == {hurt.current_version.sha256: [f"document {hurt.pk}, version 1, original"]}
    assert whole.current_version.sha256 not in report.missing


def test_orphans_are_reported_and_removed_only_when_asked_and_old(author: Any) -> None:
    needed = document_of(author, b"needed").current_version.sha256
    old, young = store.put_bytes(b"old").sha256, store.put_bytes(b"young").sha256
    age(needed)
    age(old)
    report = scrubbing.scrub()
    assert (report.orphans, report.young_orphans, report.removed) == ([old], 1, 0)
    assert store.exists(old)
    assert scrubbing.scrub(is_sweeping=True).removed == 1
    assert [store.exists(one) for one in (needed, old, young)] == [True, False, True]


def test_an_orphan_that_a_row_came_to_need_stays(author: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    orphan = store.put_bytes(b"soon needed").sha256
    age(orphan)
    real = scrubbing.holders.in_use

    def row_comes_first(hashes: list[str]) -> set[str]:
        answer = real(hashes)
        document_of(author, b"soon needed")
        return answer

    monkeypatch.setattr(scrubbing.holders, "in_use", row_comes_first)
    scrubbing.sweep()
    assert store.exists(orphan)


def test_the_daily_sweep_keeps_what_rows_need(author: Any) -> None:
    needed = document_of(author, b"needed", pdf=b"%PDF needed").current_version
    orphan = store.put_bytes(b"nobody's").sha256
    for sha256 in (needed.sha256, needed.pdf_sha256, orphan):
        age(sha256)
    assert scrubbing.sweep() == 1
    assert store.exists(needed.sha256)
    assert store.exists(needed.pdf_sha256)


def test_strangers_in_the_store_are_named(library: Path) -> None:
    store.put_bytes(b"a blob")
    folder = library / "blobs" / "aa" / "bb"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("what is this")
    assert scrubbing.scrub().strangers == ["aa/bb/notes.txt"]


def test_the_command_says_and_returns_what_it_found(
    author: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenyuan.cli.scrub.set_up", lambda data: None)
    monkeypatch.setattr("wenyuan.cli.scrub.migrate", lambda: None)
    document = document_of(author, b"fine")
    assert main(["scrub", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["clean"] is True
    flip(document.current_version.sha256, 0)
    assert main(["scrub"]) == 1
    said = capsys.readouterr().out
    assert f"DAMAGED  {document.current_version.sha256}  document {document.pk}, version 1, original" in said
