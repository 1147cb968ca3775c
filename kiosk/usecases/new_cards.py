"""Cards that were issued just now: what can be printed of them, which nobody can later.

The kiosk keeps a card's digest alone, so a card is printed when it is issued; a lost print means a new card.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlite_utils import Database

from kiosk import ids
from kiosk.clock import Clock, day_number, local_day
from kiosk.errors import Refused
from kiosk.rules import choices
from kiosk.sealing import Personal
from kiosk.storage import identity_links, journal, readers, settings
from kiosk.storage.connection import Store
from kiosk.usecases.point_of import point_of
from kiosk.usecases.register_reader import CONSENT_TEXT, Applicant, register_reader
from kiosk.values import CardPaper, Consent

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


def draw_cards(
    store: Store,
    cards: Sequence[NewCard],
    *,
    clock: Clock,
    per_page: Literal[8, 10] = 10,
    alone: CardPaper | None = None,
) -> bytes:
    """A PDF of A4 sheets of cards; of the first card alone, drawn for the paper `alone` where that is told."""
    from kiosk.documents.cards import PrintedCard, card_sheet, single_card

    drawn = [PrintedCard(card.code, card.full_name, card.valid_until, card.school_class) for card in cards]
    point, day = point_of(store), local_day(_now(store, clock))
    if alone is not None:
        return single_card(drawn[0], paper=alone, point=point, made_on=day)
    return card_sheet(drawn, per_page=per_page, point=point, made_on=day)


def draw_slips(store: Store, cards: Sequence[NewCard], *, clock: Clock) -> bytes:
    """A PDF of the consent slips of those of `cards` whose readers wait for a parent. Raises ValueError for none."""
    from kiosk.documents.consent_slip import ConsentSlip, consent_slips

    slips = [
        ConsentSlip(card.entry, card.slip, card.full_name, card.birth_year, card.school_class, card.representative)
        for card in cards
        if card.slip
    ]
    day = local_day(_now(store, clock))
    return consent_slips(slips, point=point_of(store), made_on=day, consent_text=CONSENT_TEXT)


def draw_slips_again(store: Store, numbers: Sequence[int], *, clock: Clock) -> bytes:
    """The consent slips of readers who wait for a parent, whenever they are wanted: a slip opens nothing.

    Raises Refused(`nobody_waits_for_consent`) where none of them does.
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
    return draw_slips(store, found, clock=clock)


def _now(store: Store, clock: Clock) -> int:
    moment = clock()
    with store.reading() as tx:
        return journal.present_time(tx, moment)
