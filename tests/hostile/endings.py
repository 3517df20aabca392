"""What a strange file came to: pages, or the reason why not."""

from pathlib import Path

from wenyuan.formats.client import LocalRenderClient
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Code, Conversion, Limits, Refused

LIMITS = Limits(seconds=40)


def outcome(client: LocalRenderClient, name: str, data: bytes, folder: Path) -> Conversion | Code:
    """Pages, or the code of the refusal; anything else is raised. A refusal must leave nothing behind."""
    folder.mkdir(parents=True)
    source, out = folder / Path(name).name, folder / "out"
    source.write_bytes(data)
    out.mkdir()
    try:
        identity = identify(source, name=source.name, limits=LIMITS)
        return client.convert(source, identity=identity, out=out, limits=LIMITS)
    except Refused as refused:
        assert not list(out.iterdir()), f"{name} was refused and left files"
        return refused.reason
