"""A card is presented, and its holder is counted."""

from sqlite_utils import Database

from kiosk import ids
from kiosk.clock import Clock, Moment, local_time
from kiosk.rules import admission, ages
from kiosk.storage import journal, point, readers, visits
from kiosk.storage.connection import Store
from kiosk.text import short_name
from kiosk.values import Address, Greeting, Method, Purpose, Sex


def check_in(store: Store, presented: str, *, clock: Clock, purpose: Purpose = Purpose.NOT_TOLD) -> Greeting:
    """Count one entry of a card's holder and journal it, in one transaction.

    A visit is one person coming in once; the same person returning counts again (ISO 2789, TCVN 12843). A well-formed
    card that this kiosk does not know is counted by its digest and greeted without a name; sync resolves it.

    Raises Refused with a code of admission.recognised(), or `card_revoked`, `card_expired`(on=date),
    `already_counted`(at=seconds UTC); Unavailable when the disk cannot take it. Then nothing was written.
    """
    code = admission.recognised(presented)
    card = ids.card_digest(code)
    now = clock()
    with store.writing() as tx:
        known = readers.by_card(tx, card, store.keyring.device_id)
        if known is None:
            visit, name, address = _stranger(tx, card, purpose, now)
        else:
            visit, name, address = _reader(store, tx, known, purpose, now)
        ref = visits.record(tx, journal.Writer(tx, now), visit)
        today = visits.counted_on(tx, visits.day_number(now.wall))
    return Greeting(ref, now.wall, known is not None, name, address, today)


def _stranger(tx: Database, card: bytes, purpose: Purpose, now: Moment) -> tuple[visits.NewVisit, str, Address]:
    _ensure_not_counted(tx, visits.latest_of_card(tx, card), now)
    return visits.NewVisit(method=Method.SCANNED, purpose=purpose, card=card), "", Address.BAN


def _reader(
    store: Store, tx: Database, card: readers.KnownCard, purpose: Purpose, now: Moment
) -> tuple[visits.NewVisit, str, Address]:
    admission.ensure_valid(admission.Standing(card.valid_until, card.revoked_at), visits.day_number(now.wall))
    _ensure_not_counted(tx, visits.latest_of_reader(tx, card.reader), now)
    personal = readers.personal_of(card, store.keyring)
    year = local_time(now.wall).year
    age_band = ages.band(personal.birth_year if personal else ages.UNKNOWN_YEAR, year)
    visit = visits.NewVisit(
        method=Method.SCANNED,
        purpose=purpose,
        age_band=age_band,
        sex=Sex(personal.sex) if personal else Sex.UNKNOWN,
        reader=card.reader,
        reader_name=card.name,
    )
    return visit, short_name(personal.full_name) if personal else "", ages.address(age_band)


def _ensure_not_counted(tx: Database, last: visits.LastVisit | None, now: Moment) -> None:
    if last is None:
        return
    before = admission.Before(last.at, last.mono, journal.is_current_boot(tx, last.boot, now.boot))
    window = point.setting(tx, "debounce_seconds", admission.DEBOUNCE_SECONDS)
    admission.ensure_not_counted(before, now, window)
