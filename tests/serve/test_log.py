"""What the log says of answered requests, and what it keeps to itself."""

import subprocess
import sys

import pytest

from tests.live import environment

SAY = """
import logging
from wenyuan.config.logging import configure
configure(process="web")
say = logging.getLogger("django.request").warning
say("Not Found: /no", extra={"status_code": 404, "request": object()})
say("Gone: /old", extra={"status_code": 410, "request": object()})
say("Forbidden: /staff", extra={"status_code": 403, "request": object()})
logging.getLogger("django.request").error("Error: /d/1/", extra={"status_code": 500, "request": object()})
"""


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_missing_page_is_no_news(form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAY],
        env=environment(WENYUAN_LOG_FORMAT=form),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Not Found" not in done.stderr
    assert "Gone" not in done.stderr
    assert "Forbidden: /staff" in done.stderr
    assert "Error: /d/1/" in done.stderr
    assert "object object" not in done.stderr
