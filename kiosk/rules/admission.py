"""What was held before the reader, and may its holder be counted? Pure decisions, no storage."""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from kiosk import ids, text
from kiosk.errors import Refused

DEBOUNCE_SECONDS: Final = 600
"""A second scan within ten minutes is taken for an accident of the same entry and refused before it becomes a visit.

ISO 2789 counts every entry, so the window must stay short; an officer may choose another (Choices.debounce_minutes).
"""
LONGEST_CODE: Final = 2_000
"""Characters. Identity and insurance cards stay below; more is a stuck key or a document's code."""

_IDENTITY: Final = re.compile(r"\d{12}\|")
_INSURANCE: Final = re.compile(r"(?:[A-Z]{2}\d{13}|[A-Z]{2}\d|\d{10})[^|]*\|", re.IGNORECASE)
_WEB: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org|info)(?:[/:?]|$))", re.I
)
_TOKEN: Final = re.compile(r"[A-Za-z0-9+/_=.-]{60,}")


class Standing(NamedTuple):
    """What decides whether a known card may enter. `valid_until`: day number; `revoked_at`: seconds UTC or None."""

    valid_until: int
    revoked_at: int | None


class Before(NamedTuple):
    """The last visit of the same card. `at`: seconds UTC; `mono`: seconds since the boot it was made in."""

    at: int
    mono: int
    same_boot: bool


def recognised(presented: str) -> str:
    """The card code in what was presented, in its one spelling.

    Raises Refused with `code_too_long`, `identity_card`, `health_insurance_card`, `vneid`, `web_address`,
    `consent_slip`, `card_damaged` (meant as one of our cards) or `not_a_card`. What was presented is never kept
    (domain.md, «Personal data»: the payload of an identity card is not stored, not even in an error).
    """
    if len(presented) > LONGEST_CODE:
        raise Refused("code_too_long")
    if not text.is_printable(presented.strip()):
        raise Refused("not_a_card")
    code = ids.spelled(presented)
    if ids.is_card_code(code):
        return code
    raise Refused(_kind_of(presented.strip(), code))


def _kind_of(plain: str, code: str) -> str:
    if plain.count("|") >= 5:
        if _IDENTITY.match(plain):
            return "identity_card"
        return "health_insurance_card" if _INSURANCE.match(plain) else "not_a_card"
    if _WEB.match(plain):
        return "web_address"
    if "vneid" in plain.lower() or _TOKEN.fullmatch(plain):
        return "vneid"
    if ids.slip_of(code) is not None:
        return "consent_slip"
    return "card_damaged" if ids.looks_like_card(code) else "not_a_card"


def ensure_valid(card: Standing, today: int) -> None:
    """Raise Refused(`card_revoked` | `card_expired`) unless the card may enter on day number `today`."""
    if card.revoked_at is not None:
        raise Refused("card_revoked")
    if card.valid_until < today:
        raise Refused("card_expired", on=date(1970, 1, 1) + timedelta(days=card.valid_until))


def ensure_not_counted(before: Before, *, at: int, mono: int, within: int = DEBOUNCE_SECONDS) -> None:
    """Raise Refused(`already_counted`, at=…) when the same card was counted less than `within` seconds ago.

    `at`: now, in seconds UTC as far as the clock is known; `mono`: now, in seconds since the present boot. Within one
    boot the seconds since boot decide, so a step of the wall clock neither doubles nor swallows anybody.
    """
    passed = mono - before.mono if before.same_boot else at - before.at
    if 0 <= passed < within:
        raise Refused("already_counted", at=before.at)
