"""A bar chart as plain SVG shapes: sizes in its own units, colours from the style sheet by class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 1_200
HEIGHT: Final = 260
_TOP: Final = 28
_BOTTOM: Final = 40
_LEFT: Final = 56


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `x`, `y`, and what it says when pointed at; `tick` is written under it, or ""."""

    x: float
    y: float
    width: float
    height: float
    label: str
    tick: str
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A quiet line across, at the round value written beside it."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    floor: int = HEIGHT - _BOTTOM


def bar_chart(values: Sequence[tuple[str, str, int]]) -> Chart:
    """Bars for (label, tick, value), left to right, under a round top."""
    top = _round_up(max((value for _, _, value in values), default=0))
    room, step = HEIGHT - _TOP - _BOTTOM, (WIDTH - _LEFT) / max(1, len(values))
    bars = [
        Bar(
            x=round(_LEFT + place * step + step * 0.15, 1),
            y=round(HEIGHT - _BOTTOM - room * value / top, 1),
            width=round(step * 0.7, 1),
            height=round(room * value / top, 1),
            label=label,
            tick=tick,
            value=value,
        )
        for place, (label, tick, value) in enumerate(values)
    ]
    lines = [Line(round(HEIGHT - _BOTTOM - room * part, 1), round(top * part)) for part in (0.5, 1.0)]
    return Chart(bars, lines)


def _round_up(value: int) -> int:
    """A round number not below `value` whose half is whole: 2, 4, 6, 8, 10, 20, 30, 40, 50, 60, 80, 100, 200 …"""
    scale = 1
    digits: tuple[int, ...] = (2, 4, 6, 8)
    while all(digit * scale < value for digit in digits):
        scale, digits = scale * 10, (1, 2, 3, 4, 5, 6, 8)
    return next(digit * scale for digit in digits if digit * scale >= value)
