"""Numbers of consent slips: read back as they were printed, and taken for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.ids import ALPHABET, SLIP_LENGTH, Slip, device_mark, is_card_code, slip_code, slip_of
from kiosk.rules.admission import recognised

DEVICE = bytes(range(16))
CODE = slip_code(DEVICE, 1, 42)


@given(st.binary(min_size=16, max_size=16), st.integers(0, 22**3 - 1), st.integers(0, 22**6 - 1))
def test_a_slip_says_whose_it_is(device: bytes, epoch: int, seq: int) -> None:
    code = slip_code(device, epoch, seq)
    assert len(code) == SLIP_LENGTH
    assert set(code) <= set(ALPHABET)
    assert slip_of(code) == Slip(device_mark(device), epoch, seq)


def test_its_number_is_the_readers_entry_as_people_say_it() -> None:
    assert str(slip_of(CODE)) == "1-42"


def test_a_slip_may_be_typed_in_groups_and_small_letters() -> None:
    typed = f" {CODE[:4]} {CODE[4:8]}-{CODE[8:]} ".lower()
    assert slip_of(typed) == slip_of(CODE)


@pytest.mark.parametrize("place", range(SLIP_LENGTH))
def test_no_single_wrong_character_leaves_a_slip(place: int) -> None:
    for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ|":
        if other != CODE[place]:
            assert slip_of(CODE[:place] + other + CODE[place + 1 :]) is None
    assert slip_of(CODE[:place] + CODE[place + 1 :]) is None
    assert slip_of(CODE[:place] + CODE[place] + CODE[place:]) is None


def test_a_slip_is_no_card_and_counts_nobody() -> None:
    assert not is_card_code(CODE)
    with pytest.raises(Refused, match="consent_slip"):
        recognised(CODE)


def test_another_kiosk_of_the_point_prints_other_numbers() -> None:
    assert device_mark(DEVICE) != device_mark(bytes(16))
    assert slip_code(DEVICE, 1, 42) != slip_code(bytes(16), 1, 42)


@pytest.mark.parametrize(("epoch", "seq"), [(-1, 1), (1, -1), (22**3, 1), (1, 22**6)])
def test_an_entry_beyond_the_last_slip_is_not_printed_as_another(epoch: int, seq: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        slip_code(DEVICE, epoch, seq)
