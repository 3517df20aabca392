"""Both languages are complete."""

import subprocess
import sys

from tests.docs.markdown import ROOT

SCRIPT = [sys.executable, str(ROOT / "scripts" / "messages.py")]


def test_every_source_string_is_translated() -> None:
    done = subprocess.run([*SCRIPT, "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_server_reads_the_newest_translations() -> None:
    folder = ROOT / "src" / "wenyuan" / "locale" / "zh_Hans" / "LC_MESSAGES"
    subprocess.run([*SCRIPT, "compile"], check=True)
    from django.utils import translation

    with translation.override("zh-hans"):
        assert translation.gettext("Simplified Chinese") == "简体中文"
    assert (folder / "django.mo").exists()
