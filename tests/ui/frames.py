"""Photographs of a QR code as a cheap camera takes them: turned, tilted, blurred, pale, in a 1280×720 frame.

Drawn with Pillow from a seed, so that a failing frame can be drawn again.
"""

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import qrcode
from PIL import Image, ImageChops, ImageEnhance, ImageFilter
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from ui.scanning.camera import Camera

FRAME: Final = (1280, 720)


@dataclass(frozen=True)
class Shot:
    """How the picture was taken. `module`: px a QR module; `turn`: degrees; `tilt`: 0–0.4 of the width lost at the
    far side; `blur`: radius in px; `contrast`: 1 is ink on paper; `noise`: grey levels; `light`: 1 is daylight."""

    module: float = 8.0
    turn: float = 0.0
    tilt: float = 0.0
    blur: float = 0.0
    contrast: float = 1.0
    noise: int = 0
    light: float = 1.0
    seed: int = 1


def photograph(text: str, shot: Shot) -> Image.Image:
    """Draw one 1280×720 RGB frame with `text` as a QR code on a card, somewhere in a room."""
    chance = random.Random(shot.seed)
    frame = _room(chance)
    card = _card(text, shot)
    x = chance.randint(0, max(0, FRAME[0] - card.width))
    y = chance.randint(0, max(0, FRAME[1] - card.height))
    frame.paste(card, (x, y), card.getchannel("A"))
    if shot.blur:
        frame = frame.filter(ImageFilter.GaussianBlur(shot.blur))
    frame = ImageEnhance.Contrast(frame).enhance(shot.contrast)
    frame = ImageEnhance.Brightness(frame).enhance(shot.light)
    return _noisy(frame, shot.noise, chance)


def empty_room(seed: int = 1) -> Image.Image:
    """A frame with nobody in it."""
    return _room(random.Random(seed))


def as_qimage(picture: Image.Image) -> QImage:
    """The same pixels as a QImage that owns them, in the format of most cameras' frames."""
    raw = picture.convert("RGB").tobytes()
    image = QImage(raw, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


@contextmanager
def feeding(camera: "Camera", *frames: QImage) -> Iterator[None]:
    """Inject these frames in turn, thirty a second, as a camera does."""
    from PySide6.QtMultimedia import QVideoFrame

    turn = itertools.cycle([QVideoFrame(frame) for frame in frames])
    timer = QTimer(interval=33)
    timer.timeout.connect(lambda: camera.inject(next(turn)))
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def _room(chance: random.Random) -> Image.Image:
    frame = Image.new("RGB", FRAME, (168, 160, 148))
    for _ in range(40):  # shelves, a window, somebody's shirt
        left, top = chance.randint(-50, 1250), chance.randint(-50, 700)
        shade = chance.randint(40, 220)
        frame.paste(
            (shade, shade * 9 // 10, shade * 8 // 10),
            (left, top, left + chance.randint(30, 400), top + chance.randint(20, 300)),
        )
    return frame.filter(ImageFilter.GaussianBlur(6))


def _card(text: str, shot: Shot) -> Image.Image:
    """The printed card as the camera sees it, transparent around it. Drawn four times as large, then reduced."""
    code = qrcode.QRCode(border=4, box_size=round(shot.module * 4))
    code.add_data(text)
    large = code.make_image().get_image().convert("RGBA")
    if shot.tilt:
        large = _tilted(large, shot.tilt)
    turned = large.rotate(shot.turn, Image.Resampling.BICUBIC, expand=True)
    return turned.resize((turned.width // 4, turned.height // 4), Image.Resampling.BOX)


def _tilted(card: Image.Image, tilt: float) -> Image.Image:
    """Turn the card's right side away: it is seen `tilt` shorter, and the card narrower, in true perspective."""
    width, height = card.size
    narrow = round(width * (1 - tilt / 2))
    shrinking = -tilt / narrow
    to_card = (width * (1 - tilt) / narrow, 0, 0, height * shrinking / 2, 1, 0, shrinking, 0)
    return card.transform((narrow, height), Image.Transform.PERSPECTIVE, to_card, Image.Resampling.BICUBIC)


def _noisy(frame: Image.Image, noise: int, chance: random.Random) -> Image.Image:
    if not noise:
        return frame
    levels = Image.frombytes("L", FRAME, chance.randbytes(FRAME[0] * FRAME[1]))
    grain = levels.point([level * 2 * noise // 255 for level in range(256)])
    return ImageChops.subtract(frame, Image.merge("RGB", [grain] * 3), offset=noise)
