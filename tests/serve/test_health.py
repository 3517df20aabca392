"""For monitors: alive, ready, how much; and what the doctor says."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from prometheus_client.parser import text_string_to_metric_families

from tests.downloads.making import document_of
from wenyuan.blobs import store
from wenyuan.cli.main import main
from wenyuan.config import diagnosis, readiness
from wenyuan.kernel import health
from wenyuan.kernel.health import Finding, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def good(name: str) -> tuple[str, Callable[[], Finding]]:
    return name, lambda: Finding(name, State.OK, "works")


@pytest.fixture
def probes() -> Iterator[Callable[..., None]]:
    """Install checks for one test."""
    yield lambda *given: health.register(given)
    readiness.connect()


def test_alive_touches_nothing(as_: Callable[..., Any], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = as_().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_when_all_is(as_: Callable[..., Any], probes: Callable[..., None]) -> None:
    probes(good("database"), good("render"))
    response = as_().get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"]["render"] == {"state": "ok", "text": "works", "remedy": ""}


def test_one_failure_is_not_ready(as_: Callable[..., Any], probes: Callable[..., None]) -> None:
    def broken() -> Finding:
        raise DatabaseError("gone away")

    probes(good("index"), ("database", broken))
    response = as_().get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["checks"]["database"]["text"] == "DatabaseError: gone away"
    assert response.json()["checks"]["index"]["state"] == "ok"


def test_strangers_learn_states_only(as_: Callable[..., Any], probes: Callable[..., None]) -> None:
    probes(("blobs", lambda: Finding("blobs", State.FAILED, "/srv/secret/place does not take files")))
    response = as_(REMOTE_ADDR="198.51.100.7").get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"blobs": {"state": "failed"}}


def test_a_probe_is_not_asked_for_each_request(as_: Callable[..., Any], probes: Callable[..., None]) -> None:
    asked: list[int] = []

    def probe() -> Finding:
        asked.append(1)
        return Finding("render", State.OK, "works")

    probes(("render", probe))
    for _ in range(5):
        as_().get("/readyz")
    assert len(asked) == 1


def test_the_real_checks_of_database_blobs_and_index(library: Path) -> None:
    assert readiness.database().state is State.OK
    assert readiness.blobs().state is State.OK
    assert readiness.index().state in {State.OK, State.WARNING}
    (library / "blobs").rename(library / "away")
    (library / "blobs").write_text("not a folder")
    assert readiness.blobs().state is State.FAILED


def test_a_full_disk_is_said_before_it_hurts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "free_bytes", lambda: 10 * 1024**2)
    assert readiness.blobs().state is State.FAILED
    monkeypatch.setattr(store, "free_bytes", lambda: 500 * 1024**2)
    assert readiness.blobs().state is State.WARNING


def test_without_a_render_process_it_is_not_ready(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENYUAN_SUPERVISED", "web")
    finding = readiness.render()
    assert finding.state is State.FAILED
    assert "does not answer" in finding.text


# -- figures --------------------------------------------------------------------------------------------
def test_figures_come_from_the_rows(
    author: Any, as_: Callable[..., Any], probes: Callable[..., None]
) -> None:
    probes(good("database"))
    document_of(author, b"one")
    document_of(author, b"two", deleted_at="2026-01-01T00:00Z")
    response = as_().get("/metrics")
    assert response.status_code == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }
    assert found["wenyuan_documents", "published"] == 1
    assert found["wenyuan_documents", "deleted"] == 1
    assert found["wenyuan_jobs", "parked"] == 0
    assert found["wenyuan_ready", "database"] == 1
    assert found["process_open_fds",] > 0


@pytest.mark.parametrize(
    ("token", "asked", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "::1"}, 200),
        ("", {"REMOTE_ADDR": "198.51.100.7"}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ("", {"HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        ("s3cret", {}, 404),
        ("s3cret", {"HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ("s3cret", {"HTTP_AUTHORIZATION": "Bearer s3cret", "REMOTE_ADDR": "198.51.100.7"}, 200),
    ],
)
def test_figures_are_for_operators(
    as_: Callable[..., Any], probes: Callable[..., None], settings: Any, token: str, asked: Any, status: int
) -> None:
    probes(good("database"))
    settings.WENYUAN_METRICS_TOKEN = token
    assert as_(**asked).get("/metrics").status_code == status


# -- doctor ---------------------------------------------------------------------------------------------
def findings() -> dict[str, Finding]:
    return {name: check() for name, check in (*diagnosis.BEFORE, *diagnosis.AFTER)}


def test_the_doctor_names_what_is_missing_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = findings()
    assert found["soffice"].state is State.FAILED
    assert found["soffice"].remedy.startswith("apt-get install libreoffice")
    assert found["bwrap"].remedy == "apt-get install bubblewrap"


def test_the_doctor_misses_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings()["pango"].state is State.OK

    def refuse(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(diagnosis.ctypes, "CDLL", refuse)
    found = findings()["pango"]
    assert (found.state, found.remedy) == (
        State.FAILED,
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0",
    )


def test_the_doctor_says_that_no_mail_is_sent(settings: Any) -> None:
    assert findings()["mail"].state is State.WARNING
    settings.WENYUAN_MAIL_HOST = "mail.example.org"
    settings.WENYUAN_MAIL_FROM = "library@example.org"
    assert findings()["mail"].state is State.OK


@pytest.mark.parametrize(
    ("url", "proxies", "state"),
    [
        ("", [], State.WARNING),
        ("http://library.example.org", [], State.WARNING),
        ("https://library.example.org", [], State.WARNING),
        ("https://library.example.org", ["127.0.0.1"], State.OK),
    ],
)
def test_the_doctor_looks_at_the_address(settings: Any, url: str, proxies: list[str], state: State) -> None:
    settings.WENYUAN_PUBLIC_URL = url
    settings.WENYUAN_TRUSTED_PROXIES = proxies
    assert findings()["address"].state is state


def test_the_doctor_sees_an_open_data_folder(library: Path) -> None:
    library.chmod(0o755)
    assert findings()["data"].state is State.WARNING
    library.chmod(0o700)
    assert findings()["data"].state is State.OK


def test_the_doctor_tells_of_an_unused_first_link(make_user: Callable[..., Any]) -> None:
    assert findings()["administrator"].state is State.WARNING
    user = make_user("administrator")
    assert findings()["administrator"].state is State.OK
    user.set_unusable_password()
    user.save()
    assert "has not been used" in findings()["administrator"].text


def test_the_command_ends_with_one_when_something_stops_the_library(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], library: Path
) -> None:
    answers = [Finding("data", State.OK, "fine"), Finding("fonts", State.WARNING, "few", "get some")]
    monkeypatch.setattr(diagnosis, "examine", lambda: answers)
    assert main(["doctor", "--data", str(library), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == {"name": "fonts", "state": "warning", "text": "few", "remedy": "get some"}
    answers.append(Finding("tables", State.FAILED, "gone", "start it"))
    assert main(["doctor", "--data", str(library), "--brief"]) == 1
    said = capsys.readouterr().out
    assert "FAILED  tables" in said
    assert "→ start it" in said
    assert "fine" not in said
