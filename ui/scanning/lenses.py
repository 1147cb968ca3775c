"""Which camera is opened, with which format, and how it is set: decisions, without a camera in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice

NEVER: Final = "none"
"""The choice of an officer who wants no camera."""
FIRST_FOUND: Final = ""
_WANTED_PIXELS: Final = 1280 * 720
_LEAST_RATE: Final = 10.0
_SMOOTH_RATE: Final = 24.0
_LONGEST_KEY: Final = 200
"""Characters that a choice may have (kiosk/rules/choices.py)."""


class Format(NamedTuple):
    """What a camera can send: pixels, frames a second, and whether each frame is a JPEG that must be unpacked."""

    width: int
    height: int
    rate: float
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Lens:
    """A camera that is plugged in. `key`: what is kept of it when it is chosen; `name`: what its maker calls it."""

    key: str
    name: str


class Standing(Enum):
    """How the camera stands."""

    UNWANTED = "unwanted"
    MISSING = "missing"
    OPENING = "opening"
    DELIVERS = "delivers"
    BLACK = "black"
    """It sends pictures, and there is nothing in them."""
    SILENT = "silent"
    """It is there and sends nothing: another program has it, or its driver hangs. It is tried again and again."""


@dataclass(frozen=True, slots=True)
class CameraState:
    """What an officer is told: the cameras that are there, the one in use (None: none), how it stands, and whether its
    driver lets the exposure be changed.
    """

    lenses: tuple[Lens, ...] = ()
    current: Lens | None = None
    standing: Standing = Standing.MISSING
    exposure_adjustable: bool = False


def lens_of(device: "QCameraDevice") -> Lens:
    """What there is to know of a camera. Its id alone will not do: on Linux it is a number in order of plugging in."""
    name = " ".join(device.description().split())
    place = bytes(device.id().data()).decode("utf-8", "replace")
    return Lens(f"{name}|{place}"[:_LONGEST_KEY], name)


def chosen_lens(lenses: Sequence[Lens], wanted: str) -> int | None:
    """The index of the camera to open: the wanted one, one of the same make, or else the first; None where there is
    none or none is wanted.
    """
    if wanted == NEVER or not lenses:
        return None
    for index, lens in enumerate(lenses):
        if lens.key == wanted:
            return index
    make = wanted.partition("|")[0]
    return next((index for index, lens in enumerate(lenses) if wanted and lens.name == make), 0)


def preferred_format(formats: Sequence[Format]) -> int | None:
    """Choose nearest in pixels to 1280×720 what is not a slide show; of equals the smooth, then the unpacked.

    Gives the index, or None where there is no choice.
    """
    fluent = [index for index, one in enumerate(formats) if one.rate >= _LEAST_RATE] or range(len(formats))

    def merit(index: int) -> tuple[int, bool, bool]:
        one = formats[index]
        return abs(one.width * one.height - _WANTED_PIXELS), one.rate < _SMOOTH_RATE, one.packed

    return min(fluent, key=merit, default=None)


def adjusts_exposure(camera: "QCamera") -> bool:
    """Whether its driver lets the exposure be changed."""
    from PySide6.QtMultimedia import QCamera

    return bool(camera.supportedFeatures() & QCamera.Feature.ExposureCompensation)


def set_up(camera: "QCamera", exposure: int) -> None:
    """Set exposure (tenths of an EV) and near focus, each where the driver allows it."""
    from PySide6.QtMultimedia import QCamera

    if adjusts_exposure(camera):
        camera.setExposureCompensation(exposure / 10)
    near = QCamera.FocusMode.FocusModeAutoNear
    if camera.isFocusModeSupported(near):
        camera.setFocusMode(near)
