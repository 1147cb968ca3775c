"""Ages as the counts and the courtesy need them. A birth year is all that is asked; age turns with the year."""

from kiosk.values import Address, AgeBand

UNKNOWN_YEAR = 0
_ADDRESSES = {AgeBand.CHILD: Address.EM, AgeBand.SENIOR: Address.BAC}


def band(birth_year: int, this_year: int) -> AgeBand:
    """The age band on a day of `this_year`; UNKNOWN where no birth year was given."""
    if birth_year == UNKNOWN_YEAR:
        return AgeBand.UNKNOWN
    age = this_year - birth_year
    if age < 16:
        return AgeBand.CHILD
    if age <= 30:
        return AgeBand.YOUTH
    return AgeBand.ADULT if age < 60 else AgeBand.SENIOR


def address(age_band: AgeBand) -> Address:
    """em under 16, bác from 60, else bạn (experience.md)."""
    return _ADDRESSES.get(age_band, Address.BAN)
