"""All benchmarks, each in a process of its own, then the report."""

import subprocess
import sys

RENDER = ("render.each_file", "render.chinese", "render.shared_server", "render.isolation")
NAMES = ("web_pages", "upload_to_page", "page_images", "first_pages", "idle_memory", "fingerprints", *RENDER)


def main() -> int:
    """Run those named on the command line, or all."""
    code = 0
    for name in sys.argv[1:] or NAMES:
        print(f"== {name}", flush=True)
        code |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    code |= subprocess.run([sys.executable, "-m", "benchmarks.report"], check=False).returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
