"""What comes of reading the builds of a presentation."""

from dataclasses import dataclass
from pathlib import Path

from wenyuan.formats.model import SlideSteps

MOST_STEPS = 400
"""Pictures of steps in one presentation; slides beyond are shown whole."""

MOST_STEPS_OF_SLIDE = 60
"""A slide of more steps than this is shown whole."""

MOST_BYTES = 48 * 1024 * 1024
"""Markup of all steps together."""

MOST_PART = 16 * 1024 * 1024
"""Markup of one slide, or of the content of an OpenDocument presentation."""

MOST_READ = 32 * 1024 * 1024
"""Markup that is read of one presentation."""

MOST_TARGETS = 20_000
"""Things that the effects of one slide name."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """A presentation with a slide for each step and no others, ready for the office suite.

    ``slides`` says which pages of the result are the steps of which page of the whole, ``pages`` how many
    slides that whole shows; ``clicks`` what the author set in all, ``left_out`` built slides shown whole.
    """

    path: Path
    slides: tuple[SlideSteps, ...]
    pages: int
    clicks: int
    left_out: int
    lead: int = 0

    @property
    def steps(self) -> int:
        """Pictures of steps."""
        return sum(slide.count for slide in self.slides)

    @property
    def all_pages(self) -> int:
        """Pages of the result: those before the first step, and the steps."""
        return self.lead + self.steps
