"""Pictures of pages: drawn once, kept, negotiated, asked for again, never shown to who may not see them."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from wenyuan.documents import rendering
from wenyuan.documents.models import Rendition
from wenyuan.documents.services import renditions

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BROWSER = "image/avif,image/webp,image/apng,image/*,*/*;q=0.8"


def test_a_picture_has_the_type_that_is_asked_for(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    address = f"/d/{document.pk}/pages/1"
    cases = [
        (address, BROWSER, "image/webp"),
        (address, "image/*", "image/jpeg"),
        (address, "*/*", "image/jpeg"),
        (address, "image/webp;q=0, image/jpeg", "image/jpeg"),
        (f"{address}.webp", "image/jpeg", "image/webp"),
        (f"{address}.jpg", BROWSER, "image/jpeg"),
    ]
    for where, accept, expected in cases:
        response = as_().get(where, headers={"accept": accept})
        assert (response.status_code, response["Content-Type"]) == (200, expected), (where, accept)
        assert Image.open(io.BytesIO(response.content)).format == expected.rpartition("/")[2].upper()
        varies = {name.strip() for name in response.headers.get("Vary", "").split(",")}
        assert ("Accept" in varies) == (where == address)
    assert as_().get(address, headers={"accept": "text/html"}).status_code == 406


def test_widths_come_from_the_ladder_and_fit_the_page(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    for asked, got in [("1", 160), ("160", 160), ("161", 320), ("900", 900), ("901", 1350), ("99999", 1800)]:
        response = as_().get(f"/d/{document.pk}/pages/4.jpg?w={asked}")
        width, height = Image.open(io.BytesIO(response.content)).size
        assert width == got
        assert abs(height - got * 595.28 / 841.89) <= 1
    for bad in ["0", "-1", "x", "", "²", "999999"]:
        assert as_().get(f"/d/{document.pk}/pages/1?w={bad}").status_code == 400, bad
    assert set(Rendition.objects.values_list("width", flat=True)) <= set(renditions.LADDER)


def test_a_picture_is_revalidated_and_then_not_sent_again(published: Callable[..., Any], as_: Any) -> None:
    document = published()
    address = f"/d/{document.pk}/pages/1.webp"
    first = as_().get(address)
    assert first["Cache-Control"] == "public, max-age=5"
    again = as_().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = as_().head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == first["ETag"]
    document.visibility = "private"
    document.save()
    assert as_().get(address, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_what_only_some_may_see_is_kept_by_them_alone(
    published: Callable[..., Any], as_: Any, author: Any
) -> None:
    document = published(readable_pages=2)
    assert as_(author).get(f"/d/{document.pk}/pages/3")["Cache-Control"] == "private, no-cache"
    assert as_().get(f"/d/{document.pk}/pages/2")["Cache-Control"] == "public, max-age=5"
    assert as_().get(f"/d/{document.pk}/pages/3").status_code == 404
    assert as_().get(f"/d/{document.pk}/text/3.json").status_code == 404


class Counting:
    """Stands before the real client and counts what is drawn."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.drawn: list[int] = []

    def raster(self, *args: Any, **options: Any) -> bytes:
        self.drawn.append(options["page"])
        picture: bytes = self.real.raster(*args, **options)
        return picture


@pytest.fixture
def counting(library: Path) -> Iterator[Counting]:
    """Count what the renderer draws."""
    counting = Counting(rendering.client())
    rendering.use(counting)  # type: ignore[arg-type] (it draws, and that is all that is asked of it)
    yield counting
    rendering.use(None)


def test_a_picture_is_drawn_once_and_again_when_its_blob_is_lost(
    published: Callable[..., Any], counting: Counting
) -> None:
    from wenyuan.blobs import store

    version = published().current_version
    first = renditions.page_image(version=version, page=2, width=300, media_type="image/jpeg")
    assert renditions.page_image(version=version, page=2, width=320, media_type="image/jpeg") == first
    assert counting.drawn == [2]
    store.path_of(first.sha256).unlink()
    assert renditions.page_image(version=version, page=2, width=320, media_type="image/jpeg") == first
    assert counting.drawn == [2, 2]
    assert Rendition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_readers_who_come_at_once_share_one_drawing(
    published: Callable[..., Any], counting: Counting
) -> None:
    from django.db import connection

    version = published().current_version
    gate = threading.Barrier(6)
    found: list[renditions.Picture] = []

    def look() -> None:
        gate.wait()
        try:
            found.append(renditions.page_image(version=version, page=1, width=900, media_type="image/webp"))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 6
    assert counting.drawn == [1]


def test_a_render_process_that_is_away_is_said_so(
    published: Callable[..., Any], as_: Any, settings: Any
) -> None:
    import socket

    document = published()
    settings.WENYUAN_RENDER_SOCKET.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as dead:  # bound, but nobody listens
        dead.bind(str(settings.WENYUAN_RENDER_SOCKET))
        response = as_().get(f"/d/{document.pk}/pages/1")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    assert as_().get(f"/d/{document.pk}/").status_code == 200


def test_only_pages_that_exist_can_be_drawn(published: Callable[..., Any]) -> None:
    version = published().current_version
    for page, media_type in [(0, "image/jpeg"), (6, "image/jpeg"), (1, "image/png")]:
        with pytest.raises(ValueError, match="no picture"):
            renditions.page_image(version=version, page=page, width=900, media_type=media_type)


def test_on_a_full_disk_pages_are_still_read(
    published: Callable[..., Any], as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wenyuan.blobs import store

    document = published()

    def full(_data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "put_bytes", full)
        response = as_().get(f"/d/{document.pk}/pages/1.webp")
    assert response.status_code == 200
    assert Image.open(io.BytesIO(response.content)).size[0] == 900
    assert not Rendition.objects.exists()
    again = as_().get(f"/d/{document.pk}/pages/1.webp")
    assert again["ETag"] == response["ETag"]
    assert Rendition.objects.count() == 1


def test_a_sample_of_the_further_pages_is_read_and_nothing_between(
    published: Callable[..., Any], as_: Any, other_author: Any
) -> None:
    document = published(readable_pages=1, sampled_pages=2)
    for browser in (as_(), as_(other_author)):
        shown = {n: browser.get(f"/d/{document.pk}/pages/{n}?w=300").status_code for n in range(1, 7)}
        assert shown == {1: 200, 2: 404, 3: 200, 4: 404, 5: 200, 6: 404}
        texts = {n: browser.get(f"/d/{document.pk}/text/{n}.json").status_code for n in range(1, 6)}
        assert texts == {1: 200, 2: 404, 3: 200, 4: 404, 5: 200}
        html = browser.get(f"/d/{document.pk}/").content.decode()
        assert "A sample of the other pages" in html
        assert [f'id="p{n}"' in html for n in range(1, 6)] == [True, False, True, False, True]
    document.visibility = "private"
    document.save()
    assert as_().get(f"/d/{document.pk}/pages/3?w=300").status_code == 404
