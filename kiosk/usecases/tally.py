"""Visitors without a card are counted: a walk-in, or a whole class at once."""

from typing import Final

from kiosk import text
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import journal, programme, visits
from kiosk.storage.connection import Store
from kiosk.values import AgeBand, GroupKind, Method, Purpose, Sex, Tallied

LARGEST_GROUP: Final = 500
"""Persons in one record; more is a slip of the finger."""
LONGEST_LABEL: Final = 60
"""Characters."""


def tally(
    store: Store,
    *,
    purpose: Purpose,
    clock: Clock,
    age_band: AgeBand = AgeBand.UNKNOWN,
    sex: Sex = Sex.UNKNOWN,
    head_count: int = 1,
    group: GroupKind = GroupKind.NONE,
    method: Method = Method.TALLIED,
    label: str = "",
) -> Tallied:
    """Count `head_count` persons in one record; a class of 35 is 35 visits (ISO 2789). A visit needs no identity.

    `label`: what a group calls itself; it stays at this kiosk. Raises Refused(`head_count_out_of_range`, most=…) or
    Refused(`label_too_long`, most=…).
    """
    if not 1 <= head_count <= LARGEST_GROUP:
        raise Refused("head_count_out_of_range", most=LARGEST_GROUP)
    label = text.nfc(label)
    if len(label) > LONGEST_LABEL or not text.is_printable(label):
        raise Refused("label_too_long", most=LONGEST_LABEL)
    moment = clock()
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        amid = programme.amid(store, tx, writer.at)
        event = amid.happening(writer.at)
        visit = visits.NewVisit(
            method=method,
            purpose=purpose,
            age_band=age_band,
            sex=sex,
            head_count=head_count,
            group=group,
            service_point=amid.service_point,
            event=event.number if event else None,
            event_name=event.name if event else (b"", 0, 0),
        )
        ref = visits.record(tx, writer, visit)
        if label and group is not GroupKind.NONE:
            visits.label_group(tx, ref, label)
    return Tallied(ref, writer.at, head_count)
