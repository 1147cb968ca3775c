"""The journal's entries: their kinds, their frozen bytes and the hash chain that binds them.

This is the one implementation for kiosk and province. What stands here is frozen: a change is a new kind or a new
version of a kind, never a new meaning of old bytes (PROTOCOL.md, «Entries»). An entry is one positional msgpack array
of integers, bytes and NFC text: `[kind, version, wall, mono, boot, *fields]`.
"""

import hashlib
import unicodedata
from enum import IntEnum

import msgspec
import msgspec.structs

CHAIN_VERSION = 1
HASH_SIZE = 32
NONCE_SIZE = 16
MAX_ENTRY_BYTES = 4096
"""No entry is longer: a kiosk refuses to write one, a province to take one."""


class Purpose(IntEnum):
    """Why a visitor came. One purpose a visit; NOT_TOLD when the chips were ignored."""

    NOT_TOLD = 0
    READING = 1
    LENDING = 2
    INTERNET = 3
    CLASS_OR_CLUB = 4
    EVENT = 5


class Method(IntEnum):
    """How a visit came to be counted; it travels with every visit (TCVN 12843 / ISO 2789)."""

    SCANNED = 1
    SELF_REGISTERED = 2
    TALLIED = 3
    ESTIMATED = 4


class AgeBand(IntEnum):
    """Age on the day of the visit: under 16, 16-30 (Youth Law), 31-59, from 60 (Law on the Elderly)."""

    UNKNOWN = 0
    CHILD = 1
    YOUTH = 2
    ADULT = 3
    SENIOR = 4


class Sex(IntEnum):
    """ISO/IEC 5218."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2


class GroupKind(IntEnum):
    """What a group visit was; NONE for one person."""

    NONE = 0
    SCHOOL_CLASS = 1
    DELEGATION = 2
    CLUB = 3


class EpochCause(IntEnum):
    """Why an epoch was opened: the device's first, after a restore, beside another branch, or nothing could be read."""

    FIRST = 1
    RESTORED = 2
    FORKED = 3
    UNREADABLE = 4


class Confidence(IntEnum):
    """On whose word a time stands: its clock, the province, the officer, or nobody's (the clock must be wrong)."""

    CLOCK = 0
    PROVINCE = 1
    OFFICER = 2
    UNSURE = 3


class Consent(IntEnum):
    """Who consented to the keeping of a reader's data (Law 91/2025/QH15; under 16 the legal representative).

    AWAITED: the representative has been asked and has not answered yet; the child is counted and does not borrow.
    """

    READER = 1
    REPRESENTATIVE = 2
    AWAITED = 3


class Correction(IntEnum):
    """Why an officer (or, for WITH_GROUP, the visitor) put a visit right. A code and no text, since the chain is for
    ever and a text would name people.
    """

    MISTAKE = 1
    COUNTED_TWICE = 2
    WRONG_NUMBER = 3
    WRONG_PURPOSE = 4
    STAFF = 5
    TEST = 6
    WITH_GROUP = 7
    COUNTED_AFTER_ALL = 8
    WRONG_KIND = 9


class EventKind(IntEnum):
    """What an event of the programme is (the plan's II.1b, II.2a, II.2c)."""

    OTHER = 0
    READING_DAY = 1
    TALK = 2
    CLASS = 3
    CLUB = 4
    DISPLAY = 5
    OUTREACH = 6
    TRAINING = 7


class Declined(IntEnum):
    """Why a request for erasure was not carried out."""

    WITHDRAWN = 1
    SOMEBODY_ELSE = 2


class CountingRule(IntEnum):
    """What a visit is counted at: the site as a whole, or each of its service points."""

    SITE = 1
    SERVICE_POINT = 2


class MalformedEntry(ValueError):
    """Bytes that are not a canonical entry."""


class Entry(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What every entry carries: when it was made, by which clock, and what it is.

    `wall`: seconds UTC. `mono`: seconds since boot. `boot`: how many boots this chain has seen (its last
    `BootStarted` names the boot).
    """

    kind: int
    version: int
    wall: int
    mono: int
    boot: int


class EpochOpened1(Entry, frozen=True, array_like=True, kw_only=True):
    """The first release's EpochOpened, which told no cause. Read for ever, written no more."""

    kind: int = 1
    version: int = 1
    point: str
    software: str
    previous_epoch: int
    previous_seq: int
    previous_hash: bytes


class EpochOpened(Entry, frozen=True, array_like=True, kw_only=True):
    """The first entry of every epoch: which point, which program, where the epoch before it ended, and why.

    `previous_*` name the last entry that this device and the province have in common, or are 0, 0 and b"" where there
    is none. `cause`: EpochCause.
    """

    kind: int = 1
    version: int = 2
    point: str
    software: str
    previous_epoch: int
    previous_seq: int
    previous_hash: bytes
    cause: int


class BootStarted(Entry, frozen=True, array_like=True, kw_only=True):
    """The machine was started since the last entry; later entries count their `mono` from this boot."""

    kind: int = 2
    version: int = 1
    boot_id: bytes


class ClockCompared(Entry, frozen=True, array_like=True, kw_only=True):
    """The province said what time it is: `province_at` (seconds UTC) fell within the `spread` seconds before `mono`."""

    kind: int = 3
    version: int = 1
    province_at: int
    spread: int


class DateTold(Entry, frozen=True, array_like=True, kw_only=True):
    """The officer said what time it is, since the clock could not be believed. `told_at`: seconds UTC."""

    kind: int = 4
    version: int = 1
    told_at: int


class Reentered(Entry, frozen=True, array_like=True, kw_only=True):
    """A fact of a branch that the province does not hold, written again in a new epoch under a new name.

    `old_*` name the entry it was; `raw` holds its canonical bytes, with references to other entries of that branch
    renamed to where those stand now. `at` (seconds UTC) and `confidence` (Confidence): when it happened, by what that
    branch knew of its clock. Whoever holds `old_*` already does not count it again.
    """

    kind: int = 5
    version: int = 1
    old_epoch: int
    old_seq: int
    old_hash: bytes
    at: int
    confidence: int
    raw: bytes


class ReaderRegistered(Entry, frozen=True, array_like=True, kw_only=True):
    """A reader, named for ever by this entry. `sealed` holds the personal fields under a key of this reader alone."""

    kind: int = 10
    version: int = 1
    sealed: bytes
    consent: int
    consent_text: int


class ReaderRegisteredAwaiting(ReaderRegistered, frozen=True, array_like=True, kw_only=True):
    """A reader who is not all a reader yet: version 2 of ReaderRegistered, written only where it says more.

    `approval`: 1 when an officer is to look first (a card that visitors made for themselves). `consent` may be AWAITED.
    """

    version: int = 2
    approval: int


class ConsentTold(Entry, frozen=True, array_like=True, kw_only=True):
    """Somebody consented after the registration: the representative's slip came back, or to a newer text."""

    kind: int = 14
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int
    consent: int
    consent_text: int


class ReaderApproved(Entry, frozen=True, array_like=True, kw_only=True):
    """An officer looked at a reader who had registered alone."""

    kind: int = 15
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int


class StaffMarked(Entry, frozen=True, array_like=True, kw_only=True):
    """This reader works here (`staff` 1) or no longer does (0): staff are no visitors (ISO 2789) and not counted."""

    kind: int = 16
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int
    staff: int


class ErasureRequested(Entry, frozen=True, array_like=True, kw_only=True):
    """A reader asked to be forgotten. An officer checks who asks; a ReaderErased or ErasureDeclined answers."""

    kind: int = 17
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int


class ErasureDeclined(Entry, frozen=True, array_like=True, kw_only=True):
    """A request for erasure was not carried out. `reason`: Declined."""

    kind: int = 18
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int
    reason: int


class CardIssued(Entry, frozen=True, array_like=True, kw_only=True):
    """A card for a reader. `card` is the digest of its code; `valid_until` a day number (days since 1970-01-01).

    `reader_device` is b"" for a reader of this chain, and then `reader_epoch` is its epoch.
    """

    kind: int = 11
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int
    card: bytes
    valid_until: int


class CardRevoked(Entry, frozen=True, array_like=True, kw_only=True):
    """A card that opens nothing any more (lost, replaced, withdrawn)."""

    kind: int = 12
    version: int = 1
    card: bytes


class ReaderErased(Entry, frozen=True, array_like=True, kw_only=True):
    """The key to a reader's personal fields is destroyed; whoever hears of it destroys theirs (Law 91/2025/QH15).

    `reader_device` as in CardIssued, but it may be another device of the point.
    """

    kind: int = 13
    version: int = 1
    reader_device: bytes
    reader_epoch: int
    reader_seq: int


class VisitRecorded(Entry, frozen=True, array_like=True, kw_only=True):
    """One entry into the library, or one group's (`head_count` persons).

    A known reader stands as `(reader_device, reader_epoch, reader_seq)`, b"" being this chain's device; a well-formed
    card that this kiosk does not know stands as its digest in `card`; a walk-in has neither.
    """

    kind: int = 20
    version: int = 1
    method: int
    purpose: int
    age_band: int
    sex: int
    head_count: int
    group: int
    reader_device: bytes
    reader_epoch: int
    reader_seq: int
    card: bytes


class VisitDetailed(VisitRecorded, frozen=True, array_like=True, kw_only=True):
    """A visit of which more is known: version 2 of VisitRecorded, written only where it says more.

    `service_point`: where on the site, 0 for the site as a whole. `event_*` name the event that was going on (as
    readers are named; epoch 0: none). `told_at`: seconds UTC at which it was, for a visit entered later from paper; 0
    for one that was recorded as it happened.
    """

    version: int = 2
    service_point: int
    event_device: bytes
    event_epoch: int
    event_seq: int
    told_at: int


class PurposeTold(Entry, frozen=True, array_like=True, kw_only=True):
    """The visitor of an earlier visit of this chain said why they came."""

    kind: int = 21
    version: int = 1
    visit_epoch: int
    visit_seq: int
    purpose: int


class VisitCorrected(Entry, frozen=True, array_like=True, kw_only=True):
    """An earlier visit of this chain as it must be read from now on; the latest in the chain's order holds.

    `counted`: persons it counts as; 0 for none (voided, or come with a group that was counted: then `group_epoch` and
    `group_seq` name the group's visit, else they are 0). `reason`: Correction.
    """

    kind: int = 22
    version: int = 1
    visit_epoch: int
    visit_seq: int
    counted: int
    purpose: int
    age_band: int
    sex: int
    group: int
    group_epoch: int
    group_seq: int
    reason: int


class VisitConfirmed(Entry, frozen=True, array_like=True, kw_only=True):
    """An officer looked at an unusual visit (a large group, one of many walk-ins at once) and it is right."""

    kind: int = 23
    version: int = 1
    visit_epoch: int
    visit_seq: int


class EventPlanned(Entry, frozen=True, array_like=True, kw_only=True):
    """An event of the programme, named by this entry. Times are seconds UTC; `event_kind`: EventKind."""

    kind: int = 30
    version: int = 1
    title: str
    event_kind: int
    starts_at: int
    ends_at: int


class EventCancelled(Entry, frozen=True, array_like=True, kw_only=True):
    """A planned event does not take place; visits that were tagged with it stay so."""

    kind: int = 31
    version: int = 1
    event_device: bytes
    event_epoch: int
    event_seq: int


class ServicePointNamed(Entry, frozen=True, array_like=True, kw_only=True):
    """A service point of this site: its number (1 to 99) and its name; "" for one that is closed."""

    kind: int = 32
    version: int = 1
    service_point: int
    name: str


class CountingChosen(Entry, frozen=True, array_like=True, kw_only=True):
    """How visits are counted here from now on. `rule`: CountingRule; SITE until somebody chose."""

    kind: int = 33
    version: int = 1
    rule: int


def _name(cls: type[Entry]) -> tuple[int, int]:
    fields = {field.name: field.default for field in msgspec.structs.fields(cls)}
    return fields["kind"], fields["version"]


KINDS: dict[tuple[int, int], type[Entry]] = {
    _name(cls): cls
    for cls in (
        EpochOpened1,
        EpochOpened,
        BootStarted,
        ClockCompared,
        DateTold,
        Reentered,
        ReaderRegistered,
        CardIssued,
        CardRevoked,
        ReaderErased,
        VisitRecorded,
        PurposeTold,
        ReaderRegisteredAwaiting,
        ConsentTold,
        ReaderApproved,
        StaffMarked,
        ErasureRequested,
        ErasureDeclined,
        VisitDetailed,
        VisitCorrected,
        VisitConfirmed,
        EventPlanned,
        EventCancelled,
        ServicePointNamed,
        CountingChosen,
    )
}
"""Every kind and version this program understands. Others are kept raw and quarantined, never refused."""

_TEXTS = {
    cls: names
    for cls in KINDS.values()
    if (names := tuple(field.name for field in msgspec.structs.fields(cls) if field.type is str))
}
_encode = msgspec.msgpack.Encoder().encode
_decoders = {key: msgspec.msgpack.Decoder(cls, strict=True).decode for key, cls in KINDS.items()}
_fields = {key: len(cls.__struct_fields__) for key, cls in KINDS.items()}
_decode_any = msgspec.msgpack.Decoder().decode
_PLAIN = frozenset((int, str, bytes))

Value = int | str | bytes
"""What an entry is made of."""


def encode(entry: Entry) -> bytes:
    """The canonical bytes of `entry`: what is hashed, stored and sent, for ever.

    Raises MalformedEntry for text that is not NFC and for an entry over MAX_ENTRY_BYTES.
    """
    raw = _encode(entry)
    if len(raw) > MAX_ENTRY_BYTES:
        raise MalformedEntry(f"an entry of {len(raw)} bytes; at most {MAX_ENTRY_BYTES}")
    for name in _text_fields(type(entry)):
        if not unicodedata.is_normalized("NFC", getattr(entry, name)):
            raise MalformedEntry(f"{name} is not NFC")
    return raw


def _text_fields(cls: type[Entry]) -> tuple[str, ...]:
    return _TEXTS.get(cls, ())


def plain(raw: bytes) -> list[Value]:
    """The positional values of any entry, of a known kind or not.

    Raises MalformedEntry unless `raw` is one flat msgpack array of at least kind, version, wall, mono and boot.
    """
    try:
        values = _decode_any(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedEntry(str(error)) from None
    if type(values) is not list or not _PLAIN.issuperset(map(type, values)):
        raise MalformedEntry("an entry is one flat array of integers, bytes and text")
    if len(values) < len(Entry.__struct_fields__) or any(type(value) is not int for value in values[:5]):
        raise MalformedEntry("an entry begins with kind, version, wall, mono and boot")
    return values


def decode(raw: bytes) -> Entry | None:
    """The entry in `raw`, or None for a kind or version that this program does not know.

    Raises MalformedEntry for bytes that are no entry or not its canonical ones, or whose fields do not fit their kind.
    """
    values = plain(raw)
    key = (int(values[0]), int(values[1]))
    decoder = _decoders.get(key)
    if decoder is None:
        return None
    if len(values) != _fields[key]:
        raise MalformedEntry(f"kind {key[0]} version {key[1]} has {_fields[key]} fields, not {len(values)}")
    if _encode(values) != raw or not all(unicodedata.is_normalized("NFC", v) for v in values if type(v) is str):
        raise MalformedEntry("not the canonical bytes of these values")
    try:
        return decoder(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MalformedEntry(str(error)) from None


def upcast(entry: Entry) -> Entry:
    """The entry in the newest version of its kind: what was not told then is filled in by what it must have been."""
    if type(entry) is EpochOpened1:
        cause = EpochCause.RESTORED if entry.previous_epoch else EpochCause.FIRST
        told = {name: getattr(entry, name) for name in EpochOpened1.__struct_fields__ if name != "version"}
        return EpochOpened(**told, cause=int(cause))
    return entry


def clocks_of(raw: bytes) -> tuple[int, int]:
    """`wall` (seconds UTC) and `mono` (seconds since boot) of an entry that this program itself has encoded."""
    values = _decode_any(raw)
    return values[2], values[3]


def device_id(public_key: bytes) -> bytes:
    """The 16 bytes that name a device: the head of SHA-256 over its Ed25519 public key (32 bytes)."""
    return hashlib.sha256(public_key).digest()[:16]


def genesis(public_key: bytes, epoch: int, nonce: bytes) -> bytes:
    """h₀ of an epoch: SHA-256 over the chain's version, the device's public key, the epoch and 16 random bytes."""
    return hashlib.sha256(b"diem-doc chain" + _encode([CHAIN_VERSION, public_key, epoch, nonce])).digest()


def chained(previous: bytes, raw: bytes) -> bytes:
    """hᵢ = SHA-256(hᵢ₋₁ ‖ bytesᵢ)."""
    return hashlib.sha256(previous + raw).digest()
