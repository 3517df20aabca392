"""Counting views and downloads: how many people on a day, never who.

A person is counted once per document, kind and day (UTC). What is stored to know that is a keyed hash that
changes each day, and it is removed when the day is over. Programs that say they are programs are not counted.
"""

import base64
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from wenyuan.documents.models import DailyCount, Document, Seen
from wenyuan.documents.models.counts import Kind

_PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|archiver|monitor|uptime|prefetch|preview|facebookexternalhit|headless"
    r"|python-requests|python-urllib|go-http-client|okhttp|libwww|scrapy|feedfetcher",
    re.IGNORECASE,
)


def today() -> date:
    """The day that is being counted: UTC, whatever time zone the library shows."""
    return datetime.now(UTC).date()


__all__ = [
    "Kind",
    "Sighting",
    "count",
    "count_all",
    "forget_past_days",
    "is_program",
    "person",
    "sighting",
    "today",
]


@lru_cache(maxsize=1024)
def is_program(agent: str) -> bool:
    """Whether a User-Agent names a crawler or monitor, or nothing at all."""
    return not agent.strip() or _PROGRAMS.search(agent) is not None


def person(*, user_id: int | None, address: str, agent: str) -> str:
    """Who is counted, as 43 characters that mean nothing tomorrow nor without the library's secret.

    Signed in: the user. Else: the network (the first 24 bits of an IPv4 address, 48 of an IPv6 one) with the
    browser's name.
    """
    return _person(today(), settings.SECRET_KEY, user_id, address, agent)


@lru_cache(maxsize=1024)
def _person(day: date, secret: str, user_id: int | None, address: str, agent: str) -> str:
    who = f"user:{user_id}" if user_id is not None else f"{_network(address)}|{agent}"
    digest = salted_hmac(f"wenyuan.counting.{day}", who, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody viewed or downloaded a document on a day."""

    kind: str
    document_id: int
    person: str
    day: date


def sighting(kind: Kind, document_id: int, person: str) -> Sighting:
    """A sighting of this moment."""
    return Sighting(kind=kind.value, document_id=document_id, person=person, day=today())


def count(kind: Kind, document_id: int, person: str) -> bool:
    """Count one person once a day; False where they were counted before, or the document is gone."""
    return count_all([sighting(kind, document_id, person)]) == 1


def count_all(sightings: Iterable[Sighting]) -> int:
    """Count many in one short transaction; returns how many were new.

    Sightings that are known already are found by one read before the transaction, so that a reader who turns
    pages all day costs no write.
    """
    wanted = set(sightings)
    if not wanted:
        return 0
    fresh = sorted(wanted - _known(wanted), key=lambda one: (one.document_id, one.kind, one.day, one.person))
    if not fresh:
        return 0
    with transaction.atomic():
        alive = set(
            Document.objects.filter(pk__in={one.document_id for one in fresh}).values_list("pk", flat=True)
        )
        return sum(_count_one(one) for one in fresh if one.document_id in alive)


def _known(wanted: set[Sighting]) -> set[Sighting]:
    rows = Seen.objects.filter(
        document_id__in={one.document_id for one in wanted},
        person__in={one.person for one in wanted},
        day__in={one.day for one in wanted},
    )
    return {
        Sighting(kind=row.kind, document_id=row.document_id, person=row.person, day=row.day) for row in rows
    }


def _count_one(one: Sighting) -> int:
    """Inside the transaction: the unique row decides who counts, the database adds."""
    _, is_new = Seen.objects.get_or_create(
        document_id=one.document_id, day=one.day, kind=one.kind, person=one.person
    )
    if not is_new:
        return 0
    daily, made = DailyCount.objects.get_or_create(
        document_id=one.document_id, day=one.day, kind=one.kind, defaults={"count": 1}
    )
    if not made:
        DailyCount.objects.filter(pk=daily.pk).update(count=F("count") + 1)
    column = "view_count" if one.kind == Kind.VIEW.value else "download_count"
    Document.objects.filter(pk=one.document_id).update(**{column: F(column) + 1})
    return 1


def forget_past_days() -> int:
    """Remove the hashes of days that are over; returns how many. The counts stay."""
    removed, _ = Seen.objects.filter(day__lt=today() - timedelta(days=1)).delete()
    return removed
