"""The programme: events that were planned here or by the point's other kiosks, and what a visit is recorded amid."""

from typing import Final

from sqlite_utils import Database

from kiosk.rules import choices
from kiosk.values import EntryRef, EventKind, PlannedEvent
from sync.protocol.entries import EventCancelled, EventPlanned

from . import service_points, settings
from .connection import Store
from .journal import Writer
from .surroundings import NEAR, Happening, Surroundings

_COLUMNS: Final = "number, device, epoch, seq, title, kind, starts_at, ends_at, cancelled"


def apply(tx: Database, device: bytes, ref: tuple[int, int], entry: EventPlanned | EventCancelled) -> None:
    """Take in what `device` (its 16 bytes) wrote as its entry `ref`. Told again, it changes nothing."""
    if isinstance(entry, EventPlanned):
        tx.execute(
            "INSERT INTO events (device, epoch, seq, title, kind, starts_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (device, epoch, seq) DO UPDATE SET title = excluded.title, kind = excluded.kind, "
            "starts_at = excluded.starts_at, ends_at = excluded.ends_at",
            (device, *ref, entry.title, entry.event_kind, entry.starts_at, entry.ends_at),
        )
        return
    number = number_of(tx, (entry.event_device or device, entry.event_epoch, entry.event_seq))
    tx.execute("UPDATE events SET cancelled = 1 WHERE number = ?", (number,))


def number_of(tx: Database, name: tuple[bytes, int, int]) -> int:
    """The local number of the event with this name, given out now where nobody has told of it yet."""
    row = tx.execute("SELECT number FROM events WHERE device = ? AND epoch = ? AND seq = ?", name).fetchone()
    if row is None:
        tx.execute("INSERT INTO events (device, epoch, seq) VALUES (?, ?, ?)", name)
        return number_of(tx, name)
    return int(row[0])


def plan(tx: Database, journal: Writer, own: bytes, event: EventPlanned) -> EntryRef:
    """Write a planned event. `own`: this device's 16 bytes."""
    ref = journal.write(event)
    apply(tx, own, ref, event)
    return ref


def cancel(tx: Database, journal: Writer, own: bytes, name: tuple[bytes, int, int]) -> EntryRef:
    """Write that an event does not take place."""
    device, epoch, seq = name
    entry = EventCancelled(
        wall=journal.wall,
        mono=journal.mono,
        boot=journal.boot,
        event_device=b"" if device == own else device,
        event_epoch=epoch,
        event_seq=seq,
    )
    ref = journal.write(entry)
    apply(tx, own, ref, entry)
    return ref


def between(tx: Database, start: int, end: int) -> list[PlannedEvent]:
    """Events that run at any time in `start` <= t < `end` (seconds UTC), cancelled ones too, in order."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM events WHERE ends_at > ? AND starts_at < ? AND title IS NOT NULL "  # noqa: S608 # our own words
        "ORDER BY starts_at, number",
        (start, end),
    )
    return [_planned(row) for row in rows]


def by_number(tx: Database, number: int) -> PlannedEvent | None:
    """An event by its local number, or None; its title is "" as long as nobody has told it."""
    row = tx.execute(f"SELECT {_COLUMNS} FROM events WHERE number = ?", (number,)).fetchone()  # noqa: S608 # our own words
    return _planned(row) if row else None


def _planned(row: tuple[int, bytes, int, int, str | None, int, int, int, int]) -> PlannedEvent:
    number, device, epoch, seq, title, kind, starts, ends, cancelled = row
    known = kind if kind in set(EventKind) else 0
    return PlannedEvent(number, (device, epoch, seq), title or "", EventKind(known), starts, ends, bool(cancelled))


def amid(store: Store, tx: Database, at: int) -> Surroundings:
    """What a visit is recorded amid, `at` seconds UTC.

    Looked up anew once another connection has written (a command, a pass), or an hour has gone by. What this store
    itself changes it forgets by Store.forget_surroundings().
    """
    (version,) = tx.conn.execute("PRAGMA data_version").fetchone()
    known = store.surroundings
    if known is not None and known.holds(version, at):
        return known
    chosen = choices.parsed(settings.every(tx))
    own = store.keyring.device_id
    happenings = tuple(
        Happening(event.number, event.starts_at, event.ends_at, (_told(event.name[0], own), *event.name[1:]))
        for event in between(tx, at - NEAR, at + 2 * NEAR)
        if not event.cancelled
    )
    found = Surroundings(
        version=version,
        since=at,
        service_point=chosen.service_point,
        debounce_seconds=60 * chosen.debounce_minutes,
        identity_cards=chosen.identity_cards,
        per_site=service_points.is_per_site(tx),
        has_sisters=tx.execute("SELECT 1 FROM sister_chains LIMIT 1").fetchone() is not None,
        happenings=happenings,
    )
    store.surroundings = found
    return found


def told_name(event: PlannedEvent, own: bytes) -> tuple[bytes, int, int]:
    """How a visit of the device `own` (16 bytes) names an event."""
    return (_told(event.name[0], own), *event.name[1:])


def _told(device: bytes, own: bytes) -> bytes:
    return b"" if device == own else device
