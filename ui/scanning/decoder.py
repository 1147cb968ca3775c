"""Find QR codes in a picture: a quick look, and a thorough one where there is time for it.

Runs on the camera's own thread. Both libraries let go of Python's lock while they work, so no screen waits for it;
Qt's own smooth scaling does not, which is why Pillow enlarges the picture (measured: 12 ms against 0.6 ms a stall).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage, QImageReader

if TYPE_CHECKING:
    from PIL import Image

_LARGE: Final = 1_500_000
"""Pixels. Anything larger has modules enough: it is reduced, not enlarged, at the thorough look."""
_DIRECT: Final = frozenset({QImage.Format.Format_RGB32, QImage.Format.Format_RGB888, QImage.Format.Format_Grayscale8})
"""What goes to the decoder as it is; naming few keeps us off formats it reads differently."""


def decode(image: QImage, *, thorough: bool) -> tuple[str, ...]:
    """Read every QR code in the picture, as text; each text once. Nothing else is looked for.

    The quick look takes 2–7 ms for 1280×720 on a 2-core PC; `thorough` adds one at another size (20–40 ms) when it
    found nothing, which reads small and blurred codes (floors.md: 81 → 90 % of 200 frames).
    """
    if image.isNull():
        return ()
    if image.format() not in _DIRECT:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    return _read(image) or (_read(_resized(image)) if thorough else ())


def open_picture(path: Path) -> QImage:
    """Read a picture file, turned as the camera says it was held. A null image when it is none that Qt can read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    return reader.read()


def _read(picture: "QImage | Image.Image") -> tuple[str, ...]:
    import zxingcpp  # after the first paint

    found: Sequence[zxingcpp.Barcode] = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), text_mode=zxingcpp.TextMode.Plain
    )
    return tuple(dict.fromkeys(code.text for code in found if code.text))


def _resized(image: QImage) -> "Image.Image":
    from PIL import Image  # after the first paint

    grey = _grey(image)
    width, height = grey.size
    factor = 0.5 if width * height > _LARGE else 2
    return grey.resize((round(width * factor), round(height * factor)), Image.Resampling.BILINEAR)


def _grey(image: QImage) -> "Image.Image":
    """The picture's brightness; the order of red, green and blue does not matter for that."""
    from PIL import Image

    mode = {QImage.Format.Format_Grayscale8: "L", QImage.Format.Format_RGB888: "RGB"}.get(image.format(), "RGBX")
    size = (image.width(), image.height())
    picture = Image.frombuffer(mode, size, bytes(image.constBits()), "raw", mode, image.bytesPerLine(), 1)
    return picture.convert("L")
