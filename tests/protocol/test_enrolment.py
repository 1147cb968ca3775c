"""Enrolment codes: read aloud, typed with slips, and proven without being sent."""

import pytest

from sync.protocol import enrolment
from sync.protocol.codes import ALPHABET, with_checks
from sync.protocol.enrolment import BadCode, is_proven, new_code, parsed, proof

STATEMENT = b"a device asks"


def test_a_code_is_eighteen_characters_in_groups_of_six() -> None:
    groups = new_code().split(" ")
    assert [len(group) for group in groups] == [6, 6, 6]
    assert set("".join(groups)) <= set(ALPHABET)


def test_both_sides_derive_the_same_key_from_a_code() -> None:
    code = new_code()
    assert parsed(code) == parsed(code)
    assert len(parsed(code).key) == 32
    assert parsed(code).code_id == code[:4]


def test_spaces_dashes_and_lower_case_do_not_matter() -> None:
    code = new_code()
    plain = code.replace(" ", "")
    for typed in (
        plain,
        plain.lower(),
        "-".join(code.split()),
        f"  {code}\n",
        " ".join(plain),
        code.replace(" ", "\t"),
    ):
        assert parsed(typed) == parsed(code)


def test_no_slip_of_one_character_makes_another_code() -> None:
    plain = new_code().replace(" ", "")
    for place, character in enumerate(plain):
        for other in ALPHABET.replace(character, ""):
            with pytest.raises(BadCode):
                parsed(plain[:place] + other + plain[place + 1 :])


@pytest.mark.parametrize(
    "typed", ["", " ", "mã đăng ký", "0" * 17, "0" * 19, "<html>", "TBQHNQ2KT5TTK916T5T", "\x00" * 18]
)
def test_what_is_no_enrolment_code_is_refused(typed: str) -> None:
    with pytest.raises(BadCode):
        parsed(typed)


def test_only_the_right_secret_proves_a_statement() -> None:
    one, other = parsed(new_code()), parsed(new_code())
    assert is_proven(one.key, STATEMENT, proof(one.key, STATEMENT))
    assert not is_proven(one.key, STATEMENT, proof(other.key, STATEMENT))
    assert not is_proven(one.key, b"another device asks", proof(one.key, STATEMENT))
    assert not is_proven(one.key, STATEMENT, b"")


def test_what_travels_holds_nothing_of_the_secret() -> None:
    code = new_code().replace(" ", "")
    secret = code[enrolment.ID_LENGTH : enrolment.ID_LENGTH + enrolment.SECRET_LENGTH].encode()
    travelling = parsed(code).code_id.encode() + proof(parsed(code).key, STATEMENT)
    assert secret not in travelling
    assert parsed(code).key not in travelling


def test_the_same_secret_under_another_public_part_is_another_key() -> None:
    keys = set()
    for code_id in ("0000", "0001", "VVVV"):
        keys.add(parsed(with_checks(code_id + "B" * enrolment.SECRET_LENGTH)).key)
    assert len(keys) == 3


def test_a_hundred_codes_are_all_different() -> None:
    assert len({new_code() for _ in range(100)}) == 100
