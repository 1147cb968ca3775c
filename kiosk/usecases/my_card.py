"""Readers see what is kept of them, and may ask to be forgotten. Only a scanned card opens it, never a typed number."""

from datetime import date, timedelta

from sqlite_utils import Database

from kiosk.clock import Clock, year_of_ages
from kiosk.errors import Refused
from kiosk.rules import ages
from kiosk.storage import identity_links, journal, reader_notes, readers, visits
from kiosk.storage.connection import Store
from kiosk.text import short_name
from kiosk.usecases.presented import card_of
from kiosk.values import CardHolder, Consent
from sync.protocol.entries import ErasureRequested


def my_card(store: Store, presented: str, *, clock: Clock) -> CardHolder:
    """What the holder of a scanned card may see.

    Raises what card_of() raises, Refused(`card_unknown`) for a card that is not known here,
    Refused(`card_revoked`), or Refused(`reader_erased`).
    """
    moment = clock()
    with store.reading() as tx:
        card, reader = _holder(tx, store, presented)
        personal = readers.opened(reader, store.keyring)
        if personal is None:
            raise Refused("reader_erased")
        year = year_of_ages(journal.present_time(tx, moment))
        return CardHolder(
            short_name=short_name(personal.full_name),
            address=ages.address(ages.band(personal.birth_year, year)),
            valid_until=date(1970, 1, 1) + timedelta(days=_valid_until(tx, card)),
            consent=Consent(reader.consent),
            approved=not reader.approval or reader.approved_at is not None,
            erasure_asked_at=reader.erasure_asked_at,
            visits_this_year=visits.of_reader_since(tx, reader.number, date(year, 1, 1)),
        )


def _valid_until(tx: Database, card: readers.KnownCard) -> int:
    """The last day (a number) of the card; of a linked identity card, which has none, that of the library card."""
    if card.valid_until != identity_links.LASTS:
        return card.valid_until
    cards = identity_links.cards_of(tx, card.reader)
    return cards[0][1] if cards else card.valid_until


def ask_for_erasure(store: Store, presented: str, *, clock: Clock) -> None:
    """File the holder's request to be forgotten; an officer checks who asks, and answers within two working days.

    Law 91/2025/QH15 and Decree 356/2025: carried out within 15 days. Asked twice, the first request stands. Raises as
    my_card() does.
    """
    with store.writing() as tx:
        _, reader = _holder(tx, store, presented)
        if reader.wrapped is None:
            raise Refused("reader_erased")
        if reader.erasure_asked_at is None:
            writer = journal.Writer(tx, clock())
            reader_notes.write(tx, writer, store.keyring.device_id, ErasureRequested, reader.name)


def _holder(tx: Database, store: Store, presented: str) -> tuple[readers.KnownCard, readers.Reader]:
    card = readers.by_card(tx, card_of(tx, store, presented), store.keyring.device_id)
    if card is None:
        raise Refused("card_unknown")
    if card.revoked_at is not None:
        raise Refused("card_revoked")
    reader = readers.by_number(tx, card.reader)
    assert reader is not None  # noqa: S101 - a foreign key says so
    return card, reader
