"""Design tokens → colours, sizes and the style sheet. The only place where a screen learns how big or how green."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase

from ui.looks import PLAIN, Looks

ASSETS = Path(__file__).resolve().parent.parent / "assets"
FAMILY = "Be Vietnam Pro"

_FACES = ("Regular", "SemiBold", "ExtraBold")
_GROUPS = ("colour", "text", "radius", "size", "space")
_TOKEN = re.compile(r"@(colour|text|radius|size|space)\.([a-z0-9-]+)")
_DRAWN_FOR = QSize(1366, 768)
_LARGEST_SCALE = 2.0

Tokens = dict[str, dict[str, str | int]]


@lru_cache(maxsize=2)
def _tokens(contrast: str) -> Tokens:
    """The tokens of one contrast: what `contrast` does not change is as in the drawings."""
    told = json.loads((ASSETS / "theme" / "tokens.json").read_text(encoding="utf-8"))
    changed = told.get(contrast, {})
    return {group: told[group] | changed.get(group, {}) for group in _GROUPS}


def scale_for(screen: QSize) -> float:
    """How much larger than the drawings (1366x768, or the same stood upright) everything is on `screen` (pixels).

    In steps of an eighth, so that hairlines stay even; never below 1: on a smaller screen pages scroll or tighten.
    """
    long_side, short_side = max(screen.width(), screen.height()), min(screen.width(), screen.height())
    fit = min(long_side / _DRAWN_FOR.width(), short_side / _DRAWN_FOR.height())
    return max(1.0, min(_LARGEST_SCALE, int(fit * 8) / 8))


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens at one scale and in one look. Sizes come back in device-independent pixels."""

    scale: float = 1.0
    looks: Looks = PLAIN

    def colour(self, name: str) -> QColor:
        return QColor(self.hex(name))

    def hex(self, name: str) -> str:
        return str(_tokens(self.looks.contrast)["colour"][name])

    def size(self, name: str) -> int:
        return self._scaled("size", name)

    def radius(self, name: str) -> int:
        return self._scaled("radius", name)

    def space(self, steps: float) -> int:
        """`steps` of the grid of four."""
        return round(steps * int(_tokens(self.looks.contrast)["space"]["step"]) * self.scale)

    def font(self, text: str, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The face for painted text, by the name of its size."""
        font = QFont(FAMILY)
        font.setPixelSize(self._scaled("text", text))
        font.setWeight(weight)
        return font

    def sheet(self) -> str:
        """The style sheet of the whole program at this scale."""
        template = (ASSETS / "theme" / "kiosk.qss").read_text(encoding="utf-8")
        return _TOKEN.sub(lambda found: self._written(found[1], found[2]), template)

    def _written(self, group: str, name: str) -> str:
        if group == "colour":
            return self.hex(name)
        if group == "space":
            return f"{self.space(float(name))}px"
        return f"{self._scaled(group, name)}px"

    def _scaled(self, group: str, name: str) -> int:
        enlarged = self.looks.text_size / 100 if group == "text" else 1
        return round(int(_tokens(self.looks.contrast)[group][name]) * self.scale * enlarged)


def load_fonts() -> None:
    """Make the bundled faces known to Qt (three weights: what is not used is not loaded).

    Raises: FileNotFoundError when a face is missing from the installation.
    """
    for face in _FACES:
        path = ASSETS / "fonts" / f"BeVietnamPro-{face}.ttf"
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)
