"""What every test may ask for: the cast of roles, a library on a throwaway folder, and work done at once."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# Commands speak the language of the terminal: the tests' terminal is an English one, whoever runs them.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


# -- the runner's part --------------------------------------------------------------------------------
def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the runner choose the tests that touch the database."""
    parser.addoption("--database-only", action="store_true", help="run only tests that touch the database")


def touches_database(item: pytest.Item) -> bool:
    """Whether a test may write to the database."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & fixtures)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose database tests where asked; keep journeys that share a running library on one process."""
    for item in items:
        if item.get_closest_marker("browser") is not None:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
    if not config.getoption("--database-only"):
        return
    chosen = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell the runner what this phase came to."""
    target = os.environ.get("WENYUAN_TEST_REPORT")
    if not target or hasattr(config, "workerinput"):
        return
    stats = terminalreporter.stats
    kinds = ("passed", "failed", "skipped", "xfailed", "xpassed")
    counts = {kind: len(stats.get(kind, ())) for kind in kinds}
    counts["errors"] = len(stats.get("error", ()))
    failed = [report.nodeid for kind in ("failed", "error") for report in stats.get(kind, ())]
    Path(target).write_text(json.dumps({"counts": counts, "failed": failed}), encoding="utf-8")


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Each test begins in the default language: a request leaves its own behind in the thread."""
    from django.utils import translation

    with translation.override("en"):
        yield


# -- people -------------------------------------------------------------------------------------------
PASSWORD = "a long enough password"


@pytest.fixture
def make_user(db: None) -> Callable[..., Any]:
    """Make a user: ``make_user("reader", name="Lin")``."""
    from django.contrib.auth import get_user_model

    def make(role: str, *, email: str = "", name: str = "") -> Any:
        number = get_user_model().objects.count() + 1
        return get_user_model().objects.create_user(
            email or f"{role}{number}@example.org",
            PASSWORD,
            role=role,
            name=name or f"{role.title()} {number}",
        )

    return make


@pytest.fixture
def reader(make_user: Callable[..., Any]) -> Any:
    """Someone with an account who may not upload."""
    return make_user("reader", email="reader@example.org", name="Reader")


@pytest.fixture
def author(make_user: Callable[..., Any]) -> Any:
    """The owner of the documents under test."""
    return make_user("author", email="author@example.org", name="Author")


@pytest.fixture
def other_author(make_user: Callable[..., Any]) -> Any:
    """An author who owns none of the documents under test: the one who must not get in."""
    return make_user("author", email="other@example.org", name="Other author")


@pytest.fixture
def moderator(make_user: Callable[..., Any]) -> Any:
    """Staff without the administrator's powers."""
    return make_user("moderator", email="moderator@example.org", name="Moderator")


@pytest.fixture
def administrator(make_user: Callable[..., Any]) -> Any:
    """Who may do everything."""
    return make_user("administrator", email="administrator@example.org", name="Administrator")


@pytest.fixture
def cast(reader: Any, author: Any, other_author: Any, moderator: Any, administrator: Any) -> dict[str, Any]:
    """The whole cast by name; ``anonymous`` is nobody."""
    return {
        "anonymous": None,
        "reader": reader,
        "author": author,
        "other_author": other_author,
        "moderator": moderator,
        "administrator": administrator,
    }


@pytest.fixture
def as_() -> Callable[..., Any]:
    """A browser of ``user`` (None: not signed in): ``as_(reader).get("/")``."""
    from django.test import Client

    def browser(user: Any = None, **defaults: Any) -> Client:
        client = Client(**defaults)
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


# -- the library --------------------------------------------------------------------------------------
@pytest.fixture
def library(db: None, settings: Any, tmp_path: Path) -> Path:
    """An empty library: a fresh data folder and an empty database. Gives the data folder."""
    data = tmp_path / "data"
    data.mkdir()
    settings.WENYUAN_DATA = data
    settings.WENYUAN_STATIC_ROOT = data / "static"
    settings.WENYUAN_RENDER_SOCKET = data / "run" / "render.sock"
    return data


@pytest.fixture(scope="session")
def render() -> Iterator[Any]:
    """The real converter, sandbox included, in children of this process."""
    from wenyuan.formats.client import LocalRenderClient

    with LocalRenderClient() as client:
        yield client


@pytest.fixture
def converter(library: Path, render: Any) -> Iterator[Any]:
    """Let the library under test use the real converter."""
    from wenyuan.documents import rendering

    rendering.use(render)
    yield render
    rendering.use(None)


@pytest.fixture
def drain() -> Callable[..., int]:
    """Run all due jobs in this process, with what they cause; returns how many ran."""
    from wenyuan.jobs.worker import drain

    return drain


# -- real files -----------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files that others made, beside the project; skips where there is none."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/corpus of real files is not on this machine")
    return folder
