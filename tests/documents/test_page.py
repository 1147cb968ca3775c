"""Words on a page: they keep inside their place, whatever people are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.page import Type, code_modules, fitted, width_of, wrapped

NAME = Type("BeVietnamPro-ExtraBold", 13)
syllables = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyẵễộợữỵĐƠ&<>"), min_size=1, max_size=12)
names = st.lists(syllables, min_size=1, max_size=12).map(" ".join)


@given(names, st.integers(1, 4), st.floats(15, 90))
def test_fitted_words_are_never_wider_or_more_than_their_place(name: str, lines: int, width: float) -> None:
    how, broken = fitted(name, NAME, width, lines=lines, least=6.5)
    assert len(broken) <= lines
    assert all(width_of(line, how) <= width for line in broken)
    assert 6.5 <= how.size <= 13


@given(names)
def test_nothing_is_left_out_where_there_is_room(name: str) -> None:
    how, broken = fitted(name, NAME, 90, lines=12, least=6.5)
    assert " ".join(broken) == name
    assert wrapped(name, how, 90) == broken


def test_what_has_no_room_ends_in_dots() -> None:
    how, broken = fitted("Nguyễn " * 40, NAME, 40, lines=2, least=7)
    assert how.size == 7
    assert broken[-1].endswith("…")
    assert fitted("", NAME, 40, lines=1, least=7)[1] == []


@pytest.mark.parametrize("length", [17, 19])
def test_our_codes_have_25_modules_so_that_one_is_a_whole_millimetre_on_a_card(length: int) -> None:
    modules = code_modules("TB" + "0" * (length - 2))
    assert len(modules) == 25
    assert {len(row) for row in modules} == {25}
