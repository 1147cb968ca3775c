"""A keyboard that is plugged into an X server: presses keys by their place, at the pace of a scanner.

Xlib and XTEST through ctypes: xdotool takes a process a scan, and says not when it pressed which key.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_X11 = 8
_SHIFT: Final = _X11 + 42
TERMINATORS: Final = {"enter": _X11 + 28, "tab": _X11 + 15, "": 0}
PLACES: Final = {
    character: _X11 + first + place
    for first, row in ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
    for place, character in enumerate(row)
}


class Keyboard:
    """Types cards as a scanner does: capitals with Shift, each key let go before the next."""

    def __init__(self, display: int, x11: ctypes.CDLL, test: ctypes.CDLL) -> None:
        self._display, self._x11, self._test = display, x11, test

    def scan(self, code: str, *, pace: int, terminator: str) -> None:
        """Give the server the whole scan, which waits `pace` ms before each key itself: no other program can hold the
        scanner up between two keys. With a pace of 0 they come in one heap, many of them stamped alike. Returns when
        the last key was pressed.
        """
        for character in code:
            self._fake(PLACES[character], character.isalpha(), after=pace)
        if terminator:
            self._fake(TERMINATORS[terminator], capital=False, after=pace)
        self._x11.XSync(self._display, 0)

    def _fake(self, place: int, capital: bool, *, after: int = 0) -> None:
        down = [_SHIFT, place] if capital else [place]
        for key in down:
            self._test.XTestFakeKeyEvent(self._display, key, 1, after if key == down[0] else 0)
        for key in reversed(down):
            self._test.XTestFakeKeyEvent(self._display, key, 0, 0)


@contextmanager
def plugged_in(display: str) -> Iterator[Keyboard]:
    """A keyboard at the X server `display`."""
    x11, test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
    opened = x11.XOpenDisplay(display.encode())
    if not opened:
        raise RuntimeError(f"no X server at {display}")
    try:
        yield Keyboard(opened, x11, test)
    finally:
        x11.XCloseDisplay(opened)
