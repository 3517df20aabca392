"""What every route answers to everybody: the table, written by hand and not derived from the rules.

An outcome is a status, or "in" (sent to sign in) or "to" (sent elsewhere: done, or on to the signed address).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = ("anonymous", "reader", "author", "other_author", "moderator", "administrator")
DOCUMENT_ROLES = (*ROLES, "link_holder")
STATES = (
    *("public", "link", "private", "restricted", "deleted", "preparing", "awaiting", "failed"),
    *("page_limit", "downloads_nobody", "downloads_signed_in"),
)

Outcome = int | str
Grid = Mapping[str, tuple[Outcome, ...]]


def outcomes(text: str) -> tuple[Outcome, ...]:
    """A line of outcomes."""
    return tuple(int(word) if word.isdigit() else word for word in text.split())


def grid(text: str) -> Grid:
    """A line for each state: its names, a colon, an outcome for each of `DOCUMENT_ROLES`."""
    found: dict[str, tuple[Outcome, ...]] = {}
    for line in text.strip().splitlines():
        names, _, rest = line.partition(":")
        found |= {name: outcomes(rest) for name in names.split()}
    assert set(found) == set(STATES)
    assert {len(row) for row in found.values()} == {len(DOCUMENT_ROLES)}
    return found


@dataclass(frozen=True)
class DocumentRow:
    """A route of one document: the method, what its address needs, what is sent, the outcomes."""

    name: str
    method: str
    grid: Grid
    args: tuple[Any, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """Any other route. ``args`` names things of the world; the outcomes are those of `ROLES`."""

    name: str
    method: str
    outcomes: tuple[Outcome, ...]
    args: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


#                    anonymous reader owner other moderator administrator link-holder
KNOW = grid("""
public:              200 200 200 200 200 200 200
link:                404 404 200 404 200 200 200
private:             404 404 200 404 200 200 404
restricted:          404 404 200 404 200 200 404
deleted:             404 404 200 404 404 200 404
preparing:           404 404 200 404 200 200 404
awaiting failed:     404 404 200 404 200 200 404
page_limit:          200 200 200 200 200 200 200
downloads_nobody downloads_signed_in: 200 200 200 200 200 200 200
""")
FIRST_PAGE = {**KNOW, "deleted": outcomes("404 404 404 404 404 404 404")}
THIRD_PAGE = {**FIRST_PAGE, "page_limit": outcomes("404 404 200 404 200 200 404")}
NO_PAGE = {state: outcomes("404 404 404 404 404 404 404") for state in STATES}
DOWNLOAD = grid("""
public page_limit:   200 200 200 200 200 200 200
link:                404 404 to  404 to  to  to
private restricted:  404 404 to  404 to  to  404
preparing awaiting failed: 404 404 to 404 to to 404
deleted:             404 404 404 404 404 404 404
downloads_nobody:    403 403 to  403 to  to  403
downloads_signed_in: in  to  to  to  to  to  in
""")
EDIT = grid("""
public page_limit:   in  403 200 403 403 200 in
downloads_nobody downloads_signed_in: in 403 200 403 403 200 in
link:                404 404 200 404 403 200 in
private restricted:  404 404 200 404 403 200 404
preparing awaiting failed: 404 404 200 404 403 200 404
deleted:             404 404 404 404 404 404 404
""")
CHANGE = grid("""
public page_limit:   403 403 to  403 403 to  403
downloads_nobody downloads_signed_in: 403 403 to 403 403 to 403
link:                404 404 to  404 403 to  403
private restricted:  404 404 to  404 403 to  404
preparing awaiting failed: 404 404 to 404 403 to 404
deleted:             404 404 404 404 404 404 404
""")
RESTORE = {**CHANGE, "deleted": outcomes("404 404 to 404 404 to 404")}
# Only the failed document came by an upload that can be tried again.
RETRY = {
    state: tuple(404 if outcome == "to" and state != "failed" else outcome for outcome in row)
    for state, row in CHANGE.items()
}
STATE = {state: outcomes("404 404 404 404 404 404 404") for state in STATES} | {
    "failed": outcomes("404 404 200 404 200 200 404")
}
REPORT = {state: tuple("to" if outcome == 200 else outcome for outcome in row) for state, row in KNOW.items()}
STAFF_PAGE = grid("""
public link private restricted preparing awaiting failed: in 403 403 403 200 200 in
page_limit downloads_nobody downloads_signed_in: in 403 403 403 200 200 in
deleted:             in 403 403 403 404 404 in
""")
STAFF_VERB = grid("""
public link private restricted preparing awaiting failed: 403 403 403 403 to to 403
page_limit downloads_nobody downloads_signed_in: 403 403 403 403 to to 403
deleted:             403 403 403 403 404 404 403
""")

EDITED = {
    "title": "Another title",
    "language": "en",
    "basis": "author",
    "licence": "cc-by-4.0",
    "visibility": "private",
    "extent": "all",
    "downloads": "anyone",
}
REASON = {"reason": "It is not so.", "rule": "§ 1"}

DOCUMENT_ROWS = (
    DocumentRow("document", "get", KNOW),
    DocumentRow("document_find", "get", KNOW, data={"q": "stones"}),
    DocumentRow("page_image", "get", FIRST_PAGE, (1,)),
    DocumentRow("page_image", "head", THIRD_PAGE, (3,)),
    DocumentRow("page_image", "get", NO_PAGE, (6,)),
    DocumentRow("page_image", "get", NO_PAGE, (0,)),
    DocumentRow("page_image_webp", "get", THIRD_PAGE, (3,)),
    DocumentRow("page_image_jpeg", "get", THIRD_PAGE, (3,)),
    DocumentRow("page_text", "get", FIRST_PAGE, (1,)),
    DocumentRow("page_text", "get", THIRD_PAGE, (3,)),
    DocumentRow("page_text", "get", NO_PAGE, (6,)),
    DocumentRow("download", "get", DOWNLOAD),
    DocumentRow("download_pdf", "get", DOWNLOAD),
    DocumentRow("document_edit", "get", EDIT),
    DocumentRow("document_edit", "post", CHANGE, data=EDITED),
    DocumentRow("document_delete", "get", EDIT),
    DocumentRow("document_delete", "post", CHANGE),
    DocumentRow("document_restore", "post", RESTORE),
    DocumentRow("document_link", "post", CHANGE),
    DocumentRow("document_retry", "post", RETRY),
    DocumentRow("document_state", "get", STATE),
    DocumentRow("document_report", "get", KNOW),
    DocumentRow("document_report", "post", REPORT, data={"topic": "other", "statement": "Page 2 is torn."}),
    DocumentRow("staff_restriction", "get", STAFF_PAGE),
    DocumentRow("staff_restriction", "post", STAFF_VERB, data=REASON),
    DocumentRow("staff_decline", "get", STAFF_PAGE),
    DocumentRow("staff_decline", "post", STAFF_VERB, data=REASON),
    DocumentRow("staff_approve", "post", STAFF_VERB),
)

#                       anonymous reader owner other moderator administrator
ALL = outcomes("         200 200 200 200 200 200")
OWN = outcomes("         in  200 200 200 200 200")
OWNER = outcomes("       in  404 200 404 404 404")
STAFF = outcomes("       in  403 403 403 200 200")
ADMIN = outcomes("       in  403 403 403 403 200")
ADMIN_DOES = outcomes("  403 403 403 403 403 to")
LEFT = outcomes("        to  to  to  to  to  to")
OUT_ONLY = outcomes("    200 to  to  to  to  to")
TUS = {"Tus-Resumable": "1.0.0"}
CATEGORY = {"name_en": "Lakes", "name_zh": "湖泊", "slug": "lakes", "position": "0"}

ROWS = (
    Row("home", "get", ALL),
    Row("categories", "get", ALL),
    Row("category", "get", ALL, ("slug",)),
    Row("keyword", "get", ALL, ("keyword",)),
    Row("newest", "get", ALL),
    Row("most_read", "get", ALL),
    Row("about", "get", ALL),
    Row("terms", "get", ALL),
    Row("privacy", "get", ALL),
    Row("keys", "get", ALL),
    Row("search", "get", ALL, data={"q": "stones"}),
    Row("suggest", "get", ALL, data={"q": "sto"}),
    Row("robots", "get", ALL),
    Row("health", "get", ALL),
    Row("ready", "get", outcomes("200/503 " * 6)),  # as the machine is; it tells everybody the same
    Row("metrics", "get", ALL),  # to this machine alone, tests/serve shows
    Row("theme", "post", LEFT, data={"theme": "dark"}),
    Row("report", "get", ALL),
    Row("report", "post", LEFT, data={"topic": "other", "statement": "The door is shut."}),
    Row("report_receipt", "get", LEFT),
    Row("report_status", "get", ALL),
    Row("report_status", "post", ALL, data={"number": "@report"}),
    Row("upload", "get", ALL),  # who may not, is told how
    Row("upload", "post", outcomes("403 422 422 422 422 422"), data={"basis": "author"}),
    Row("upload_batch_start", "post", outcomes("403 422 422 422 422 422")),
    Row("upload_file", "post", outcomes("403 409 409 409 409 409")),
    Row("upload_resumable", "options", outcomes("204 204 204 204 204 204")),  # what the server can
    Row("upload_resumable", "post", outcomes("403 409 409 409 409 409"), headers=TUS),  # without a ticket
    Row("upload_resumable_file", "head", outcomes("403 404 200 404 404 404"), ("partial",), headers=TUS),
    Row("upload_resumable_file", "delete", outcomes("403 404 204 404 404 404"), ("partial",), headers=TUS),
    Row("my_uploads", "get", OWN),
    Row("my_documents", "get", OWN),
    Row("upload_progress", "get", OWN),
    Row("upload_batch", "get", OWNER, ("batch",)),
    Row("upload_retry", "post", outcomes("403 404 to 404 to to"), ("upload",)),
    Row("upload_details", "post", outcomes("404 404 to 404 404 404"), ("upload",), {"title": "New"}),
    Row("staff", "get", STAFF),
    Row("staff_reports", "get", STAFF),
    Row("staff_report", "get", STAFF, ("report",)),
    Row("staff_report", "post", outcomes("403 403 403 403 to to"), ("report",), {"answer": "Opened."}),
    Row("staff_approvals", "get", STAFF),
    Row("staff_attention", "get", STAFF),
    Row("staff_retry", "post", outcomes("403 403 403 403 to to"), ("upload",)),
    Row("staff_copies", "get", STAFF),
    Row("staff_people", "get", ADMIN),
    Row(
        *("staff_people", "post", outcomes("403 403 403 403 403 200")),
        data={"email": "guest@example.org", "role": "reader"},
    ),
    Row("staff_role", "post", ADMIN_DOES, ("person",), {"role": "moderator"}),
    Row("staff_reset_link", "post", outcomes("403 403 403 403 403 200"), ("person",)),
    Row("staff_categories", "get", ADMIN),
    Row("staff_categories", "post", ADMIN_DOES, data=CATEGORY),
    Row("staff_category", "get", ADMIN, ("category",)),
    Row("staff_category", "post", ADMIN_DOES, ("category",), CATEGORY),
    Row("staff_category_move", "post", ADMIN_DOES, ("category",), {"target": "@other_category"}),
    Row("staff_category_remove", "post", ADMIN_DOES, ("other_category",)),
    Row("staff_outbox", "get", ADMIN),
    Row("invitation", "get", LEFT, ("invitation",)),
    Row("account_login", "get", OUT_ONLY),
    Row(
        "account_login",
        "post",
        OUT_ONLY,
        data={"login": "nobody@example.org", "password": "wrong words here"},
    ),
    Row("account_signup", "get", OUT_ONLY),
    Row("account_signup", "post", OUT_ONLY),
    Row("account_logout", "get", outcomes("to 200 200 200 200 200")),
    Row("account_logout", "post", LEFT),
    Row("account_inactive", "get", ALL),
    Row("account_reauthenticate", "get", outcomes("in 200 200 200 200 200")),
    Row("account_reauthenticate", "post", outcomes("in 200 200 200 200 200")),
    Row("account_email", "get", OWN),
    Row("account_email", "post", outcomes("in to to to to to")),
    Row("account_email_verification_sent", "get", ALL),
    Row("account_change_password", "get", OWN),
    Row("account_change_password", "post", OWN),
    Row("account_set_password", "get", outcomes("in to to to to to")),
    Row("account_set_password", "post", outcomes("in to to to to to")),
    Row("account_reset_password", "get", ALL),
    Row("account_reset_password", "post", LEFT, data={"email": "reader@example.org"}),
    Row("account_reset_password_done", "get", ALL),
    Row("account_reset_password_from_key", "get", ALL, ("uid", "key")),
    Row("account_reset_password_from_key", "post", ALL, ("uid", "key")),
    Row("account_reset_password_from_key_done", "get", ALL),
    Row("account_confirm_login_code", "get", outcomes("in to to to to to")),
    Row("account_confirm_login_code", "post", outcomes("in to to to to to")),
    Row("account_confirm_email", "get", ALL, ("key",)),
    Row("account_confirm_email", "post", outcomes("404 404 404 404 404 404"), ("key",)),
)

NO_TOKEN_NEEDED = {"theme"}
"""Routes that change nothing but a look, for which no token is asked."""
