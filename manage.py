#!/usr/bin/env python3
"""Django's own commands, on the data folder named by WENYUAN_DATA."""

import sys
from pathlib import Path

from wenyuan.config.prepare import point_at

if __name__ == "__main__":
    import os

    point_at(Path(os.environ.get("WENYUAN_DATA", "data")))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
