"""An officer puts a visit right: how many came, what for, who they were."""

from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.storage import corrections, journal
from kiosk.storage.connection import Store
from kiosk.usecases.tally import LARGEST_GROUP
from kiosk.values import AgeBand, Correction, EntryRef, GroupKind, Purpose, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is to be read otherwise; None leaves it as it is. `persons`: of a group or a tallied record."""

    persons: int | None = None
    purpose: Purpose | None = None
    age_band: AgeBand | None = None
    sex: Sex | None = None
    group: GroupKind | None = None


def amend_visit(store: Store, visit: EntryRef, amendment: Amendment, *, clock: Clock) -> bool:
    """Write that a visit of this kiosk must be read otherwise; its own entry stays. Whether anything changed.

    One person stays one person, and a group a group: ISO 2789 counts those who came in, so the number of a group is
    put right and never added to. The reason is told by a code: the chain is for ever, and a text would name people.

    Raises Refused(`visit_unknown`), Refused(`visit_not_counted`), Refused(`head_count_out_of_range`, most=…) or
    Refused(`visit_of_one`); then nothing was written.
    """
    with store.writing() as tx:
        reading = corrections.reading_of(tx, visit)
        if reading is None:
            raise Refused("visit_unknown")
        if not reading.counted:
            raise Refused("visit_not_counted")
        _ensure_possible(reading, amendment)
        reason = _put_right(reading, amendment)
        if reason is None:
            return False
        corrections.correct(tx, journal.Writer(tx, clock()), visit, reading, reason)
    return True


def _ensure_possible(reading: corrections.Reading, amendment: Amendment) -> None:
    persons, group = amendment.persons, amendment.group
    if persons is not None and not 1 <= persons <= LARGEST_GROUP:
        raise Refused("head_count_out_of_range", most=LARGEST_GROUP)
    alone = not reading.group and reading.head_count == 1
    becomes_another = group is not None and bool(group) != bool(reading.group)
    if (alone and persons not in (None, 1)) or becomes_another:
        raise Refused("visit_of_one")


def _put_right(reading: corrections.Reading, amendment: Amendment) -> Correction | None:
    """Change the reading; the weightiest reason for it, None where it says the same."""
    wanted = (
        ("counted", amendment.persons, Correction.WRONG_NUMBER),
        ("group", amendment.group, Correction.WRONG_KIND),
        ("age_band", amendment.age_band, Correction.WRONG_KIND),
        ("sex", amendment.sex, Correction.WRONG_KIND),
        ("purpose", amendment.purpose, Correction.WRONG_PURPOSE),
    )
    reasons = []
    for name, value, reason in wanted:
        if value is not None and int(value) != getattr(reading, name):
            setattr(reading, name, int(value))
            reasons.append(reason)
    return reasons[0] if reasons else None
