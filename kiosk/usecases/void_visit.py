"""An officer takes a visit out of the count, and may put it back."""

from typing import Final

from sqlite_utils import Database

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import corrections, daybook, journal
from kiosk.storage.connection import Store
from kiosk.values import Correction, EntryRef

REASONS: Final = (Correction.MISTAKE, Correction.COUNTED_TWICE, Correction.STAFF, Correction.TEST)
"""Why a visit is no visit. Who works here is no visitor, and an accident is none (ISO 2789, TCVN 12843)."""


def void_visit(store: Store, visit: EntryRef, reason: Correction, *, clock: Clock) -> int:
    """Let a visit of this kiosk count as nobody; its own entry stays and a new one says why. Returns the persons less.

    Who came with a group is counted with it. When the group never came, they count again, each as recorded; a group
    that was COUNTED_TWICE did come and counts them in its other record.

    Raises Refused(`visit_unknown`), Refused(`visit_not_counted`) or Refused(`reason_impossible`); then nothing was
    written.
    """
    if reason not in REASONS:
        raise Refused("reason_impossible")
    with store.writing() as tx:
        reading = _reading(tx, visit)
        if not reading.counted:
            raise Refused("visit_not_counted")
        writer = journal.Writer(tx, clock())
        less, reading.counted = reading.counted, 0
        corrections.correct(tx, writer, visit, reading, reason)
        if reading.group and reason is not Correction.COUNTED_TWICE:
            less -= _release(tx, writer, visit)
    return less


def count_again(store: Store, visit: EntryRef, *, clock: Clock) -> int:
    """Undo a void, or «Em đi cùng lớp»: the visit counts as it was recorded. Returns the persons more.

    Who had counted alone since their group was voided is counted with it again. Raises Refused(`visit_unknown`) or
    Refused(`visit_counted`).
    """
    with store.writing() as tx:
        reading = _reading(tx, visit)
        if reading.counted:
            raise Refused("visit_counted")
        writer = journal.Writer(tx, clock())
        more = reading.counted = _counted_before(tx, visit) or reading.head_count
        taken = _released(tx, visit) if reading.group else []
        corrections.correct(tx, writer, visit, reading, Correction.COUNTED_AFTER_ALL)
        for follower in taken:
            more -= _correct(tx, writer, follower, 0, Correction.WITH_GROUP, visit)
    return more


def _reading(tx: Database, visit: EntryRef) -> corrections.Reading:
    reading = corrections.reading_of(tx, visit)
    if reading is None:
        raise Refused("visit_unknown")
    return reading


def _counted_before(tx: Database, visit: EntryRef) -> int:
    """Persons the visit counted as before it was voided: an amended number, or 0 where it was as recorded."""
    told = [one for one in daybook.amendments(tx, [visit]) if one.reason]
    return daybook.counted_by(tx, told[-2].entry) if len(told) > 1 else 0


def _release(tx: Database, writer: journal.Writer, group: EntryRef) -> int:
    """Count those alone who came with a group that is voided now; how many persons they are."""
    with_it = [
        visit
        for visit, told in daybook.followers(tx, group)
        if told[-1].reason == Correction.WITH_GROUP and told[-1].group == group
    ]
    return sum(_correct(tx, writer, visit, None, Correction.COUNTED_AFTER_ALL) for visit in with_it)


def _released(tx: Database, group: EntryRef) -> list[EntryRef]:
    """Who counts alone only because the group was voided: since then nothing but that was said of them."""
    told_of_it = [one for one in daybook.amendments(tx, [group]) if one.reason]
    if not told_of_it or told_of_it[-1].reason == Correction.COUNTED_TWICE:  # then nobody was released
        return []
    voided = told_of_it[-1].entry
    return [visit for visit, told in daybook.followers(tx, group) if _was_released(told, group, voided)]


def _was_released(told: list[daybook.Amended], group: EntryRef, voided: EntryRef) -> bool:
    """Whether a visit's last link was undone by the void of its group, and at most its purpose was put right since."""
    linked = max(place for place, one in enumerate(told) if one.group == group)
    since = told[linked + 1 :]
    return (
        bool(since)
        and since[0].reason == Correction.COUNTED_AFTER_ALL
        and since[0].entry > voided
        and all(one.reason in (Correction.WRONG_PURPOSE, Correction.WRONG_KIND) for one in since[1:])
    )


def _correct(
    tx: Database,
    writer: journal.Writer,
    visit: EntryRef,
    counted: int | None,
    reason: Correction,
    group: EntryRef | None = None,
) -> int:
    """Let `visit` count as so many persons, None as recorded; by how many that changes the count, either way."""
    reading = _reading(tx, visit)
    before, reading.counted = reading.counted, reading.head_count if counted is None else counted
    corrections.correct(tx, writer, visit, reading, reason, group)
    return abs(reading.counted - before)
