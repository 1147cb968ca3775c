"""How the visitor's screens look and which language they speak: the kiosk's own choice, or a visitor's for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

LARGE = 125
"""Per cent of the drawn size of letters where somebody asked for large ones."""


class Chosen(Protocol):
    """Whatever says how things are to look: kiosk.values.Choices, which widgets need not know."""

    @property
    def language(self) -> str: ...
    @property
    def contrast(self) -> str: ...
    @property
    def text_size(self) -> int: ...
    @property
    def still(self) -> bool: ...
    @property
    def reach(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Looks:
    """`language`: vi | en; `contrast`: normal | high; `text_size`: per cent; `still`: nothing moves.

    `reach`: all that is touched lies in the lower half of the screen (the lower 40 % of a standing one), for
    wheelchairs and children.
    """

    language: str = "vi"
    contrast: str = "normal"
    text_size: int = 100
    still: bool = False
    reach: bool = False

    @classmethod
    def of(cls, choices: Chosen) -> Looks:
        """What the officer chose for this kiosk."""
        return cls(choices.language, choices.contrast, choices.text_size, choices.still, choices.reach)


PLAIN = Looks()
"""As drawn, in Vietnamese: the officer's console always looks like this."""
