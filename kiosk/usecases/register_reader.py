"""A person becomes a reader and gets a card."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlite_utils import Database

from kiosk import ids, text
from kiosk.clock import Clock, day_number, year_of_ages
from kiosk.errors import Refused
from kiosk.rules import ages, choices, registration
from kiosk.sealing import Personal
from kiosk.storage import journal, readers, settings
from kiosk.storage.connection import Store
from kiosk.values import Choices, Consent, IssuedCard, Sex

CONSENT_TEXT: Final = 1
"""The version of the consent text that readers agree to (Law 91/2025/QH15: consent is verifiable)."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants a card. `birth_year`: 0 when not given; `representative`: who consents for somebody under 16.

    `consent` AWAITED: the representative is not here; the child is counted and does not borrow until the slip is back.
    """

    full_name: str
    birth_year: int
    sex: Sex
    consent: Consent
    representative: str = ""
    school_class: str = ""


def register_reader(
    store: Store,
    *,
    full_name: str,
    birth_year: int,
    sex: Sex,
    consent: Consent,
    clock: Clock,
    representative: str = "",
    school_class: str = "",
    by_officer: bool = False,
    despite_likeness: bool = True,
) -> IssuedCard:
    """Write a reader with a card, sealed from the first entry on. Only digest and sealed fields stay in the kiosk.

    Where the officer chose so (Choices.approval), who registers alone waits for an officer's look before borrowing.

    Raises Refused(`name_missing` | `name_too_long` | `birth_year_impossible` | `representative_must_consent` |
    `class_too_long`), Refused(`reader_alike`, count=…) when somebody with the same folded
    name and birth year is a reader here already and not `despite_likeness` (screens ask so first), or
    Refused(`registration_closed`) where visitors may not register themselves.
    """
    who = Applicant(full_name, birth_year, sex, consent, representative, school_class)
    moment = clock()
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        chosen = choices.parsed(settings.every(tx))
        if not (by_officer or chosen.registration):
            raise Refused("registration_closed")
        personal = personal_of(who, year_of_ages(writer.at))
        if not despite_likeness and (count := alike(tx, store, personal)):
            raise Refused("reader_alike", count=count)
        return issue(tx, store, writer, personal, consent, chosen, by_officer=by_officer)


def personal_of(who: Applicant, year: int) -> Personal:
    """What is kept of an applicant in the year `year`. Raises Refused as register_reader() does."""
    name = registration.name(who.full_name)
    registration.ensure_birth_year(who.birth_year, year)
    representative = registration.representative(who.representative)
    registration.ensure_consent(ages.band(who.birth_year, year), who.consent)
    if who.consent is not Consent.REPRESENTATIVE:
        representative = ""
    return Personal(name, who.birth_year, int(who.sex), representative, registration.school_class(who.school_class))


def alike(tx: Database, store: Store, personal: Personal) -> int:
    """How many readers here have the same folded name, and the same birth year as far as both told one."""
    wanted, count = text.folded(personal.full_name), 0
    for reader in readers.every(tx):
        known = readers.opened(reader, store.keyring)
        if known is not None and text.folded(known.full_name) == wanted:
            count += 0 in (known.birth_year, personal.birth_year) or known.birth_year == personal.birth_year
    return count


def issue(
    tx: Database,
    store: Store,
    writer: journal.Writer,
    personal: Personal,
    consent: Consent,
    chosen: Choices,
    *,
    by_officer: bool,
) -> IssuedCard:
    """Write a reader and their first card, in the caller's transaction."""
    code = ids.new_card_code()
    valid_until = day_number(writer.at) + 365 * chosen.card_years
    new = readers.NewReader(personal, consent, CONSENT_TEXT, approval=chosen.approval and not by_officer)
    number, ref = readers.register(tx, writer, store.keyring, new)
    readers.issue_card(tx, writer, reader=number, name=(b"", *ref), card=ids.card_digest(code), valid_until=valid_until)
    return IssuedCard(ref, code, date(1970, 1, 1) + timedelta(days=valid_until))
