"""What a kiosk must count, by a naive model: visits in a list, each with what was done to it; no table, no chain.

drive(store, clock, steps) does the same to both and returns the model.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import strategies as some

from kiosk.clock import local_day
from kiosk.errors import Refused
from kiosk.ids import new_card_code
from kiosk.storage.connection import Store
from kiosk.usecases.amend_visit import Amendment, amend_visit
from kiosk.usecases.check_in import check_in
from kiosk.usecases.confirm_visit import confirm_visits
from kiosk.usecases.enter_late import enter_late
from kiosk.usecases.join_group import join_group
from kiosk.usecases.tally import tally
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.tell_purpose import tell_purpose
from kiosk.usecases.void_visit import REASONS, count_again, void_visit
from kiosk.values import AgeBand, Correction, EntryRef, GroupKind, LateLine, Method, Purpose
from tests.homes import StandingClock, new_reader

DAY: Final = 86_400
DEBOUNCE: Final = 600
CARDS: Final = 5
Key = tuple[date, Purpose, Method]
Step = tuple[str, int, int]

_NAMES: Final = (
    "scan",
    "scan",
    "scan",
    "group",
    "walk in",
    "purpose",
    "join",
    "void",
    "void group",
    "again",
    "again group",
    "amend",
    "confirm",
    "late",
    "wait",
    "wait",
    "reboot",
    "date",
)
steps = some.lists(
    some.tuples(some.sampled_from(_NAMES), some.integers(0, 60), some.integers(0, 60)), min_size=20, max_size=80
)
"""What happens, and two numbers that say to whom and how much."""


@dataclass
class Visit:
    """One record. `boot` and `mono` time it until somebody tells the date of that boot; `late` stands as told."""

    ref: EntryRef
    method: Method
    purpose: Purpose
    heads: int
    wall: int
    boot: bytes
    mono: int
    group: bool = False
    scanned: bool = False
    late: bool = False
    voided: Correction | None = None
    with_group: "Visit | None" = None

    def persons(self) -> int:
        """A visit counts as its heads; as none when it was voided, or came with a group that is counted somewhere."""
        whole = self.with_group
        counted_there = whole is not None and whole.voided in (None, Correction.COUNTED_TWICE)
        return 0 if self.voided is not None or counted_there else self.heads


@dataclass
class Model:
    """The visits so far, and those of each card: who was just counted, and not voided, is turned away."""

    visits: list[Visit] = field(default_factory=list)
    dates: dict[bytes, int] = field(default_factory=dict)
    scans: dict[int, list[Visit]] = field(default_factory=dict)
    refused: int = 0

    def at(self, visit: Visit) -> int:
        """When it was: by the officer's word for its boot, else by its clock."""
        if visit.late or visit.boot not in self.dates:
            return visit.wall
        return self.dates[visit.boot] + visit.mono

    def counts(self) -> Counter[Key]:
        """Persons by day, purpose and method; nothing that is none."""
        found: Counter[Key] = Counter()
        for visit in self.visits:
            found[local_day(self.at(visit)), visit.purpose, visit.method] += visit.persons()
        return +found


class Desk:
    """A kiosk and its model, to which the same is done."""

    def __init__(self, store: Store, clock: StandingClock) -> None:
        self.store, self.clock, self.model = store, clock, Model()
        readers = [new_reader(store, clock, full_name=f"Nguyễn Thị {name}").code for name in ("Lan", "Mai")]
        self.cards = [*readers, *(new_card_code() for _ in range(CARDS - len(readers)))]

    def now(self) -> int:
        boot = self.clock.boot
        return self.model.dates[boot] + self.clock.mono if boot in self.model.dates else self.clock.wall

    def scan(self, which: int, _: int) -> None:
        card = which % CARDS
        standing = [visit for visit in self.model.scans.get(card, []) if visit.voided is None]
        last = standing[-1] if standing else None
        if last is not None:
            same = last.boot == self.clock.boot
            passed = self.clock.mono - last.mono if same else self.now() - self.model.at(last)
            if 0 <= passed < DEBOUNCE:
                with pytest.raises(Refused, match="already_counted"):
                    check_in(self.store, self.cards[card], clock=self.clock)
                self.model.refused += 1
                return
        visit = check_in(self.store, self.cards[card], clock=self.clock).visit
        noted = self._note(visit, Method.SCANNED, Purpose.NOT_TOLD, 1, scanned=True)
        self.model.scans.setdefault(card, []).append(noted)

    def group(self, heads: int, kind: int) -> None:
        which = (GroupKind.SCHOOL_CLASS, GroupKind.DELEGATION, GroupKind.CLUB)[kind % 3]
        counted = tally(self.store, purpose=Purpose.CLASS_OR_CLUB, head_count=heads + 1, group=which, clock=self.clock)
        self._note(counted.visit, Method.TALLIED, Purpose.CLASS_OR_CLUB, heads + 1, group=True)

    def walk_in(self, purpose: int, age: int) -> None:
        meant = Purpose(purpose % len(Purpose))
        method = Method.SELF_REGISTERED
        counted = tally(self.store, purpose=meant, age_band=AgeBand(age % 5), method=method, clock=self.clock)
        self._note(counted.visit, method, meant, 1)

    def purpose(self, which: int, purpose: int) -> None:
        if (visit := self._one(which)) is not None:
            visit.purpose = Purpose(purpose % len(Purpose))
            tell_purpose(self.store, visit.ref, visit.purpose, clock=self.clock)

    def join(self, which: int, group: int) -> None:
        alone = [visit for visit in self.model.visits if visit.scanned and visit.persons()]
        groups = [visit for visit in self.model.visits if visit.group]
        if not alone or not groups:
            return
        visit, whole = alone[which % len(alone)], groups[-1 - group % min(2, len(groups))]
        if whole.voided is not None:
            with pytest.raises(Refused, match="visit_unknown"):
                join_group(self.store, visit.ref, whole.ref, clock=self.clock)
            return
        join_group(self.store, visit.ref, whole.ref, clock=self.clock)
        visit.with_group = whole

    def void(self, which: int, reason: int) -> None:
        self._void(self._one(which), reason)

    def void_group(self, which: int, reason: int) -> None:
        self._void(self._one(which, groups=True), reason)

    def _void(self, visit: Visit | None, reason: int) -> None:
        if visit is None:
            return
        why = REASONS[reason % len(REASONS)]
        if not visit.persons():
            with pytest.raises(Refused, match="visit_not_counted"):
                void_visit(self.store, visit.ref, why, clock=self.clock)
            return
        before = sum(self.model.counts().values())
        visit.voided = why
        less = void_visit(self.store, visit.ref, why, clock=self.clock)
        assert less == before - sum(self.model.counts().values())

    def again(self, which: int, _: int) -> None:
        self._again(self._one(which))

    def again_group(self, which: int, _: int) -> None:
        self._again(self._one(which, groups=True))

    def _again(self, visit: Visit | None) -> None:
        if visit is None:
            return
        if visit.persons():
            with pytest.raises(Refused, match="visit_counted"):
                count_again(self.store, visit.ref, clock=self.clock)
            return
        before = sum(self.model.counts().values())
        visit.voided = visit.with_group = None
        more = count_again(self.store, visit.ref, clock=self.clock)
        assert more == sum(self.model.counts().values()) - before

    def amend(self, which: int, number: int) -> None:
        if (visit := self._one(which)) is None or not visit.persons():
            return
        purpose = Purpose(number % len(Purpose))
        persons = number + 1 if visit.group or visit.late else None
        amend_visit(self.store, visit.ref, Amendment(persons=persons, purpose=purpose), clock=self.clock)
        visit.purpose, visit.heads = purpose, persons or visit.heads

    def confirm(self, which: int, _: int) -> None:
        if (visit := self._one(which)) is not None:
            confirm_visits(self.store, [visit.ref], clock=self.clock)

    def late(self, back: int, persons: int) -> None:
        today = local_day(self.now())
        day, purpose = today - timedelta(days=back), Purpose(persons % len(Purpose))
        lines = [LateLine(persons=persons + 2, hour=9, purpose=purpose), LateLine(persons=2, purpose=purpose)]
        if back == 0:
            lines = lines[1:]
        last = enter_late(self.store, day, lines, clock=self.clock).visit
        for line, ref in zip(
            lines, (EntryRef(last.epoch, last.seq - len(lines) + 1 + n) for n in (0, 1)), strict=False
        ):
            visit = self._note(ref, Method.TALLIED, purpose, line.persons)
            visit.late, visit.wall = True, _noon(day)

    def wait(self, minutes: int, hours: int) -> None:
        self.clock.advance(60 * minutes + 3_600 * (hours // 6))

    def reboot(self, minutes: int, _: int) -> None:
        before = self.now()
        self.clock.reboot(off=60 + 60 * minutes)
        self.clock.wall = max(self.clock.wall, before + 60)  # somebody set it right meanwhile

    def date(self, days: int, _: int) -> None:
        """The officer says that it is some days later, and the clock is set to it as well."""
        told = self.now() + (days % 4) * DAY
        tell_date(self.store, told, clock=self.clock)
        self.model.dates[self.clock.boot] = told - self.clock.mono
        self.clock.wall = told

    def _one(self, which: int, *, groups: bool = False) -> Visit | None:
        """One of the last few, where most of what can go wrong meets."""
        found = [visit for visit in self.model.visits if visit.group or not groups][-8:]
        return found[which % len(found)] if found else None

    def _note(
        self, ref: EntryRef, method: Method, purpose: Purpose, heads: int, *, group: bool = False, scanned: bool = False
    ) -> Visit:
        clock = self.clock
        visit = Visit(ref, method, purpose, heads, clock.wall, clock.boot, clock.mono, group, scanned)
        self.model.visits.append(visit)
        return visit


def _noon(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY + 5 * 3_600


def drive(store: Store, clock: StandingClock, happened: list[Step]) -> Model:
    """Do all of it to a kiosk and to a model."""
    desk = Desk(store, clock)
    for name, first, second in happened:
        getattr(desk, name.replace(" ", "_"))(first, second)
    return desk.model
