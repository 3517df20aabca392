"""A real Chinese DOCX, through both sandboxed children, to PDF, text layers and page pictures."""

from pathlib import Path

import pytest

from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.model import Family, Identity, Limits

pytestmark = pytest.mark.slow

SEED = Path(__file__).parents[2].parent / "shared" / "seed"
DOCX = Identity(
    format="docx",
    family=Family.WORD,
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


@pytest.fixture
def seed() -> Path:
    found = sorted(SEED.glob("*.docx"))
    if not found:
        pytest.skip(f"{SEED} with its DOCX is not beside the project")
    return found[0]


def test_the_seed_document_becomes_pages_text_and_pictures(seed: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    with LocalRenderClient() as client:
        result = client.convert(seed, identity=DOCX, out=tmp_path, limits=Limits(), progress=stages.append)
        picture = client.raster(result.pdf, page=1, width=600, media_type="image/webp")
        photo = client.raster(result.pdf, page=2, width=600, media_type="image/jpeg")
    assert result.pdf == tmp_path / "document.pdf"
    assert result.pages == 5
    assert "构建和谐警民关系的几点思考" in result.layers[0].text
    assert result.layers[0].words[0].text.startswith("构建和谐")
    assert all(0 <= word.x <= 596 and 0 <= word.y <= 842 for layer in result.layers for word in layer.words)
    assert result.outline[0].page == 1
    assert picture[8:12] == b"WEBP"
    assert photo[:2] == b"\xff\xd8"
    assert stages == ["converting", "extracting"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["document.pdf"]
