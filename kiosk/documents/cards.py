"""A reader's card as a QR code, for paper and for a telephone's screen."""

import io
from typing import Any, Final

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathImage

_MODULE_PIXELS: Final = 12
_QUIET_MODULES: Final = 4


def _code(text: str) -> "qrcode.QRCode[Any]":
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=_MODULE_PIXELS, border=_QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    return code


def card_png(text: str) -> bytes:
    """The card's QR as a PNG: 12 pixels a module, the standard's quiet zone of 4 modules around it."""
    picture = io.BytesIO()
    _code(text).make_image(image_factory=PilImage).save(picture, "PNG")
    return picture.getvalue()


def card_svg(text: str) -> str:
    """The card's QR as one SVG path, sharp at every size."""
    picture = io.BytesIO()
    _code(text).make_image(image_factory=SvgPathImage).save(picture)
    return picture.getvalue().decode("utf-8")
