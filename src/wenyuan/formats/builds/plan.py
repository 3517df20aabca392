"""Which slides are shown step by step, within the bounds of one presentation."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wenyuan.formats.builds.model import MOST_BYTES, MOST_STEPS, MOST_STEPS_OF_SLIDE
from wenyuan.formats.builds.states import State, Timeline
from wenyuan.formats.model import SlideSteps


@dataclass
class Plan:
    """Takes the slides one by one, counting. ``lead``: pages before the first step."""

    lead: int = 0
    slides: list[SlideSteps] = field(default_factory=list)
    parts: list[tuple[int, bytes]] = field(default_factory=list)
    pages: int = 0
    clicks: int = 0
    left_out: int = 0
    _bytes: int = 0

    def add(self, timeline: Timeline, draw: Callable[[State], bytes]) -> None:
        """The next slide that is shown; ``draw`` writes it as it is in a state, most with none hidden."""
        self.pages += 1
        self.clicks += timeline.clicks
        if not timeline.is_built:
            return
        count, last = len(timeline.states), timeline.states[-1]
        if count > MOST_STEPS_OF_SLIDE or len(self.parts) + count > MOST_STEPS:
            self.left_out += 1
            return
        if self._bytes + len(draw(State())) * count > MOST_BYTES:
            self.left_out += 1
            return
        drawn = [draw(state) for state in timeline.states]
        self._bytes += sum(map(len, drawn))
        self.slides.append(SlideSteps(self.pages, self.lead + len(self.parts) + 1, count, last == State()))
        self.parts += [(self.pages, content) for content in drawn]
