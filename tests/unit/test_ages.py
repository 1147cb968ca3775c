"""Age bands and courtesy."""

import pytest

from kiosk.rules.ages import address, band
from kiosk.values import Address, AgeBand


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, AgeBand.CHILD),
        (15, AgeBand.CHILD),
        (16, AgeBand.YOUTH),
        (30, AgeBand.YOUTH),
        (31, AgeBand.ADULT),
        (59, AgeBand.ADULT),
        (60, AgeBand.SENIOR),
        (119, AgeBand.SENIOR),
    ],
)
def test_each_age_has_its_band(age: int, expected: AgeBand) -> None:
    assert band(2026 - age, 2026) is expected


def test_without_a_birth_year_the_band_is_unknown() -> None:
    assert band(0, 2026) is AgeBand.UNKNOWN


@pytest.mark.parametrize(
    ("age_band", "expected"),
    [
        (AgeBand.CHILD, Address.EM),
        (AgeBand.YOUTH, Address.BAN),
        (AgeBand.ADULT, Address.BAN),
        (AgeBand.SENIOR, Address.BAC),
        (AgeBand.UNKNOWN, Address.BAN),
    ],
)
def test_courtesy_follows_the_band(age_band: AgeBand, expected: Address) -> None:
    assert address(age_band) is expected
