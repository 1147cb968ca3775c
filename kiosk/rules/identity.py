"""Identity cards' QR codes: told apart, checked by their digits alone, and turned into a digest that says nothing.

CCCD (2021) holds seven fields with `|` between: 12-digit number | old 9-digit number or nothing | full name | birth
ddMMyyyy | Nam or Nữ | address | issue ddMMyyyy. Căn cước (2024) holds the same seven first and at least ten in all.
Names and addresses often arrive damaged (a wrong encoding, marks apart, letters lost on a keyboard wedge), so nothing
is taken from them: digits alone are trusted, and they check one another.

Never is what was presented stored, logged or put into an error (domain.md, «Personal data»).
"""

import hashlib
import hmac
import unicodedata
from datetime import date
from typing import Final

from kiosk.errors import Refused

FIELDS: Final = 7
_FEWEST: Final = 6
"""With fewer, twelve digits at the beginning may be anything."""
_NUMBER, _OLD, _BIRTH, _SEX, _ISSUED = 0, 1, 3, 4, 6
_CENTURIES: Final = {"0": (1900, "m"), "1": (1900, "f"), "2": (2000, "m"), "3": (2000, "f")}
"""The fourth digit says century and sex (Decree 137/2015, Circular 59/2021)."""
_DIGEST: Final = 16

INFO: Final = b"diem-doc identity cards"
"""What separates the key of these digests from every other use of the point's key (HKDF)."""


def number_in(presented: str) -> str | None:
    """The 12 digits in an identity card's payload; None where `presented` has not the shape of one.

    Raises Refused(`identity_card_damaged`) where it has, and fields are missing or contradict one another.
    Neither keeps anything.
    """
    fields = [unicodedata.normalize("NFKC", field).strip() for field in presented.strip().split("|")]
    if len(fields) < _FEWEST or not _is_digits(fields[_NUMBER], 12):
        return None
    if len(fields) < FIELDS or not _agree(fields):
        raise Refused("identity_card_damaged")
    return fields[_NUMBER]


def _agree(fields: list[str]) -> bool:
    """Whether number, birth, sex and day of issue say the same."""
    number, birth, issued = fields[_NUMBER], _day(fields[_BIRTH]), _day(fields[_ISSUED])
    if birth is None or issued is None or not birth <= issued or number[:3] == "000":
        return False
    century, sex = _CENTURIES.get(number[3], (0, ""))
    if birth.year != century + int(number[4:6]):
        return False
    if fields[_OLD] and not (_is_digits(fields[_OLD], 9) or _is_digits(fields[_OLD], 12)):
        return False
    return _sex(fields[_SEX]) in ("", sex)


def _sex(said: str) -> str:
    """«Nam» is plain and arrives whole; «Nữ» begins with N and ends in whatever its vowel became. Else unknown."""
    word = said.casefold()
    if word == "nam":
        return "m"
    return "f" if word.startswith("n") else ""


def _day(said: str) -> date | None:
    if not _is_digits(said, 8):
        return None
    try:
        return date(int(said[4:]), int(said[2:4]), int(said[:2]))
    except ValueError:
        return None


def _is_digits(said: str, length: int) -> bool:
    return len(said) == length and said.isascii() and said.isdigit()


def digest(key: bytes, number: str, generation: int = 0) -> bytes:
    """What is kept of an identity card: 16 bytes of HMAC-SHA-256 of its 12 digits under a key of this point alone.

    A card that is revoked stays revoked for ever, so who links again after unlinking gets the next `generation`.
    """
    said = number if generation == 0 else f"{number}/{generation}"
    return hmac.new(key, said.encode("ascii"), hashlib.sha256).digest()[:_DIGEST]
