"""An officer looks for readers: by name without marks, by class, by year of birth, or by what was scanned."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from kiosk import ids, text
from kiosk.errors import Refused
from kiosk.storage import identity_links, readers
from kiosk.storage.connection import Store
from kiosk.storage.named import Named
from kiosk.usecases.presented import card_of
from kiosk.values import Consent, Sex

LONGEST_SEARCH: Final = 120
_EPOCH_DAY: Final = date(1970, 1, 1)
_GRADE: Final = re.compile(r"\d*")
_ENTRY: Final = re.compile(r"(\d{1,9})-(\d{1,9})")


class Order(StrEnum):
    """How found readers are listed. NEWEST: who registered last stands first; VISIT: who came last."""

    NAME = "name"
    CLASS = "class"
    NEWEST = "newest"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class FoundReader:
    """A reader as an officer may see them. `number`: the local one; `entry`: «1-42», what a consent slip says.

    Times are seconds UTC. `approved` False: registered alone, and an officer has not looked yet. `last_visit`: to any
    kiosk of the point; `valid_until`: of the longest-lived card, None without one; `linked`: an identity card opens.
    """

    number: int
    entry: str
    full_name: str
    birth_year: int
    sex: Sex
    school_class: str
    representative: str
    consent: Consent
    approved: bool
    staff: bool
    registered_at: int
    erasure_asked_at: int | None
    last_visit: int | None
    valid_until: date | None
    linked: bool


class Found(NamedTuple):
    """`readers`: the first of those who were looked for; `matching`: how many those are; `total`: all readers here."""

    readers: tuple[FoundReader, ...]
    matching: int
    total: int


def find_readers(store: Store, wanted: str = "", *, order: Order = Order.NAME, most: int = 200) -> Found:
    """Readers each of whose `wanted` words begins a word of their name, their class or their year of birth.

    Marks and capitals do not matter. Nothing wanted: all. At most `most` of them are told.
    """
    words = [f" {word}" for word in text.folded(wanted[:LONGEST_SEARCH]).split()]
    with store.reading() as tx:
        everybody = readers.named(tx, store.keyring, store.names)
        found = [known for known in everybody if all(word in known[1].key for word in words)]
        found.sort(key=_orders(tx)[order])
        told = tuple(told_of(tx, readers.present(tx, number), named) for number, named in found[:most])
    return Found(told, len(found), len(everybody))


def _orders(tx: Database) -> dict[Order, Callable[[tuple[int, Named]], Any]]:
    return {
        Order.NAME: lambda known: known[1].order,
        Order.CLASS: lambda known: (_class_order(known[1].personal.school_class), known[1].order),
        Order.NEWEST: lambda known: -known[0],
        Order.VISIT: lambda known: (-(readers.last_visit(tx, known[0]) or 0), known[1].order),
    }


@lru_cache(maxsize=1_024)
def _class_order(school_class: str) -> tuple[bool, int, text.SortKey]:
    """4A stands before 10B; who has no class comes last."""
    grade = _GRADE.match(school_class)
    return not school_class, int(grade[0]) if grade and grade[0] else 0, text.sort_key(school_class)


def told_of(tx: Database, reader: readers.Reader, named: Named) -> FoundReader:
    """What an officer sees of a reader."""
    personal, cards = named.personal, identity_links.cards_of(tx, reader.number)
    return FoundReader(
        number=reader.number,
        entry=f"{reader.name[1]}-{reader.name[2]}",
        full_name=personal.full_name,
        birth_year=personal.birth_year,
        sex=Sex(personal.sex),
        school_class=personal.school_class,
        representative=personal.representative,
        consent=Consent(reader.consent),
        approved=not reader.approval or reader.approved_at is not None,
        staff=bool(reader.staff),
        registered_at=reader.registered_at,
        erasure_asked_at=reader.erasure_asked_at,
        last_visit=readers.last_visit(tx, reader.number),
        valid_until=_EPOCH_DAY + timedelta(days=cards[0][1]) if cards else None,
        linked=reader.cards > len(cards),
    )


def look_at(store: Store, number: int) -> FoundReader:
    """One reader by the local number. Raises Refused(`reader_unknown` | `reader_erased`), or Unavailable."""
    with store.reading() as tx:
        return _shown(tx, store, readers.present(tx, number))


class Scanned(NamedTuple):
    """Whom a scan means. `by_slip`: a consent slip was scanned, which has come back signed."""

    reader: FoundReader
    by_slip: bool


def find_scanned(store: Store, presented: str) -> Scanned:
    """The reader of a card, of a linked identity card or of a consent slip, whatever state the card is in.

    Raises what admission.recognised() raises, Refused(`card_unknown` | `identity_card_unlinked` | `slip_of_another` |
    `reader_unknown` | `reader_erased`).
    """
    slip = ids.slip_of(presented)
    with store.reading() as tx:
        if slip is not None:
            reader = _of_slip(tx, slip)
        else:
            known = readers.by_card(tx, card_of(tx, store, presented), store.keyring.device_id)
            if known is None:
                raise Refused("card_unknown")
            reader = readers.present(tx, known.reader)
        return Scanned(_shown(tx, store, reader), slip is not None)


def find_told(store: Store, told: str) -> FoundReader:
    """The reader whom an officer names in a command: by a card, a slip, or «1-42», the entry that registered them here.

    Raises as find_scanned() does.
    """
    entry = _ENTRY.fullmatch(told.strip())
    if entry is None:
        return find_scanned(store, told).reader
    with store.reading() as tx:
        reader = readers.by_name(tx, (store.keyring.device_id, int(entry[1]), int(entry[2])))
        if reader is None:
            raise Refused("reader_unknown")
        return _shown(tx, store, readers.present(tx, reader.number))


def _of_slip(tx: Database, slip: ids.Slip) -> readers.Reader:
    """The reader of a slip that any kiosk of the point printed."""
    for (device,) in tx.execute("SELECT DISTINCT device FROM readers").fetchall():
        if ids.device_mark(device) == slip.device_mark:
            reader = readers.by_name(tx, (device, slip.epoch, slip.seq))
            if reader is not None:
                return readers.present(tx, reader.number)
    raise Refused("slip_of_another")


def _shown(tx: Database, store: Store, reader: readers.Reader) -> FoundReader:
    personal = readers.opened(reader, store.keyring)
    if personal is None:
        raise Refused("reader_erased")
    return told_of(tx, reader, Named.of(personal))


def find_alike(store: Store, full_name: str, birth_year: int) -> tuple[FoundReader, ...]:
    """Readers of the same folded name, and of the same birth year as far as both told one."""
    wanted = text.folded(full_name)
    with store.reading() as tx:
        return tuple(
            told_of(tx, readers.present(tx, number), named)
            for number, named in readers.named(tx, store.keyring, store.names)
            if text.folded(named.personal.full_name) == wanted
            and (0 in (birth_year, named.personal.birth_year) or named.personal.birth_year == birth_year)
        )


def forget_names(store: Store) -> None:
    """The officer is gone: names that were opened for the search are not kept any longer."""
    store.names.clear()
