"""Codes with check characters: what a slip of the hand or a worn print does to them."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.codes import ALPHABET, has_valid_checks, random_characters, with_checks

BODIES = st.text(ALPHABET, min_size=1, max_size=24)


def test_the_alphabet_holds_nothing_that_vietnamese_typing_rewrites() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 22
    assert not set("AEIOUYDWSFRXJZ") & set(ALPHABET)


@given(BODIES)
def test_a_code_with_its_own_checks_is_valid(body: str) -> None:
    code = with_checks(body)
    assert code.startswith(body)
    assert len(code) == len(body) + 2
    assert has_valid_checks(code)


def test_every_single_substitution_in_two_hundred_codes_is_caught() -> None:
    draw = random.Random(2026)
    tried = 0
    for _ in range(200):
        code = with_checks("TB" + "".join(draw.choices(ALPHABET, k=15)))
        for place, character in enumerate(code):
            for other in ALPHABET:
                if other == character:
                    continue
                tried += 1
                assert not has_valid_checks(code[:place] + other + code[place + 1 :]), (code, place, other)
    assert tried == 200 * 19 * 21


def test_of_adjacent_swaps_in_two_thousand_codes_fewer_than_one_in_two_hundred_passes() -> None:
    draw = random.Random(2026)
    tried = passed = 0
    for _ in range(2_000):
        code = with_checks("TB" + "".join(draw.choices(ALPHABET, k=15)))
        for place, (left, right) in enumerate(pairwise(code)):
            if left != right:
                tried += 1
                passed += has_valid_checks(code[:place] + right + left + code[place + 2 :])
    assert tried > 30_000
    assert passed * 200 < tried, f"{passed} of {tried} swaps passed"


@pytest.mark.parametrize("text", ["", "T", "TB", "tb", "TB\n", "thẻ", "ABCDE", "000 ", "0|0", "T" * 1_000_000])
def test_what_is_no_code_has_no_valid_checks(text: str) -> None:
    assert not has_valid_checks(text)


def test_of_random_strings_of_the_alphabet_one_in_484_has_valid_checks() -> None:
    draw = random.Random(7)
    passed = sum(has_valid_checks("".join(draw.choices(ALPHABET, k=19))) for _ in range(20_000))
    assert 20 < passed < 65  # 20,000 / 22² = 41


def test_random_characters_are_of_the_alphabet_and_never_the_same() -> None:
    drawn = {random_characters(15) for _ in range(100)}
    assert len(drawn) == 100
    assert all(len(text) == 15 and set(text) <= set(ALPHABET) for text in drawn)
