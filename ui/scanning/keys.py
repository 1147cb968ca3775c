"""What a key of a United States keyboard writes, by its place on the board.

A keyboard-wedge scanner presses places, not letters: whatever layout the PC believes in, the place stays true. Places
are numbered as in scan code set 1 (IBM PC/XT). Linux's evdev uses the same numbers for the main block and X11 adds 8
to them; Windows reports them as they are and sets bit 8 for the extended keys.
"""

from enum import Enum
from typing import Final

MODIFIERS: Final = frozenset(
    {29, 42, 54, 56, 58, 69, 70}  # Ctrl, both Shifts, Alt, Caps Lock, Num Lock, Scroll Lock
    | {97, 100, 125, 126}  # right Ctrl, right Alt, both Windows keys (evdev)
    | {0x11D, 0x138, 0x145, 0x15B, 0x15C}  # the same (Windows)
)


class Kind(Enum):
    """What a key stroke means to a burst."""

    CHARACTER = "character"
    CONTROL = "control"  # Ctrl and a character: part of a scan that runs, a command of a person otherwise
    ENTER = "enter"
    TAB = "tab"
    BACKSPACE = "backspace"
    OTHER = "other"


_KINDS: Final = {
    28: Kind.ENTER,
    96: Kind.ENTER,  # the keypad's: evdev
    0x11C: Kind.ENTER,  # the same: Windows
    15: Kind.TAB,
    14: Kind.BACKSPACE,
}
_KINDS_OF_TEXT: Final = {"\r": Kind.ENTER, "\n": Kind.ENTER, "\t": Kind.TAB, "\b": Kind.BACKSPACE}


def _row(first: int, plain: str, shifted: str) -> dict[int, tuple[str, str]]:
    return {first + place: pair for place, pair in enumerate(zip(plain, shifted, strict=True))}


_PRINTED: Final[dict[int, tuple[str, str]]] = {
    **_row(2, "1234567890-=", "!@#$%^&*()_+"),
    **_row(16, "qwertyuiop[]", "QWERTYUIOP{}"),
    **_row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    **_row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    **_row(71, "789-456+1230.", "789-456+1230."),  # the keypad, whatever Num Lock says
    55: ("*", "*"),
    57: (" ", " "),
    98: ("/", "/"),
    0x135: ("/", "/"),
}


def kind_of(place: int, text: str) -> Kind:
    """Say what a key does, by its place; by the text the platform made of it where the place tells nothing.

    Text without a telling place comes from an input method, from Windows' VK_PACKET, or from a program that types.
    """
    if place in _KINDS:
        return _KINDS[place]
    if place not in _PRINTED and text in _KINDS_OF_TEXT:
        return _KINDS_OF_TEXT[text]
    if place in _PRINTED or (text and text.isprintable()):
        return Kind.CHARACTER
    return Kind.OTHER


def character_of(place: int, *, shift: bool, control: bool, text: str) -> str:
    """Give the character a scanner meant: by place and Shift, Caps Lock left out; else the platform's `text`.

    With `control` the control character of that key (scanners send GS, 0x1D, as Ctrl and «]»).
    """
    pair = _PRINTED.get(place)
    character = pair[shift] if pair else text
    if control and len(character) == 1:
        return chr(ord(character.upper()) & 0x1F)
    return character
