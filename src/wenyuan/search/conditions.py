"""What a search says of documents rather than of their text: owner:, format:, lang:, year:."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from wenyuan.accounts.models import User
from wenyuan.kernel.actor import Actor
from wenyuan.search.backend import Filters
from wenyuan.search.syntax import Clause, Field

CHINESE = ("zh-Hans", "zh-Hant")
NOTHING = 2**62
"""An id that nothing has."""
_MOST_OWNERS = 50
_MYSELF = {"me", "我"}
_FAMILIES = {
    "word": ("docx", "doc", "odt", "rtf"),
    "excel": ("xlsx", "xls", "ods", "csv"),
    "powerpoint": ("pptx", "ppt", "odp"),
    "ppt": ("pptx", "ppt"),
    "text": ("txt",),
}


def split(
    actor: Actor, clauses: Iterable[Clause]
) -> tuple[tuple[Clause, ...], tuple[Filters, ...], tuple[Filters, ...]]:
    """The clauses about text, what must hold of documents, and what must not."""
    about_text: list[Clause] = []
    narrowed: list[Filters] = []
    ruled_out: list[Filters] = []
    for clause in clauses:
        if not clause.is_condition:
            about_text.append(clause)
        else:
            (ruled_out if clause.excluded else narrowed).append(_filters(actor, clause))
    return tuple(about_text), tuple(narrowed), tuple(ruled_out)


def languages(values: Iterable[str]) -> tuple[str, ...]:
    """Language tags as entries have them; "zh" means simplified and traditional Chinese."""
    found: list[str] = []
    for value in values:
        known = {tag.lower(): tag for tag in CHINESE}
        plain = value.lower()
        found.extend(CHINESE if plain == "zh" else (known.get(plain, value),))
    return tuple(dict.fromkeys(found))


def moment(day: date | None, *, following: bool) -> int | None:
    """The beginning of a day (or of the one following it) in the library's time zone, in seconds."""
    if day is None:
        return None
    try:
        start = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
        return int((start + timedelta(days=1 if following else 0)).astimezone(UTC).timestamp())
    except OverflowError:
        return None


def _filters(actor: Actor, clause: Clause) -> Filters:
    if clause.field is Field.FORMAT:
        return Filters(formats=_FAMILIES.get(clause.text, (clause.text,)))
    if clause.field is Field.LANGUAGE:
        return Filters(languages=languages([clause.text]))
    if clause.field is Field.YEAR:
        years = [int(year) for year in clause.text.split("-")]
        return Filters(
            since=moment(date(years[0], 1, 1), following=False),
            before=moment(date(years[-1], 12, 31), following=True),
        )
    return Filters(owner_ids=tuple(_owners(actor, clause.text)) or (NOTHING,))


def _owners(actor: Actor, name: str) -> Sequence[int]:
    """People of that name; where nobody has just that, those in whose name it occurs."""
    if name.lower() in _MYSELF:
        return [] if actor.user_id is None else [actor.user_id]
    people = User.objects.order_by("pk")
    exact = list(people.filter(name__iexact=name).values_list("pk", flat=True)[:_MOST_OWNERS])
    return exact or list(people.filter(name__icontains=name).values_list("pk", flat=True)[:_MOST_OWNERS])
