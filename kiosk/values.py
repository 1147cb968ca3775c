"""The words of the domain as values: parsed once at the edge, never changed afterwards."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from sync.protocol.entries import (
    AgeBand,
    Confidence,
    Consent,
    Correction,
    CountingRule,
    Declined,
    EventKind,
    GroupKind,
    Method,
    Purpose,
    Sex,
)

__all__ = [
    "Address",
    "AgeBand",
    "CardHolder",
    "CardPaper",
    "Choices",
    "ClockStanding",
    "Confidence",
    "Consent",
    "Correction",
    "Counting",
    "CountingRule",
    "Declined",
    "Doubt",
    "EntryRef",
    "EventKind",
    "Greeting",
    "GroupKind",
    "GroupOffer",
    "HeldAside",
    "Hop",
    "HopOutcome",
    "IssuedCard",
    "LateLine",
    "ListedVisit",
    "MeteredLink",
    "Method",
    "Notice",
    "PlannedEvent",
    "Point",
    "Purpose",
    "Sex",
    "SuggestedEvent",
    "SyncStatus",
    "Tallied",
    "ToLookAt",
    "Today",
    "VisitDay",
    "VisitReading",
]


class EntryRef(NamedTuple):
    """The journal entry of this device that made a record, and so its name for ever."""

    epoch: int
    seq: int


@dataclass(frozen=True, slots=True)
class Point:
    """A library point: its code in the province and the name on its door."""

    code: str
    name: str


class Address(StrEnum):
    """How Vietnamese courtesy speaks to a reader: em under 16, bác from 60, else bạn."""

    EM = "em"
    BAN = "bạn"
    BAC = "bác"


class CardPaper(StrEnum):
    """What a single card is printed on: an A4 page's corner, a blank card, a receipt printer's roll of 80 or 58 mm."""

    A4 = "a4"
    CARD = "card"
    RECEIPT_80 = "receipt-80"
    RECEIPT_58 = "receipt-58"


class Doubt(IntEnum):
    """Why this PC's clock is not believed (sync.md, guarantee 5); counting goes on meanwhile."""

    NONE = 0
    BEHIND = 1
    BEFORE_BUILD = 2
    FAR_AHEAD = 3
    STEPPED = 4


@dataclass(frozen=True, slots=True)
class Choices:
    """What this kiosk's officer chose for it; no facts, so they are never journalled (usecases/choices.py).

    `language`: vi | en; `contrast`: normal | high; `text_size`: per cent; `still`: nothing moves; `reach`: all that is
    touched lies low. `volume`: per cent. `monitor`: a screen's name, "" for the primary one. `saver_minutes`: 0 for
    never; `night_from`, `night_until`: minutes of the local day, no night where they are equal. `camera`: its id, ""
    for the first found, "none" for never; `camera_exposure`: tenths of an EV. `service_point`: where it stands, 0 for
    the site as a whole. `debounce_minutes`: within them a second scan of a card is an accident. `registration`:
    visitors may register themselves; `approval`: an officer looks at them before they borrow; `identity_cards`: those
    may serve as library cards. `large_group` heads, or `burst` walk-ins within five minutes, wait for an officer's
    glance.
    """

    language: str = "vi"
    contrast: str = "normal"
    text_size: int = 100
    still: bool = False
    reach: bool = False
    sounds: bool = True
    volume: int = 80
    monitor: str = ""
    saver_minutes: int = 10
    night_from: int = 20 * 60
    night_until: int = 6 * 60
    camera: str = ""
    camera_mirrored: bool = True
    camera_exposure: int = 0
    service_point: int = 0
    debounce_minutes: int = 10
    card_years: int = 3
    registration: bool = True
    approval: bool = False
    identity_cards: bool = False
    large_group: int = 60
    burst: int = 10


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """What the officer is asked when the clock is in doubt: «Hôm nay là ngày…?». Times are seconds UTC.

    `now`: the present time as the kiosk counts by it, on whose word `confidence` says; `wall`: what the PC's clock
    shows; `trusted`: the last time that is beyond doubt, None where there is none; `proposed`: the likeliest answer.
    """

    doubt: Doubt
    now: int
    confidence: Confidence
    wall: int
    trusted: int | None
    proposed: int


class Greeting(NamedTuple):
    """The answer to an accepted scan; everything in it is already on disk.

    `at`: seconds UTC. `short_name`: the last word of the name, "" for a card that this kiosk does not know. `staff`: a
    person who works here, greeted and not counted: `visit` is then (0, 0).
    """

    visit: EntryRef
    at: int
    known: bool
    short_name: str
    address: Address
    staff: bool = False


class GroupOffer(NamedTuple):
    """A group that came within the last hour: whoever scans now may belong to it («Em đi cùng lớp»).

    `visit`: the group's; `at`: seconds UTC; `label`: what it calls itself, "" where nobody said.
    """

    visit: EntryRef
    at: int
    kind: GroupKind
    heads: int
    label: str


class PlannedEvent(NamedTuple):
    """An event of the programme. `number`: the local one; `name`: its entry (device, epoch, seq). Times are UTC."""

    number: int
    name: tuple[bytes, int, int]
    title: str
    kind: EventKind
    starts_at: int
    ends_at: int
    cancelled: bool


@dataclass(frozen=True, slots=True)
class CardHolder:
    """What readers may see of themselves after their card was scanned; never a full name. Times are seconds UTC.

    `consent` AWAITED: «chờ phụ huynh»; `approved` False: an officer has not looked yet; either does not borrow.
    `erasure_asked_at`: when they asked to be forgotten, None where they did not. `visits_this_year`: at this kiosk.
    """

    short_name: str
    address: Address
    valid_until: date
    consent: Consent
    approved: bool
    erasure_asked_at: int | None
    visits_this_year: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """A walk-in or a group that was counted. `at`: seconds UTC; `head_count`: persons, each one visit."""

    visit: EntryRef
    at: int
    head_count: int


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A new reader's card. The code is shown or printed now: the kiosk itself keeps only its digest."""

    reader: EntryRef
    code: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Today:
    """The visits of one Vietnamese day at this kiosk, in persons. `by_hour`: 24 counts from 0 h."""

    day: date
    visits: int
    by_hour: tuple[int, ...]
    by_purpose: dict[Purpose, int] = field(default_factory=dict)
    by_method: dict[Method, int] = field(default_factory=dict)


class VisitReading(NamedTuple):
    """How a visit is read: the persons it counts as, why they came, who they were."""

    counted: int
    purpose: Purpose
    age_band: AgeBand
    sex: Sex
    group: GroupKind


class ListedVisit(NamedTuple):
    """A visit as the officer's list shows it; who it was only by a short name. `at`: seconds UTC.

    `heads`: persons as recorded, `now`: how it is read today, `before`: how it was before the first correction, None
    where nobody corrected it. `name`: a reader's short name, `label`: what a group calls itself; "" for none.
    `card`: a well-formed card that nobody here knows. `service_point`, `event`: in words, "" for none. `late`: entered
    afterwards from paper. `reason`: of the newest correction. `with_group`: the group's visit that counts this person.
    `followers`: persons who are counted with this group and not beside it.
    """

    visit: EntryRef
    at: int
    method: Method
    heads: int
    now: VisitReading
    before: VisitReading | None
    name: str
    label: str
    card: bool
    service_point: str
    event: str
    late: bool
    reason: Correction | None
    confirmed: bool
    with_group: EntryRef | None
    followers: int


class VisitDay(NamedTuple):
    """The visits of one Vietnamese day at this kiosk, in the order of time. `counted`, `late`: persons."""

    day: date
    today: date
    visits: tuple[ListedVisit, ...]
    counted: int
    late: int


class ToLookAt(NamedTuple):
    """What waits for an officer's glance: a large group, or (`burst`) many walk-ins within five minutes.

    Everything in it is counted already. `first`, `last`: seconds UTC; `kind` and `label` are the group's.
    """

    burst: bool
    visits: tuple[EntryRef, ...]
    first: int
    last: int
    persons: int
    kind: GroupKind
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """Persons of one kind on a paper sheet. `hour`: local, 7 for 7–8 h, None where the sheet tells only the day.

    `service_point`: 0 for the site as a whole. `label`: what a group calls itself; it stays at this kiosk.
    """

    persons: int
    hour: int | None = None
    purpose: Purpose = Purpose.NOT_TOLD
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.UNKNOWN
    group: GroupKind = GroupKind.NONE
    label: str = ""
    service_point: int = 0


class Counting(NamedTuple):
    """How visits are counted here: `rule`, the open service points (number → name), and where this kiosk stands (0: the
    site as a whole).
    """

    rule: CountingRule
    service_points: dict[int, str]
    here: int


class SuggestedEvent(NamedTuple):
    """A day of the province's plan that a point may put into its programme. Days are local, `last` included."""

    title: str
    kind: EventKind
    first: date
    last: date


class Notice(NamedTuple):
    """What an officer must hear of and a machine cannot settle. `code`: a stable word with a sentence in the screens.

    `epoch`: what it is about; `at`: seconds UTC; `detail`: for a technician.
    """

    code: str
    epoch: int
    at: int
    detail: str


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the province has confirmed and what waits. Times are seconds UTC; visits are persons.

    `confirmed_*` come from the last verified receipt; `pending_visits` is below 0 where corrections that wait take back
    more than what is new; `last_outcome` is "" before the first attempt, "ok", or the code of what went wrong.
    `sister_visits`: what the point's other kiosks counted, a replaced one among them, as last read.
    `notices`: what nobody has seen yet.
    """

    point: Point
    device: str
    enrolled: bool
    server: str
    confirmed_visits: int
    confirmed_at: int | None
    confirmed_seq: int
    pending_visits: int
    pending_entries: int
    oldest_pending_at: int | None
    last_attempt_at: int | None
    last_outcome: str
    journal_entries: int
    quarantined: int
    sister_visits: int = 0
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldAside:
    """An entry of this kiosk that the province keeps and does not count. `at`: seconds UTC; `reason`: a stable word.

    `what`: the kind of entry in the journal's own word (`VisitRecorded`), "" for one that this program cannot read.
    """

    epoch: int
    seq: int
    at: int
    what: str
    reason: str


class HopOutcome(StrEnum):
    """How one hop of the way to the province was found."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop between this kiosk and the province, as the connection doctor found it.

    `name`: a stable word; `title`: the same for people; `code`: what was found, a stable word; `sentence`: it in plain
    Vietnamese; `advice`: what to do, "" when nothing has to be done. `stops`: nothing beyond a failed hop can work.
    """

    name: str
    title: str
    outcome: HopOutcome
    code: str
    sentence: str
    advice: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class MeteredLink:
    """A line that is paid by the byte, or not. `daily_bytes`: what a day may cost; `spent_today`: both ways, so far."""

    metered: bool
    daily_bytes: int
    spent_today: int
