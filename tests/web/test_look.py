"""The look keeps its promises: contrast in both themes, icons that exist, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "src" / "wenyuan" / "web"
CSS = WEB / "static" / "web" / "css"
TEXT_ON = ["paper", "sheet", "shade"]
PAIRS = [
    *[(ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3") for ground in TEXT_ON],
    *[(ink, ground, 4.5) for ink in ("link", "jade", "amber", "seal-text") for ground in ("paper", "sheet")],
    ("jade", "wash-jade", 4.5),
    ("amber", "wash-amber", 4.5),
    ("seal-text", "wash-seal", 4.5),
    ("link", "wash-link", 4.5),
    ("ink", "mark", 4.5),
    ("on-seal", "seal", 4.5),
    ("on-seal", "seal-strong", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "sheet", 3.0),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme by token."""
    sheet = (CSS / "tokens.css").read_text(encoding="utf-8")
    blocks = re.findall(r"(:root(?:\[[^\]]*\]|:not\([^)]*\))?) \{([^}]*)\}", sheet)
    colours = [
        (selector, dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", body))) for selector, body in blocks
    ]
    light = next(found for selector, found in colours if selector == ":root")
    dark = next(found for selector, found in colours if selector == ':root[data-theme="dark"]')
    by_system = next(found for selector, found in colours if ":not(" in selector)
    assert dark == by_system
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, from 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_ratio_is_computed_as_defined() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_ink_reads_on_its_ground(theme: str, ink: str, ground: str, least: float) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= least


def test_every_icon_that_a_template_names_is_drawn() -> None:
    from wenyuan.web.icons import ICONS

    named = {
        name
        for path in (WEB.parent).rglob("*.html")
        for name in re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert named - ICONS.keys() == set()


def test_sheets_take_colours_from_the_tokens_and_load_nothing_from_elsewhere() -> None:
    own = {"tokens.css"}
    for path in sorted(CSS.glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"https?:|@import", text), path.name
        if path.name not in own:
            assert not re.findall(r":[^;{]*#[0-9a-f]{3,8}\b", text), path.name
        for address in re.findall(r'url\("([^"]+)"\)', text):
            assert (path.parent / address).resolve().is_file(), f"{path.name}: {address}"
