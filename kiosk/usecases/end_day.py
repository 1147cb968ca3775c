"""What an officer wants to know when the day ends."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from kiosk.clock import Clock
from kiosk.storage.connection import Store
from kiosk.values import AgeBand, Correction, GroupKind, Method, Purpose, SyncStatus, ToLookAt

from .list_backups import last_backup
from .list_visits import list_visits
from .sync_status import sync_status
from .visits_to_look_at import visits_to_look_at


@dataclass(frozen=True, slots=True)
class DayEnd:
    """A day that ends. All counts are persons but `groups`, which is records; `backup_at`: seconds UTC.

    `late`: entered today from paper or by hand and counted among `visits`; `voided`: recorded and taken back since.
    """

    day: date
    visits: int
    by_purpose: dict[Purpose, int]
    by_method: dict[Method, int]
    by_age: dict[AgeBand, int]
    groups: int
    in_groups: int
    late: int
    voided: int
    to_look_at: tuple[ToLookAt, ...]
    status: SyncStatus
    backup_at: int | None


def end_day(store: Store, *, clock: Clock) -> DayEnd:
    """The sums of the present Vietnamese day at this kiosk, what waits for a glance, and what the province has.

    Persons, each one visit (ISO 2789); a group is one record of many. Only reads: it works on a full disk too.
    """
    day = list_visits(store, clock=clock)
    purposes: Counter[Purpose] = Counter()
    methods: Counter[Method] = Counter()
    ages: Counter[AgeBand] = Counter()
    groups = in_groups = voided = 0
    for one in day.visits:
        counted = one.now.counted
        purposes[one.now.purpose] += counted
        methods[one.method] += counted
        ages[one.now.age_band] += counted
        if one.now.group is not GroupKind.NONE and counted:
            groups, in_groups = groups + 1, in_groups + counted
        if not counted and one.reason is not Correction.WITH_GROUP:
            voided += one.heads
    return DayEnd(
        day=day.day,
        visits=day.counted,
        by_purpose=dict(+purposes),
        by_method=dict(+methods),
        by_age=dict(+ages),
        groups=groups,
        in_groups=in_groups,
        late=day.late,
        voided=voided,
        to_look_at=visits_to_look_at(store, clock=clock),
        status=sync_status(store),
        backup_at=last_backup(store),
    )
