"""R8: from the upload to the first visible page, through HTTP.

python -m benchmarks.upload_to_page
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tests.live import ROOT, LiveLibrary

from benchmarks import servers
from benchmarks.rounds import ROUNDS, Result, Row
from wenyuan.samples import generate

SHARED = ROOT.parent / "shared"
OFFICE = frozenset({"docx", "pptx", "xlsx"})
WIDTH = 900


def files(folder: Path) -> list[Path]:
    """The office samples of a new library, and the real files beside the project where there are any."""
    made = [sample.path for sample in generate(folder, formats=OFFICE)]
    return made + sorted((SHARED / "seed").glob("*.docx"))[:1]


def _label(file: Path) -> str:
    """What the results call a file: those of others are not named."""
    return "a real Chinese DOCX of others" if SHARED in file.parents else file.name


def cold(file: Path, folder: Path) -> float:
    """Seconds of a cold LibreOffice and then one page drawn by poppler."""
    started = time.perf_counter()
    subprocess.run(
        [
            *("soffice", "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            str(file),
        ],
        check=True,
        capture_output=True,
    )
    [pdf] = folder.glob("*.pdf")
    subprocess.run(
        [
            "pdftoppm",
            "-png",
            "-f",
            "1",
            "-l",
            "1",
            "-scale-to-x",
            str(WIDTH),
            "-scale-to-y",
            "-1",
            str(pdf),
            str(folder / "p"),
        ],
        check=True,
    )
    assert list(folder.glob("p*.png"))
    return time.perf_counter() - started


class Uploader:
    """A signed-in author who speaks to the upload page as its script does."""

    def __init__(self, library: LiveLibrary, cookie: str) -> None:
        self._url = library.url
        self._cookie = cookie
        page, headers = self._ask("/upload")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())
        secret = re.search(r"csrftoken=([^;]+)", headers.get("Set-Cookie", ""))
        assert token, "the upload page has no form"
        self._token = token[1]
        if secret:
            self._cookie += f"; csrftoken={secret[1]}"
        form = {
            "basis": "author",
            "licence": "all-rights-reserved",
            "visibility": "public",
            "category": "",
            "accept": "on",
            "author_name": "",
            "permission_note": "",
        }
        body, _ = self._ask("/upload/batches", data=urllib.parse.urlencode(form).encode())
        answer = json.loads(body)
        self._ticket = answer["ticket"]
        self._batch = answer["url"].rstrip("/").rpartition("/")[2]

    def _ask(self, path: str, *, data: bytes | None = None, **headers: str) -> tuple[bytes, dict[str, str]]:
        given = {"Cookie": self._cookie, "Referer": self._url, **headers}
        if data is not None:
            given["X-CSRFToken"] = self._token
        request = urllib.request.Request(self._url + path, data=data, headers=given)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read(), {name.title(): value for name, value in answer.headers.items()}

    def until_visible(self, file: Path) -> float:
        """Seconds from the first byte sent to the first page's picture received."""
        data = file.read_bytes()
        started = time.perf_counter()
        name = urllib.parse.quote(file.name)
        body, _ = self._ask(
            f"/upload/files?name={name}",
            data=data,
            **{"X-Upload-Ticket": self._ticket, "Content-Type": "application/octet-stream"},
        )
        upload = json.loads(body)["id"]
        while True:
            body, _ = self._ask(f"/uploads/progress.json?batch={self._batch}")
            [item] = [one for one in json.loads(body)["items"] if one["id"] == upload]
            assert item["stage"] not in {"refused", "needs_attention", "duplicate"}, item
            found = re.search(r"/d/(\d+)/pages/1", json.dumps(item))
            if found:
                break
            time.sleep(0.05)
        picture, _ = self._ask(f"/d/{found[1]}/pages/1.webp?w={WIDTH}")
        assert picture[:4] == b"RIFF"
        return time.perf_counter() - started


def main() -> int:
    """Measure each file on both sides in turn; the ratio of a round is the median over the files."""
    theirs: list[float] = []
    ours: list[float] = []
    ratios: list[float] = []
    by_file: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="wenyuan-bench-") as name:
        folder = Path(name)
        chosen = files(folder / "files")
        with servers.library(folder) as library:
            servers.django(library.data)
            uploader = Uploader(library, servers.session_of("author"))
            for number in range(ROUNDS):
                one_round = []
                for file in chosen:
                    with tempfile.TemporaryDirectory(dir=folder) as place:
                        before = cold(file, Path(place))
                    with tempfile.TemporaryDirectory(dir=folder) as place:
                        copy = Path(place) / file.name
                        copy.write_bytes(_altered(file, number))
                        after = uploader.until_visible(copy)
                    theirs.append(before)
                    ours.append(after)
                    one_round.append(before / after)
                    by_file.setdefault(_label(file), []).append(before / after)
                    print(
                        f"  round {number + 1}/{ROUNDS} {file.name}: {before:.2f} and {after:.2f} s",
                        file=sys.stderr,
                    )
                ratios.append(statistics.median(one_round))
    row = Row(
        id="R8",
        what="upload → first page visible, through HTTP",
        ratio="(cold soffice + pdftoppm of page 1) ÷ ours",
        unit="s",
        theirs=theirs,
        ours=ours,
        ratios=ratios,
        must=3.0,
        notes=[f"{name}: {statistics.median(values):.2f}" for name, values in by_file.items()],
    )
    Result(
        name="upload_to_page",
        rows=[row],
        conditions=["one file at a time; progress asked for every 50 ms; picture 900 pixels wide, WebP"],
        not_measured=["the browser's own time", "several people at once"],
    ).save()
    return 0


def _altered(file: Path, number: int) -> bytes:
    """The same document with another comment in its archive, so that it is no exact copy."""
    import io
    import zipfile

    buffer = io.BytesIO(file.read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = f"measured {number} {time.time_ns()}".encode()
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
