"""What documents name outside themselves, and a loaded LibreOffice: each wall alone holds there too.

The sandbox alone: a zygote whose profile blocks nothing. The profile alone: a zygote into whose sandbox the
planted files are put, so that only the profile stands between them and the page. It has the same gaps as in a
fresh LibreOffice; what names a site cannot be tried, since the zygote's sandbox has no network to take away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile.listener import Listener, listening
from tests.hostile.test_links import BARE, GAPS_OF_THE_PROFILE, NAMES, leaks
from wenyuan.formats.office import profile
from wenyuan.formats.office.warm import WarmOffice
from wenyuan.formats.office.warm import office as warm_office
from wenyuan.formats.office.warm import zygote as warm_zygote
from wenyuan.formats.sandbox import Mount, Program

pytestmark = pytest.mark.slow

NAME_FILES = sorted({name for name in NAMES if "file" in name or "path" in name} | GAPS_OF_THE_PROFILE)
WORKING = ["image_path.docx", "background.pptx"]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    with listening(tmp_path_factory.mktemp("planted")) as listener:
        yield listener


@contextmanager
def zygote(*, blocks: bool, shows: Path | None = None) -> Iterator[WarmOffice]:
    """A loaded LibreOffice; ``blocks``: with the hardened profile; ``shows``: a folder in its sandbox."""
    made = warm_zygote._program

    def program(folder: Path, *, reference: bool) -> Program:
        usual = made(folder, reference=reference)
        extra = [] if shows is None else [Mount(shows, str(shows))]
        return replace(usual, mounts=[*usual.mounts, *extra])

    office = WarmOffice()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(warm_zygote, "_program", program)
            if not blocks:
                patch.setattr(profile, "PROOF", ())
                patch.setattr(profile, "registry", lambda: BARE)
            assert office.warm_up(wait=True), office.why
        yield office
    finally:
        office.close()


@pytest.fixture(autouse=True)
def warm_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the zygote refuses is not left to a fresh LibreOffice, which would hide what it does."""
    monkeypatch.setattr(warm_office, "_SECOND_CHANCE", frozenset())


@pytest.fixture(scope="module")
def sandbox_alone() -> Iterator[WarmOffice]:
    with zygote(blocks=False) as office:
        yield office


@pytest.fixture(scope="module")
def profile_alone(planted: Listener) -> Iterator[WarmOffice]:
    with zygote(blocks=True, shows=planted.secret_png.parent) as office:
        yield office


@pytest.fixture(scope="module")
def nothing(planted: Listener) -> Iterator[WarmOffice]:
    with zygote(blocks=False, shows=planted.secret_png.parent) as office:
        yield office


def test_a_zygote_that_does_not_obey_its_profile_is_not_used() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(profile, "registry", lambda: BARE)
        office = WarmOffice()
        assert not office.warm_up(wait=True)
        assert "profile is not obeyed" in office.why
        office.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_sandbox_alone_holds(
    name: str, planted: Listener, sandbox_alone: WarmOffice, tmp_path: Path
) -> None:
    assert leaks(name, planted, tmp_path, protected=True, office=sandbox_alone.to_pdf) == []


@pytest.mark.parametrize("name", NAME_FILES)
def test_the_profile_alone_holds_but_for_known_gaps(
    name: str, planted: Listener, profile_alone: WarmOffice, tmp_path: Path
) -> None:
    found = leaks(name, planted, tmp_path, protected=True, office=profile_alone.to_pdf)
    assert bool(found) == (name in GAPS_OF_THE_PROFILE), found


@pytest.mark.parametrize("name", WORKING)
def test_without_both_walls_the_lures_work(
    name: str, planted: Listener, nothing: WarmOffice, tmp_path: Path
) -> None:
    assert leaks(name, planted, tmp_path, protected=True, office=nothing.to_pdf) != []
