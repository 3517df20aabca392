"""Opens a session on a library's data folder, as a process of its own: prints cookie and upload ticket."""

import json
import sys
from pathlib import Path
from uuid import uuid4


def main() -> None:
    """``sign_in.py DATA``."""
    from wenyuan.config import prepare

    prepare.set_up(Path(sys.argv[1]))
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from wenyuan.accounts.services import first_administrator
    from wenyuan.intake import terms
    from wenyuan.intake.services.receiving import Declaration
    from wenyuan.web.upload import tickets

    user = first_administrator()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    ticket = tickets.Ticket(
        batch=uuid4(),
        declaration=Declaration(basis="author", licence="all-rights-reserved", terms_version=terms.CURRENT),
        category_id=None,
        visibility="public",
    )
    print(json.dumps({"session": session.session_key, "ticket": tickets.issue(user.as_actor(), ticket)}))


if __name__ == "__main__":
    main()
