"""The recovery sheet: what is printed can be scanned and typed, and a slip is told by its line."""

import io
import os
import random
from datetime import date

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.documents.recovery import recovery_sheet
from kiosk.errors import Refused
from kiosk.ids import is_card_code
from kiosk.rules.recovery import code_of, fingerprint, key_of, lines_of
from kiosk.values import Point
from sync.protocol.codes import ALPHABET

POINT = Point("12019-01-A-LONG1", "Thư viện xã Nguyễn Trãi – phường Hồng Châu, điểm đọc số hai ở nhà văn hoá thôn Đông")


@given(st.binary(min_size=32, max_size=32))
def test_every_key_comes_back_from_its_code(key: bytes) -> None:
    code = code_of(key)
    assert len(code) == 72
    assert set(code) <= set(ALPHABET)
    assert key_of(code) == key
    assert not is_card_code(code)


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32, b"\x00" * 31 + b"\x01"])
def test_the_smallest_and_the_largest_key_come_back(key: bytes) -> None:
    assert key_of(code_of(key)) == key


def test_it_may_be_typed_as_people_type() -> None:
    key = bytes(range(32))
    lines = lines_of(code_of(key))
    assert [len(line) for line in lines] == [14] * 6
    assert key_of("\n".join(lines).lower()) == key
    assert key_of("\r\n".join(lines).replace(" ", "-") + "\n") == key
    assert key_of(code_of(key).replace("0", "O").replace("1", "i")) == key


def refusal(typed: str) -> Refused:
    with pytest.raises(Refused) as caught:
        key_of(typed)
    return caught.value


def test_every_single_slip_is_told_by_its_line() -> None:
    code = code_of(random.Random(5).randbytes(32))
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            told = refusal(code[:place] + wrong + code[place + 1 :])
            assert (told.code, told.details["lines"]) == ("recovery_code_mistyped", str(place // 12 + 1))


def test_swapped_lines_are_told_and_so_is_what_is_missing() -> None:
    lines = lines_of(code_of(bytes(range(32))))
    assert refusal("".join([lines[0], lines[2], lines[1], *lines[3:]])).details["lines"] == "2, 3"
    told = refusal("".join(lines[:4]))
    assert (told.code, told.details) == ("recovery_code_incomplete", {"given": 48, "whole": 72})
    assert refusal("").code == "recovery_code_incomplete"
    assert refusal("Ệ" * 72).code == "recovery_code_mistyped"


@given(st.text(alphabet=ALPHABET, min_size=72, max_size=72))
def test_whatever_is_typed_is_a_key_or_refused(typed: str) -> None:
    try:
        assert code_of(key_of(typed)) == typed
    except Refused as error:
        assert error.code == "recovery_code_mistyped"  # noqa: PT017 - one of two lawful outcomes


def test_a_fingerprint_tells_keys_apart_and_nothing_more() -> None:
    keys = [os.urandom(32) for _ in range(100)]
    assert len({fingerprint(key) for key in keys}) == 100
    assert all(fingerprint(key).replace(" ", "") not in key.hex() for key in keys)


@pytest.mark.parametrize("key", [bytes(range(32)), b"\xff" * 32])
def test_the_printed_page_is_read_back_by_another_program(key: bytes) -> None:
    page = Image.open(io.BytesIO(recovery_sheet(key, POINT, date(2026, 11, 23), "PNG")))
    assert page.size == (1_654, 2_339)
    (found,) = zxingcpp.read_barcodes(page.convert("L").resize((827, 1_170)))
    assert key_of(found.text) == key
    bottom = page.convert("L").crop((0, page.height - 100, page.width, page.height))
    assert bottom.getextrema() == (255, 255), "nothing runs off the page"


def test_the_page_for_the_printer_is_a_pdf_of_one_a4() -> None:
    page = recovery_sheet(bytes(32), POINT, date(2026, 11, 23), "PDF")
    assert page.startswith(b"%PDF")
    assert page.count(b"/Type /Page\n") + page.count(b"/Type /Page ") <= 1
    assert b"/MediaBox [ 0 0 595" in page
