#!/usr/bin/env python3
"""Run the tests: one runner, three tiers.

    scripts/test.py fast     without the tests marked slow, long, browser or postgres, on SQLite
    scripts/test.py all      all that proves correctness once: everything on SQLite, then every test that
                             touches the database again on PostgreSQL; long tests at a tenth of their size
    scripts/test.py long     only the tests marked long, at full size, with a new seed each time

Arguments after the tier go to pytest. The PostgreSQL server is a private one: made in a temporary folder,
reached through a socket there, stopped and removed at the end. Coverage of all phases is added up, and one
closing line counts all phases.
"""

import argparse
import contextlib
import json
import os
import pwd
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "tests"
PROCESSES = os.environ.get("WENYUAN_TEST_PROCESSES", "2")
ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "errors")
FAST = "not slow and not long and not browser and not postgres"


@dataclass
class Totals:
    """What all phases came to."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    broken: bool = False

    def add(self, phase: str, report: Path, code: int) -> None:
        """Add one phase: its report file and pytest's exit code (5, nothing selected, is no failure)."""
        if not report.exists():
            self.broken = True
            self.failed.append(f"{phase}: pytest ended with {code} and left no report")
            return
        data = json.loads(report.read_text(encoding="utf-8"))
        for name, count in data["counts"].items():
            self.counts[name] = self.counts.get(name, 0) + count
        self.failed += [f"{phase}: {node}" for node in data["failed"]]
        if code not in {0, 5}:
            self.broken = True

    def closing_line(self, seconds: float) -> str:
        """The sum of all phases in the words pytest uses."""
        parts = [
            f"{self.counts[name]} {name}" for name in ORDER if self.counts.get(name) and name != "deselected"
        ]
        hours, rest = divmod(round(seconds), 3600)
        clock = f"{hours}:{rest // 60:02}:{rest % 60:02}"
        return f" {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s ({clock}) ".center(100, "=")


def pytest(phase: str, *, totals: Totals, arguments: list[str], environment: dict[str, str]) -> None:
    """Run pytest once under a heading and add its result to ``totals``."""
    print(f"\n\033[1m==> {phase}\033[0m", flush=True)
    name = phase.partition(",")[0].replace(" ", "-").lower()
    report = CACHE / f"{name}.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-n", PROCESSES, "--dist", "loadgroup", "-q", "--durations=10"]
    own = {"WENYUAN_TEST_REPORT": str(report), "COVERAGE_FILE": str(CACHE / f"coverage.{name}")}
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, env={**os.environ, **own, **environment}, check=False
    )
    totals.add(phase, report, done.returncode)


def postgres_programs() -> Path:
    """The folder of the newest PostgreSQL's programs; exits with a sentence when there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    if found is None:
        sys.exit("PostgreSQL is missing: run `make setup-dev`, or install the package `postgresql`.")
    return Path(found).parent


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A private PostgreSQL server for the tests; yields the address of its database.

    PostgreSQL refuses to run as root; there it runs as the system user ``postgres`` that its package makes.
    """
    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="wenyuan-postgres-"))
    user: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = ["runuser", "-u", "postgres", "--"]
    data, log = folder / "data", folder / "log"
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=60"

    def run(program: str, *arguments: str) -> None:
        command = [*user, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(
            "initdb",
            "-D",
            str(data),
            "-U",
            "wenyuan",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        try:
            yield f"postgresql://wenyuan@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report_coverage() -> None:
    """Add up the coverage of all phases and print it by file."""
    parts = [str(path) for path in CACHE.glob("coverage.*")]
    if not parts:
        return
    environment = {**os.environ, "COVERAGE_FILE": str(CACHE / "combined")}
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "--quiet", *parts], cwd=ROOT, env=environment, check=False)
    subprocess.run([*coverage, "report"], cwd=ROOT, env=environment, check=False)


def run_all(arguments: list[str], totals: Totals) -> None:
    """Everything on SQLite, then the database tests on PostgreSQL."""
    small = {"WENYUAN_TEST_SCALE": os.environ.get("WENYUAN_TEST_SCALE", "0.1")}
    measured = ["--cov", "--cov-report="]
    pytest(
        "SQLite, everything",
        totals=totals,
        arguments=["-m", "not postgres", *measured, *arguments],
        environment=small,
    )
    with postgres() as url:
        pytest(
            "PostgreSQL, what touches the database",
            totals=totals,
            arguments=["-m", "not browser and not long", "--database-only", *measured, *arguments],
            environment={**small, "WENYUAN_DATABASE_URL": url},
        )
    report_coverage()


def run_long(arguments: list[str], totals: Totals) -> None:
    """The long tests at full size."""
    seed = os.environ.get("WENYUAN_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"Seed {seed} (WENYUAN_TEST_SEED={seed} repeats this run).", flush=True)
    pytest(
        "Long tests, full size",
        totals=totals,
        arguments=["-m", "long", "--timeout=7200", *arguments],
        environment={"WENYUAN_TEST_SCALE": "1", "WENYUAN_TEST_SEED": seed},
    )


def run_fast(arguments: list[str], totals: Totals) -> None:
    """The quick tests on SQLite."""
    pytest("Fast tests, SQLite", totals=totals, arguments=["-m", FAST, *arguments], environment={})


TIERS = {"fast": run_fast, "all": run_all, "long": run_long}


def main() -> int:
    """Run one tier; 0 only when every phase passed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tier", choices=TIERS)
    given, rest = parser.parse_known_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    for stale in CACHE.iterdir():
        stale.unlink()
    totals, started = Totals(), time.monotonic()
    TIERS[given.tier](rest, totals)
    print()
    for node in totals.failed:
        print(f"FAILED {node}")
    print(totals.closing_line(time.monotonic() - started), flush=True)
    return 1 if totals.broken or totals.failed else 0


if __name__ == "__main__":
    sys.exit(main())
