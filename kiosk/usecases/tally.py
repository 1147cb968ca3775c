"""Visitors without a card are counted: a walk-in, or a whole class at once."""

from typing import Final

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import journal, visits
from kiosk.storage.connection import Store
from kiosk.values import AgeBand, GroupKind, Method, Purpose, Sex, Tallied

LARGEST_GROUP: Final = 500
"""Persons in one record; more is a slip of the finger."""


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
) -> Tallied:
    """Count `head_count` persons in one record; a class of 35 is 35 visits (ISO 2789). A visit needs no identity.

    Raises Refused(`head_count_out_of_range`, most=…).
    """
    if not 1 <= head_count <= LARGEST_GROUP:
        raise Refused("head_count_out_of_range", most=LARGEST_GROUP)
    moment = clock()
    visit = visits.NewVisit(
        method=method, purpose=purpose, age_band=age_band, sex=sex, head_count=head_count, group=group
    )
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        ref = visits.record(tx, writer, visit)
    return Tallied(ref, writer.at, head_count)
