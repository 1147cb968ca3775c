"""A person becomes a reader and gets a card."""

from datetime import date, timedelta
from typing import Final

from kiosk import ids, text
from kiosk.clock import Clock, day_number, local_year
from kiosk.errors import Refused
from kiosk.rules import ages
from kiosk.sealing import Personal
from kiosk.storage import journal, readers
from kiosk.storage.connection import Store
from kiosk.values import AgeBand, Consent, IssuedCard, Sex

CONSENT_TEXT: Final = 1
"""The version of the consent text that readers agree to (Law 91/2025/QH15: consent is verifiable)."""
_VALID_YEARS: Final = 3
_LONGEST_NAME: Final = 120


def register_reader(
    store: Store, *, full_name: str, birth_year: int, sex: Sex, consent: Consent, clock: Clock
) -> IssuedCard:
    """Write a reader with a card, sealed from the first entry on. Only digest and sealed fields stay in the kiosk.

    `birth_year`: 0 when not given. Raises Refused(`name_missing` | `name_too_long` | `birth_year_impossible` |
    `representative_must_consent`): under 16 the legal representative consents.
    """
    name = _name(full_name)
    code = ids.new_card_code()
    moment = clock()
    with store.writing() as tx:
        writer = journal.Writer(tx, moment)
        _ensure_may_register(birth_year, local_year(writer.at), consent)
        valid_until = day_number(writer.at) + 365 * _VALID_YEARS
        personal = Personal(name, birth_year, sex)
        number, ref = readers.register(tx, writer, store.keyring, personal, consent, CONSENT_TEXT)
        readers.issue_card(tx, writer, reader=number, name=ref, card=ids.card_digest(code), valid_until=valid_until)
    return IssuedCard(ref, code, date(1970, 1, 1) + timedelta(days=valid_until))


def _ensure_may_register(birth_year: int, year: int, consent: Consent) -> None:
    if birth_year != ages.UNKNOWN_YEAR and not year - 120 <= birth_year <= year:
        raise Refused("birth_year_impossible", least=year - 120, most=year)
    if ages.band(birth_year, year) is AgeBand.CHILD and consent is not Consent.REPRESENTATIVE:
        raise Refused("representative_must_consent")


def _name(full_name: str) -> str:
    name = text.nfc(full_name)
    if not name or not text.is_printable(name):
        raise Refused("name_missing")
    if len(name) > _LONGEST_NAME:
        raise Refused("name_too_long", most=_LONGEST_NAME)
    return name
