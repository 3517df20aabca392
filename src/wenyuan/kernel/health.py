"""What "it works" means: named checks that each part of the library brings, for pages and commands alike."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock


class State(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``remedy`` says how to mend it; empty where nothing is to be done."""

    name: str
    state: State
    text: str
    remedy: str = ""


Probe = Callable[[], Finding]

KEEP_SECONDS = 3.0
"""How long an answer serves for those who ask often; a probe may cost a conversion."""

_probes: dict[str, Probe] = {}
_answers: tuple[float, list[Finding]] = (0.0, [])
_lock = Lock()


def register(probes: Sequence[tuple[str, Probe]]) -> None:
    """Install the checks of readiness, in the order in which they are shown."""
    global _answers  # noqa: PLW0603 (one process has one state of health)
    _probes.clear()
    _probes.update(probes)
    _answers = (0.0, [])


def ask(name: str, probe: Probe) -> Finding:
    """Run one check; a check that breaks is a finding of its own, never an error."""
    try:
        return probe()
    except Exception as error:  # noqa: BLE001 (whatever breaks a check is what it found)
        return Finding(name, State.FAILED, f"{type(error).__name__}: {error}")


def readiness(*, fresh: bool = False) -> list[Finding]:
    """The findings of all registered checks, at most `KEEP_SECONDS` old unless ``fresh``."""
    global _answers  # noqa: PLW0603
    with _lock:
        moment, findings = _answers
        if fresh or not findings or time.monotonic() - moment > KEEP_SECONDS:
            findings = [ask(name, probe) for name, probe in _probes.items()]
            _answers = (time.monotonic(), findings)
        return findings


def is_ready(findings: Sequence[Finding]) -> bool:
    """Whether nothing failed; warnings do not count."""
    return all(finding.state is not State.FAILED for finding in findings)
