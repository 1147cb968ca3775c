"""How a window that fell is opened again: at once, and with longer and longer breaths when it falls again and again."""

from typing import Final

REMEMBERED: Final = 600
"""Seconds after which a fall is forgotten."""
MANY: Final = 3
"""Falls within that time of which an officer must hear."""
_LONGEST: Final = 60


def pause_before(falls: int) -> int:
    """Seconds to wait before the window is opened again, after so many falls that are remembered. It never gives up."""
    return 0 if falls < MANY else min(_LONGEST, 5 * 2 ** (falls - MANY))
