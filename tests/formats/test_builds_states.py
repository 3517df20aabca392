"""What is to be seen after each click, by the effects alone."""

from wenyuan.formats.builds.states import Effect, Kind, State, Target, timeline

A, B, C = Target("1"), Target("2"), Target("3")
IN, OUT, EMPHASIS = Kind.ENTRANCE, Kind.EXIT, Kind.EMPHASIS


def hidden(*effects: Effect) -> list[set[Target]]:
    """What is hidden in each picture."""
    return [set(state.hidden) for state in timeline(effects).states]


def click(kind: Kind, *targets: Target, hides_after: bool = False) -> Effect:
    return Effect(kind, waits=True, targets=targets, hides_after=hides_after)


def auto(kind: Kind, *targets: Target) -> Effect:
    return Effect(kind, waits=False, targets=targets)


def test_nothing_moves() -> None:
    assert timeline([]).states == (State(),)
    assert not timeline([]).is_built


def test_what_enters_is_hidden_before_and_what_leaves_is_there() -> None:
    assert hidden(click(IN, A), click(OUT, B)) == [{A}, set(), {B}]


def test_with_and_after_belong_to_their_click() -> None:
    assert hidden(click(IN, A), auto(IN, B), click(IN, C)) == [{A, B, C}, {C}, set()]


def test_what_runs_by_itself_at_the_start_is_seen_at_once() -> None:
    assert hidden(auto(IN, A), click(IN, B)) == [{B}, set()]


def test_what_would_come_and_go_unseen_gets_its_picture() -> None:
    assert hidden(click(IN, A), auto(OUT, A), auto(IN, B)) == [{A, B}, {B}, {A}]
    assert hidden(auto(OUT, A)) == [set(), {A}]


def test_a_click_that_changes_nothing_is_no_step() -> None:
    made = timeline([click(EMPHASIS, A), click(IN, B), click(EMPHASIS, B)])
    assert len(made.states) == 2
    assert made.clicks == 3


def test_hidden_at_the_next_click() -> None:
    assert hidden(click(IN, A, hides_after=True), click(IN, B)) == [{A, B}, {B}, {A}]


def test_what_left_may_come_back() -> None:
    assert hidden(click(OUT, A), click(IN, A)) == [set(), {A}, set()]
