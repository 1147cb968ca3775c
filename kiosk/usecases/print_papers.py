"""Cards, consent slips and tally sheets as PDF.

What a paper needs of the store is its letterhead, which is read in a moment. Drawing takes longer and needs no store,
so a window may do it beside the thread that counts visits: what draws is loaded there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from kiosk import ids
from kiosk.clock import Clock, local_day
from kiosk.errors import Refused
from kiosk.storage import journal, point
from kiosk.storage.connection import Store
from kiosk.usecases.register_reader import CONSENT_TEXT
from kiosk.values import CardPaper, EntryRef, IssuedCard, Point

if TYPE_CHECKING:
    from kiosk.documents.cards import PrintedCard
    from kiosk.documents.consent_slip import ConsentSlip


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who prints, and when. `device`: this kiosk's id."""

    point: Point
    device: bytes
    made_on: date


class NamedCard(NamedTuple):
    """A card that was just issued, and whose it is: the code is known at no other time."""

    issued: IssuedCard
    full_name: str
    school_class: str = ""


class AwaitedChild(NamedTuple):
    """A child whose parents are to be asked. `reader`: as registered on this kiosk; "" for what nobody said."""

    reader: EntryRef
    full_name: str
    birth_year: int
    school_class: str = ""
    representative: str = ""


def letterhead(store: Store, *, clock: Clock) -> Letterhead:
    """What all papers of this moment have in common. Raises Refused(`not_initialised`)."""
    moment = clock()
    with store.reading() as tx:
        here = point.load(tx)
        if here is None:
            raise Refused("not_initialised")
        return Letterhead(here, store.keyring.device_id, local_day(journal.present_time(tx, moment)))


def print_card(head: Letterhead, card: NamedCard, paper: CardPaper = CardPaper.A4) -> bytes:
    """One card (PDF) on the paper that is there."""
    from kiosk.documents.cards import single_card

    return single_card(_printed(card), paper=paper, point=head.point, made_on=head.made_on)


def print_card_sheet(head: Letterhead, cards: Sequence[NamedCard], *, per_page: Literal[8, 10] = 8) -> bytes:
    """A class's cards (PDF) on A4 pages with cut marks. Raises ValueError for no cards."""
    from kiosk.documents.cards import card_sheet

    return card_sheet([_printed(card) for card in cards], per_page=per_page, point=head.point, made_on=head.made_on)


def print_consent_slips(head: Letterhead, children: Sequence[AwaitedChild]) -> bytes:
    """Slips (PDF) for the parents, two on an A4 page. Raises ValueError for no children."""
    from kiosk.documents.consent_slip import consent_slips

    slips = [_slip(head, child) for child in children]
    return consent_slips(slips, point=head.point, made_on=head.made_on, consent_text=CONSENT_TEXT)


def print_tally_sheet(
    head: Letterhead, *, service_point: str = "", by_sex: bool = False, hours: range | None = None
) -> bytes:
    """A blank sheet (PDF) to count a day on. `hours`: the local hours that have a row, None for the usual ones."""
    from kiosk.documents.tally_sheet import HOURS, tally_sheet

    rows = HOURS if hours is None else hours
    return tally_sheet(point=head.point, made_on=head.made_on, service_point=service_point, by_sex=by_sex, hours=rows)


def print_day_sheet(
    head: Letterhead,
    *,
    day: date,
    visits: int,
    tables: Sequence[tuple[str, Sequence[tuple[str, int]]]],
    notes: Sequence[str],
) -> bytes:
    """What a day came to (PDF). `tables`: headings, and under each what there was and how many visits."""
    from kiosk.documents.day_sheet import DaySums, Table, day_sheet

    counted = tuple(Table(heading, tuple(rows)) for heading, rows in tables)
    return day_sheet(DaySums(day, visits, counted, tuple(notes)), point=head.point, made_on=head.made_on)


def _printed(card: NamedCard) -> "PrintedCard":
    from kiosk.documents.cards import PrintedCard

    return PrintedCard(card.issued.code, card.full_name, card.issued.valid_until, card.school_class)


def _slip(head: Letterhead, child: AwaitedChild) -> "ConsentSlip":
    from kiosk.documents.consent_slip import ConsentSlip

    code = ids.slip_code(head.device, child.reader.epoch, child.reader.seq)
    number = f"{child.reader.epoch}-{child.reader.seq}"
    return ConsentSlip(number, code, child.full_name, child.birth_year, child.school_class, child.representative)
