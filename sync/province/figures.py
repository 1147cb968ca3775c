"""What the pages show, read from the day counts and the ledger. A point's figures are those of its devices."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.db import connection
from django.db.models import Count, Max, Q, Sum

from ..protocol.entries import Method, Purpose
from . import words
from .models import Alarm, Chain, DayCount, Device, Entry, Point, Visit
from .projection import local_day

SILENT_AFTER: Final = 2 * 86_400
"""A kiosk is switched off every evening and may rest a day: from the second silent day on it stands out."""
PERIOD: Final = 30
"""Days shown on a point's page."""
SHOWN: Final = 50
"""Held-aside entries listed on a page; the count is always whole."""


class Standing(StrEnum):
    """How a point is doing, the worst thing first."""

    ALARMED = "alarmed"
    SILENT = "silent"
    NEVER_HEARD = "never"
    WELL = "well"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Sums:
    """Visits (persons) today, in 7 and 30 days with today, and in all."""

    today: int = 0
    week: int = 0
    month: int = 0
    total: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.today + other.today, self.week + other.week, self.month + other.month, self.total + other.total
        )


@dataclass(frozen=True, slots=True)
class PointLine:
    """One point as a line of the table."""

    code: str
    name: str
    devices: int
    last_contact_at: int | None
    sums: Sums
    standing: Standing
    silent_days: int


def point_lines(now: int) -> list[PointLine]:
    """Every point, by code. Four queries however many points there are."""
    sums = _sums_by_point(local_day(now))
    devices = {
        row["point"]: row
        for row in Device.objects.values("point").annotate(
            active=Count("id", filter=Q(status=Device.ACTIVE)), contact=Max("last_contact_at")
        )
    }
    alarmed = set(Alarm.objects.filter(settled_at=None).values_list("device__point", flat=True))
    lines = []
    for point in Point.objects.order_by("code"):
        own = devices.get(point.pk, {"active": 0, "contact": None})
        contact = own["contact"]
        standing = _standing(point, contact, point.pk in alarmed, now)
        lines.append(
            PointLine(
                code=point.code,
                name=point.name,
                devices=own["active"],
                last_contact_at=contact,
                sums=sums.get(point.pk, Sums()),
                standing=standing,
                silent_days=(now - contact) // 86_400 if contact is not None else 0,
            )
        )
    return lines


def _standing(point: Point, contact: int | None, is_alarmed: bool, now: int) -> Standing:
    if point.valid_to is not None and point.valid_to <= local_day(now):
        return Standing.CLOSED
    if is_alarmed:
        return Standing.ALARMED
    if contact is None:
        return Standing.NEVER_HEARD
    return Standing.SILENT if now - contact >= SILENT_AFTER else Standing.WELL


def _sums_by_point(today: int) -> dict[int, Sums]:
    rows = DayCount.objects.values_list("device__point").annotate(
        today=Sum("visits", filter=Q(day=today), default=0),
        week=Sum("visits", filter=Q(day__gt=today - 7, day__lte=today), default=0),
        month=Sum("visits", filter=Q(day__gt=today - 30, day__lte=today), default=0),
        total=Sum("visits", default=0),
    )
    return {point: Sums(*sums) for point, *sums in rows}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a point. `by_method` in the order of words.METHODS."""

    day: int
    visits: int
    by_method: tuple[int, ...]
    is_future: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole, `percent` of the largest part (the length of its bar)."""

    name: str
    visits: int
    percent: int


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device and how far the province holds its chain."""

    number: int
    device: str
    is_active: bool
    software: str
    enrolled_at: int
    last_contact_at: int | None
    clock_ahead: int
    epochs: tuple[tuple[int, int], ...]

    @property
    def clock_behind(self) -> int:
        """Seconds."""
        return -self.clock_ahead


@dataclass(frozen=True, slots=True)
class HeldAside:
    """Entries that are kept and not counted, for one reason."""

    device: int
    epoch: int
    first: int
    last: int
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm in words."""

    device: int
    sentence: str
    detail: str
    first_at: int
    last_at: int
    times: int


@dataclass(frozen=True, slots=True)
class PointPage:
    """Everything a point's page says."""

    line: PointLine
    days: list[Day] = field(default_factory=list)
    purposes: list[Share] = field(default_factory=list)
    methods: list[Share] = field(default_factory=list)
    devices: list[DeviceLine] = field(default_factory=list)
    held_aside: list[HeldAside] = field(default_factory=list)
    held_count: int = 0
    alarms: list[AlarmLine] = field(default_factory=list)
    strangers: int = 0
    recognised: int = 0


def point_page(point: Point, now: int) -> PointPage:
    """The figures of one point: the last PERIOD days, newest first, with every later day a wrong clock made."""
    today = local_day(now)
    line = next(line for line in point_lines(now) if line.code == point.code)
    counts = list(
        DayCount.objects.filter(device__point=point, day__gt=today - PERIOD)
        .values_list("day", "method", "purpose")
        .annotate(persons=Sum("visits"))
    )
    within = [count for count in counts if count[0] <= today]
    held = Entry.objects.filter(device__point=point, quarantine__isnull=False)
    strangers, recognised = _strangers(point)
    return PointPage(
        line=line,
        days=_days(counts, today),
        purposes=_shares([(words.PURPOSES[Purpose(row[2])], row[3]) for row in within], list(words.PURPOSES.values())),
        methods=_shares([(words.METHODS[Method(row[1])], row[3]) for row in within], list(words.METHODS.values())),
        devices=_devices(point),
        held_aside=_held_aside(point),
        held_count=held.count(),
        alarms=_alarms(point),
        strangers=strangers,
        recognised=recognised,
    )


def _days(counts: list[tuple[int, int, int, int]], today: int) -> list[Day]:
    methods = list(words.METHODS)
    cells: dict[int, list[int]] = {day: [0] * len(methods) for day in range(today - PERIOD + 1, today + 1)}
    for day, method, _, visits in counts:
        cells.setdefault(day, [0] * len(methods))[methods.index(Method(method))] += visits
    return [Day(day, sum(cells[day]), tuple(cells[day]), day > today) for day in sorted(cells, reverse=True)]


def _shares(parts: list[tuple[str, int]], names: list[str]) -> list[Share]:
    sums = dict.fromkeys(names, 0)
    for name, visits in parts:
        sums[name] += visits
    most = max(sums.values())
    return [Share(name, visits, round(100 * visits / most) if most else 0) for name, visits in sums.items()]


def _devices(point: Point) -> list[DeviceLine]:
    chains: dict[int, list[tuple[int, int]]] = {}
    for device, epoch, seq in (
        Chain.objects.filter(device__point=point).order_by("epoch").values_list("device_id", "epoch", "seq")
    ):
        chains.setdefault(device, []).append((epoch, seq))
    return [
        DeviceLine(
            number=device.number,
            device=bytes(device.device_id).hex(),
            is_active=device.status == Device.ACTIVE,
            software=device.software,
            enrolled_at=device.enrolled_at,
            last_contact_at=device.last_contact_at,
            clock_ahead=device.clock_ahead,
            epochs=tuple(chains.get(device.pk, ())),
        )
        for device in Device.objects.filter(point=point).order_by("number")
    ]


def _held_aside(point: Point) -> list[HeldAside]:
    """Entries held aside, runs of one reason as one line, newest first."""
    rows = (
        Entry.objects.filter(device__point=point, quarantine__isnull=False)
        .order_by("-received_at", "-epoch", "-seq")
        .values_list("device__number", "epoch", "seq", "quarantine")[: 20 * SHOWN]
    )
    runs: list[HeldAside] = []
    for device, epoch, seq, reason in rows:
        sentence = words.QUARANTINE[str(reason)]
        last = runs[-1] if runs else None
        if last and (last.device, last.epoch, last.sentence, last.first) == (device, epoch, sentence, seq + 1):
            runs[-1] = HeldAside(device, epoch, seq, last.last, last.count + 1, sentence)
        else:
            runs.append(HeldAside(device, epoch, seq, seq, 1, sentence))
    return runs[:SHOWN]


def _alarms(point: Point) -> list[AlarmLine]:
    return [
        AlarmLine(
            alarm.device.number, words.ALARMS[alarm.code], alarm.detail, alarm.first_at, alarm.last_at, alarm.times
        )
        for alarm in Alarm.objects.filter(device__point=point, settled_at=None)
        .select_related("device")
        .order_by("-last_at")
    ]


def _strangers(point: Point) -> tuple[int, int]:
    """Visits by a card that the kiosk did not know, and how many of them a card of any point explains by now.

    Joined when read, so that it does not matter whether the card or its visit arrived first.
    """
    visits = Visit.objects.filter(device__point=point).exclude(card=b"").count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM province_visit v JOIN province_device d ON d.id = v.device_id"
            " WHERE d.point_id = %s AND v.card <> %s"
            " AND EXISTS (SELECT 1 FROM province_card c WHERE c.digest = v.card)",
            [point.pk, b""],
        )
        return visits, cursor.fetchone()[0]


def as_report(lines: list[PointLine]) -> dict[str, object]:
    """The table of points as plain values, for `province status --json`."""
    points = [
        {
            "code": line.code,
            "name": line.name,
            "devices": line.devices,
            "last_contact_at": line.last_contact_at,
            "standing": line.standing.value,
            "today": line.sums.today,
            "week": line.sums.week,
            "month": line.sums.month,
            "visits": line.sums.total,
        }
        for line in lines
    ]
    held = Entry.objects.filter(quarantine__isnull=False).count()
    total = sum(line.sums.total for line in lines)
    return {
        "points": points,
        "visits": total,
        "quarantined": held,
        "alarms": Alarm.objects.filter(settled_at=None).count(),
    }
