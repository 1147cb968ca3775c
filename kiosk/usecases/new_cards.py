"""Cards that were issued just now: what can be printed of them, which nobody can later.

The kiosk keeps a card's digest alone, so a card is printed when it is issued; a lost print means a new card.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlite_utils import Database

from kiosk import ids
from kiosk.clock import Clock, day_number
from kiosk.errors import Refused
from kiosk.rules import choices
from kiosk.sealing import Personal
from kiosk.storage import identity_links, journal, readers, settings
from kiosk.storage.connection import Store
from kiosk.usecases.print_papers import Letterhead, NamedCard, print_card, print_card_sheet
from kiosk.usecases.register_reader import CONSENT_TEXT, Applicant, register_reader
from kiosk.values import CardPaper, Consent, EntryRef, IssuedCard

_EPOCH_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card and whose it is. `number`: the reader's local one; `entry`: «1-42»; `code`: shown or printed now or never.

    `slip`: the code of the consent slip that a child without a parent takes home, "" for nobody else.
    `representative`: who is likely to sign it.
    """

    number: int
    entry: str
    full_name: str
    birth_year: int
    school_class: str
    code: str
    valid_until: date
    slip: str = ""
    representative: str = ""


def of_reader(reader: readers.Reader, personal: Personal, code: str, valid_until: int, representative: str) -> NewCard:
    """What was issued to a reader. `valid_until`: a day number."""
    device, epoch, seq = reader.name
    return NewCard(
        number=reader.number,
        entry=f"{epoch}-{seq}",
        full_name=personal.full_name,
        birth_year=personal.birth_year,
        school_class=personal.school_class,
        code=code,
        valid_until=_EPOCH_DAY + timedelta(days=valid_until),
        slip=ids.slip_code(device, epoch, seq) if reader.consent == Consent.AWAITED else "",
        representative=representative or personal.representative,
    )


def register_at_desk(store: Store, applicant: Applicant, *, clock: Clock, despite_likeness: bool = False) -> NewCard:
    """An officer registers somebody, whether visitors may do so alone or not. Raises as register_reader() does."""
    card = register_reader(
        store,
        full_name=applicant.full_name,
        birth_year=applicant.birth_year,
        sex=applicant.sex,
        consent=applicant.consent,
        representative=applicant.representative,
        school_class=applicant.school_class,
        clock=clock,
        by_officer=True,
        despite_likeness=despite_likeness,
    )
    with store.reading() as tx:
        reader = readers.by_name(tx, (store.keyring.device_id, *card.reader))
        personal = None if reader is None else readers.opened(reader, store.keyring)
        if reader is None or personal is None:
            raise Refused("reader_unknown")
        until = (card.valid_until - _EPOCH_DAY).days
        return of_reader(reader, personal, card.code, until, applicant.representative)


def reissue_cards(store: Store, numbers: Sequence[int], *, clock: Clock) -> tuple[NewCard, ...]:
    """Revoke the cards of these readers and issue each a new one, all in one transaction, in the order given.

    A linked identity card goes on opening. Raises Refused(`reader_unknown` | `reader_erased`); then nothing changed.
    """
    moment = clock()
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        until = day_number(writer.at) + 365 * choices.parsed(settings.every(tx)).card_years
        return tuple(_reissued(tx, store, writer, number, until) for number in numbers)


def _reissued(tx: Database, store: Store, writer: journal.Writer, number: int, until: int) -> NewCard:
    reader = readers.present(tx, number)
    personal = readers.opened(reader, store.keyring)
    if personal is None:
        raise Refused("reader_erased")
    for card, _ in identity_links.cards_of(tx, number):
        readers.revoke_card(tx, writer, card)
    code = ids.new_card_code()
    device, epoch, seq = reader.name
    name = (b"" if device == store.keyring.device_id else device, epoch, seq)
    readers.issue_card(tx, writer, reader=number, name=name, card=ids.card_digest(code), valid_until=until)
    return of_reader(reader, personal, code, until, "")


def slips_of(store: Store, numbers: Sequence[int]) -> tuple[NewCard, ...]:
    """Readers who wait for a parent, for their slips: those may be printed at any time, since a slip opens nothing.

    Raises Refused(`nobody_waits_for_consent`) where none of `numbers` does.
    """
    found = []
    with store.reading() as tx:
        for number in numbers:
            reader = readers.by_number(tx, number)
            personal = None if reader is None else readers.opened(reader, store.keyring)
            if reader is not None and personal is not None and reader.consent == Consent.AWAITED:
                found.append(of_reader(reader, personal, "", 0, ""))
    if not found:
        raise Refused("nobody_waits_for_consent")
    return tuple(found)


def draw_cards(head: Letterhead, cards: Sequence[NewCard], *, per_page: Literal[8, 10]) -> bytes:
    """A4 pages (PDF) of cards with cut marks. Raises ValueError for none."""
    return print_card_sheet(head, [_named(card) for card in cards], per_page=per_page)


def draw_card(head: Letterhead, card: NewCard, paper: CardPaper) -> bytes:
    """One card (PDF) for the paper that is there."""
    return print_card(head, _named(card), paper)


def _named(card: NewCard) -> NamedCard:
    epoch, _, seq = card.entry.partition("-")
    issued = IssuedCard(EntryRef(int(epoch), int(seq)), card.code, card.valid_until)
    return NamedCard(issued, card.full_name, card.school_class)


def draw_slips(head: Letterhead, cards: Sequence[NewCard]) -> bytes:
    """The consent slips (PDF) of those of `cards` whose readers wait for a parent. Raises ValueError for none."""
    from kiosk.documents.consent_slip import ConsentSlip, consent_slips

    slips = [
        ConsentSlip(card.entry, card.slip, card.full_name, card.birth_year, card.school_class, card.representative)
        for card in cards
        if card.slip
    ]
    return consent_slips(slips, point=head.point, made_on=head.made_on, consent_text=CONSENT_TEXT)
