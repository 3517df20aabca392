"""A worker as a process of its own whose only handler appends to a file, slowly where told so."""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

import django


def main() -> None:
    """``worker_process.py FILE``: note each run as "begin NAME" and "end NAME" in FILE."""
    django.setup()
    from wenyuan.jobs import services
    from wenyuan.jobs.worker import Worker

    notes = Path(sys.argv[1])

    def note(text: str) -> None:
        with notes.open("a") as file:
            file.write(f"{text}\n")

    def work(payload: dict[str, object]) -> None:
        note(f"begin {payload['name']}")
        time.sleep(float(str(payload.get("seconds", 0))))
        if payload.get("kills"):
            os.kill(os.getpid(), signal.SIGKILL)
        note(f"end {payload['name']}")

    services.connect(handlers={"work": work}, routes={})
    worker = Worker(slots=2, beats=True)

    def end(number: int, frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, end)
    note("ready -")
    worker.run()
    os._exit(0)


if __name__ == "__main__":
    main()
