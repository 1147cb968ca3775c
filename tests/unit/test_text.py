"""Vietnamese text: composed for storage, bare for the search, and the name that a reader is greeted by."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text import folded, is_printable, name_order, nfc, short_name, sort_key


def test_decomposed_letters_are_composed() -> None:
    assert nfc(unicodedata.normalize("NFD", "Nguyễn Thị Đào")) == "Nguyễn Thị Đào"


def test_white_space_is_one_space_and_none_at_the_ends() -> None:
    assert nfc("  Nguyễn\t Thị\u00a0\n Lan ") == "Nguyễn Thị Lan"


@given(st.text())
def test_composing_twice_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)


@given(st.text())
def test_folding_twice_changes_nothing_in_vietnamese_and_ascii(text: str) -> None:
    kept = "".join(letter for letter in unicodedata.normalize("NFC", text) if letter in LETTERS)
    assert folded(folded(kept)) == folded(kept)


LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ "
LETTERS += LETTERS.upper() + "0123456789"


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "hoà"), ("thủy", "thuỷ"), ("Đức Hợp", "duc hop"), ("ĐƯỜNG", "duong"), ("  Lê   Vân ", "le van")],
)
def test_two_spellings_of_one_word_have_the_same_search_key(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_every_vietnamese_letter_folds_to_plain_ascii() -> None:
    assert folded(LETTERS).isascii()


def test_different_words_keep_different_keys() -> None:
    assert len({folded(word) for word in ("hoa", "hao", "đao", "doan")}) == 4


@pytest.mark.parametrize(
    ("full", "short"),
    [("Nguyễn Thị Lan", "Lan"), ("Lan", "Lan"), ("", ""), ("   ", ""), ("Trần  Văn\tĐức ", "Đức")],
)
def test_the_short_name_is_the_last_word(full: str, short: str) -> None:
    assert short_name(full) == short


@pytest.mark.parametrize("text", ["Nguyễn Thị Lan", "", "12/3 – «tổ 4»", "đ"])
def test_text_that_may_stand_on_a_screen_is_printable(text: str) -> None:
    assert is_printable(text)


@pytest.mark.parametrize("text", ["\x00", "a\nb", "\x1b[31m", "a\u202eb", "\ufeffTB", "\u200b", "\ud800"])
def test_control_characters_are_not_printable(text: str) -> None:
    assert not is_printable(text)


def test_a_list_is_in_vietnamese_order_letters_first_and_tones_after() -> None:
    words = ["Đức", "Dũng", "An", "Ánh", "Ân", "Ăn", "Lan", "Lân", "Làn", "Ý", "Oanh", "Ôn", "4A", "Quỳnh", "Anh"]
    expected = "4A An Anh Ánh Ăn Ân Dũng Đức Lan Làn Lân Oanh Ôn Quỳnh Ý"
    assert sorted(words, key=sort_key) == expected.split()


def test_people_are_listed_by_given_name_and_then_by_family_name() -> None:
    people = ["Trần Thị Lan", "Nguyễn Văn Đức", "Lê Thị Lan", "Phạm Văn Ánh", "Lan"]
    assert sorted(people, key=name_order) == ["Phạm Văn Ánh", "Nguyễn Văn Đức", "Lan", "Lê Thị Lan", "Trần Thị Lan"]
