"""What the fault suite tried and what it cost: counted while it runs, told at the end of the run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

TRIED: Final[Counter[str]] = Counter()
"""Cases by their kind: kills, cuts, …"""
COST: Final = Counter(lost=0, doubled=0)
"""What was acknowledged and not there afterwards, and what was there more than once."""


def tried(kind: str, cases: int = 1) -> None:
    """Note cases that ran to their end."""
    TRIED[kind] += cases


def ensure_once(acknowledged: Iterable[object], there: Sequence[object]) -> None:
    """Everything acknowledged is there, and nothing is there twice. What is not is counted before it fails."""
    found = Counter(there)
    lost = [one for one in set(acknowledged) if one not in found]
    doubled = [one for one, times in found.items() if times > 1]
    COST["lost"] += len(lost)
    COST["doubled"] += len(doubled)
    assert not lost
    assert not doubled


def told() -> str:
    """The line for the terminal: «412 kills, 3,020 cuts; 0 lost, 0 doubled»."""
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(TRIED.items()))
    return f"{kinds}; {COST['lost']} lost, {COST['doubled']} doubled"
