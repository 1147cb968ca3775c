"""From entries to what the province counts: a pure function of the bytes. Knows no database and no clock.

The same entries in the same order give the same rows on every machine, today and when they are rebuilt. What cannot be
understood is held aside with a reason and never stops the entries after it (sync.md, guarantee 2).
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from ..protocol.entries import (
    HASH_SIZE,
    AgeBand,
    CardIssued,
    CardRevoked,
    ClockCompared,
    Confidence,
    Consent,
    ConsentTold,
    Correction,
    CountingChosen,
    CountingRule,
    DateTold,
    Declined,
    Entry,
    EpochCause,
    EpochOpened,
    ErasureDeclined,
    ErasureRequested,
    EventCancelled,
    EventKind,
    EventPlanned,
    GroupKind,
    MalformedEntry,
    Method,
    Purpose,
    PurposeTold,
    ReaderApproved,
    ReaderErased,
    ReaderRegistered,
    ReaderRegisteredAwaiting,
    Reentered,
    ServicePointNamed,
    Sex,
    StaffMarked,
    VisitConfirmed,
    VisitCorrected,
    VisitDetailed,
    VisitRecorded,
    decode,
    plain,
    upcast,
)
from ..protocol.times import Evidence, Timeline

MALFORMED: Final = "malformed"
UNKNOWN_KIND: Final = "unknown_kind"
OUT_OF_RANGE: Final = "out_of_range"
DEVICE_REVOKED: Final = "device_revoked"
DOUBLED: Final = "doubled"
"""Why an entry is kept but not counted."""

LARGEST_HEAD_COUNT: Final = 9_999
"""Four digits: what the kiosk's keys can enter. More is a mistake that would drown every honest figure."""
_LAST_SECOND: Final = 253_402_300_800  # year 10000: any earlier clock is believed, however wrong (guarantee 5)
_DAY: Final = 86_400
_VIETNAM: Final = 7 * 3_600
_METHODS: Final = frozenset(map(int, Method))
_PURPOSES: Final = frozenset(map(int, Purpose))
_AGES: Final = frozenset(map(int, AgeBand))
_SEXES: Final = frozenset(map(int, Sex))
_GROUPS: Final = frozenset(map(int, GroupKind))
_READER_NOTES: Final = (ConsentTold, ReaderApproved, StaffMarked, ErasureRequested, ErasureDeclined)
_CORRECTIONS: Final = (VisitCorrected, VisitConfirmed)
_SITE_NOTES: Final = (ServicePointNamed, CountingChosen)
_FACTS: Final = (
    ReaderRegistered,
    CardIssued,
    CardRevoked,
    ReaderErased,
    VisitRecorded,
    PurposeTold,
    EventPlanned,
    EventCancelled,
    *_READER_NOTES,
    *_CORRECTIONS,
    *_SITE_NOTES,
)
LARGEST_SERVICE_POINT: Final = 99
LONGEST_TEXT: Final = 400
"""Characters of a title or a name; a kiosk takes far fewer."""
_NO_BOOT: Final = -1
"""The boot of a fact that was written again: it was counted in another epoch, whose evidence does not hold here."""
_CONFIDENCES: Final = frozenset(map(int, Confidence))
_CAUSES: Final = frozenset(map(int, EpochCause))
_CONSENTS: Final = frozenset(map(int, Consent))
_REASONS: Final = frozenset(map(int, Correction))
_DECLINED: Final = frozenset(map(int, Declined))
_EVENT_KINDS: Final = frozenset(map(int, EventKind))
_RULES: Final = frozenset(map(int, CountingRule))
_LARGEST: Final = 2**53
_LARGEST_KIND: Final = 2**31

_DEVICE_SIZES: Final = frozenset((0, 16))
_PLAIN_VISIT: Final = (None,) * 7
"""What is known of a visit whose entry told no more: neither corrected nor detailed."""
_COUNTED_VISIT: Final = (20, 1, None)
"""The verdict on a visit that is counted: one tuple for all of them."""

_encode = msgspec.msgpack.Encoder().encode
_decode_visit = msgspec.msgpack.Decoder(VisitRecorded).decode
_VISIT_HEAD: Final = _encode([20, 1, *[0] * 13])[:3]
"""How every visit of version 1 begins: an array of 15, kind 20, version 1."""

Row = tuple[int | bytes | str | None, ...]


def local_day(wall: int) -> int:
    """The day number (days since 1970-01-01) of a time in seconds UTC, at +07:00 always."""
    return (wall + _VIETNAM) // _DAY


@dataclass(frozen=True, slots=True)
class Told:
    """A purpose for a visit that is not in this batch."""

    visit_epoch: int
    visit_seq: int
    purpose: int
    seq: int


@dataclass(slots=True)
class Projection:
    """What a run of entries adds. `verdicts`: (kind, version, quarantine reason or None) of each entry, in order.

    Rows begin with (device, epoch, seq) and hold the columns of their model in its order. `told_at`: seq → (at,
    confidence) of facts that were written again. `counts`: (day, method, purpose) → [records, persons]. `newest`: the
    largest wall time in it, 0 if none; `ahead`: seconds by which the kiosk's clock was ahead at its last contact.
    `first`, `last`: its seqs; `around`: the evidence that surrounds them.
    """

    verdicts: list[tuple[int, int, str | None]] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    readers: list[Row] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    revocations: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    erasures: list[Row] = field(default_factory=list)
    reentries: list[Row] = field(default_factory=list)
    corrections: list[Row] = field(default_factory=list)
    reader_notes: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    cancellations: list[Row] = field(default_factory=list)
    site_notes: list[Row] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    told_at: dict[int, tuple[int, int]] = field(default_factory=dict)
    counts: dict[tuple[int, int, int], list[int]] = field(default_factory=dict)
    newest: int = 0
    ahead: int | None = None
    first: int = 0
    last: int = 0
    around: list[Evidence] = field(default_factory=list)

    def timeline(self) -> Timeline:
        """What these entries and those around them say of the kiosk's clock."""
        return Timeline([*self.around, *(Evidence(*row[1:]) for row in self.evidence)])  # type: ignore[arg-type] # integers all


def project(
    device: int,
    epoch: int,
    first: int,
    raws: Sequence[bytes],
    *,
    withheld: str | None = None,
    doubled: Container[int] = frozenset(),
    around: Sequence[Evidence] = (),
) -> Projection:
    """The rows of entries `first`, `first + 1`, … of one epoch of the device with database key `device`.

    `withheld`: a reason that holds for all of them, whatever they say (a revoked device's backlog). `doubled`: the seqs
    of those whose fact was counted already, in another branch. `around`: what is known of the clock from entries around
    these (clocks.surroundings).
    """
    found = Projection(first=first, last=first + len(raws) - 1, around=list(around))
    visits: dict[int, VisitRecorded] = {}
    told: dict[int, tuple[int, int]] = {}
    verdicts = found.verdicts
    for seq, raw in enumerate(raws, first):
        visit = _visit(raw)
        if visit is not None and withheld is None and seq not in doubled and _is_meant(visit):
            verdicts.append(_COUNTED_VISIT)
            visits[seq] = visit
            if visit.wall > found.newest:
                found.newest = visit.wall
            continue
        try:
            entry = visit or decode(raw)
        except MalformedEntry:
            verdicts.append((*_kind_of(raw), withheld or MALFORMED))
            continue
        if entry is None:
            verdicts.append((*_kind_of(raw), withheld or UNKNOWN_KIND))
            continue
        told_as = entry
        if type(entry) is not VisitRecorded:
            entry = _unwrapped(upcast(entry))
        reason = withheld or (MALFORMED if entry is None else _fault(entry, epoch, seq))
        if seq in doubled:
            reason = reason or DOUBLED
        verdicts.append((told_as.kind, told_as.version, reason))
        if entry is None or reason is not None:
            continue
        if type(told_as) is Reentered:
            # What its own branch knew of the clock holds for ever; this epoch's evidence does not.
            found.reentries.append((device, epoch, seq, told_as.old_epoch, told_as.old_seq, told_as.old_hash))
            entry = msgspec.structs.replace(entry, boot=_NO_BOOT)
            found.told_at[seq] = (told_as.at, told_as.confidence)
        elif type(entry) is VisitDetailed and entry.told_at:
            found.told_at[seq] = (entry.told_at, int(Confidence.OFFICER))
            entry = msgspec.structs.replace(entry, boot=_NO_BOOT)
        if entry.wall > found.newest:
            found.newest = entry.wall
        if isinstance(entry, VisitRecorded):
            visits[seq] = entry
        elif type(entry) is PurposeTold:
            if entry.visit_epoch == epoch and entry.visit_seq in visits:
                told[entry.visit_seq] = (entry.purpose, seq)
            else:
                found.told.append(Told(entry.visit_epoch, entry.visit_seq, entry.purpose, seq))
        else:
            _add(found, (device, epoch, seq), entry)
    _add_visits(found, device, epoch, visits, told)
    return found


def _visit(raw: bytes) -> VisitRecorded | None:
    """A visit, which most entries are, by the short way: what encodes to the very same bytes is what decode() gives."""
    if raw[:3] != _VISIT_HEAD:
        return None
    try:
        visit = _decode_visit(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None  # decode() says what is wrong with it
    return visit if _encode(visit) == raw else None


def _unwrapped(entry: Entry) -> Entry | None:
    """What a fact that was written again says; None where that is no fact. What tells of a chain or a clock stays in
    the branch it was told in.
    """
    if type(entry) is not Reentered:
        return entry
    try:
        inner = decode(entry.raw)
    except MalformedEntry:
        return None
    sound = 0 <= entry.at < _LAST_SECOND and entry.confidence in _CONFIDENCES
    sound = sound and 0 <= entry.old_epoch < _LARGEST and 0 <= entry.old_seq < _LARGEST
    sound = sound and len(entry.old_hash) == HASH_SIZE  # else nobody could tell that it was told before
    return inner if sound and isinstance(inner, _FACTS) else None


def _add(found: Projection, key: Row, entry: Entry) -> None:
    if isinstance(entry, ReaderRegistered):
        approval = entry.approval if isinstance(entry, ReaderRegisteredAwaiting) else 0
        found.readers.append((*key, entry.consent, entry.consent_text, approval))
    elif isinstance(entry, _CORRECTIONS):
        found.corrections.append((*key, *_correction(entry)))
    elif isinstance(entry, _READER_NOTES):
        reader = (entry.reader_device, entry.reader_epoch, entry.reader_seq)
        found.reader_notes.append((*key, entry.kind, *reader, _value_of(entry)))
    elif type(entry) is EventPlanned:
        found.events.append((*key, entry.title, entry.event_kind, entry.starts_at, entry.ends_at))
    elif type(entry) is EventCancelled:
        found.cancellations.append((*key, entry.event_device, entry.event_epoch, entry.event_seq))
    elif type(entry) is ServicePointNamed:
        found.site_notes.append((*key, entry.service_point, entry.name, 0))
    elif type(entry) is CountingChosen:
        found.site_notes.append((*key, 0, "", entry.rule))
    elif type(entry) is CardIssued:
        reader = (entry.reader_device, entry.reader_epoch, entry.reader_seq)
        found.cards.append((*key, entry.card, *reader, entry.valid_until))
    elif type(entry) is CardRevoked:
        found.revocations.append((*key, entry.card))
    elif type(entry) is ClockCompared:
        found.evidence.append((*key, entry.boot, entry.mono, entry.province_at, int(Confidence.PROVINCE)))
        found.ahead = entry.wall - entry.province_at
    elif type(entry) is DateTold:
        found.evidence.append((*key, entry.boot, entry.mono, entry.told_at, int(Confidence.OFFICER)))
    elif type(entry) is ReaderErased:
        found.erasures.append((*key, entry.reader_device, entry.reader_epoch, entry.reader_seq))


def _correction(entry: VisitCorrected | VisitConfirmed) -> Row:
    visit = (entry.visit_epoch, entry.visit_seq)
    if type(entry) is VisitCorrected:
        read = (entry.counted, entry.purpose, entry.age_band, entry.sex, entry.group)
        return (*visit, *read, entry.group_epoch, entry.group_seq, entry.reason)
    return (*visit, *[0] * 8)


def _value_of(note: ConsentTold | ReaderApproved | StaffMarked | ErasureRequested | ErasureDeclined) -> int:
    if isinstance(note, ConsentTold):
        return note.consent
    if isinstance(note, StaffMarked):
        return note.staff
    return note.reason if isinstance(note, ErasureDeclined) else 1


def _add_visits(
    found: Projection, device: int, epoch: int, visits: dict[int, VisitRecorded], told: dict[int, tuple[int, int]]
) -> None:
    rows, counts, told_at = found.visits, found.counts, found.told_at
    timeline = found.timeline()
    for seq, visit in visits.items():
        purpose, told_seq = told.get(seq, (visit.purpose, 0))
        at, confidence = visit.wall, 0
        if seq in told_at:
            at, confidence = told_at[seq]
        elif timeline:
            at, confidence = timeline.time((epoch, seq), visit.boot, at, visit.mono)
        day = (at + _VIETNAM) // _DAY
        key = (day, visit.method, purpose)
        count = counts.get(key)
        if count is None:
            count = counts[key] = [0, 0]
        count[0] += 1
        count[1] += visit.head_count
        rows.append(
            (
                device,
                epoch,
                seq,
                day,
                visit.wall,
                visit.method,
                purpose,
                visit.age_band,
                visit.sex,
                visit.head_count,
                visit.group,
                visit.reader_device,
                visit.reader_epoch,
                visit.reader_seq,
                visit.card,
                epoch if told_seq else 0,
                told_seq,
                at,
                visit.mono,
                visit.boot,
                confidence,
                *(_PLAIN_VISIT if type(visit) is VisitRecorded else _details(visit)),
            )
        )


def _details(visit: VisitRecorded) -> Row:
    if not isinstance(visit, VisitDetailed):
        return _PLAIN_VISIT
    event = (visit.event_device, visit.event_epoch, visit.event_seq) if visit.event_epoch else (None, None, None)
    return (None, None, None, visit.service_point, *event)


def _fault(entry: Entry, epoch: int, seq: int) -> str | None:
    """OUT_OF_RANGE where a field has no meaning (it would break a count or a column), else None."""
    if not _is_timed(entry):
        return OUT_OF_RANGE
    if isinstance(entry, VisitRecorded):
        meant = _is_meant(entry) and (type(entry) is VisitRecorded or _is_detailed(entry))
    elif type(entry) is PurposeTold:
        meant = entry.purpose in _PURPOSES and (1, 1) <= (entry.visit_epoch, entry.visit_seq) < (epoch, seq)
    elif isinstance(entry, ReaderRegistered):
        meant = entry.consent in _CONSENTS and 0 <= entry.consent_text < _LARGEST_KIND
        meant = meant and (not isinstance(entry, ReaderRegisteredAwaiting) or entry.approval in (0, 1))
    elif isinstance(entry, _CORRECTIONS):
        meant = _is_correction(entry, epoch, seq)
    elif isinstance(entry, _READER_NOTES):
        meant = _is_reader(entry) and _is_note(entry)
    elif isinstance(entry, EventPlanned | EventCancelled | ServicePointNamed | CountingChosen):
        meant = _is_site(entry)
    elif type(entry) is CardIssued:
        meant = bool(0 < len(entry.card) <= 64 and 0 <= entry.valid_until < _LARGEST_KIND) and _is_reader(entry)
    elif type(entry) is CardRevoked:
        meant = 0 < len(entry.card) <= 64
    elif type(entry) is ReaderErased:
        meant = _is_reader(entry)
    elif type(entry) is ClockCompared:
        meant = 0 <= entry.province_at < _LAST_SECOND and 0 <= entry.spread < _LARGEST
    elif type(entry) is DateTold:
        meant = 0 <= entry.told_at < _LAST_SECOND
    elif type(entry) is EpochOpened:
        meant = entry.cause in _CAUSES
    else:
        meant = True
    return None if meant else OUT_OF_RANGE


def _is_timed(entry: Entry) -> bool:
    return 0 <= entry.wall < _LAST_SECOND and 0 <= entry.mono < _LARGEST and 0 <= entry.boot < _LARGEST


def _is_meant(visit: VisitRecorded) -> bool:
    # Called for every visit there is: a call to _is_timed() and _is_reader() would cost as much as the rest.
    return (
        0 <= visit.wall < _LAST_SECOND
        and 0 <= visit.mono < _LARGEST
        and 0 <= visit.boot < _LARGEST
        and visit.method in _METHODS
        and visit.purpose in _PURPOSES
        and 1 <= visit.head_count <= LARGEST_HEAD_COUNT
        and visit.age_band in _AGES
        and visit.sex in _SEXES
        and visit.group in _GROUPS
        and len(visit.card) <= 64
        and 0 <= visit.reader_epoch < _LARGEST
        and 0 <= visit.reader_seq < _LARGEST
        and len(visit.reader_device) in _DEVICE_SIZES
    )


def _is_detailed(visit: VisitRecorded) -> bool:
    return (
        isinstance(visit, VisitDetailed)
        and 0 <= visit.service_point <= LARGEST_SERVICE_POINT
        and 0 <= visit.event_epoch < _LARGEST
        and 0 <= visit.event_seq < _LARGEST
        and len(visit.event_device) in _DEVICE_SIZES
        and 0 <= visit.told_at < _LAST_SECOND
    )


def _is_correction(entry: VisitCorrected | VisitConfirmed, epoch: int, seq: int) -> bool:
    if not (1, 1) <= (entry.visit_epoch, entry.visit_seq) < (epoch, seq):
        return False
    if isinstance(entry, VisitConfirmed):
        return True
    return (
        0 <= entry.counted <= LARGEST_HEAD_COUNT
        and entry.purpose in _PURPOSES
        and entry.age_band in _AGES
        and entry.sex in _SEXES
        and entry.group in _GROUPS
        and entry.reason in _REASONS
        and 0 <= entry.group_epoch < _LARGEST
        and 0 <= entry.group_seq < _LARGEST
    )


def _is_note(note: ConsentTold | ReaderApproved | StaffMarked | ErasureRequested | ErasureDeclined) -> bool:
    if isinstance(note, ConsentTold):
        return note.consent in _CONSENTS and 0 <= note.consent_text < _LARGEST_KIND
    if isinstance(note, StaffMarked):
        return note.staff in (0, 1)
    return not isinstance(note, ErasureDeclined) or note.reason in _DECLINED


def _is_site(entry: EventPlanned | EventCancelled | ServicePointNamed | CountingChosen) -> bool:
    if isinstance(entry, EventPlanned):
        timed = 0 <= entry.starts_at < entry.ends_at < _LAST_SECOND
        return timed and entry.event_kind in _EVENT_KINDS and _is_text(entry.title)
    if isinstance(entry, EventCancelled):
        named = 0 <= entry.event_epoch < _LARGEST and 0 <= entry.event_seq < _LARGEST
        return named and len(entry.event_device) in _DEVICE_SIZES
    if isinstance(entry, CountingChosen):
        return entry.rule in _RULES
    return 1 <= entry.service_point <= LARGEST_SERVICE_POINT and _is_text(entry.name)


def _is_text(said: str) -> bool:
    """Whether every column takes it; PostgreSQL's text has no NUL."""
    return len(said) <= LONGEST_TEXT and "\x00" not in said


def _is_reader(
    entry: CardIssued | ReaderErased | ConsentTold | ReaderApproved | StaffMarked | ErasureRequested | ErasureDeclined,
) -> bool:
    return (
        0 <= entry.reader_epoch < _LARGEST
        and 0 <= entry.reader_seq < _LARGEST
        and len(entry.reader_device) in _DEVICE_SIZES
    )


def _kind_of(raw: bytes) -> tuple[int, int]:
    """Kind and version as far as they can be read; (-1, -1) where they cannot."""
    try:
        kind, version = plain(raw)[:2]
    except MalformedEntry:
        return -1, -1
    if not (isinstance(kind, int) and isinstance(version, int)):
        return -1, -1
    return (kind, version) if 0 <= kind < _LARGEST_KIND and 0 <= version < _LARGEST_KIND else (-1, -1)
