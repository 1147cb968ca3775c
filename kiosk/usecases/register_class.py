"""A school's list makes a class's cards at once: looked over first, written in one transaction when it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kiosk import text
from kiosk.clock import Clock, year_of_ages
from kiosk.documents.school_list import table_in
from kiosk.errors import Refused
from kiosk.rules import choices
from kiosk.rules.school_list import Flaw, Pupil, SchoolList, understood
from kiosk.storage import journal, readers, settings
from kiosk.storage.connection import Store
from kiosk.storage.named import Named
from kiosk.usecases.new_cards import NewCard, of_reader
from kiosk.usecases.register_reader import Applicant, issue, personal_of
from kiosk.values import Consent

__all__ = ["ClassPreview", "Flaw", "Pupil", "look_over", "register_class"]


@dataclass(frozen=True, slots=True)
class ClassPreview:
    """What a list would make. Nothing of it is written.

    `pupils`: who can get a card; `alike`: the lines (Pupil.line) of those whose name and birth year somebody here, or
    an earlier line, has already; `flaws`: rows that make no card.
    """

    pupils: tuple[Pupil, ...]
    alike: frozenset[int]
    flaws: tuple[Flaw, ...]
    title_class: str

    def chosen(self, *, despite_likeness: bool) -> tuple[Pupil, ...]:
        """Who gets a card; those who seem to have one only where the officer says so."""
        return tuple(pupil for pupil in self.pupils if despite_likeness or pupil.line not in self.alike)


def look_over(store: Store, file: Path, *, clock: Clock) -> ClassPreview:
    """Read a list (CSV or XLSX) and say what it would make.

    Raises Refused(`list_missing` | `list_too_large` | `list_of_old_excel` | `list_unreadable` | `list_old_encoding` |
    `list_without_names` | `list_empty`).
    """
    rows = table_in(file)
    moment = clock()
    with store.reading() as tx:
        found = understood(rows, year_of_ages(journal.present_time(tx, moment)))
        known = {_likeness(named.personal.full_name, named.personal.birth_year) for named in _everybody(tx, store)}
    return ClassPreview(found.pupils, _alike(found, known), found.flaws, found.title_class)


def _everybody(tx: Database, store: Store) -> list[Named]:
    return [named for _, named in readers.named(tx, store.keyring, store.names)]


def _likeness(full_name: str, birth_year: int) -> tuple[str, int]:
    return text.folded(full_name), birth_year


def _alike(found: SchoolList, known: set[tuple[str, int]]) -> frozenset[int]:
    """Lines of pupils who are here already. A reader who told no birth year may be anybody of that name."""
    seen, alike = set(known), set()
    for pupil in found.pupils:
        likeness = _likeness(pupil.full_name, pupil.birth_year)
        if likeness in seen or (likeness[0], 0) in known:
            alike.add(pupil.line)
        seen.add(likeness)
    return frozenset(alike)


def register_class(store: Store, pupils: Sequence[Pupil], *, clock: Clock) -> tuple[NewCard, ...]:
    """Make all of them readers with a card, in one transaction: either the whole class has cards or nobody.

    A representative's consent stands only where the list's own row said so; other children wait for their slip (Law
    91/2025/QH15). Raises Refused(`list_empty`), or what register_reader() raises for a row.
    """
    if not pupils:
        raise Refused("list_empty")
    moment = clock()
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        chosen, year = choices.parsed(settings.every(tx)), year_of_ages(writer.at)
        cards = []
        for pupil in pupils:
            applicant = _applicant(pupil)
            personal = personal_of(applicant, year)
            issued = issue(tx, store, writer, personal, applicant.consent, chosen, by_officer=True)
            reader = readers.by_name(tx, (store.keyring.device_id, *issued.reader))
            assert reader is not None  # noqa: S101 - written just now
            until = readers.cards_of(tx, reader.number)[0][1]
            cards.append(of_reader(reader, personal, issued.code, until, pupil.representative))
    return tuple(cards)


def _applicant(pupil: Pupil) -> Applicant:
    named = pupil.consent is Consent.REPRESENTATIVE
    return Applicant(
        full_name=pupil.full_name,
        birth_year=pupil.birth_year,
        sex=pupil.sex,
        consent=pupil.consent,
        representative=pupil.representative if named else "",
        school_class=pupil.school_class,
    )
