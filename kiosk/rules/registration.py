"""Who may become a reader, and with whose consent. Pure decisions, no storage."""

from typing import Final

from kiosk import spelling, text
from kiosk.errors import Refused
from kiosk.rules import ages
from kiosk.values import AgeBand, Consent

LONGEST_NAME: Final = 120
LONGEST_CLASS: Final = 60
"""Characters."""
OLDEST: Final = 120
"""Years."""


def name(full_name: str) -> str:
    """A full name as it is kept: NFC, single spaces, tone marks in one place (kiosk/spelling.py).

    Raises Refused(`name_missing` | `name_too_long`, most=…).
    """
    kept = spelling.person_name(full_name)
    if not kept or not text.is_printable(kept):
        raise Refused("name_missing")
    if len(kept) > LONGEST_NAME:
        raise Refused("name_too_long", most=LONGEST_NAME)
    return kept


def representative(full_name: str) -> str:
    """The representative's name as it is kept, "" where none is given. Raises Refused(`name_too_long`, most=…)."""
    return name(full_name) if full_name.strip() else ""


def school_class(said: str) -> str:
    """A class as the school's list has it. Raises Refused(`class_too_long`, most=…)."""
    kept = text.nfc(said)
    if len(kept) > LONGEST_CLASS or not text.is_printable(kept):
        raise Refused("class_too_long", most=LONGEST_CLASS)
    return kept


def ensure_birth_year(birth_year: int, year: int) -> None:
    """Raise Refused(`birth_year_impossible`, least=…, most=…) unless somebody alive in `year` may have this one."""
    if birth_year != ages.UNKNOWN_YEAR and not year - OLDEST <= birth_year <= year:
        raise Refused("birth_year_impossible", least=year - OLDEST, most=year)


def ensure_consent(age_band: AgeBand, consent: Consent) -> None:
    """Raise Refused(`representative_must_consent`): under 16 the legal representative consents, or is awaited.

    Law 91/2025/QH15. Nobody but a child waits for a representative.
    """
    if age_band is AgeBand.CHILD and consent is Consent.READER:
        raise Refused("representative_must_consent")
