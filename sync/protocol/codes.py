"""Codes that people, scanners and Vietnamese typing tools cannot spoil.

The alphabet has no vowel and none of D W S F R X J Z, so that Telex and VNI have nothing to rewrite; two check
characters catch every single substitution and nearly every swap (domain.md, «Scanners and Vietnamese typing»).
"""

import secrets

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789BCGHKLMNPQTV"
_SYMBOLS = frozenset(ALPHABET)


def random_characters(count: int) -> str:
    """`count` characters of the alphabet from the system's random source: 4.46 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def with_checks(body: str) -> str:
    """`body` and its two check characters: Luhn, then ISO 7064 MOD n+1,n, both over ALPHABET."""
    once = body + luhn.calc_check_digit(body, ALPHABET)
    return once + mod_37_36.calc_check_digit(once, ALPHABET)


def has_valid_checks(text: str) -> bool:
    """Whether `text` (upper case) ends in the two check characters that belong to the rest of it."""
    if len(text) < 3 or not _SYMBOLS.issuperset(text):
        return False
    try:
        mod_37_36.validate(text, ALPHABET)
        luhn.validate(text[:-1], ALPHABET)
    except ValidationError:
        return False
    return True
