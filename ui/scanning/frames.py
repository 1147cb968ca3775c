"""What a frame holds: its brightness, for the decoder, and a small picture in colour, for people.

A camera's frame is in the camera's own layout, and its brightness lies there ready: as a plane, as every second byte,
or as the JPEG's own luminance. Taking it is three times as quick as letting Qt paint the frame in colour first, and
Pillow lets go of Python's lock meanwhile, which Qt does not (measured on 1280×720: 3 ms and 9 ms of JPEG a frame in
which no screen could move, three times that on an old PC).
"""

import io
import logging
import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from PySide6.QtMultimedia import QVideoFrame

    Frame = QImage | QVideoFrame

_log = logging.getLogger(__name__)

_PLANAR: Final = frozenset({"YUV420P", "YV12", "YUV422P", "NV12", "NV21", "IMC1", "IMC2", "IMC3", "IMC4", "Y8"})
"""Names of QVideoFrameFormat.PixelFormat (without «Format_») whose first plane is the brightness, a byte a pixel."""
_PAIRED: Final = {"YUYV": 0, "UYVY": 1}
"""Two bytes a pixel, and which of them is the brightness."""
_BLACK: Final = 16
_WHITE: Final = 235
"""Video's black and white, ITU-R BT.601."""


def brightness(frame: "Frame") -> "Image | None":
    """The frame's grey levels as a Pillow image of mode L; None where there is nothing to see."""
    if isinstance(frame, QImage):
        colours = _colours(frame)
        return None if colours is None else colours.convert("L")
    return _brightness_of_camera(frame)


def preview(frame: "Frame", within: QSize, *, mirrored: bool) -> QImage:
    """A picture of the frame in colour, at most as large as `within`; null where there is nothing to see."""
    from PIL import Image

    small = _small_of_camera(frame, within) if not isinstance(frame, QImage) else None
    if small is None:
        colours = _colours(frame if isinstance(frame, QImage) else frame.toImage())
        if colours is None:
            return QImage()
        factor = math.ceil(max(colours.width / within.width(), colours.height / within.height(), 1))
        small = colours.reduce(factor)
    if mirrored:
        small = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    width, height = small.size
    borrowed = QImage(small.convert("RGB").tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return borrowed.convertToFormat(QImage.Format.Format_RGB32)


def _colours(image: QImage) -> "Image | None":
    """The same pixels for Pillow."""
    from PIL import Image

    if image.isNull():
        return None
    if image.format() == QImage.Format.Format_Grayscale8:
        mode, raw = "L", "L"
    else:
        mode, raw = "RGB", "BGRX"  # 0xffRRGGBB, and every machine that this runs on puts the low byte first
        if image.format() != QImage.Format.Format_RGB32:
            image = image.convertToFormat(QImage.Format.Format_RGB32)
    size = (image.width(), image.height())
    return Image.frombytes(mode, size, bytes(image.constBits()), "raw", raw, image.bytesPerLine(), 1)


# ---- a camera's own layouts ----


@contextmanager
def _mapped(frame: "QVideoFrame") -> "Iterator[bool]":
    """Whether the frame's bytes can be read, while they can."""
    from PySide6.QtMultimedia import QVideoFrame

    readable = frame.map(QVideoFrame.MapMode.ReadOnly)
    try:
        yield readable
    finally:
        if readable:
            frame.unmap()


def _layout(frame: "QVideoFrame") -> str:
    return frame.pixelFormat().name.removeprefix("Format_")


def _brightness_of_camera(frame: "QVideoFrame") -> "Image | None":
    layout = _layout(frame)
    if layout == "Jpeg":
        return _jpeg(frame, "L", (frame.width(), frame.height()))
    if layout in _PLANAR or layout in _PAIRED:
        with _mapped(frame) as readable:
            if readable:
                width, height = frame.width(), frame.height()
                if layout in _PLANAR:
                    return _plane(frame, 0, "L", (width, height)).copy()
                return _every_second(_plane(frame, 0, "L", (2 * width, height)), _PAIRED[layout])
    colours = _colours(frame.toImage())
    return None if colours is None else colours.convert("L")


def _plane(frame: "QVideoFrame", plane: int, mode: str, size: tuple[int, int]) -> "Image":
    """A plane of a frame as it lies in memory: good only while the frame is mapped."""
    from PIL import Image

    stride = frame.bytesPerLine(plane) or frame.mappedBytes(plane) // size[1]
    lying = frame.bits(plane)
    return Image.frombuffer(mode, size, lying, "raw", mode, stride, 1)  # type: ignore[arg-type] # any buffer will do


def _every_second(pairs: "Image", first: int) -> "Image":
    """Half of the columns: the first, third, …, or from the second on where `first` is 1."""
    from PIL import Image

    half = (pairs.width // 2, pairs.height)
    return pairs.transform(half, Image.Transform.AFFINE, (2, 0, first - 1, 0, 1, 0), Image.Resampling.NEAREST)


def _jpeg(frame: "QVideoFrame", mode: str, size: tuple[int, int]) -> "Image | None":
    """The JPEG of this frame at `size` or somewhat larger; a quarter of the work where a quarter is wanted."""
    from PIL import Image, UnidentifiedImageError

    with _mapped(frame) as readable:
        data = bytes(frame.bits(0)) if readable else b""
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=["JPEG"])
        picture.draft(mode, size)
        return picture.convert(mode)
    except (UnidentifiedImageError, OSError) as damage:  # cut off on its way: the next frame comes at once
        _log.debug("a JPEG frame that cannot be read: %s", damage)
        return None


def _small_of_camera(frame: "QVideoFrame", within: QSize) -> "Image | None":
    """The common layouts, made small before they are turned into colours. None for all others."""
    from PySide6.QtMultimedia import QtVideo

    if frame.rotation() != QtVideo.Rotation.None_ or frame.mirrored():
        return None
    factor = math.ceil(max(frame.width() / within.width(), frame.height() / within.height(), 1))
    size = (frame.width() // factor, frame.height() // factor)
    match _layout(frame):
        case "Jpeg":
            large = _jpeg(frame, "RGB", size)
            return None if large is None else large.resize(size)
        case "NV12":
            return _from_planes(frame, factor, size)
        case "YUYV":
            return _from_pairs(frame, size)
    return None


def _from_planes(frame: "QVideoFrame", factor: int, size: tuple[int, int]) -> "Image | None":
    """NV12: a plane of brightness, and one of both colours at half the width and height."""
    with _mapped(frame) as readable:
        if not readable:
            return None
        grey = _plane(frame, 0, "L", (frame.width(), frame.height())).reduce(factor).crop((0, 0, *size))
        both = _plane(frame, 1, "LA", (frame.width() // 2, frame.height() // 2))
    blue, red = (both if both.size == size else both.resize(size)).split()
    return _coloured(grey, blue, red)


def _from_pairs(frame: "QVideoFrame", size: tuple[int, int]) -> "Image | None":
    """YUYV: two neighbours' brightness with the colours they share between them."""
    from PIL import Image

    with _mapped(frame) as readable:
        if not readable:
            return None
        pairs = _plane(frame, 0, "RGBX", (frame.width() // 2, frame.height()))
        across, down = pairs.width / size[0], pairs.height / size[1]
        if across == int(across) and down == int(down):
            small = pairs.reduce((int(across), int(down)))
        else:
            small = pairs.resize(size, Image.Resampling.BOX)
    grey, blue, _neighbour, red = small.split()
    return _coloured(grey, blue, red)


def _coloured(grey: "Image", blue: "Image", red: "Image") -> "Image":
    from PIL import Image

    reach = 255 / (_WHITE - _BLACK)
    full = grey.point([max(0, min(255, round((level - _BLACK) * reach))) for level in range(256)])
    return Image.merge("YCbCr", (full, blue, red)).convert("RGB")
