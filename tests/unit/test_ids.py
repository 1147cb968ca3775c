"""Card codes: nobody guesses one, and a worn one is not taken for another."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ids import ALPHABET, CARD_LENGTH, card_digest, is_card_code, looks_like_card, new_card_code
from sync.protocol.codes import with_checks

CODES = [with_checks("TB" + "".join(random.Random(seed).choices(ALPHABET, k=15))) for seed in range(40)]


def test_a_new_code_is_a_card_code_of_nineteen_characters() -> None:
    for _ in range(200):
        code = new_card_code()
        assert len(code) == CARD_LENGTH == 19
        assert code.startswith("TB")
        assert is_card_code(code)


def test_two_thousand_new_codes_are_all_different_in_their_random_part() -> None:
    assert len({new_card_code()[2:17] for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize("code", CODES[:10])
def test_no_single_wrong_character_leaves_a_card_code(code: str) -> None:
    for place in range(len(code)):
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ăđ -|":
            if other != code[place]:
                assert not is_card_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("code", CODES[:10])
def test_a_card_with_a_character_lost_or_doubled_is_no_card_code(code: str) -> None:
    for place in range(len(code)):
        assert not is_card_code(code[:place] + code[place + 1 :])
        assert not is_card_code(code[:place] + code[place] + code[place:])


def test_the_prefix_is_covered_by_the_check_characters() -> None:
    for code in CODES:
        assert not is_card_code("TV" + code[2:])
        assert not is_card_code("0B" + code[2:])


@given(st.binary(max_size=60))
def test_random_bytes_are_never_a_card(raw: bytes) -> None:
    assert not is_card_code(raw.decode("latin-1"))


def test_a_code_that_is_valid_but_of_another_kind_is_no_card() -> None:
    other = with_checks("VV" + "0" * 15)
    assert not is_card_code(other)


@pytest.mark.parametrize("code", CODES[:10])
def test_a_worn_card_still_looks_like_a_card(code: str) -> None:
    for place in range(len(code)):
        assert looks_like_card(code[:place] + "X" + code[place + 1 :])
        assert looks_like_card(code[:place] + code[place + 1 :])
    for length in range(2, len(code)):
        assert looks_like_card(code[:length])


@pytest.mark.parametrize(
    "text", ["9786042345678", "8934567890123", "https://tb.vn", "0912345678", "xin chào", "", "T", "2" * 19]
)
def test_other_peoples_codes_do_not_look_like_a_card(text: str) -> None:
    assert not looks_like_card(text.upper())


def test_a_digest_is_sixteen_bytes_and_tells_cards_apart() -> None:
    assert {len(card_digest(code)) for code in CODES} == {16}
    assert len({card_digest(code) for code in CODES}) == len(CODES)
