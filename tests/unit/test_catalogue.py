"""English: complete, without leftovers, compiled, and saying the same figures as the Vietnamese."""

import io
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.errors import KioskError
from kiosk.values import Address, EntryRef, Greeting, GroupKind, GroupOffer, Purpose
from tests import catalogue
from tests.homes import MORNING
from ui import language, texts, times

FIELD = re.compile(r"{(\w+)}")
DROPPED = frozenset({"address"})
"""English has one word for you."""


@pytest.fixture
def english() -> Catalog:
    with catalogue.PO.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture
def _in_english() -> Iterator[None]:
    language.speak("en")
    yield
    language.speak("vi")


def entries(english: Catalog) -> dict[str, Message]:
    return {message.id if isinstance(message.id, str) else message.id[0]: message for message in english if message.id}


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_every_word_for_visitors_is_in_english(english: Catalog) -> None:
    known = entries(english)
    assert [said for said in catalogue.looked_up() if said.text not in known or not known[said.text].string] == []


def test_no_english_is_left_over(english: Catalog) -> None:
    said = {one.text for one in catalogue.looked_up()}
    assert [text for text in entries(english) if text not in said] == []


def test_no_vietnamese_reaches_visitors_past_the_catalogue() -> None:
    own_name = "Tiếng Việt"  # a language is called by its own name
    assert [said for said in catalogue.raw() if said.text != own_name] == []


def test_what_bends_with_a_number_has_two_forms(english: Catalog) -> None:
    known = entries(english)
    bending = {said.text for said in catalogue.looked_up() if said.counted}
    assert [text for text in bending if len(forms_of(known[text])) != 2] == []


def test_english_tells_the_same_figures(english: Catalog) -> None:
    for text, message in entries(english).items():
        for form in forms_of(message):
            assert set(FIELD.findall(form)) == set(FIELD.findall(text)) - DROPPED, form


def test_the_compiled_catalogue_is_the_written_one(english: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, english)
    assert catalogue.PO.with_suffix(".mo").read_bytes() == compiled.getvalue()


@pytest.mark.usefixtures("_in_english")
def test_numbers_and_days_are_written_the_english_way() -> None:
    assert times.number(1_234_567) == "1,234,567"
    assert times.size(3_145_728) == "3.2 MB"
    assert times.when(MORNING - 3_600, MORNING) == "at 07:00"
    assert times.when(MORNING - 86_400, MORNING) == "at 08:00 on 22 Nov"
    assert times.when(MORNING - 365 * 86_400, MORNING) == "at 08:00 on 23 Nov 2025"
    assert times.date_and_hour(MORNING) == "23 Nov 2026 08:00"


@pytest.mark.usefixtures("_in_english")
def test_words_outside_qt_follow_the_language() -> None:
    lan = Greeting(EntryRef(1, 2), MORNING, True, "Lan", Address.EM)
    assert texts.greeting(lan) == "Hello Lan!"
    assert texts.recorded(lan) == "Recorded at 08:00. What are you here for today?"
    assert texts.PURPOSES[Purpose.READING] == "Read here"
    assert texts.belonging(GroupOffer(EntryRef(1, 1), MORNING, GroupKind.CLUB, 9, "")) == "I came with the club"
    assert texts.sentence(KioskError("vneid")).title == "This is a VNeID code"


@pytest.mark.usefixtures("_in_english")
@pytest.mark.parametrize(("count", "told"), [(1, "{count} visit waiting"), (2, "{count} visits waiting")])
def test_english_tells_one_from_many(count: int, told: str) -> None:
    assert language.spoken_of(count, "{count} lượt chờ gửi") == told


def test_vietnamese_needs_no_catalogue() -> None:
    assert language.spoken("Chào bạn!") == "Chào bạn!"
    assert texts.PURPOSES[Purpose.READING] == "Đọc tại chỗ"
