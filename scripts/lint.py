#!/usr/bin/env python3
"""Run every check that reads the source without running it; each says what it checks, all run, one may fail.

scripts/lint.py            all checks
scripts/lint.py NAME...    only these (format, style, types, layers, templates, messages, shell)
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "types": [str(BIN / "mypy")],
    "layers": [str(BIN / "lint-imports"), "--no-cache"],
    "templates": [str(BIN / "djlint"), "--check", "--lint", "--quiet", "src/wenyuan"],
    "messages": [sys.executable, "scripts/messages.py", "check"],
    "shell": ["bash", "-n", "scripts/setup.sh", "scripts/lock.sh", ".ci/run"],
}


def main() -> int:
    """Run the chosen checks; 0 when all pass."""
    unknown = [name for name in sys.argv[1:] if name not in CHECKS]
    if unknown:
        sys.exit(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
    failed = []
    for name in sys.argv[1:] or CHECKS:
        started = time.monotonic()
        done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:<10} {verdict:<7} {time.monotonic() - started:5.1f} s", flush=True)
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
