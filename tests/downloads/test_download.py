"""Taking a document away: whole, in parts, and only by who may."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.signing import TimestampSigner

from tests.downloads.making import add_version, document_of
from tests.scale import seeded
from wenyuan.blobs import store
from wenyuan.documents.models import Document, Restriction
from wenyuan.web.downloads import links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

CONTENT = bytes(range(256)) * 1000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def document(author: Any) -> Any:
    return document_of(author, CONTENT, name="年报.docx", pdf=b"%PDF-1.7 pages")


def test_anyone_takes_the_original(document: Any, as_: Callable[..., Any]) -> None:
    response = as_().get(f"/d/{document.pk}/download")
    assert response.status_code == 200
    assert body(response) == CONTENT
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    expected = {
        "Content-Type": DOCX,
        "Content-Length": str(len(CONTENT)),
        "Content-Disposition": "attachment; filename=\"__.docx\"; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx",
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "public, no-cache",
    }
    assert {name: response.headers[name] for name in expected} == expected


def test_the_pdf_is_a_file_of_its_own(document: Any, as_: Callable[..., Any]) -> None:
    response = as_().get(f"/d/{document.pk}/download.pdf")
    assert body(response) == b"%PDF-1.7 pages"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].endswith("%E5%B9%B4%E6%8A%A5.pdf")


def test_head_says_the_same_without_the_bytes(document: Any, as_: Callable[..., Any]) -> None:
    get = as_().get(f"/d/{document.pk}/download")
    head = as_().head(f"/d/{document.pk}/download")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "Content-Disposition", "ETag", "Accept-Ranges"):
        assert head.headers[name] == get.headers[name]
    body(get)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_here(document: Any, as_: Callable[..., Any], method: str) -> None:
    assert getattr(as_(), method)(f"/d/{document.pk}/download").status_code == 405


def test_a_download_that_is_cut_is_resumed(document: Any, as_: Callable[..., Any]) -> None:
    """Cut at twenty places, each time more than once: what arrives is the file."""
    chance = seeded("cuts")
    for _ in range(20):
        taken, tag = b"", ""
        cuts = sorted(chance.sample(range(1, len(CONTENT)), 3))
        for cut in [*cuts, len(CONTENT)]:
            headers = {"Range": f"bytes={len(taken)}-", "If-Range": tag} if tag else {}
            response = as_().get(f"/d/{document.pk}/download", headers=headers)
            assert response.status_code == (206 if tag else 200)
            tag = response.headers["ETag"]
            if taken:
                expected = f"bytes {len(taken)}-{len(CONTENT) - 1}/{len(CONTENT)}"
                assert response.headers["Content-Range"] == expected
            taken += body(response)[: cut - len(taken)]
        assert hashlib.sha256(taken).digest() == hashlib.sha256(CONTENT).digest()


def test_a_file_that_changed_comes_whole_never_mixed(document: Any, as_: Callable[..., Any]) -> None:
    url = f"/d/{document.pk}/download"
    tag = as_().head(url).headers["ETag"]
    add_version(document, CONTENT[::-1], name="年报.docx", kind="docx")
    response = as_().get(url, headers={"Range": "bytes=1000-", "If-Range": tag})
    assert response.status_code == 200
    assert body(response) == CONTENT[::-1]
    assert response.headers["ETag"] != tag


def test_a_known_file_is_not_sent_again(document: Any, as_: Callable[..., Any]) -> None:
    url = f"/d/{document.pk}/download"
    tag = as_().head(url).headers["ETag"]
    response = as_().get(url, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag


def test_a_range_beyond_the_end(document: Any, as_: Callable[..., Any]) -> None:
    response = as_().get(f"/d/{document.pk}/download", headers={"Range": f"bytes={len(CONTENT)}-"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_memory_does_not_grow_with_the_file(author: Any, as_: Callable[..., Any]) -> None:
    document = document_of(author, bytes(5 * 1024 * 1024))
    response = as_().get(f"/d/{document.pk}/download")
    assert max(len(piece) for piece in response.streaming_content) <= store.STREAM_CHUNK


# -- who may --------------------------------------------------------------------------------------------
ROLES = ("anonymous", "reader", "author", "other_author", "moderator", "administrator")
EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
OWN = {"author", "moderator", "administrator"}


@pytest.mark.parametrize("form", ["download", "download.pdf"])
@pytest.mark.parametrize(
    ("visibility", "downloads", "allowed", "known"),
    [
        ("public", "anyone", EVERYBODY, EVERYBODY),
        ("public", "signed_in", SIGNED_IN, EVERYBODY),
        ("public", "nobody", OWN, EVERYBODY),
        ("link", "anyone", OWN, OWN),
        ("link", "nobody", OWN, OWN),
        ("private", "anyone", OWN, OWN),
        ("private", "signed_in", OWN, OWN),
    ],
)
def test_who_may_take_it(
    cast: dict[str, Any],
    as_: Callable[..., Any],
    form: str,
    visibility: str,
    downloads: str,
    allowed: set[str],
    known: set[str],
) -> None:
    document = document_of(cast["author"], CONTENT, pdf=CONTENT, visibility=visibility, downloads=downloads)
    for role in ROLES:
        response = as_(cast[role]).get(f"/d/{document.pk}/{form}", follow=True)
        if role in allowed:
            assert response.status_code == 200, role
            assert body(response) == CONTENT, role
        elif role not in known:
            assert response.status_code == 404, role
        elif downloads == "signed_in":
            assert response.redirect_chain[0][0].startswith("/account/"), role
        else:
            assert response.status_code == 403, role


def test_a_link_key_opens_and_is_kept(author: Any, as_: Callable[..., Any]) -> None:
    document = document_of(author, CONTENT, visibility="link")
    url = f"/d/{document.pk}/download"
    assert as_().get(url).status_code == 404
    assert as_().get(f"{url}?key=wrong").status_code == 404
    response = as_().get(f"{url}?key={document.link_key}", follow=True)
    assert body(response) == CONTENT
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_a_new_link_key_ends_old_links(author: Any, as_: Callable[..., Any]) -> None:
    document = document_of(author, CONTENT, visibility="link")
    old_key = document.link_key
    signed = as_().get(f"/d/{document.pk}/download?key={old_key}").headers["Location"]
    Document.objects.filter(pk=document.pk).update(link_key="another")
    assert as_().get(signed).status_code == 404
    assert as_().get(signed.replace(old_key, "another")).status_code == 403


def test_what_is_withheld_or_deleted_is_gone_at_once(
    document: Any, author: Any, as_: Callable[..., Any]
) -> None:
    url = f"/d/{document.pk}/download"
    Restriction.objects.create(document=document, rule="court", reason="order", imposed_by="user:1")
    assert as_().get(url).status_code == 404
    assert body(as_(author).get(url, follow=True)) == CONTENT
    Document.objects.filter(pk=document.pk).update(deleted_at=document.created_at)
    assert as_(author).get(url).status_code == 404


def test_a_document_without_pages_yet_has_no_pdf(author: Any, as_: Callable[..., Any]) -> None:
    document = document_of(author, CONTENT, state="preparing", published_at=None)
    assert as_(author).get(f"/d/{document.pk}/download.pdf").status_code == 403
    assert body(as_(author).get(f"/d/{document.pk}/download", follow=True)) == CONTENT


def test_no_such_document(as_: Callable[..., Any]) -> None:
    assert as_().get("/d/987654/download").status_code == 404


# -- signed links ---------------------------------------------------------------------------------------
@pytest.fixture
def private(author: Any) -> Any:
    return document_of(author, CONTENT, pdf=b"%PDF", visibility="private")


def signed(browser: Any, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 302
    return str(response.headers["Location"])


def test_a_private_file_has_a_signed_address(private: Any, author: Any, as_: Callable[..., Any]) -> None:
    location = signed(as_(author), f"/d/{private.pk}/download")
    response = as_(author).get(location)
    assert body(response) == CONTENT
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_a_signed_address_serves_nobody_else(
    private: Any, author: Any, administrator: Any, as_: Callable[..., Any]
) -> None:
    location = signed(as_(author), f"/d/{private.pk}/download")
    assert as_().get(location).status_code == 404
    assert as_(administrator).get(location).status_code == 403


def test_a_signed_address_serves_nothing_else(private: Any, author: Any, as_: Callable[..., Any]) -> None:
    token = parse_qs(urlsplit(signed(as_(author), f"/d/{private.pk}/download")).query)["token"][0]
    other = document_of(author, b"other", visibility="private")
    assert as_(author).get(f"/d/{other.pk}/download", {"token": token}).status_code == 403
    assert as_(author).get(f"/d/{private.pk}/download.pdf", {"token": token}).status_code == 403
    add_version(private, b"newer", name="n.docx", kind="docx")
    assert as_(author).get(f"/d/{private.pk}/download", {"token": token}).status_code == 403


def test_a_signed_address_ends(
    private: Any, author: Any, as_: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    location = signed(as_(author), f"/d/{private.pk}/download")
    import django.core.signing

    real = django.core.signing.time.time
    monkeypatch.setattr(django.core.signing.time, "time", lambda: real() + links.SECONDS + 1)
    response = as_(author).get(location)
    assert response.status_code == 403
    assert "no longer good" in response.content.decode()


@pytest.mark.slow
def test_no_altered_token_opens(private: Any, author: Any, as_: Callable[..., Any]) -> None:
    """A thousand mutations of a good token, and tokens signed for another purpose."""
    token = parse_qs(urlsplit(signed(as_(author), f"/d/{private.pk}/download")).query)["token"][0]
    browser, url, chance = as_(author), f"/d/{private.pk}/download", seeded("tokens")
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.=%\n\u6587"
    tried = set()
    while len(tried) < 1000:
        letters = list(token)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(letters))
            action = chance.randrange(3)
            if action == 0:
                letters[at] = chance.choice(alphabet)
            elif action == 1:
                letters.insert(at, chance.choice(alphabet))
            elif len(letters) > 1:
                del letters[at]
        if (mutated := "".join(letters)) != token:
            tried.add(mutated)
    tried |= {"", "x" * 5000, token * 2, TimestampSigner(salt="other").sign(token.rsplit(":", 2)[0])}
    assert {browser.get(url, {"token": one}).status_code for one in tried} == {403}


# -- handing over to the web server in front ------------------------------------------------------------
def test_nginx_sends_the_file(document: Any, as_: Callable[..., Any], settings: Any) -> None:
    settings.WENYUAN_SENDFILE = "x-accel"
    response = as_().get(f"/d/{document.pk}/download")
    sha256 = document.current_version.sha256
    assert response.headers["X-Accel-Redirect"] == f"/protected/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert response.content == b""
    assert response.headers["Content-Type"] == DOCX


def test_apache_sends_the_file(document: Any, as_: Callable[..., Any], settings: Any) -> None:
    settings.WENYUAN_SENDFILE = "x-sendfile"
    response = as_().get(f"/d/{document.pk}/download")
    assert Path(response.headers["X-Sendfile"]).read_bytes() == CONTENT


def test_handing_over_changes_nothing_about_who_may(
    private: Any, reader: Any, as_: Callable[..., Any], settings: Any
) -> None:
    settings.WENYUAN_SENDFILE = "x-accel"
    response = as_(reader).get(f"/d/{private.pk}/download")
    assert response.status_code == 404
    assert "X-Accel-Redirect" not in response.headers
