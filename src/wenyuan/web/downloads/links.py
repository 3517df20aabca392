"""Signed addresses for documents that are not open to everybody.

A link names the person, the document, its version, what is taken and the link key in force, and it ends. It
is asked for on top of the right to download, never instead of it: who passes it on gives nothing away.
"""

from django.core.signing import BadSignature, TimestampSigner

from wenyuan.documents.files import Files, key_mark
from wenyuan.documents.selectors import AccessFacts
from wenyuan.kernel.actor import Actor

SECONDS = 6 * 60 * 60
"""How long a link serves: long enough to resume a big file over a slow line."""

_SALT = "wenyuan.downloads"
LONGEST = 400


def _claim(actor: Actor, facts: AccessFacts, files: Files, form: str) -> str:
    who = f"user{actor.user_id}" if actor.user_id is not None else f"key{key_mark(facts)}"
    return f"{who}.{facts.document_id}.{files.version_id}.{form}"


def make(actor: Actor, facts: AccessFacts, files: Files, form: str) -> str:
    """The token that ``actor`` presents to take ``form`` ("original" or "pdf") of the document."""
    return TimestampSigner(salt=_SALT).sign(_claim(actor, facts, files, form))


def is_valid(token: str, actor: Actor, facts: AccessFacts, files: Files, form: str) -> bool:
    """Whether ``token`` was made for exactly this, and not too long ago."""
    if len(token) > LONGEST:
        return False
    try:
        claim = TimestampSigner(salt=_SALT).unsign(token, max_age=SECONDS)
    except BadSignature:
        return False
    return claim == _claim(actor, facts, files, form)
