"""A visitor belongs to the group that has just come: linked to it, and not counted a second time."""

from typing import Final

from kiosk.clock import Clock, day_number
from kiosk.errors import Refused
from kiosk.storage import corrections, journal, visits
from kiosk.storage.connection import Store
from kiosk.values import Correction, EntryRef, GroupKind, GroupOffer

OFFERED_SECONDS: Final = 3_600
"""For an hour after a group was counted a scan offers «Em đi cùng lớp»."""


def group_offer(store: Store, *, clock: Clock) -> GroupOffer | None:
    """The newest group that came within the last hour, or None."""
    moment = clock()
    with store.reading() as tx:
        now = journal.present_time(tx, moment)
        found = visits.latest_group(tx, day_number(now), now - OFFERED_SECONDS)
        if found is None:
            return None
        visit, at, kind, heads = found
        return GroupOffer(visit, at, GroupKind(kind), heads, visits.label_of(tx, visit))


def join_group(store: Store, visit: EntryRef, group: EntryRef, *, clock: Clock) -> None:
    """Link a visit that was just recorded to its group's and count it no more: the group counted this person.

    Each person coming in is one visit (ISO 2789), so who came with a counted group is none beside it. Raises
    Refused(`visit_unknown`) when there is no such visit, or no such group.
    """
    with store.writing() as tx:
        reading, whole = corrections.reading_of(tx, visit), corrections.reading_of(tx, group)
        if reading is None or whole is None or whole.group == GroupKind.NONE or visit == group:
            raise Refused("visit_unknown")
        if not whole.counted:  # an officer voided it since it was offered: who came with nobody counts alone
            raise Refused("visit_unknown")
        reading.counted = 0
        corrections.correct(tx, journal.Writer(tx, clock()), visit, reading, Correction.WITH_GROUP, group)
