"""Find QR codes in a picture: a quick look at every frame, a closer one where something looked like a code, and second
attempts, each at the picture changed in one way, for when there is time.

No thread and no clock here. Both libraries let go of Python's lock while they work, so no screen waits for it; Qt's own
conversions do not (measured: up to 9 ms a frame), which is why Pillow changes the pictures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage, QImageReader

from ui.scanning.frames import brightness

if TYPE_CHECKING:
    import zxingcpp
    from PIL.Image import Image

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

_LARGE: Final = 1_500_000
"""Pixels. A picture with more has modules enough: second attempts are made at a smaller one."""
_DARKENING: Final = 4
"""Exponent that spreads the bright half of a picture out: what a lamp washed out of a laminated card comes back."""
_CLOSER: Final = 4
_MOST_SUSPECTS: Final = 2
_LARGEST_SUSPECT: Final = 400
"""Pixels of the longer side. A larger code that was not read is not small, and enlarging it would take long."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a quick look found: `codes`, each text once, and `suspects`, which look like a code that cannot be read."""

    codes: tuple[str, ...]
    suspects: tuple[Box, ...]


def glance(grey: "Image") -> Glance:
    """Look once, for dark codes on a light ground: 1–2 ms for 1280×720 on a 2-core PC, 4 with nothing to be found."""
    found = _found(grey, return_errors=True)
    return Glance(_texts(found), tuple(_around(code.position, grey.size) for code in found if not code.valid))


def look_closer(grey: "Image", suspects: Sequence[Box]) -> tuple[str, ...]:
    """Look at those places again, four times as large, then with the bright parts spread out: 2–5 ms a place."""
    for box in suspects[:_MOST_SUSPECTS]:
        part = grey.crop(box)
        if min(part.size) < 1 or max(part.size) > _LARGEST_SUSPECT:
            continue
        large = _enlarged(part, _CLOSER)
        if codes := _read(large) or _read(_darkened(large)):
            return codes
    return ()


def decode(picture: "QImage | Image") -> tuple[str, ...]:
    """Read every QR code in the picture, as text, with all that there is: up to 0.1 s for 1280×720 without one."""
    grey = brightness(picture) if isinstance(picture, QImage) else picture
    if grey is None:
        return ()
    seen = glance(grey)
    if codes := seen.codes or look_closer(grey, seen.suspects):
        return codes
    for attempt in ATTEMPTS:
        if codes := attempt(grey):
            return codes
    return ()


def open_picture(path: Path) -> QImage:
    """Read a picture file, turned as the camera says it was held. A null image when it is none that Qt can read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    return reader.read()


# ---- second attempts: what each of them reads that the quick look does not, floors.md and tests/bench/decode.py ----


def stretched(grey: "Image") -> tuple[str, ...]:
    """The whole range of grey used: codes out of focus, faded ones. 2 ms."""
    from PIL import ImageOps

    return _read(ImageOps.autocontrast(_workable(grey), cutoff=2))


def enlarged(grey: "Image") -> tuple[str, ...]:
    """Twice as large: small codes, leaning ones. 25 ms."""
    return _read(_enlarged(_workable(grey), 2))


def inverted(grey: "Image") -> tuple[str, ...]:
    """Light on dark, as a telephone in dark mode shows it. 3 ms."""
    from PIL import ImageOps

    return _read(ImageOps.invert(_workable(grey)))


def darkened(grey: "Image") -> tuple[str, ...]:
    """The bright half spread out, and twice as large: what lies under glare. 20 ms."""
    return _read(_enlarged(_darkened(_workable(grey)), 2))


def inverted_and_enlarged(grey: "Image") -> tuple[str, ...]:
    """A small code on a telephone in dark mode. 25 ms."""
    from PIL import ImageOps

    return _read(_enlarged(ImageOps.invert(_workable(grey)), 2))


def smoothed(grey: "Image") -> tuple[str, ...]:
    """Grain and the pixels of a screen averaged away, then twice as large. 22 ms."""
    from PIL import ImageFilter

    return _read(_enlarged(_workable(grey).filter(ImageFilter.BoxBlur(1)), 2))


ATTEMPTS: Final[tuple[Callable[["Image"], tuple[str, ...]], ...]] = (
    stretched,
    enlarged,
    inverted,
    darkened,
    inverted_and_enlarged,
    smoothed,
)
"""In this order, one after the other. A caller without time makes one a frame and goes on with the next frame."""


def _workable(grey: "Image") -> "Image":
    pixels = grey.width * grey.height
    return grey.reduce(round((pixels / _LARGE) ** 0.5) + 1) if pixels > _LARGE else grey


def _enlarged(grey: "Image", factor: int) -> "Image":
    from PIL import Image

    return grey.resize((grey.width * factor, grey.height * factor), Image.Resampling.BICUBIC)


def _darkened(grey: "Image") -> "Image":
    return grey.point([round(255 * (level / 255) ** _DARKENING) for level in range(256)])


# ---- the library ----


def _read(grey: "Image") -> tuple[str, ...]:
    return _texts(_found(grey, return_errors=False))


def _found(grey: "Image", *, return_errors: bool) -> "list[zxingcpp.Barcode]":
    import zxingcpp  # after the first paint

    found: list[zxingcpp.Barcode] = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2),
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,
        return_errors=return_errors,
    )
    return found


def _texts(found: "Sequence[zxingcpp.Barcode]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.text for code in found if code.valid and code.text))


def _around(position: "zxingcpp.Position", size: tuple[int, int]) -> Box:
    """The upright box of the four corners, with room for the quiet zone and for corners that were guessed."""
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    rim = max(max(across) - min(across), max(down) - min(down)) // 4 + 8
    left, top = max(0, min(across) - rim), max(0, min(down) - rim)
    return left, top, max(left, min(size[0], max(across) + rim)), max(top, min(size[1], max(down) + rim))
