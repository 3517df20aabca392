"""What must not happen twice at once, held until the end of the transaction."""

from django.db import connection

from wenyuan.accounts.models import User


def lock_uploader(user_id: int) -> None:
    """One upload of a person is counted at a time, so that two cannot share the last of a quota."""
    list(User.objects.select_for_update().filter(pk=user_id).values_list("pk", flat=True))


def lock_bytes(sha256: str) -> None:
    """One upload of the same bytes is decided at a time, so that the second sees the first.

    SQLite's transactions exclude each other from their beginning; PostgreSQL has a lock for a number.
    """
    if connection.vendor == "postgresql":
        number = int(sha256[:16], 16) - 2**63
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
