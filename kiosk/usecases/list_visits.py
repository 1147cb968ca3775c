"""The visits of a day, as the officer's list shows them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk.clock import Clock, day_number
from kiosk.errors import Unavailable
from kiosk.storage import daybook, journal, readers, service_points
from kiosk.storage.connection import Store
from kiosk.text import short_name
from kiosk.values import Correction, EntryRef, ListedVisit, Method, VisitDay

_FIRST_DAY: Final = date(1970, 1, 1)


def list_visits(store: Store, day: date | None = None, *, clock: Clock) -> VisitDay:
    """All visits of a Vietnamese day at this kiosk, the voided ones too; of the present day where none is named."""
    moment = clock()
    with store.reading() as tx:
        today = _FIRST_DAY + timedelta(days=day_number(journal.present_time(tx, moment)))
        wanted = day or today
        rows = daybook.of_day(tx, (wanted - _FIRST_DAY).days)
        told: dict[EntryRef, list[daybook.Amended]] = {}
        for one in daybook.amendments(tx, [row.visit for row in rows]):
            told.setdefault(one.visit, []).append(one)
        names = _names(store, tx, {row.reader for row in rows if row.reader is not None})
        points = service_points.named(tx)
        listed = tuple(_listed(tx, row, told.get(row.visit, []), names, points) for row in rows)
    late = sum(one.now.counted for one in listed if one.late)
    return VisitDay(wanted, today, listed, sum(one.now.counted for one in listed), late)


def _names(store: Store, tx: Database, numbers: set[int]) -> dict[int, str]:
    """Short names; a reader who was erased, or whose fields do not open, has none and is counted all the same."""
    found = {}
    for number in numbers:
        reader = readers.by_number(tx, number)
        try:
            personal = readers.opened(reader, store.keyring) if reader else None
        except Unavailable:
            personal = None
        found[number] = short_name(personal.full_name) if personal else ""
    return found


def _listed(
    tx: Database,
    row: daybook.Row,
    told: list[daybook.Amended],
    names: Mapping[int, str],
    points: Mapping[int, str],
) -> ListedVisit:
    corrected = [one for one in told if one.reason]
    newest = corrected[-1] if corrected else None
    return ListedVisit(
        visit=row.visit,
        at=row.at,
        method=Method(row.method),
        heads=row.heads,
        now=row.now,
        before=daybook.before(tx, row.visit, corrected[0].entry) if corrected else None,
        name=names.get(row.reader, "") if row.reader is not None else "",
        label=row.label or "",
        card=row.card,
        service_point=points.get(row.service_point, str(row.service_point)) if row.service_point else "",
        event=row.event or "",
        late=daybook.is_late(tx, row),
        reason=daybook.reason_of(told),
        confirmed=any(one.reason == 0 for one in told),
        with_group=newest.group if newest and newest.reason == Correction.WITH_GROUP else None,
        followers=_followers(tx, row) if row.now.group else 0,
    )


def _followers(tx: Database, row: daybook.Row) -> int:
    return sum(
        told[-1].reason == Correction.WITH_GROUP and told[-1].group == row.visit
        for _, told in daybook.followers(tx, row.visit)
    )
