"""What the uploader is told while files wait and run: stage, place, and an estimate that is honest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.intake.paper import PaperClient
from wenyuan.formats.model import Code
from wenyuan.intake import messages, selectors
from wenyuan.intake.models import Upload
from wenyuan.jobs import claiming
from wenyuan.jobs.models import Job
from wenyuan.jobs.worker import drain

Send = Callable[..., Upload]


def places(user: Any) -> dict[str, int | None]:
    """Each of the user's files by name with its place in the queue."""
    return {item.name: item.place for item in selectors.progress(user.as_actor())}


def finished(seconds: float, *, cost: int, count: int = 1) -> None:
    """Files that took so long."""
    moment = timezone.now()
    for _ in range(count):
        Job.objects.create(
            handler="intake.process",
            state=Job.State.DONE,
            cost=cost,
            attempts=1,
            started_at=moment - timedelta(seconds=seconds),
            finished_at=moment,
        )


def test_small_files_stand_before_big_ones(send: Send, author: Any) -> None:
    send(author, b"b" * 500, "big.txt")
    send(author, b"s" * 5, "small.txt")
    assert places(author) == {"small.txt": 1, "big.txt": 2}


def test_who_comes_later_does_not_wait_for_all_of_a_busy_neighbour(
    send: Send, author: Any, other_author: Any
) -> None:
    for number in range(20):
        send(author, b"x" * (number + 1), f"{number}.txt")
    send(other_author, b"mine", "mine.txt")
    mine = places(other_author)["mine.txt"]
    assert mine is not None
    assert mine <= 2
    # And that is what happens: the claims agree with the promise.
    first = [claiming.claim(worker=f"w{n}") for n in range(2)]
    assert any(job is not None and job.lane == f"user:{other_author.pk}" for job in first)


def test_what_runs_or_has_ended_has_no_place(send: Send, author: Any, paper: PaperClient) -> None:
    send(author, b"one", "one.txt")
    assert claiming.claim(worker="w") is not None
    send(author, b"two", "two.txt")
    assert places(author) == {"one.txt": None, "two.txt": 1}
    Job.objects.filter(state=Job.State.RUNNING).update(state=Job.State.QUEUED)
    drain()
    assert places(author) == {"one.txt": None, "two.txt": None}


def test_nobody_estimates_from_nothing(send: Send, author: Any) -> None:
    send(author, b"one", "one.txt")
    finished(5, cost=3, count=selectors.FEWEST_KNOWN - 1)
    assert selectors.progress(author.as_actor())[0].seconds_left is None


def test_the_estimate_is_what_files_of_that_size_took(send: Send, author: Any) -> None:
    send(author, b"s" * 100, "small.txt")
    finished(2, cost=100, count=5)
    finished(60, cost=10**6, count=5)
    assert selectors.progress(author.as_actor())[0].seconds_left == 2


def test_the_estimate_grows_with_the_queue(send: Send, author: Any, settings: Any) -> None:
    settings.WENYUAN_WORKERS = 2
    finished(10, cost=50, count=5)
    for number in range(5):
        send(author, b"x" * (40 + number), f"{number}.txt")
    left = {item.name: item.seconds_left for item in selectors.progress(author.as_actor())}
    assert [left[f"{number}.txt"] for number in range(5)] == [10, 15, 20, 25, 30]


def test_what_takes_longer_than_its_like_gets_no_estimate(send: Send, author: Any) -> None:
    upload = send(author, b"s" * 100, "slow.txt")
    finished(20, cost=100, count=5)
    assert claiming.claim(worker="w") is not None
    Upload.objects.filter(pk=upload.pk).update(
        stage="converting", stage_at=timezone.now() - timedelta(seconds=5)
    )
    left = selectors.progress(author.as_actor())[0].seconds_left
    assert left is not None
    assert 10 <= left <= 15
    Upload.objects.filter(pk=upload.pk).update(stage_at=timezone.now() - timedelta(seconds=60))
    assert selectors.progress(author.as_actor())[0].seconds_left is None


def test_a_batch_shows_its_own_files_alone(send: Send, author: Any) -> None:
    batch = uuid4()
    send(author, b"one", "one.txt", batch=batch)
    send(author, b"two", "two.txt")
    assert [item.name for item in selectors.progress(author.as_actor(), batch=batch)] == ["one.txt"]


def test_many_files_cost_no_more_queries_than_one(
    send: Send, author: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        send(author, b"x" * (number + 1), f"{number}.txt")
    with django_assert_max_num_queries(3):
        assert len(selectors.progress(author.as_actor())) == 12


def test_every_code_has_words_in_both_languages(library: object) -> None:
    from django.utils import translation

    assert {code.value for code in Code} <= messages.CODES
    for code in messages.CODES:
        with translation.override("en"):
            english = messages.sentence(code, {"limit": 5, "used": 5, "rule": "R", "reason": "why"})
        with translation.override("zh-hans"):
            chinese = messages.sentence(code, {"limit": 5, "used": 5, "rule": "R", "reason": "why"})
        assert english.what
        assert english.now
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese.what), code
        assert any("\u4e00" <= character <= "\u9fff" for character in chinese.now), code


@pytest.mark.parametrize("params", [{}, {"limit": None}, {"limit": "x", "rule": None}, {"unexpected": 1}])
@pytest.mark.parametrize("code", sorted(messages.CODES | {"never heard of"}))
def test_words_are_found_whatever_the_facts(library: object, code: str, params: dict[str, Any]) -> None:
    assert str(messages.sentence(code, params))
