"""What a job's process sees of the zygote and of the jobs before it: nothing."""

import json
import tempfile
from pathlib import Path

import pytest

from wenyuan.formats.sandbox import Mount, Program, run, seccomp

pytestmark = pytest.mark.slow

SOURCES = Path(__file__).parents[2] / "src" / "wenyuan" / "formats"
APART = """
import json, os, sys
sys.path[:0] = ['/wenyuan', '/probe']
from wenyuan.formats.zygotes.inside import apart
import inside
open('/tmp/of-the-zygote', 'w').write('kept')
os.mkdir('/tmp/folder')
def child(report):
    apart.new_namespaces()
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        os._exit(0)
    apart.private_places(tmp_bytes=1 << 20)
    apart.filter_calls(open('/filter.bpf', 'rb').read())
    report()
    os._exit(0)
def first():
    open('/tmp/secret', 'w').write('of the first')
    os.write(1, json.dumps({'first': sorted(os.listdir('/tmp'))}).encode() + b'\\n')
def second():
    libc = apart._LIBC
    found = {
        'tmp': sorted(os.listdir('/tmp')),
        'proc': os.listdir('/proc'),
        'pid': os.getpid(),
        'mount': libc.mount(b'none', b'/proc', b'proc', 0, None),
        'unshare': libc.unshare(0x10000000),
        'write': inside._fails(lambda: open('/usr/x', 'w')),
        'network': inside._fails(lambda: inside._connect(2, ('127.0.0.1', 9))),
        'kill': inside._fails(lambda: os.kill(2, 0)),
    }
    os.write(1, json.dumps(found).encode() + b'\\n')
for report in (first, second):
    pid = os.fork()
    if pid == 0:
        child(report)
    os.waitpid(pid, 0)
os.write(1, json.dumps(sorted(os.listdir('/tmp'))).encode() + b'\\n')
"""


def test_each_job_is_apart_from_the_zygote_and_from_the_others(tmp_path: Path) -> None:
    strict = seccomp.program()
    assert strict is not None
    (tmp_path / "filter.bpf").write_bytes(strict)
    mounts = [
        Mount(SOURCES / "zygotes" / "inside", "/wenyuan/wenyuan/formats/zygotes/inside"),
        Mount(SOURCES / "sandbox" / "inside.py", "/probe/inside.py"),
        Mount(tmp_path / "filter.bpf", "/filter.bpf"),
    ]
    program = Program(argv=["/usr/bin/python3", "-I", "-S", "-B", "-c", APART], mounts=mounts, may_nest=True)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        outcome = run(program, seconds=30, output=output, errors=errors)
    first, second, zygote = (json.loads(line) for line in outcome.stdout.splitlines())
    assert first == {"first": ["folder", "of-the-zygote", "secret"]}
    assert second == {
        "tmp": ["folder", "of-the-zygote"],
        "proc": [],
        "pid": 1,
        "mount": -1,
        "unshare": -1,
        "write": True,
        "network": True,
        "kill": True,
    }
    assert zygote == ["folder", "of-the-zygote"]
