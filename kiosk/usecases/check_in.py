"""A card is presented, and its holder is counted."""

import logging

from sqlite_utils import Database

from kiosk import ids
from kiosk.clock import Clock, day_number, year_of_ages
from kiosk.errors import Refused, Unavailable
from kiosk.rules import admission, ages, clocks, identity
from kiosk.sealing import Personal
from kiosk.storage import identity_links, journal, programme, readers, sisters, visits
from kiosk.storage.connection import Store
from kiosk.storage.surroundings import Surroundings
from kiosk.text import short_name
from kiosk.values import Address, Confidence, EntryRef, Greeting, Method, Purpose, Sex

NO_VISIT = EntryRef(0, 0)
_LOG = logging.getLogger(__name__)


def check_in(store: Store, presented: str, *, clock: Clock, purpose: Purpose = Purpose.NOT_TOLD) -> Greeting:
    """Count one entry of a card's holder and journal it, in one transaction.

    A visit is one person coming in once; the same person returning counts again (ISO 2789, TCVN 12843). A well-formed
    card that this kiosk does not know is counted by its digest and greeted without a name; sync resolves it. Who works
    here is greeted and not counted: staff are no visitors. What is going on is told with the visit. Of an identity card
    nothing is kept but the keyed digest that its reader asked for.

    Raises Refused with a code of admission.recognised(), or `card_revoked`, `card_expired`(on=date),
    `already_counted`(at=seconds UTC); where identity cards serve (Choices.identity_cards) `identity_card_damaged` or
    `identity_card_unlinked`; Unavailable when the disk cannot take it. Then nothing was written.
    """
    code = ids.spelled(presented)
    number = None if ids.has_card_shape(code) else _identity_number(presented)
    if number is None and not ids.has_card_shape(code):
        code = admission.recognised(presented)
    moment = clock()
    visit: visits.NewVisit | None
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        amid = programme.amid(store, tx, writer.at)
        card = ids.card_digest(code) if number is None else _linked(store, tx, number, amid)
        known = readers.by_card(tx, card, store.keyring.device_id)
        if known is None:
            admission.recognised(code)  # a card that is known here is undamaged; of another its checks must tell
            visit, name, address = _stranger(tx, writer, card, amid, purpose)
        else:
            if amid.has_sisters:
                _ensure_not_counted_as_a_stranger(tx, writer, card, amid)
            visit, name, address = _reader(store, tx, writer, known, amid, purpose)
        if visit is None:
            return Greeting(NO_VISIT, writer.at, True, name, address, staff=True)
        ref = visits.record(tx, writer, visit)
    return Greeting(ref, writer.at, known is not None, name, address)


def _identity_number(presented: str) -> str | None:
    """The digits of an identity card; None for anything else. A damaged one is told as such only where they serve."""
    try:
        return identity.number_in(presented) if len(presented) <= admission.LONGEST_CODE else None
    except Refused:
        return ""


def _linked(store: Store, tx: Database, number: str, amid: Surroundings) -> bytes:
    """The digest of a reader's own identity card. Raises Refused(`identity_card` | `identity_card_damaged` |
    `identity_card_unlinked`).
    """
    if not amid.identity_cards:
        raise Refused("identity_card")
    if not number:
        raise Refused("identity_card_damaged")
    card = identity_links.find(tx, store.keyring, number)
    if card is None:
        raise Refused("identity_card_unlinked")
    return card


def _stranger(
    tx: Database, writer: journal.Writer, card: bytes, amid: Surroundings, purpose: Purpose
) -> tuple[visits.NewVisit, str, Address]:
    _ensure_not_counted_here(tx, writer, visits.latest_of_card(tx, card), amid, None, card)
    if amid.per_site and amid.has_sisters:
        _ensure_not_counted_next_door(writer, sisters.last_visit_of(tx, (b"", 0, 0), card), amid)
    event, name = _going_on(writer, amid)
    visit = visits.NewVisit(
        method=Method.SCANNED,
        purpose=purpose,
        card=card,
        service_point=amid.service_point,
        event=event,
        event_name=name,
    )
    return visit, "", Address.BAN


def _reader(
    store: Store,
    tx: Database,
    writer: journal.Writer,
    card: readers.KnownCard,
    amid: Surroundings,
    purpose: Purpose,
) -> tuple[visits.NewVisit | None, str, Address]:
    admission.ensure_valid(admission.Standing(card.valid_until, card.revoked_at), _today(writer, card.valid_until))
    personal = _personal(store, card)
    age_band = ages.band(personal.birth_year if personal else ages.UNKNOWN_YEAR, year_of_ages(writer.at))
    name, address = short_name(personal.full_name) if personal else "", ages.address(age_band)
    if card.staff:
        return None, name, address
    _ensure_not_counted_here(tx, writer, card.last, amid, card.reader, b"")
    if amid.per_site and amid.has_sisters:
        device, epoch, seq = card.name
        whole = (device or store.keyring.device_id, epoch, seq)
        _ensure_not_counted_next_door(writer, sisters.last_visit_of(tx, whole, b""), amid)
    event, event_name = _going_on(writer, amid)
    visit = visits.NewVisit(
        method=Method.SCANNED,
        purpose=purpose,
        age_band=age_band,
        sex=Sex(personal.sex) if personal else Sex.UNKNOWN,
        reader=card.reader,
        reader_name=card.name,
        service_point=amid.service_point,
        event=event,
        event_name=event_name,
    )
    return visit, name, address


def _going_on(writer: journal.Writer, amid: Surroundings) -> tuple[int | None, tuple[bytes, int, int]]:
    event = amid.happening(writer.at) if amid.happenings else None
    return (event.number, event.name) if event else (None, (b"", 0, 0))


def _personal(store: Store, card: readers.KnownCard) -> Personal | None:
    """The holder's fields. Fields that cannot be opened cost the greeting its name, never the visit its count."""
    try:
        return readers.personal_of(card, store.keyring)
    except Unavailable as error:
        _LOG.warning("reader %d: %s", card.reader, error)
        return None


def _today(writer: journal.Writer, valid_until: int) -> int:
    """The day by which a card is judged: a clock in doubt shuts nobody out, the last trusted time does."""
    day = day_number(writer.at)
    if valid_until < day and clocks.doubt_now(writer.standing, writer.wall, writer.mono):
        trusted = writer.standing.trusted
        return valid_until if trusted is None else day_number(trusted)
    return day


def _ensure_not_counted_here(
    tx: Database,
    writer: journal.Writer,
    last: visits.LastVisit | None,
    amid: Surroundings,
    reader: int | None,
    card: bytes,
) -> None:
    """A visit that an officer voided turns nobody away: who scans again was not counted."""
    try:
        _ensure_not_counted(writer, last, amid)
    except Refused:
        _ensure_not_counted(writer, visits.latest_standing(tx, reader, card), amid)


def _ensure_not_counted(writer: journal.Writer, last: visits.LastVisit | None, amid: Surroundings) -> None:
    if last is None:
        return
    same_boot = (last.epoch, last.boot) == (writer.epoch, writer.boot)
    # Times that were moved to a bound may fall on one second though hours lie between: then count.
    if same_boot or writer.confidence != Confidence.UNSURE:
        before = admission.Before(last.at, last.mono, same_boot)
        admission.ensure_not_counted(before, at=writer.at, mono=writer.mono, within=amid.debounce_seconds)


def _ensure_not_counted_as_a_stranger(tx: Database, writer: journal.Writer, card: bytes, amid: Surroundings) -> None:
    """A reader of the site's other kiosk was a stranger here, or one of ours there, until the kiosks heard of it."""
    _ensure_not_counted_here(tx, writer, visits.latest_of_card(tx, card), amid, None, card)
    if amid.per_site:
        _ensure_not_counted_next_door(writer, sisters.last_visit_of(tx, (b"", 0, 0), card), amid)


def _ensure_not_counted_next_door(writer: journal.Writer, at: int | None, amid: Surroundings) -> None:
    """Where visits are counted at the site, who has just been counted at its other kiosk is not counted again here."""
    if at is not None and writer.confidence != Confidence.UNSURE:
        before = admission.Before(at, 0, same_boot=False)
        admission.ensure_not_counted(before, at=writer.at, mono=writer.mono, within=amid.debounce_seconds)
