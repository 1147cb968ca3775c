"""Sealed fields: open with their own key, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Unavailable
from kiosk.sealing import Personal, Wrapping, new_key, seal, unseal

LAN = Personal("Nguyễn Thị Lan", 1990, 2)
KEY, POINT_KEY = new_key(), new_key()
SEALED, WRAPPED = seal(LAN, KEY), Wrapping(POINT_KEY).wrap(KEY)


def assert_unreadable(error: Unavailable) -> None:
    assert error.code == "sealed_unreadable"


@given(st.text(max_size=120), st.integers(0, 2100), st.integers(0, 2))
def test_fields_come_back_with_their_key(name: str, birth_year: int, sex: int) -> None:
    personal = Personal(name, birth_year, sex)
    assert unseal(seal(personal, KEY), KEY) == personal


def test_a_name_does_not_stand_in_what_is_sealed() -> None:
    for encoding in ("utf-8", "utf-16-le", "latin-1"):
        assert "Lan".encode(encoding) not in SEALED


def test_the_same_fields_sealed_twice_look_different() -> None:
    assert seal(LAN, KEY) != seal(LAN, KEY)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unavailable) as caught:
        unseal(SEALED, new_key())
    assert_unreadable(caught.value)


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_one_changed_byte_opens_nothing(place: int, change: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= change
    with pytest.raises(Unavailable) as caught:
        unseal(bytes(changed), KEY)
    assert_unreadable(caught.value)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27, len(SEALED) - 1])
def test_cut_short_it_opens_nothing(length: int) -> None:
    with pytest.raises(Unavailable) as caught:
        unseal(SEALED[:length], KEY)
    assert_unreadable(caught.value)


def test_a_wrapped_key_comes_back_with_the_points_key_and_with_no_other() -> None:
    assert Wrapping(POINT_KEY).unwrap(WRAPPED) == KEY
    with pytest.raises(Unavailable) as caught:
        Wrapping(new_key()).unwrap(WRAPPED)
    assert_unreadable(caught.value)


def test_sealed_fields_do_not_pass_for_a_wrapped_key_under_the_same_key() -> None:
    with pytest.raises(Unavailable) as caught:
        Wrapping(POINT_KEY).unwrap(seal(LAN, POINT_KEY))
    assert_unreadable(caught.value)
