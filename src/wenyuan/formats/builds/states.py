"""From the effects of a slide, in their order, to what is to be seen after each click."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from wenyuan.formats.builds.model import MOST_STEPS_OF_SLIDE, MOST_TARGETS

WHOLE, SHAPE_BACKGROUND, TEXT = -1, -2, -3


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What an effect is about: a shape, one of its paragraphs (from 0), its text, or what is behind that."""

    shape: str
    paragraph: int = WHOLE


class Kind(StrEnum):
    """What an effect does; an emphasis ends with its targets shown as they were before."""

    ENTRANCE = "entrance"
    EXIT = "exit"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Change:
    """How an emphasis leaves its target: a property and its new value, both in the format's own words."""

    target: Target
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect. ``waits``: begins at a click, not by itself; ``hides_after``: hidden again at the next."""

    kind: Kind
    waits: bool
    targets: tuple[Target, ...]
    changes: tuple[Change, ...] = ()
    hides_after: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """One picture of a slide: what is hidden, and what has been changed."""

    hidden: frozenset[Target] = frozenset()
    changed: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A slide's pictures in order (a single one where nothing moves), and how many clicks its author set."""

    states: tuple[State, ...]
    clicks: int

    @property
    def is_built(self) -> bool:
        """Whether there is more than one picture to show."""
        return len(self.states) > 1


class TooManyTargets(ValueError):
    """The effects of one slide name more things than any slide holds."""


def counted(effects: Iterable[Effect]) -> Iterator[Effect]:
    """The effects as they come. Raises `TooManyTargets` beyond `MOST_TARGETS`."""
    left = MOST_TARGETS
    for effect in effects:
        left -= len(effect.targets)
        if left < 0:
            raise TooManyTargets
        yield effect


class _Stage:
    """A slide while its effects pass."""

    def __init__(self, hidden: set[Target]) -> None:
        self.hidden = hidden
        self.changes: dict[Target, dict[str, Change]] = {}
        self.states: list[State] = []
        self.shown: set[Target] = set()
        self.leaving: set[Target] = set()
        self.present: set[Target] = set()

    def picture(self) -> None:
        """Keep what is to be seen now, unless it is what was seen before."""
        state = State(
            frozenset(self.hidden),
            tuple(change for changes in self.changes.values() for change in changes.values()),
        )
        if not self.states or self.states[-1] != state:
            self.states.append(state)
        self.shown |= self.present - self.hidden

    def click(self) -> None:
        """The speaker goes on."""
        self.picture()
        self.hidden |= self.leaving
        self.leaving.clear()

    def play(self, effect: Effect) -> None:
        """One effect, to its end."""
        targets = set(effect.targets)
        if effect.kind is Kind.EXIT:
            if targets - self.hidden - self.shown:  # would go without having been in any picture
                self.picture()
            self.hidden |= targets
        elif effect.kind is Kind.ENTRANCE:
            self.hidden -= targets
            self.leaving -= targets
            for target in targets:
                self.changes.pop(target, None)
        for change in effect.changes:
            self.changes.setdefault(change.target, {})[change.name] = change
        if effect.hides_after:
            self.leaving |= targets


def _narrowed(effect: Effect, seen: Container[Target]) -> Effect:
    return replace(
        effect,
        targets=tuple(target for target in effect.targets if target in seen),
        changes=tuple(change for change in effect.changes if change.target in seen),
    )


def timeline(effects: Sequence[Effect], *, seen: Container[Target] | None = None) -> Timeline:
    """The pictures of a slide: one before the first click, one after each that changes something.

    What runs by itself is shown as it ends; where something would come and go in between unseen, it gets
    a picture of its own. Where there are more than `MOST_STEPS_OF_SLIDE` the rest is not looked at.
    ``seen`` are the targets that have anything to show; effects on others are clicks but no steps.
    """
    clicks = sum(effect.waits for effect in effects)
    if seen is not None:
        effects = [_narrowed(effect, seen) for effect in effects]
    first: dict[Target, Kind] = {}
    for effect in effects:
        for target in effect.targets:
            first.setdefault(target, effect.kind)
    stage = _Stage({target for target, kind in first.items() if kind is Kind.ENTRANCE})
    stage.present = set(first)
    for effect in effects:
        if effect.waits:
            stage.click()
        stage.play(effect)
        if len(stage.states) > MOST_STEPS_OF_SLIDE:
            break
    stage.picture()
    return Timeline(tuple(stage.states), clicks)
