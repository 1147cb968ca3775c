"""Visits of an earlier day come in from paper: a power cut, a day without the PC."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk import text
from kiosk.clock import Clock, day_number
from kiosk.errors import Refused
from kiosk.storage import journal, programme, service_points, visits
from kiosk.storage.connection import Store
from kiosk.usecases.tally import LARGEST_GROUP, LONGEST_LABEL
from kiosk.values import EntryRef, GroupKind, LateLine, Method, PlannedEvent, Purpose, Tallied

MOST_DAYS: Final = 60
"""So far back a sheet may be entered: what is older stands in a report already, and nobody can check it."""
MOST_LINES: Final = 400
"""More lines than a sheet has boxes are a slip."""
METHODS: Final = (Method.TALLIED, Method.ESTIMATED)

_DAY: Final = 86_400
_HOUR: Final = 3_600
_VIETNAM: Final = 7 * _HOUR
_NOON: Final = 12 * _HOUR
_FIRST_DAY: Final = date(1970, 1, 1)


def enter_late(
    store: Store, day: date, lines: Sequence[LateLine], *, clock: Clock, method: Method = Method.TALLIED
) -> Tallied:
    """Count a sheet of a Vietnamese day, all its lines in one transaction; the last record made, and all persons.

    Each line is told for the middle of its hour, or for noon, and stands on that day here and at the province; it is
    marked as late for ever (VisitDetailed.told_at). Visits are tallied by an officer or estimated, and the method
    travels with them (ISO 2789, TCVN 12843). A line is tagged with the event that ran in its hour; without an hour,
    with the only event of that day, where its purpose is that.

    Raises Refused: `late_day_impossible`(first=date, last=date), `sheet_empty`, `head_count_out_of_range`(most=…),
    `label_too_long`(most=…), `hour_impossible`, `method_impossible`, `service_point_unknown`. Then nothing was written.
    """
    if method not in METHODS:
        raise Refused("method_impossible")
    if not 0 < len(lines) <= MOST_LINES:
        raise Refused("sheet_empty")
    for line in lines:
        _ensure_possible(line)
    with store.writing() as tx:
        writer = journal.Writer(tx, clock())
        midnight = _midnight(day, writer.at)
        _ensure_points(tx, lines)
        events = [event for event in programme.between(tx, midnight, midnight + _DAY) if not event.cancelled]
        ref = EntryRef(0, 0)
        for line in lines:
            at = _told_at(line, midnight, writer.at)
            ref = _record(store, tx, writer, line, at, method, _event_of(line, at, events))
    return Tallied(ref, writer.at, sum(line.persons for line in lines))


def _ensure_possible(line: LateLine) -> None:
    if not 1 <= line.persons <= LARGEST_GROUP:
        raise Refused("head_count_out_of_range", most=LARGEST_GROUP)
    if line.hour is not None and not 0 <= line.hour < 24:
        raise Refused("hour_impossible")
    if len(text.nfc(line.label)) > LONGEST_LABEL or not text.is_printable(line.label):
        raise Refused("label_too_long", most=LONGEST_LABEL)


def _ensure_points(tx: Database, lines: Sequence[LateLine]) -> None:
    if {line.service_point for line in lines} - {0, *service_points.named(tx)}:
        raise Refused("service_point_unknown")


def _midnight(day: date, now: int) -> int:
    """Seconds UTC of the beginning of `day`, which must not be in the future nor too far back."""
    today = _FIRST_DAY + timedelta(days=day_number(now))
    first = today - timedelta(days=MOST_DAYS)
    if not first <= day <= today:
        raise Refused("late_day_impossible", first=first, last=today)
    return (day - _FIRST_DAY).days * _DAY - _VIETNAM


def _told_at(line: LateLine, midnight: int, now: int) -> int:
    """The middle of the line's hour, or noon; of the present day not later than now."""
    begins = midnight + (_NOON if line.hour is None else line.hour * _HOUR)
    if begins > now and line.hour is not None:
        raise Refused("hour_impossible")
    return max(midnight, min(now, begins if line.hour is None else begins + _HOUR // 2))


def _event_of(line: LateLine, at: int, events: Sequence[PlannedEvent]) -> PlannedEvent | None:
    """What ran then; of two at once the one that began last, as for a visit that is recorded at once."""
    if line.hour is None:
        return events[0] if len(events) == 1 and line.purpose is Purpose.EVENT else None
    running = [event for event in events if event.starts_at <= at < event.ends_at]
    return max(running, key=lambda event: event.starts_at, default=None)


def _record(
    store: Store,
    tx: Database,
    writer: journal.Writer,
    line: LateLine,
    at: int,
    method: Method,
    event: PlannedEvent | None,
) -> EntryRef:
    visit = visits.NewVisit(
        method=method,
        purpose=line.purpose,
        age_band=line.age_band,
        sex=line.sex,
        head_count=line.persons,
        group=line.group,
        service_point=line.service_point,
        event=event.number if event else None,
        event_name=programme.told_name(event, store.keyring.device_id) if event else (b"", 0, 0),
        told_at=at,
    )
    ref = visits.record(tx, writer, visit)
    label = text.nfc(line.label)
    if label and line.group is not GroupKind.NONE:
        visits.label_group(tx, ref, label)
    return ref
