"""What time it really was: corrected time, one pure function of the chain, the same on the kiosk and at the province.

An entry says what the kiosk's clock showed (`wall`, right or wrong) and how long that boot had lasted (`mono`, which
no one can set). Two kinds of entries are **evidence** of the time: a `ClockCompared` (the province's word) and a
`DateTold` (the officer's). From them every other entry gets its time and a confidence:

1. *Contacts* with the province divide the chain into stretches; an entry depends on the contact before it, the contact
   after it, and the officer's words between the two, on nothing else. A new contact therefore settles all before it.
2. An entry in the boot of the contact before it, else in that of the contact after it, is PROVINCE: the contact's time,
   less or plus the seconds of `mono` between them.
3. In any other boot the officer's last word of that boot (of that stretch) holds for all of it, in the same way:
   OFFICER. A word in the boot of one of the two contacts counts for nothing.
4. An entry of a boot without evidence is CLOCK: its wall time is believed.
5. Times of 3 and 4 are held against the evidence of other boots around them: the last before, the first after. One that
   lies outside by more than SLACK is moved to that bound and is UNSURE. A word is a bound only as far as the contacts
   and later words agree with it: a later word corrects an earlier one.

Evidence counts at its entry's place in the chain. The province's time is taken as it stands in a `ClockCompared`,
without adding a part of `spread`: the way there carries the batch and takes nearly all of it, the answer is small. So
the error is at most `spread`, and mostly a second.

Entries of no boot (`boot` < 0: facts that were written again) have their time from elsewhere and never come here.
"""

from bisect import bisect
from collections.abc import Iterable
from typing import Final, NamedTuple

from .entries import Confidence

SLACK: Final = 60
"""Seconds by which a clock may disagree with the evidence around it and still be believed."""
LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999; no corrected time lies beyond it, whatever a broken kiosk writes."""

Place = tuple[int, int]
"""(epoch, seq): where an entry stands among all of its device."""
_CLOCK: Final = int(Confidence.CLOCK)
_PROVINCE: Final = int(Confidence.PROVINCE)
_OFFICER: Final = int(Confidence.OFFICER)
_UNSURE: Final = int(Confidence.UNSURE)


class Timed(NamedTuple):
    """When something was: seconds UTC, and on whose word (Confidence)."""

    at: int
    confidence: int


class Evidence(NamedTuple):
    """What the entry (epoch, seq) says: `mono` seconds after the start of `boot` it was `at` (seconds UTC)."""

    epoch: int
    seq: int
    boot: int
    mono: int
    at: int
    confidence: int


class Footing(NamedTuple):
    """What the newest entries of a boot are timed by. `base`: the time at its mono 0, None without evidence.

    `confidence` belongs to `base`; `not_before`: what the evidence of earlier boots leaves possible.
    """

    base: int | None
    confidence: int
    not_before: int

    def time(self, wall: int, mono: int) -> Timed:
        """The time of an entry that is written now."""
        at = wall if self.base is None else self.base + mono
        if at < self.not_before - SLACK:
            return Timed(self.not_before, _UNSURE)
        return Timed(at, self.confidence)


class Timeline:
    """All evidence of a device, or what of it surrounds the entries that are asked for."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        known = sorted(evidence)
        self._contacts = [piece for piece in known if piece.confidence == _PROVINCE]
        self._words = [piece for piece in known if piece.confidence != _PROVINCE]
        self._places: list[Place] = [piece[:2] for piece in self._contacts]
        self._stretches: dict[int, _Stretch] = {}

    def __bool__(self) -> bool:
        """Whether there is any evidence: without it every wall time stands as it is."""
        return bool(self._contacts or self._words)

    def time(self, place: Place, boot: int, wall: int, mono: int) -> Timed:
        """The corrected time of the entry at `place`, made `mono` seconds after the start of `boot`."""
        number = bisect(self._places, place)
        stretch = self._stretches.get(number) or self._stretch(number)
        return stretch.time(place, boot, wall, mono)

    def footing(self, epoch: int, boot: int) -> Footing:
        """What entries at the end of the chain are timed by, if they are of `boot` of `epoch`."""
        return self._stretch(len(self._contacts)).footing((epoch, boot))

    def _stretch(self, number: int) -> "_Stretch":
        before = self._contacts[number - 1] if number else None
        after = self._contacts[number] if number < len(self._contacts) else None
        between = self._words
        if before is not None:
            between = between[bisect(between, before) :]
        if after is not None:
            between = between[: bisect(between, after)]
        stretch = self._stretches[number] = _Stretch(before, between, after)
        return stretch


class _Word(NamedTuple):
    """The officer's last word of a boot. `bound`: its time as far as the evidence around it agrees."""

    place: Place
    base: int
    bound: int


class _Stretch:
    """What lies between two contacts with the province, or before the first, or after the last."""

    def __init__(self, before: Evidence | None, told: Iterable[Evidence], after: Evidence | None) -> None:
        self._bases = {_boot_of(contact): contact.at - contact.mono for contact in (after, before) if contact}
        self._low = before.at if before else 0
        self._high = after.at if after else LAST_SECOND
        last = {_boot_of(word): word for word in told if _boot_of(word) not in self._bases}
        self._words: list[_Word] = []
        high = self._high
        for word in sorted(last.values(), reverse=True):
            high = min(max(word.at, self._low), high)
            self._words.insert(0, _Word(word[:2], word.at - word.mono, high))
        self._numbers = {_boot_of(word): number for number, word in enumerate(sorted(last.values()))}

    def time(self, place: Place, boot: int, wall: int, mono: int) -> Timed:
        key = (place[0], boot)
        base = self._bases.get(key)
        if base is not None:
            return Timed(min(max(base + mono, 0), LAST_SECOND), _PROVINCE)
        number = self._numbers.get(key)
        if number is not None:
            return _held(self._words[number].base + mono, _OFFICER, *self._around(number, number + 1))
        number = bisect(self._words, place, key=_place_of) if self._words else 0
        return _held(wall, _CLOCK, *self._around(number, number))

    def footing(self, key: Place) -> Footing:
        if key in self._bases:
            return Footing(self._bases[key], _PROVINCE, 0)
        number = self._numbers.get(key)
        if number is not None:
            return Footing(self._words[number].base, _OFFICER, self._around(number, number + 1)[0])
        return Footing(None, _CLOCK, self._around(len(self._words), len(self._words))[0])

    def _around(self, earlier: int, later: int) -> tuple[int, int]:
        """The bounds for what lies after the first `earlier` words and before word number `later`."""
        low = self._words[earlier - 1].bound if earlier else self._low
        return low, self._words[later].bound if later < len(self._words) else self._high


def _boot_of(piece: Evidence) -> tuple[int, int]:
    return piece.epoch, piece.boot


def _place_of(word: _Word) -> Place:
    return word.place


def _held(at: int, confidence: int, low: int, high: int) -> Timed:
    """`at`, if it lies between the bounds; they may contradict each other, and then the later evidence is right."""
    if at > high + SLACK or high < low:
        return Timed(high, _UNSURE)
    if at < low - SLACK:
        return Timed(low, _UNSURE)
    return Timed(at, confidence)
