"""The zygote: loads and warms the office, then forks a process for every job that comes in.

A job is one message on standard input, a socket: JSON, with descriptors: the source (read-only), the target
(write-only), a socket of the job's own, and a second target where the first pages are wanted apart. The
job's process says ``started`` there (the kernel vouches for its number, so that the other side can bound its
memory), waits for a word, converts, and says how it ended.
"""

import json
import os
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenyuan.formats.office.warm.inside.convert import CannotLoad, First, to_pdf
from wenyuan.formats.office.warm.inside.kit import Kit
from wenyuan.formats.zygotes.inside import apart

_DESCRIPTORS = 4
_MESSAGE = 64 * 1024
_SAMPLES = Path("/samples")


@dataclass(frozen=True)
class _Office:
    """The loaded office, and what every job's process needs to know of it.

    ``taken``: highest thread number that the office may remember. ``blocked``: the system-call filter.
    """

    desktop: Any
    taken: int
    blocked: bytes


def main() -> None:
    """Run the zygote; ends when standard input does."""
    control = socket.socket(fileno=os.dup(0))
    user = Path("/tmp/profile/user")  # noqa: S108 - the sandbox's own
    user.mkdir(parents=True)
    shutil.copyfile("/registrymodifications.xcu", user / "registrymodifications.xcu")
    Kit().run(lambda kit: _serve(kit, control))


def _serve(kit: Kit, control: socket.socket) -> None:
    setting = json.loads(Path("/settings.json").read_text(encoding="utf-8"))
    blocked = Path("/filter.bpf").read_bytes() if Path("/filter.bpf").exists() else b""
    desktop = kit.desktop()
    kit.follow_the_system()
    kit.be_plain()
    for path, name in setting["proof"]:
        if kit.setting(path, name) is not True:
            raise SystemExit(f"its profile is not obeyed: {path}/{name}")
    for sample in sorted(_SAMPLES.iterdir()):
        _warm(desktop, sample, setting["export"][sample.suffix])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended jobs vanish, nobody asks how they ended
    taken = apart.highest_thread()
    control.sendall(b"ready")
    while True:
        message, descriptors = apart.receive(control, message=_MESSAGE, descriptors=_DESCRIPTORS)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _job(_Office(desktop, taken, blocked), json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _warm(desktop: Any, sample: Path, export: dict[str, str]) -> None:
    """Convert a sample, so that its module, its filters and its fonts are loaded before the first fork."""
    target = "/tmp/warm.pdf"  # noqa: S108
    to_pdf(
        desktop,
        source=str(sample),
        target=target,
        import_filter=None,
        export_filter=export["filter"],
        options={},
        final=False,
        close=True,
    )
    Path(target).unlink()


def _job(office: _Office, job: dict[str, Any], descriptors: list[int]) -> None:
    """In the forked process: set apart, fork once more into the new pid namespace, convert there. Ends it."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        apart.die_with_parent()
        apart.new_namespaces()
        if os.fork() != 0:
            for descriptor in descriptors:
                os.close(descriptor)
            os.wait()
            os._exit(0)
        apart.die_with_parent()
        source, target, talk, *first = descriptors
        with socket.socket(fileno=talk) as connection:
            _set_apart(job, connection, office)
            answer = _convert(office, job, source, target, _first(job, connection, first))
            connection.sendall(json.dumps(answer).encode())
    except BaseException as error:  # noqa: BLE001 - said on the zygote's log; the asker sees a closed socket
        os.write(2, f"job: {error!r}\n".encode())
    finally:
        os._exit(0)


def _set_apart(job: dict[str, Any], connection: socket.socket, office: _Office) -> None:
    connection.sendall(b'{"started": true}')  # the other side puts it under its bounds meanwhile
    mapped = apart.mapped_bytes()
    apart.pass_over(office.taken)
    apart.private_places(tmp_bytes=job["tmp_bytes"])
    if not connection.recv(1):  # the word to go on comes when the bounds are in place
        os._exit(0)
    apart.bound(job, mapped=mapped)
    if office.blocked:
        apart.filter_calls(office.blocked)


def _first(job: dict[str, Any], connection: socket.socket, targets: list[int]) -> First | None:
    """What to do with the first pages; None where nobody asks for them apart."""
    if not targets:
        return None
    made = "/tmp/first.pdf"  # noqa: S108

    def tell() -> None:
        _hand_over(made, targets[0])
        connection.sendall(b'{"first": true}')

    return First(made, job["first"]["pages"], job["first"]["least"], tell)


def _hand_over(made: str, target: int) -> None:
    with Path(made).open("rb") as read, os.fdopen(target, "wb") as write:
        shutil.copyfileobj(read, write, 1 << 20)


def _convert(
    office: _Office, job: dict[str, Any], source: int, target: int, first: First | None
) -> dict[str, Any]:
    inside, made = f"/tmp/document.{job['suffix']}", "/tmp/document.pdf"  # noqa: S108
    with os.fdopen(source, "rb") as read, Path(inside).open("wb") as write:
        shutil.copyfileobj(read, write, 1 << 20)
    try:
        to_pdf(
            office.desktop,
            source=inside,
            target=made,
            import_filter=job["import_filter"],
            export_filter=job["export_filter"],
            options=job["options"],
            final=job["final"],
            first=first,
        )
    except CannotLoad:
        return {"refused": "damaged"}
    except MemoryError:
        return {"refused": "out_of_memory"}
    except Exception as error:  # noqa: BLE001 - UNO's own exceptions have no common base but this
        return {"failed": type(error).__name__, "why": str(error)[:300]}
    _hand_over(made, target)
    return {"done": True}


if __name__ == "__main__":
    main()
