"""What a bench found, each figure beside its goal and what it was measured against in the same run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sense = Literal["at most", "at least"]
_SIGNS: dict[Sense, str] = {"at most": "≤", "at least": "≥"}
_VERDICTS = {True: "met", False: "MISSED", None: ""}


@dataclass(frozen=True)
class Goal:
    """A limit on the ratio to the floor or peer (`of_ratio`) or on the value: «Figures to reach» of an issue."""

    sense: Sense
    limit: float
    of_ratio: bool = True

    def is_met(self, measured: float) -> bool:
        return measured <= self.limit if self.sense == "at most" else measured >= self.limit


@dataclass(frozen=True)
class Figure:
    """`reference` is the same quantity of the floor (the least the machine can do) or of the peer (another program).

    Without a goal it is told for what it is worth.
    """

    what: str
    value: float
    unit: str
    reference: float
    goal: Goal | None = None
    beside: str = "floor"
    digits: int = 3

    @property
    def ratio(self) -> float:
        """Of two nothings 1; of something to nothing there is none, and it is infinite."""
        if self.reference == 0:
            return math.inf if self.value else 1.0
        return self.value / self.reference

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.goal.is_met(self.ratio if self.goal.of_ratio else self.value)

    @property
    def goal_text(self) -> str | None:
        if self.goal is None:
            return None
        unit = f"× {self.beside}" if self.goal.of_ratio else self.unit
        return f"{_SIGNS[self.goal.sense]} {self.goal.limit:g} {unit}"

    def as_json(self) -> dict[str, str | float | bool | None]:
        return {
            "what": self.what,
            "value": round(self.value, self.digits),
            "unit": self.unit,
            self.beside: round(self.reference, self.digits),
            "ratio": round(self.ratio, 3) if math.isfinite(self.ratio) else None,
            "goal": self.goal_text,
            "met": self.met,
        }


@dataclass(frozen=True)
class Size:
    """How much to measure: `records` for sync and ingest, `pairs` for benches that alternate (None: the bench's own).

    `large`: ingest beside ten million entries as well.
    """

    records: int = 100_000
    pairs: int | None = None
    large: bool = False


def table(figures: Sequence[Figure]) -> str:
    """The figures for a person's eye, a line each."""
    rows = [("what", "value", "unit", "beside it", "ratio", "goal", "")]
    rows += [
        (
            figure.what,
            f"{figure.value:,.{figure.digits}f}",
            figure.unit,
            f"{figure.beside} {figure.reference:,.{figure.digits}f}",
            f"{figure.ratio:.2f}",
            figure.goal_text or "",
            _VERDICTS[figure.met],
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(7)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
