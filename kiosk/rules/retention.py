"""How long copies of the database live: long enough to come back, short enough that nobody is kept in them."""

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

from kiosk.clock import day_number

LAST: Final = 3
DAYS: Final = 7
LONGEST: Final = 15 * 86_400
"""Seconds. An erased reader's key dies in the last backup that held it by then (sync.md, guarantee 9)."""


class Copy(Protocol):
    """A copy of the database: when it was made (seconds UTC, by the clock of then) and its newest entry."""

    @property
    def at(self) -> int: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...


AnyCopy = TypeVar("AnyCopy", bound=Copy)


def newest_first(copies: Iterable[AnyCopy]) -> list[AnyCopy]:
    """By what they contain; the clock decides only between copies of the same entry."""
    return sorted(copies, key=lambda copy: (copy.epoch, copy.seq, copy.at), reverse=True)


def superfluous(copies: Iterable[AnyCopy], now: int) -> list[AnyCopy]:
    """What may go: all but the last three and the newest of each of the last seven days, and whatever is over 15 days.

    A copy that seems to come from the future was made by a wrong clock; of its age nothing is known, so it stays only
    while it is one of the last three by its entries. `now`: seconds UTC.
    """
    ordered = newest_first(copies)
    kept = {id(copy) for copy in ordered[:LAST]}
    seen: set[int] = set()
    for copy in ordered:
        day = day_number(copy.at)
        if 0 <= day_number(now) - day < DAYS and day not in seen:
            seen.add(day)
            kept.add(id(copy))
    return [copy for copy in ordered if id(copy) not in kept or now - copy.at > LONGEST]
