"""How much memory identification takes: measured in a process of its own, whose peak nothing else raised."""

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import sys
from pathlib import Path
from wenyuan.formats.identify import identify
from wenyuan.formats.model import Limits, Refused
try:
    said = identify(Path(sys.argv[1]), name="file", limits=Limits()).encoding
except Refused as refused:
    said = refused.reason.value
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(said, peak.split()[1])
"""


def identified(path: Path) -> tuple[str, float]:
    """The encoding or the refusal, and the process's peak in MiB (an idle one has about 40)."""
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(path)], check=True, capture_output=True, text=True, timeout=120
    )
    said, peak = run.stdout.split()
    return said, int(peak) / 1024
