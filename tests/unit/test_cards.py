"""A card's picture: another program reads back the very code that was drawn."""

import io
import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

from kiosk.documents.cards import card_png, card_svg
from kiosk.ids import new_card_code


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 17])
def test_the_picture_is_read_back_however_it_is_held(turn: int) -> None:
    code = new_card_code()
    picture = Image.open(io.BytesIO(card_png(code))).convert("L").rotate(turn, expand=True, fillcolor=255)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [code]


def test_the_drawing_has_the_same_modules_as_the_picture() -> None:
    code = new_card_code()
    picture = Image.open(io.BytesIO(card_png(code)))
    root = ET.fromstring(card_svg(code))  # noqa: S314 - our own drawing
    assert root.get("viewBox") is not None
    width = float(re.sub("[a-z]+", "", root.get("width") or ""))
    modules = picture.width // 12
    assert picture.size == (modules * 12, modules * 12)
    assert width == pytest.approx(modules * 1.2)
    assert "<script" not in card_svg(code)
