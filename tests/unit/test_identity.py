"""Identity cards: digits are trusted where they agree, whatever became of the letters, and nothing is ever kept."""

import unicodedata
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.rules.admission import recognised
from kiosk.rules.identity import digest, number_in

NAMES = ("Nguyễn Thị Hường", "Trần Văn Đức", "Lê Hoàng Thụy Quỳnh Như", "Y Bhăm Niê")
ADDRESSES = ("Thôn Đông, Đức Hợp, Kim Động, Hưng Yên", "Tổ 3, phường Phố Hiến", "")


class Person(NamedTuple):
    """Somebody who does not exist."""

    number: str
    birth: date
    sex: str
    name: str
    address: str


@st.composite
def people(draw: st.DrawFn) -> Person:
    birth = draw(st.dates(date(1930, 1, 1), date(2020, 12, 31)))
    woman = draw(st.booleans())
    place = draw(st.integers(1, 96))
    serial = draw(st.integers(0, 999_999))
    mark = (2 if birth.year >= 2000 else 0) + woman
    number = f"{place:03d}{mark}{birth.year % 100:02d}{serial:06d}"
    sex = "Nữ" if woman else "Nam"
    return Person(number, birth, sex, draw(st.sampled_from(NAMES)), draw(st.sampled_from(ADDRESSES)))


def payload(who: Person, *, old: str = "012345678", fields: int = 7) -> str:
    issued = date(max(2021, who.birth.year), 12, 31)
    seven = [who.number, old, who.name, f"{who.birth:%d%m%Y}", who.sex, who.address, f"{issued:%d%m%Y}"]
    more = ["", "Nguyễn Văn Hùng", "Trần Thị Mai", ""] * 2
    return "|".join(seven + more[: fields - 7])


def as_latin(text: str) -> str:
    return text.encode().decode("latin-1")


def as_windows(text: str) -> str:
    return text.encode().decode("cp1258", "replace")


def without_marks(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


def as_question_marks(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def whole(text: str) -> str:
    return text


@given(
    people(),
    st.sampled_from(("", "012345678")),
    st.sampled_from((7, 10, 11, 14)),
    st.sampled_from((whole, apart, as_latin, as_windows, without_marks, as_question_marks)),
    st.sampled_from(("", "\r\n", "\t", " ")),
)
def test_the_digits_are_read_out_of_every_variant(
    who: Person, old: str, fields: int, damaged: object, end: str
) -> None:
    assert callable(damaged)
    assert number_in(damaged(payload(who, old=old, fields=fields)) + end) == who.number


@given(people(), st.integers(3, 5), st.integers(1, 9))
def test_a_wrong_digit_of_century_sex_or_year_is_noticed(who: Person, place: int, by: int) -> None:
    wrong = str((int(who.number[place]) + by) % 10)
    number = who.number[:place] + wrong + who.number[place + 1 :]
    assert refusal(payload(who._replace(number=number))) == "identity_card_damaged"


@given(people(), st.sampled_from(("31022000", "0102199", "010219999", "ngay sinh", "")))
def test_a_day_that_never_was_is_noticed(who: Person, day: str) -> None:
    text = payload(who).replace(f"|{who.birth:%d%m%Y}|", f"|{day}|")
    assert refusal(text) == "identity_card_damaged"


@given(people(), st.integers(1, 6))
def test_a_missing_field_is_never_made_up_for(who: Person, field: int) -> None:
    fields = payload(who).split("|")
    del fields[field]
    assert refusal("|".join(fields)) == "identity_card_damaged"


@given(people(), st.integers(0, 11))
def test_a_number_that_lost_a_digit_is_no_identity_card(who: Person, place: int) -> None:
    number = who.number[:place] + who.number[place + 1 :]
    assert number_in(payload(who._replace(number=number))) is None


@pytest.mark.parametrize(
    "other",
    [
        "GD4333412345678|4e677579e1bb856e20|01/02/1999|2|546875|33 - 012|01/01/2026|-|14/01/2026|332412345678|-|4|",
        "3312345678|4e677579e1bb856e20|01/02/1999|2|546875|33 - 012|01/01/2026|-|14/01/2026|332412345678|-",
        "033199001234",
        "VNeID:033199001234",
        "033199001234|012345678",
        "9786042345678",
        "||||||||",
        "",
    ],
    ids=["insurance", "insurance, ten digits", "a bare number", "VNeID", "two fields", "ISBN", "bars", "nothing"],
)
def test_nothing_else_passes_for_an_identity_card(other: str) -> None:
    assert number_in(other) is None


@given(st.text(max_size=200))
def test_any_text_is_told_apart_without_a_fault(text: str) -> None:
    number, details = None, {}
    try:
        number = number_in(text)
    except Refused as refused:
        details = refused.details
    assert details == {}, "what was presented is kept nowhere"
    assert number is None or (len(number) == 12 and number.isdigit())


@given(people())
def test_whoever_does_not_take_identity_cards_says_what_it_is(who: Person) -> None:
    with pytest.raises(Refused, match=r"^identity_card$") as caught:
        recognised(payload(who))
    assert caught.value.details == {}


def test_a_digest_needs_the_key_and_begins_anew_after_a_link_was_taken_back() -> None:
    one, other = b"1" * 32, b"2" * 32
    digests = {digest(one, "033199001234"), digest(other, "033199001234"), digest(one, "033199001234", 1)}
    assert len(digests) == 3
    assert {len(found) for found in digests} == {16}


def refusal(text: str) -> str:
    with pytest.raises(Refused) as caught:
        number_in(text)
    assert caught.value.details == {}, "what was presented is kept nowhere"
    return caught.value.code
