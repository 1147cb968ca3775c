"""Which visits an officer should glance at: large groups, and many walk-ins at once. Pure decisions, no storage.

They are counted from the start. A glance only puts right what a slip of the finger or a child at play made: a count
that waited for a human would be short on every day when nobody had time to look.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from kiosk.values import EntryRef

BURST_SECONDS: Final = 300
DAYS: Final = 14
"""So far back a glance is asked for; nobody remembers longer how many came."""


class Why(IntEnum):
    """What makes a glance worth while."""

    LARGE_GROUP = 1
    BURST = 2


class Seen(NamedTuple):
    """A visit as the glance sees it. `at`: seconds UTC; `walk_in`: one person who told it by touch; `settled`: an
    officer has confirmed or corrected it already.
    """

    visit: EntryRef
    at: int
    heads: int
    group: int
    walk_in: bool
    settled: bool


class Found(NamedTuple):
    """What waits for a glance: a group alone, or a whole burst, in the order of time."""

    why: Why
    visits: tuple[Seen, ...]


def found(seen: Iterable[Seen], *, large_group: int, burst: int) -> list[Found]:
    """Groups of at least `large_group` heads, and bursts: `burst` or more walk-ins within five minutes; oldest first.

    Bursts that overlap are one. What is settled still makes a burst what it was, and does not wait itself.
    """
    visits = sorted(seen, key=lambda one: (one.at, one.visit))
    waiting = [
        Found(Why.LARGE_GROUP, (one,)) for one in visits if one.group and one.heads >= large_group and not one.settled
    ]
    for together in _bursts([one for one in visits if one.walk_in], burst):
        unsettled = tuple(one for one in together if not one.settled)
        if unsettled:
            waiting.append(Found(Why.BURST, unsettled))
    return sorted(waiting, key=lambda one: (one.visits[0].at, one.visits[0].visit))


def _bursts(walk_ins: Sequence[Seen], burst: int) -> list[list[Seen]]:
    """Runs in which every visit lies with at least `burst` others within five minutes (the visit itself among them)."""
    runs: list[list[Seen]] = []
    taken, start = 0, 0
    for end, last in enumerate(walk_ins):
        while last.at - walk_ins[start].at >= BURST_SECONDS:
            start += 1
        if end - start + 1 < burst:
            continue
        first = max(start, taken)
        if runs and start < taken:
            runs[-1].extend(walk_ins[first : end + 1])
        else:
            runs.append(list(walk_ins[first : end + 1]))
        taken = end + 1
    return runs
