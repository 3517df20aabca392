"""Polyglots and disguises: the stored type is the content's, or the file is refused."""

from pathlib import Path

import pytest

from tests.hostile.polyglots import Case, polyglots
from wenyuan.formats.handlers import format_of_extension
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Limits, Refused

CASES = polyglots()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_is_what_it_is_or_refused(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(case.data)
    if isinstance(case.expected, Code):
        with pytest.raises(Refused) as caught:
            identify(path, name=case.file_name, limits=Limits())
        assert caught.value.reason is case.expected, caught.value.params
        return
    identity = identify(path, name=case.file_name, limits=Limits())
    assert identity.format == case.expected
    claimed = format_of_extension(case.file_name.rpartition(".")[2])
    assert identity.named_as == (claimed if claimed != case.expected else None)


def test_there_are_forty() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
