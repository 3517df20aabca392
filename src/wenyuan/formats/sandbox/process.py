"""Starting sandboxed programs, waiting for them, and ending them with all that they started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

from wenyuan.formats.sandbox import memory, seccomp
from wenyuan.formats.sandbox.command import Program, bare, bubblewrap, environment, inner

_TAIL = 64 * 1024
_OUTER = {"PATH": "/usr/bin:/bin:/usr/local/bin"}
_JOIN_GROUPS = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"'
"""The shell joins the control groups before it becomes bubblewrap, so that nothing starts outside them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended. ``stopped`` says that its watcher ended it (output grew too big)."""

    returncode: int
    timed_out: bool
    out_of_memory: bool
    stopped: bool
    stdout: bytes
    stderr: bytes


class Child:
    """A running sandboxed program with pipes. Use as a context manager: leaving it ends everything.

    The kernel ends the sandbox when the *thread* that started it ends (die-with-parent), so whoever keeps
    a child beyond one call starts it from a thread that lives as long.
    """

    def __init__(
        self, program: Program, *, stdin: int, stdout: int | IO[bytes], stderr: IO[bytes] | int
    ) -> None:
        self.memory = memory.bound(memory_bytes=program.memory_bytes, processes=program.processes)
        descriptors: list[int] = []
        try:
            command = _command(program, descriptors, address_space=self.memory.spread * program.memory_bytes)
            tasks = [str(path) for path in self.memory.tasks()]
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", _JOIN_GROUPS, "sandbox", *tasks, "--", *command],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                pass_fds=descriptors,
                start_new_session=True,
                # Bubblewrap's own first environment can be read inside, so it holds nothing either.
                env=_OUTER if program.protected else environment(program, home="/nonexistent"),
                cwd="/",
            )
        except BaseException:
            self.memory.close()
            raise
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def kill(self) -> None:
        """End the program and everything that it started: its pid namespace dies with bubblewrap."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the program if it runs, wait for it and remove its bounds."""
        if self.process.poll() is None:
            self.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self.memory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _command(program: Program, descriptors: list[int], *, address_space: int) -> list[str]:
    """The command line; what it reads from ``descriptors`` is opened and added there.

    Bubblewrap takes its options from a descriptor, since its command line can be read inside too.
    """
    if not program.protected:
        return bare(program, address_space=address_space)
    options = bubblewrap(program)
    filter_fd = seccomp.descriptor(may_nest=program.may_nest)
    if filter_fd is not None:
        descriptors.append(filter_fd)
        options += ["--seccomp", str(filter_fd)]
    arguments = os.memfd_create("arguments", 0)
    descriptors.append(arguments)
    os.write(arguments, b"".join(os.fsencode(option) + b"\0" for option in options))
    os.lseek(arguments, 0, os.SEEK_SET)
    return ["bwrap", "--args", str(arguments), "--", *inner(program, address_space=address_space)]


def spawn(program: Program, *, stderr: IO[bytes] | int = subprocess.DEVNULL) -> Child:
    """Start a program that is talked to over its standard input and output."""
    return Child(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)


def run(
    program: Program,
    *,
    seconds: float,
    output: IO[bytes],
    errors: IO[bytes],
    watch: Callable[[], bool] | None = None,
) -> Outcome:
    """Run a program to its end, at most ``seconds`` of wall clock.

    ``output`` and ``errors`` are open files that receive what it prints (the last 64 KiB of each are in
    the outcome). ``watch`` is asked several times a second whether the program may go on.
    """
    timed_out = stopped = False
    with Child(program, stdin=subprocess.DEVNULL, stdout=output, stderr=errors) as child:
        deadline = time.monotonic() + seconds
        pause = 0.005
        while True:
            try:
                child.process.wait(timeout=max(0.001, min(pause, deadline - time.monotonic())))
                break
            except subprocess.TimeoutExpired:
                pause = min(pause * 1.5, 0.1)
            timed_out = time.monotonic() >= deadline
            stopped = not timed_out and watch is not None and not watch()
            if timed_out or stopped:
                child.kill()
                child.process.wait()
                break
        killed = child.memory.killed()
    tail, complaints = _tail(output), _tail(errors)
    return Outcome(
        returncode=child.process.returncode,
        timed_out=timed_out,
        out_of_memory=killed or _allocation_failed(complaints),
        stopped=stopped,
        stdout=tail,
        stderr=complaints,
    )


def _tail(stream: IO[bytes]) -> bytes:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    return stream.read()


def _allocation_failed(complaints: bytes) -> bool:
    return any(word in complaints for word in (b"bad_alloc", b"MemoryError", b"Cannot allocate memory"))
