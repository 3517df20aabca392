"""The fidelity report of a version in words: what readers are told, and what its owner can look up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wenyuan.documents.models import Version


@dataclass(frozen=True, slots=True)
class Boxes:
    """Characters that the pages show as empty boxes: how many, and which."""

    count: int
    characters: str


def boxes(version: Version) -> Boxes | None:
    """What no font on this library's machine has a shape for; None where every character has one."""
    found = version.fidelity.get("missing_glyphs")
    if not isinstance(found, dict) or not found.get("count"):
        return None
    return Boxes(int(found["count"]), " ".join(map(str, found.get("characters", []))))


_LEFT_OUT = {
    "pictures": ngettext_lazy(
        "%(count)d picture is not in the file and is named where it stood.",
        "%(count)d pictures are not in the file and are named where they stood.",
        "count",
    ),
    "formulas": ngettext_lazy(
        "%(count)d formula cannot be drawn here and is shown as it was written.",
        "%(count)d formulas cannot be drawn here and are shown as they were written.",
        "count",
    ),
    "frames": ngettext_lazy(
        "%(count)d further frame of the animation is not shown.",
        "%(count)d further frames of the animation are not shown.",
        "count",
    ),
}


def left_out(version: Version) -> list[str]:
    """What a file that is set in our own style does not show, a sentence each."""
    lost = _numbers(version.fidelity.get("lost"))
    return [str(said % {"count": lost[kind]}) for kind, said in _LEFT_OUT.items() if lost.get(kind)]


def counted(version: Version) -> list[str]:
    """What was counted in the file and on its pages, a sentence each; nothing where nothing was."""
    report = version.fidelity
    source, result = _numbers(report.get("source")), _numbers(report.get("result"))
    told = []
    if isinstance(order := report.get("order"), int | float):
        told.append(_("Order: %(percent)s%% of the words stand where the file has them.") % _percent(order))
    if formulas := source.get("formulas"):
        said = ngettext("%(count)d formula in the file.", "%(count)d formulas in the file.", formulas)
        told.append(said % {"count": formulas})
        if isinstance(recall := report.get("formula_recall"), int | float):
            told[-1] += " " + _("%(percent)s%% of their symbols stand on the pages.") % _percent(recall)
    if pictures := source.get("pictures"):
        said = ngettext("%(count)d picture in the file.", "%(count)d pictures in the file.", pictures)
        told.append(said % {"count": pictures})
        if "pictures" in result:
            said = ngettext(
                "The pages draw %(count)d, line drawings not counted.",
                "The pages draw %(count)d, line drawings not counted.",
                result["pictures"],
            )
            told[-1] += " " + said % {"count": result["pictures"]}
    if tables := source.get("tables"):
        told.append(
            ngettext("%(count)d table in the file.", "%(count)d tables in the file.", tables)
            % {"count": tables}
        )
    if slides := source.get("slides"):
        said = ngettext("%(count)d slide in the file,", "%(count)d slides in the file,", slides)
        pages = ngettext("%(count)d page here.", "%(count)d pages here.", version.pages)
        told.append(said % {"count": slides} + " " + pages % {"count": version.pages})
    return told


def _numbers(value: object) -> Mapping[str, int]:
    return {name: int(count) for name, count in value.items()} if isinstance(value, dict) else {}


def _percent(share: float) -> dict[str, str]:
    return {"percent": str(number_format(int(share * 1000) / 10, decimal_pos=1))}
