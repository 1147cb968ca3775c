"""Sample points for the demo: a month of visits, made by the very use cases a village uses."""

import hashlib
import os
import random
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from installer.happenings import happen
from kiosk.clock import VIETNAM, Clock, Moment, local_time
from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage import journal
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import AgeBand, Consent, GroupKind, IssuedCard, Method, Purpose, Sex
from sync.protocol.entries import Entry, VisitRecorded

_DAY: Final = 86_400
_DAYS: Final = 30
_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
_WOMEN: Final = ("Thị Lan", "Thị Hường", "Ngọc Ánh", "Thu Thủy", "Thị Mận", "Khánh Huyền")
_MEN: Final = ("Văn Đức", "Quang Huy", "Minh Tuấn", "Đình Phúc", "Hữu Nghĩa", "Gia Bảo")
_PURPOSES: Final = (Purpose.READING, Purpose.LENDING, Purpose.INTERNET, Purpose.CLASS_OR_CLUB, Purpose.NOT_TOLD)


@dataclass(frozen=True)
class Plan:
    """A point to be made. `busy`: visits of a usual day; `lively`: something besides visits happens there."""

    code: str
    name: str
    busy: int
    lively: bool = False


@dataclass(frozen=True)
class Point:
    """A made point: its home, its officer's password, its readers' cards, and the visits (persons) it has counted."""

    home: Home
    password: str
    cards: list[IssuedCard]
    visits: int


POINTS: Final = (
    Plan("12019-01", "Thư viện xã Văn Giang", 26, lively=True),
    Plan("11953-01", "Thư viện phường Phố Hiến", 34),
    Plan("12064-02", "TTHTCĐ xã Nguyễn Văn Linh", 14),
)


def made(home: Home, plan: Plan, *, now: int) -> Point:
    """Make a point with readers and the visits of the month before `now` (seconds UTC), the same ones every time."""
    chance = random.Random(plan.code)  # noqa: S311 - a demo that looks the same every time, not a secret
    start = now - _DAYS * _DAY
    begun = initialise(home, code=plan.code, name=plan.name, nonce=os.urandom(16), clock=_at(start))
    store = open_store(home)
    try:
        cards = [_reader(store, chance, start) for _ in range(24)]
        days = range(_midnight(start) + _DAY, now, _DAY)
        before = now - _DAY // (4 if plan.lively else 24)
        visits = sum(_day(store, chance, plan, cards, day, before=before) for day in days)
        if plan.lively:
            happen(store, cards, now, _at)
            visits = sync_status(store).pending_visits
    finally:
        store.close()
    return Point(home, begun.first_password, cards, visits)


class _FromTheFuture(Entry, frozen=True, array_like=True, kw_only=True):
    """An entry of a kind that no release knows yet."""

    kind: int = 9_001
    version: int = 1


def write_what_nobody_counts(store: Store, *, clock: Clock) -> int:
    """Two entries as only a later or a broken program writes them: a province keeps such, says why, and counts neither.

    Returns how many.
    """
    with store.writing() as tx:
        writer = journal.Writer(tx, clock())
        unknown = _FromTheFuture(wall=writer.wall, mono=writer.mono, boot=writer.boot)
        writer.write(unknown)
        writer.write(
            VisitRecorded(
                wall=writer.wall,
                mono=writer.mono,
                boot=writer.boot,
                method=Method.TALLIED,
                purpose=Purpose.CLASS_OR_CLUB,
                age_band=AgeBand.CHILD,
                sex=Sex.UNKNOWN,
                head_count=12_000,
                group=GroupKind.SCHOOL_CLASS,
                reader_device=b"",
                reader_epoch=0,
                reader_seq=0,
                card=b"",
            )
        )
    return 2


def dead_battery(clock: Clock) -> Clock:
    """The clock of a PC whose battery died: at this start it began at the first of January 2010."""
    start, boot = clock(), os.urandom(16)
    began = int(datetime(2010, 1, 1, 7, 2, tzinfo=VIETNAM).timestamp())

    def reading() -> Moment:
        passed = clock().mono - start.mono
        return Moment(began + passed, 120 + passed, boot)

    return reading


def _at(wall: int) -> Clock:
    """A clock of the past: the PC was switched on at seven in the morning of that day."""
    morning = _midnight(wall) + 7 * 3_600
    boot = hashlib.sha256(str(morning).encode()).digest()[:16]
    return lambda: Moment(wall, max(0, wall - morning), boot)


def _midnight(wall: int) -> int:
    there = local_time(wall)
    return wall - there.hour * 3_600 - there.minute * 60 - there.second


def _reader(store: Store, chance: random.Random, at: int) -> IssuedCard:
    sex = chance.choice((Sex.FEMALE, Sex.MALE))
    year = local_time(at).year - chance.choice((9, 11, 13, 14, 22, 27, 34, 41, 48, 56, 63, 70))
    child = local_time(at).year - year < 16
    return register_reader(
        store,
        full_name=f"{chance.choice(_FAMILY)} {chance.choice(_WOMEN if sex is Sex.FEMALE else _MEN)}",
        birth_year=year,
        sex=sex,
        consent=Consent.REPRESENTATIVE if child else Consent.READER,
        clock=_at(at),
    )


def _day(
    store: Store, chance: random.Random, plan: Plan, cards: list[IssuedCard], midnight: int, *, before: int
) -> int:
    """One day's visits: readers with cards, walk-ins, sometimes a class; none later than `before`. Returns persons."""
    busy = max(1, round(chance.gauss(plan.busy, plan.busy / 5)))
    moments = sorted(chance.randrange(midnight + int(7.5 * 3_600), midnight + 17 * 3_600) for _ in range(busy))
    persons = 0
    for wall in (moment for moment in moments if moment < before):
        clock, purpose = _at(wall), chance.choice(_PURPOSES)
        if chance.random() < 0.7:
            persons += _by_card(store, chance.choice(cards), purpose, clock)
        else:
            band = chance.choice((AgeBand.CHILD, AgeBand.YOUTH, AgeBand.ADULT, AgeBand.SENIOR))
            persons += tally(
                store, purpose=purpose, age_band=band, method=Method.SELF_REGISTERED, clock=clock
            ).head_count
    if chance.random() < 0.15 and moments[-1] < before:
        clock = _at(moments[-1] + 60)
        persons += tally(
            store,
            purpose=Purpose.CLASS_OR_CLUB,
            age_band=AgeBand.CHILD,
            head_count=chance.randrange(24, 38),
            group=GroupKind.SCHOOL_CLASS,
            clock=clock,
        ).head_count
    return persons


def _by_card(store: Store, card: IssuedCard, purpose: Purpose, clock: Clock) -> int:
    try:
        check_in(store, card.code, clock=clock, purpose=purpose)
    except Refused:  # the same reader a few minutes later: one entry, scanned twice
        return 0
    return 1
