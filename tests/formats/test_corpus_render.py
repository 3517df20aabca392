"""Files that others made, all the way: pages as plain LibreOffice makes them, or a reason that is true.

The collection is not part of the project; it is looked for beside it.
"""

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.scale import SCALE, seeded
from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, Limits, Refused

pytestmark = pytest.mark.long

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
KNOWN_BEGINNINGS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"{\\rtf",
    b"\xef\xbb\xbf",
    b"<?xml",
    b"\t\x08",
)
UNREADABLE = {Code.ENCRYPTED, Code.DAMAGED, Code.UNKNOWN_TYPE}
SLOW_SECONDS = 25.0
"""Files that keep plain LibreOffice busy for longer may end as timed out."""


def _files() -> list[str]:
    if not CORPUS.is_dir():
        return []
    names = sorted(json.loads((CORPUS / "reference.json").read_text(encoding="utf-8")))
    if SCALE >= 1:
        return names
    return sorted(seeded("corpus").sample(names, max(1, round(len(names) * SCALE))))


FILES = _files()


def test_the_collection_is_there() -> None:
    if not FILES:
        pytest.skip(f"no collection of files at {CORPUS}")
    assert len(FILES) >= 19


def _reference(name: str) -> dict[str, float]:
    found: dict[str, float] = json.loads((CORPUS / "reference.json").read_text(encoding="utf-8"))[name]
    return found


def plain_pages(source: Path, folder: Path) -> int | None:
    """Pages by plain LibreOffice, with a default profile, inside a bubblewrap without network."""
    folder.mkdir()
    copy = folder / f"plain{source.suffix}"
    shutil.copyfile(source, copy)
    wrap = ["bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev"]
    wrap += ["--proc", "/proc", "--tmpfs", "/tmp", "--bind", str(folder), str(folder)]
    wrap += ["--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", str(folder)]
    wrap += ["--setenv", "LANG", "C.UTF-8", "--setenv", "TZ", "UTC"]
    office = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    command = [*wrap, *office, "--outdir", str(folder), str(copy)]
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(command, capture_output=True, timeout=280, check=False)
    made = folder / "plain.pdf"
    if not made.exists():
        return None
    with pdfium.PdfDocument(made) as document:
        return len(document)


def rendered(source: Path, out: Path) -> Conversion | Refused:
    """What the product makes of the file; a first page image is proof that it can be shown."""
    limits = Limits(seconds=240)
    try:
        identity = identify(source, name=source.name, limits=limits)
        with LocalRenderClient(reference=True) as client:
            result = client.convert(source, identity=identity, out=out, limits=limits)
            client.raster(result.pdf, page=1, width=400, media_type="image/webp")
    except Refused as refusal:
        return refusal
    return result


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", FILES)
def test_each_file_has_its_pages_or_a_true_reason(name: str, tmp_path: Path) -> None:
    source, reference = CORPUS / name, _reference(name)
    out = tmp_path / "out"
    out.mkdir()
    result = rendered(source, out)
    if not isinstance(result, Refused):
        assert "pages" in reference
        plain = reference["pages"] if name.startswith("pdf/") else plain_pages(source, tmp_path / "plain")
        if plain is None:  # plain LibreOffice did not end, so there is nothing to compare with
            assert reference["s"] > SLOW_SECONDS
        else:
            assert result.pages == plain
        return
    assert list(out.iterdir()) == []
    if result.reason is Code.TIMED_OUT:
        assert reference["s"] > SLOW_SECONDS
    else:
        assert result.reason in UNREADABLE
        readable = source.read_bytes()[:1024].lstrip().startswith(KNOWN_BEGINNINGS)
        assert "pages" not in reference or not readable
