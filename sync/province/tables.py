"""Bulk writes to the wide tables, past the ORM: executemany on SQLite, COPY on PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from .models import (
    Card,
    Correction,
    Entry,
    Erasure,
    Event,
    EventCancellation,
    Evidence,
    FromEntry,
    Reader,
    ReaderNote,
    Reentry,
    Revocation,
    SiteNote,
    Visit,
)
from .projection import Row

_PARAMETERS: Final = 999
"""As many as any SQLite takes in one statement."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns in the order of the rows that projection.py makes. All names are the program's own."""

    name: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, model: type[FromEntry]) -> "Table":
        described = model._meta  # noqa: SLF001 # Django documents it as its public API
        columns = (field.column for field in described.concrete_fields)
        return cls(described.db_table, tuple(column for column in columns if column))

    def insertion(self, rows: int) -> str:
        """The statement that inserts so many rows at once."""
        row = f"({', '.join(['%s'] * len(self.columns))})"
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608 # names of models

    @property
    def copying(self) -> str:
        return f"COPY {self.name} ({', '.join(self.columns)}) FROM STDIN"


ENTRIES = Table.of(Entry)
VISITS = Table.of(Visit)
READERS = Table.of(Reader)
CARDS = Table.of(Card)
REVOCATIONS = Table.of(Revocation)
EVIDENCE = Table.of(Evidence)
ERASURES = Table.of(Erasure)
REENTRIES = Table.of(Reentry)
CORRECTIONS = Table.of(Correction)
READER_NOTES = Table.of(ReaderNote)
EVENTS = Table.of(Event)
CANCELLATIONS = Table.of(EventCancellation)
SITE_NOTES = Table.of(SiteNote)
PROJECTED = (
    VISITS,
    READERS,
    CARDS,
    REVOCATIONS,
    EVIDENCE,
    ERASURES,
    REENTRIES,
    CORRECTIONS,
    READER_NOTES,
    EVENTS,
    CANCELLATIONS,
    SITE_NOTES,
)


_COUNTS: Final = "INSERT INTO province_daycount (device_id, day, method, purpose, records, visits)"
_COUNT_TYPES: Final = "%s::int[], %s::int2[], %s::int2[], %s::int8[], %s::int8[]"
_ADDED: Final = (
    "ON CONFLICT (device_id, day, method, purpose) DO UPDATE SET"
    " records = province_daycount.records + excluded.records, visits = province_daycount.visits + excluded.visits"
)


def insert(cursor: CursorWrapper, table: Table, rows: Sequence[Row]) -> None:
    """Insert `rows`, each with the table's columns in order."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors, cursor.copy(table.copying) as copy:
            for row in rows:
                copy.write_row(row)
    else:
        # Many rows a statement: SQLite's price is as much by the statement as by the row (measured: 0.6 × one by one).
        together = _PARAMETERS // len(table.columns)
        whole = len(rows) - len(rows) % together
        if whole:
            flat = [list(chain.from_iterable(rows[at : at + together])) for at in range(0, whole, together)]
            cursor.executemany(table.insertion(together), flat)
        if whole < len(rows):
            cursor.executemany(table.insertion(1), rows[whole:])


def add_counts(cursor: CursorWrapper, device: int, counts: Mapping[tuple[int, int, int], Sequence[int]]) -> None:
    """Add (records, persons) to the day counts at (day, method, purpose); what falls to nothing is removed."""
    if not counts:
        return
    rows = [(*key, records, visits) for key, (records, visits) in counts.items()]
    if connection.vendor == "postgresql":
        # One statement: a third of the price of one for each row, and a quiet point has a row for each third entry.
        columns = (list(column) for column in zip(*rows, strict=True))
        cursor.execute(f"{_COUNTS} SELECT %s, * FROM unnest({_COUNT_TYPES}) {_ADDED}", [device, *columns])  # noqa: S608 # our own names
    else:
        cursor.executemany(f"{_COUNTS} VALUES (%s, %s, %s, %s, %s, %s) {_ADDED}", [(device, *row) for row in rows])
    if any(records < 0 for records, _ in counts.values()):
        cursor.execute("DELETE FROM province_daycount WHERE device_id = %s AND records = 0", [device])
