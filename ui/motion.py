"""Whether something moves before the camera: a person who comes, not the lamp that flickers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

_CELLS: Final = QSize(32, 18)
_STEP: Final = 24
"""Of 255: cells that changed by less are noise."""
_ENOUGH: Final = 12
"""Cells of the 576: a person fills more, an insect or a lamp fewer."""


class Motion:
    """Compares each frame with the one before. Ask about one a second at most: it is shrunk for it."""

    def __init__(self) -> None:
        self._before = b""

    def seen(self, frame: QImage) -> bool:
        """Whether it differs from the one before. A change of the whole picture's brightness is none."""
        small = frame.scaled(_CELLS, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
        now = bytes(grey.constBits())  # 32 is a multiple of four: no padding at the ends of its lines
        before, self._before = self._before, now
        if len(before) != len(now) or not now:
            return False
        differences = [new - old for new, old in zip(now, before, strict=True)]
        lamp = sorted(differences)[len(differences) // 2]
        return sum(abs(difference - lamp) > _STEP for difference in differences) >= _ENOUGH
