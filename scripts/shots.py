#!/usr/bin/env python3
"""Take screenshots of every page, in both languages and two widths, and the main ones in the dark too.

    scripts/shots.py [--only NAME...] [--out shots]

Starts a library of its own on a throwaway data folder with the sample documents, looks at it with Debian's
Chromium as the person each page is for, and writes OUT/NAME.LANGUAGE.WIDTH[.dark].png. A page that answers
with an error, raises a script error or is wider than the window fails the run.
"""

import argparse
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.live import LiveLibrary, chromium  # noqa: E402

LANGUAGES = {"en": "en-US", "zh-hans": "zh-CN"}
WIDTHS = {1280: 900, 390: 844}
PASSWORD = "a long enough password"
ANYBODY, ADMINISTRATOR, REPORTER = "anybody", "administrator", "reporter"


@dataclass(frozen=True)
class Page:
    """One page to look at: the name of its address, the path, for whom, and the status it answers with.

    ``{document}``, ``{report}`` and so on in the path are filled in from the running library.
    """

    route: str
    path: str
    who: str = ANYBODY
    dark: bool = False
    status: int = 200


PAGES: dict[str, Page] = {
    "home": Page("home", "/", dark=True),
    "search": Page("search", "/search?q={word}", dark=True),
    "search-empty": Page("search", "/search?q=qqqzzz"),
    "search-start": Page("search", "/search"),
    "document": Page("document", "/d/{document}/", dark=True),
    "document-owner": Page("document", "/d/{document}/", who=ADMINISTRATOR),
    "document-edit": Page("document_edit", "/d/{document}/edit/", who=ADMINISTRATOR),
    "document-delete": Page("document_delete", "/d/{document}/delete/", who=ADMINISTRATOR),
    "document-report": Page("document_report", "/d/{document}/report/"),
    "categories": Page("categories", "/categories/"),
    "category": Page("category", "/categories/{category}/"),
    "keyword": Page("keyword", "/keywords/{keyword}/"),
    "newest": Page("newest", "/new/"),
    "most-read": Page("most_read", "/much-read/"),
    "about": Page("about", "/about/"),
    "terms": Page("terms", "/terms/"),
    "privacy": Page("privacy", "/privacy/"),
    "keys": Page("keys", "/keys/"),
    "report": Page("report", "/report/"),
    "report-receipt": Page("report_receipt", "/report/receipt/", who=REPORTER),
    "report-status": Page("report_status", "/report/status/"),
    "not-found": Page("", "/no-such-page/", status=404, dark=True),
    "sign-in": Page("account_login", "/account/login/", dark=True),
    "sign-up": Page("account_signup", "/account/signup/"),
    "sign-out": Page("account_logout", "/account/logout/", who=ADMINISTRATOR),
    "inactive": Page("account_inactive", "/account/inactive/"),
    "email": Page("account_email", "/account/email/", who=ADMINISTRATOR),
    "email-sent": Page("account_email_verification_sent", "/account/confirm-email/"),
    "email-confirm": Page("account_confirm_email", "/account/confirm-email/none/"),
    "password-change": Page("account_change_password", "/account/password/change/", who=ADMINISTRATOR),
    "password-reset": Page("account_reset_password", "/account/password/reset/"),
    "password-reset-sent": Page("account_reset_password_done", "/account/password/reset/done/"),
    "password-reset-key": Page("account_reset_password_from_key", "/account/password/reset/key/1-none/"),
    "password-reset-end": Page("account_reset_password_from_key_done", "/account/password/reset/key/done/"),
    "invitation": Page("invitation", "/account/invitation/none/", status=410),
    "upload": Page("upload", "/upload", who=ADMINISTRATOR, dark=True),
    "uploads": Page("my_uploads", "/uploads/", who=ADMINISTRATOR),
    "upload-batch": Page("upload_batch", "{batch}", who=ADMINISTRATOR, dark=True),
    "my-documents": Page("my_documents", "/documents/", who=ADMINISTRATOR),
    "staff": Page("staff", "/staff/", who=ADMINISTRATOR, dark=True),
    "staff-reports": Page("staff_reports", "/staff/reports/", who=ADMINISTRATOR),
    "staff-report": Page("staff_report", "/staff/reports/{report}/", who=ADMINISTRATOR),
    "staff-approvals": Page("staff_approvals", "/staff/approvals/", who=ADMINISTRATOR),
    "staff-attention": Page("staff_attention", "/staff/attention/", who=ADMINISTRATOR),
    "staff-copies": Page("staff_copies", "/staff/copies/", who=ADMINISTRATOR),
    "staff-restriction": Page(
        "staff_restriction", "/staff/documents/{document}/restriction/", who=ADMINISTRATOR
    ),
    "staff-people": Page("staff_people", "/staff/people/", who=ADMINISTRATOR),
    "staff-categories": Page("staff_categories", "/staff/categories/", who=ADMINISTRATOR),
    "staff-category": Page("staff_category", "/staff/categories/{category_id}/", who=ADMINISTRATOR),
    "staff-outbox": Page("staff_outbox", "/staff/outbox/", who=ADMINISTRATOR),
}
# Addresses that are no pages: actions, bytes, what machines read. A test compares both lists with the URLs.
NOT_PAGES = {
    # read by machines and scripts
    "health",
    "ready",
    "metrics",
    "robots",
    "suggest",
    "document_find",
    "document_state",
    "page_text",
    "upload_progress",
    # bytes
    "page_image",
    "page_image_webp",
    "page_image_jpeg",
    "download",
    "download_pdf",
    # actions that answer with another page
    "theme",
    "document_restore",
    "document_link",
    "document_retry",
    "upload_batch_start",
    "upload_file",
    "upload_resumable",
    "upload_resumable_file",
    "upload_retry",
    "upload_details",
    "staff_approve",
    "staff_decline",
    "staff_retry",
    "staff_role",
    "staff_reset_link",
    "staff_category_move",
    "staff_category_remove",
    # allauth's ways that lead elsewhere here: no password to set, no code by mail, no second look
    "account_set_password",
    "account_confirm_login_code",
    "account_reauthenticate",
}


def sign_in_administrator(browser: Any, library: LiveLibrary) -> Any:
    """The signed-in state of the administrator, who follows the one-time link and chooses a password."""
    context = browser.new_context(base_url=library.url)
    page = context.new_page()
    page.goto(library.admin_link())
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_load_state()
    page.goto("/account/login/")
    if page.locator("input[type=password]").count():
        page.locator("input[name=login]").fill(library.admin_email())
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form [type=submit]").first.click()
        page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


def send_report(browser: Any, library: LiveLibrary, document: str) -> Any:
    """Report a problem as a reader would; the reader's state, whose next page is the receipt."""
    context = browser.new_context(base_url=library.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/d/{document}/report/")
    page.locator("input[name=topic]").first.check()
    page.locator("textarea[name=statement]").fill("On page 2 the table is cut at its right edge.")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/report/receipt/")
    state = context.storage_state()
    context.close()
    return state


def send_files(browser: Any, library: LiveLibrary, state: Any) -> str:
    """Upload one good file and one that is refused; the path of the page that shows both."""
    context = browser.new_context(base_url=library.url, java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto("/upload")
    page.locator("input[type=file]").set_input_files(
        [
            {
                "name": "minutes.txt",
                "mimeType": "text/plain",
                "buffer": b"Minutes of the reading circle.\n",
            },
            {"name": "broken.docx", "mimeType": "application/zip", "buffer": bytes(range(256)) * 8},
        ]
    )
    for box in page.locator("form.upload input[type=checkbox][required]").all():
        box.check()
    page.locator("form.upload [type=submit]").first.click()
    page.wait_for_url("**/uploads/*/")
    page.wait_for_timeout(15_000)
    path = page.url.removeprefix(library.url)
    context.close()
    return str(path)


def facts(browser: Any, library: LiveLibrary, states: dict[str, Any]) -> dict[str, str]:
    """What the paths name: the sample with most pages, a word in it, a keyword, a category, a report."""
    context = browser.new_context(base_url=library.url, storage_state=states[ADMINISTRATOR])
    page = context.new_page()

    def first(path: str, pattern: str, otherwise: str) -> str:
        page.goto(path)
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        found = [match[1] for link in links if (match := re.fullmatch(pattern, link.partition("?")[0]))]
        return str(found[0]) if found else otherwise

    document = first("/new/", r"/d/(\d+)/", "1")
    states[REPORTER] = send_report(browser, library, document)
    known = {
        "document": document,
        "word": "library",
        "keyword": first(f"/d/{document}/", r"/keywords/(.+)/", "none"),
        "category": first("/categories/", r"/categories/([\w-]+)/", "none"),
        "category_id": first("/staff/categories/", r"/staff/categories/(\d+)/", "1"),
        "report": first("/staff/reports/", r"/staff/reports/([\w-]+)/", "none"),
        "batch": send_files(browser, library, states[ADMINISTRATOR]),
    }
    context.close()
    return known


class Photographer:
    """Looks at pages and keeps what is wrong with them."""

    def __init__(self, browser: Any, library: LiveLibrary, out: Path) -> None:
        self.browser = browser
        self.library = library
        self.out = out
        self.faults: list[str] = []
        self.states = {ANYBODY: None, ADMINISTRATOR: sign_in_administrator(browser, library)}
        self.facts = facts(browser, library, self.states)

    def take(self, name: str, page: Page) -> None:
        """All pictures of one page."""
        for language, locale in LANGUAGES.items():
            for width, height in WIDTHS.items():
                for dark in [False, True] if page.dark else [False]:
                    target = self.out / f"{name}.{language}.{width}{'.dark' if dark else ''}.png"
                    self.shoot(page, target, locale=locale, size=(width, height), dark=dark)
        print(f"{name:<20} {page.path}", flush=True)

    def shoot(self, page: Page, target: Path, *, locale: str, size: tuple[int, int], dark: bool) -> None:
        """One picture."""
        context = self.browser.new_context(
            base_url=self.library.url,
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            storage_state=self.states[page.who],
        )
        view = context.new_page()
        view.on("pageerror", lambda error: self.faults.append(f"{target.name}: {error}"))
        answer = view.goto(page.path.format(**self.facts), wait_until="load")
        if answer is None or answer.status != page.status:
            self.faults.append(f"{target.name}: status {answer.status if answer else None}")
        self.settle(view)
        wide = view.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            self.faults.append(f"{target.name}: {wide} pixels wide in a window of {size[0]}")
        view.screenshot(path=str(target), full_page=True)
        context.close()

    @staticmethod
    def settle(view: Any) -> None:
        """Scroll through, so that lazy pictures load, and wait for them."""
        view.evaluate(
            """async () => {
                for (let y = 0; y < Math.min(document.body.scrollHeight, 8000); y += 600) {
                    window.scrollTo(0, y);
                    await new Promise(done => setTimeout(done, 60));
                }
                window.scrollTo(0, 0);
                const waiting = [...document.images].filter(it => !it.complete && it.loading !== "lazy");
                await Promise.all(waiting.map(image => image.decode().catch(() => null)));
            }"""
        )
        view.wait_for_timeout(200)


def main() -> int:
    """Take all pictures; 1 when a page is at fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=PAGES, default=list(PAGES), metavar="NAME")
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wenyuan-shots-") as folder:
        library = LiveLibrary(Path(folder) / "data")
        try:
            library.start()
            print(f"{library.wait_for_samples()} sample documents", flush=True)
            with chromium() as browser:
                photographer = Photographer(browser, library, args.out)
                for name in args.only:
                    photographer.take(name, PAGES[name])
        finally:
            library.stop()
            log = library.log.read_text(encoding="utf-8", errors="replace")
    for fault in photographer.faults:
        print(f"FAULT {fault}", file=sys.stderr)
    if any("status 5" in fault for fault in photographer.faults):
        print(log[-6000:], file=sys.stderr)
    print(f"{len(list(args.out.glob('*.png')))} pictures in {args.out}")
    return 1 if photographer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
