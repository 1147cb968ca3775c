"""Tell a scanner from a person by the rhythm of the keys, and put the scanner's keys together again.

No Qt here and no clock: strokes come in with the millisecond they were made, outcomes go out. A stroke is *held* until
it is certain whose it is; then it is either `Taken` (a scanner's: nobody else may see it) or `GivenBack` (a person's:
it belongs to whatever has the focus). Every stroke ends in exactly one of the two.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ui.scanning.keys import Kind

PERSON_PAUSE: Final = 80
"""ms. Before it is certain that a scanner types, a longer pause means a person. Scanners need 1–30 ms a key."""
BURST_PAUSE: Final = 300
"""ms. Once certain, a burst lasts until a longer pause: a stalled USB port does not cut a scan in two."""
TERMINATOR_PAUSE: Final = 400
"""ms within which the Enter or Tab of a card that was complete without it is still the scanner's, on a slow PC too."""
CARD_PAUSE: Final = 40
QUICK_CARD_PAUSE: Final = 10
"""ms of quiet that confirm a whole card without a terminator: twice the burst's slowest key, between these two. It is
longer than one more key would take, so two scanners typing at once are noticed by the twentieth character, before
nineteen mixed ones could pass for a card."""
BREATH: Final = 30
"""ms, the slowest key of a scanner. After a longer pause the next key may be the first of a scan, and what came before
it a person's: the check characters tell, once the scan is whole."""
CERTAIN_AFTER: Final = 6
"""Characters. Nobody types six keys at 45 ms each."""
CERTAIN_WHEN_TERMINATED: Final = 4
MEAN_GAP: Final = 45
"""ms, the mean over a burst that still counts as a scanner."""
LONGEST_TEXT: Final = 7_100
"""Characters kept of one burst; the largest QR code holds 7,089 digits (ISO/IEC 18004). The rest is counted only."""

# Symbology identifiers (ISO/IEC 15424, «]Q1») and control characters (STX) that some scanners are set to send first.
_PREAMBLE: Final = re.compile(r"[\x00-\x1f]*(?:\][A-Za-z][0-9A-Za-z])?")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key pressed: `at` in ms of any steady clock, `character` as character_of() says, `token` names it."""

    kind: Kind
    at: int
    character: str = ""
    token: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """These strokes were a scanner's."""

    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """These strokes were a person's, in this order."""

    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A whole code, as the scanner meant it."""

    text: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """How one scan was typed, for the scanner self-test. Times in ms a key; `terminator` is "enter", "tab" or ""."""

    characters: int
    fastest: int
    median: int
    slowest: int
    terminator: str
    caps_inverted: bool


Outcome = Taken | GivenBack | CodeRead | ScanReport


@dataclass(slots=True)
class _Burst:
    """The keys since the last pause. `count` goes on where `text` has reached its limit.

    `ahead`: so many characters, the first ones, are a person's if the others are a card: a pause lies between them.
    Once it is certain that a scanner types, only their strokes are still `held`. `card`: what the burst is, as far as
    it goes; `persons`: so many of its characters are not. `before`: what went to the person as it stalled too long, and
    may be the beginning of this scan.
    """

    first: int
    last: int
    text: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    held: list[Stroke] = field(default_factory=list)
    count: int = 0
    ahead: int = 0
    before: str = ""
    certain: bool = False
    rewritten: bool = False
    inverted: bool = False
    card: str | None = None
    persons: int = 0

    def append(self, stroke: Stroke) -> None:
        gap = stroke.at - self.last
        if self.count and len(self.gaps) < LONGEST_TEXT:
            self.gaps.append(gap)
        if self.count and gap > BREATH and not (self.certain or self.rewritten):
            self.ahead = len(self.text)
        self.count += 1
        self.last = stroke.at
        if len(self.text) < LONGEST_TEXT:
            self.text.append(stroke.character)

    def take(self, stroke: Stroke) -> bool:
        """Add a stroke; whether it can be one of a scan that has begun."""
        if stroke.kind in (Kind.CHARACTER, Kind.CONTROL):
            self.append(stroke)
        elif stroke.kind is Kind.BACKSPACE and self.text:
            self.text.pop()  # a typing tool takes back what it has just let through, and writes it anew
            self.rewritten, self.ahead = True, 0
        elif not self.certain:
            return False
        return True

    def settle(self) -> tuple[int, ...]:
        """It is a scanner: give up what is held, but for what may be a person's."""
        self.certain = True
        self.held, taken = self.held[: self.ahead], self.held[self.ahead :]
        return tuple(stroke.token for stroke in taken)

    def release(self) -> tuple[int, ...]:
        held, self.held = self.held, []
        return tuple(stroke.token for stroke in held)

    def is_fast(self) -> bool:
        return self.last - self.first <= MEAN_GAP * (self.count - 1)

    def quiet(self, characters: int) -> int:
        """ms after the last of so many characters in which the next one would have come."""
        return min(CARD_PAUSE, max(QUICK_CARD_PAUSE, 2 * max(self.gaps[1 - characters :], default=0)))

    def leave_to_person(self) -> None:
        """What is a person's is no part of the scan's measure."""
        del self.gaps[: self.persons]
        self.count -= self.persons

    def report(self, terminator: str) -> ScanReport:
        gaps = sorted(self.gaps) or [0]
        return ScanReport(self.count, gaps[0], gaps[len(gaps) // 2], gaps[-1], terminator, self.inverted)


class Assembler:
    """Turns strokes into codes: feed `press`, and `silence` when `deadline()` has passed without a stroke.

    `is_complete(text)` says whether text is a whole card code; such codes have `code_length` characters.
    Memory is bounded: LONGEST_TEXT characters and gaps, and a handful of held strokes.
    """

    def __init__(self, is_complete: Callable[[str], bool], *, code_length: int) -> None:
        self._is_complete = is_complete
        self._code_length = code_length
        self._burst: _Burst | None = None
        self._torn, self._torn_at = "", 0  # what was given back last, and when its last key came
        self._done: _Burst | None = None  # the scan that has just ended; its Enter or Tab may still come
        self._measured = True  # whether the report of `_done` is out

    def deadline(self) -> int | None:
        """The ms at which silence() is due; None when nothing is pending."""
        if self._burst:
            return self._burst.last + self._patience(self._burst)
        if self._done and not self._measured:
            return self._done.last + TERMINATOR_PAUSE
        return None

    def press(self, stroke: Stroke) -> list[Outcome]:
        """Take in one stroke. A token that is in no outcome yet is held."""
        outcomes: list[Outcome] = []
        while (due := self.deadline()) is not None and stroke.at > due:
            outcomes += self.silence(due)
        if self._burst:
            return outcomes + self._go_on(self._burst, stroke)
        return outcomes + self._begin(stroke)

    def silence(self, now: int) -> list[Outcome]:
        """Say that no stroke came until `now` (ms)."""
        due = self.deadline()
        if due is None or now < due:
            return []
        return self._end("") if self._burst else self._measure("")

    def interrupt(self) -> list[Outcome]:
        """Settle at once what is held: the focus goes elsewhere, or a key repeats because somebody holds it down."""
        return self._end("") + self._measure("")

    def _patience(self, burst: _Burst) -> int:
        if not burst.certain:
            return PERSON_PAUSE
        return burst.quiet(self._code_length) if burst.card else BURST_PAUSE

    def _begin(self, stroke: Stroke) -> list[Outcome]:
        echo = BURST_PAUSE if self._measured else TERMINATOR_PAUSE
        if stroke.kind in (Kind.ENTER, Kind.TAB) and self._done and stroke.at - self._done.last <= echo:
            self._done.last = stroke.at
            return [Taken((stroke.token,)), *self._measure(stroke.kind.value)]
        outcomes = self._measure("")
        self._done = None
        if stroke.kind is not Kind.CHARACTER:
            return [*outcomes, GivenBack((stroke.token,))]
        stalled = stroke.at - self._torn_at <= BURST_PAUSE
        self._burst = _Burst(first=stroke.at, last=stroke.at, before=self._torn if stalled else "")
        return outcomes + self._go_on(self._burst, stroke)

    def _go_on(self, burst: _Burst, stroke: Stroke) -> list[Outcome]:
        if stroke.kind in (Kind.ENTER, Kind.TAB):
            burst.held.append(stroke)
            return self._end(stroke.kind.value, at=stroke.at)
        if burst.certain:
            burst.take(stroke)
            burst.card = self._card_in(burst)
            return [Taken((stroke.token,))]
        burst.held.append(stroke)
        if not burst.take(stroke):
            return self._end("")
        if burst.count < CERTAIN_AFTER:
            return []
        return [Taken(burst.settle())] if burst.is_fast() else self._cut(burst)

    def _cut(self, burst: _Burst) -> list[Outcome]:
        """Six characters, too slow: a person typed what is before the longest pause, and the rest may be anybody's."""
        held = burst.held
        longest = max(range(1, len(held)), key=lambda at: held[at].at - held[at - 1].at)
        while longest < len(held) and held[longest].kind is not Kind.CHARACTER:
            longest += 1
        self._burst = _Burst(first=held[longest].at, last=held[longest].at) if longest < len(held) else None
        if self._burst:
            for stroke in held[longest:]:
                self._burst.held.append(stroke)
                self._burst.take(stroke)
        return [GivenBack(tuple(stroke.token for stroke in held[:longest]))]

    def _end(self, terminator: str, *, at: int | None = None) -> list[Outcome]:
        burst, self._burst = self._burst, None
        if burst is None:
            return []
        if terminator and burst.count >= CERTAIN_WHEN_TERMINATED and burst.is_fast():
            burst.certain = True
        if not burst.certain:
            torn = burst.before + "".join(burst.text)
            self._torn, self._torn_at = torn[1 - self._code_length :], burst.last
            return [GivenBack(burst.release())]
        self._torn = ""
        code = burst.card or _plain(burst.text)
        held = burst.release()
        persons, ours = held[: burst.persons], held[burst.persons :]
        outcomes: list[Outcome] = [GivenBack(persons)] if persons else []
        outcomes += [Taken(ours)] if ours else []
        outcomes.append(CodeRead(code))
        burst.leave_to_person()
        burst.last = burst.last if at is None else at
        self._done, self._measured = burst, False
        return outcomes + (self._measure(terminator) if terminator else [])

    def _measure(self, terminator: str) -> list[Outcome]:
        if self._done is None or self._measured:
            return []
        self._measured = True
        return [self._done.report(terminator)]

    def _card_in(self, burst: _Burst) -> str | None:
        """The card that this burst is, or ends with where half a scan of a card, or a person's last keys, run into a
        whole one.

        A card code inside a web address or an identity card's text is none. Where a busy machine let a scan stall
        within its first keys, those went to a person already; the check characters tell that they belong to it.
        """
        if len(burst.text) < self._code_length:
            return self._meant(burst, _plain([burst.before, *burst.text])) if burst.before else None
        if burst.count >= 2 * self._code_length + 8:
            return None  # no half scan and preamble are that long
        text = _plain(burst.text)
        half, code = text[: -self._code_length], text[-self._code_length :]
        burst.persons = 0
        may_follow = not half or (half.isalnum() and code.startswith(half[:2]) and len(half) < self._code_length)
        if may_follow and (card := self._meant(burst, code)):
            return card
        card = self._meant(burst, _plain(burst.text[burst.ahead :])) if burst.ahead else None
        burst.persons = burst.ahead if card else 0
        return card

    def _meant(self, burst: _Burst, code: str) -> str | None:
        """The card that `code` is, with Caps Lock on or off."""
        if len(code) == self._code_length:
            for meant in (code, code.swapcase()):
                if self._is_complete(meant):
                    burst.inverted = meant != code
                    return meant
        return None


def _plain(text: list[str]) -> str:
    """Without what some scanners send first."""
    return _PREAMBLE.sub("", "".join(text), count=1)
