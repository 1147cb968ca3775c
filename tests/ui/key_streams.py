"""Random key streams, and what must come of them: the oracle of the wedge's fuzz.

A stream is a row of episodes with pauses between them. What each must yield is known from how it was made:

*Clear scan.* All keys of one card, each 1–30 ms after the one before, nothing foreign between the first of them and the
end. The end is Enter or Tab (or both, or carriage return and line feed), or, where the scanner sends none, quiet for
twice its slowest key, at least 10 and at most 40 ms. Caps Lock may turn every letter's case, and a symbology identifier
or STX may stand first. Foreign keys before it: up to two of a person, the last more than 30 ms and longer than any
pause within the scan before it (what ends sooner runs into the scan: see mixed); or the torn beginning of another
scan of the same scanner. **It yields its card, exactly once.**

*Anything else a scanner sends*: half a card, a web address, an identity card's payload, a card within such a text,
control characters, a card with one character changed. **It yields no card.**

*A person*: keys 90 to 600 ms apart, now and then two in one roll (10–45 ms, then 120 or more); letters, digits, control
characters, Backspace, arrows, Enter, Tab, keys held down. Typing tools take back and rewrite up to four characters at
once. **It yields no code at all, and every stroke goes back to the person, in order**, unless it came within the echo
of a scan's end: an Enter or Tab within 400 ms is the scanner's late terminator.

*Mixed*: keys of two scanners, or of a scanner and a person, between each other at scanner's speed. Nobody can say for
sure what was meant. **It yields no card that was not wholly scanned, and each at most once**; the next clear scan after
quiet is read.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kiosk.ids import CARD_LENGTH, CARD_PREFIX, is_card_code
from sync.protocol.codes import ALPHABET, with_checks
from ui.scanning.keys import Kind

CARDS: Final = 2_000
APART: Final = 401
"""ms after which nothing that came before matters any more."""
_PERSONS_CHARACTERS: Final = "aeiounhtglcm0123456789 ăâđêôơưễTBN.-@"
_REPEAT_AFTER: Final = 500
_FIXED: Final = (
    "https://thuvien.hungyen.gov.vn/?x=1&y=2",
    "001099012345|012345678|Nguyễn Văn Đức|01021999|Nam|Thôn 3, xã Ân Thi, Hưng Yên|10052021",
    "001099012345||Nguyen Van A|01021999|Nam||10052021||||",
    "HS4010012345678|4e677579e1bb856e|01/02/2015|1|4875|33 - 012|-|01/01/2026|-",
    "8938505974194",
    "WIFI:S:thuvien;T:WPA;P:docsach123;;",
    "]C1010893850597419417\x1d10A1\x1d21XYZ",
)


class Key(NamedTuple):
    """One key: what it does, what it writes, ms after the one before. `held`: it only repeats."""

    kind: Kind
    character: str
    after: int
    held: bool = False


@dataclass
class Episode:
    """Keys, the card they must yield, cards they may yield, and whether all of them are a person's."""

    keys: list[Key]
    must: str = ""
    may: tuple[str, ...] = ()
    persons: bool = False
    quiet: int = APART
    """ms after which the next episode is not mixed with this one."""


@dataclass
class Stream:
    """Episodes one after the other, with the first key of each moved away from what was before."""

    episodes: list[Episode] = field(default_factory=list)

    @property
    def keys(self) -> list[Key]:
        return [key for episode in self.episodes for key in episode.keys]


class Streams:
    """Makes streams, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._cards = [self._new_card() for _ in range(CARDS)]
        kinds: list[tuple[int, Callable[[], Episode]]] = [
            (30, self.scan),
            (8, self.scan_after_half),
            (8, self.scan_after_a_persons_keys),
            (6, self.stalled_scan),
            (6, self.half),
            (10, self.person),
            (4, self.typing_tool),
            (3, self.held_key),
            (8, self.other_code),
            (5, self.damaged),
            (5, self.two_scanners),
            (5, self.person_within_a_scan),
            (4, self.noise),
        ]
        self._weights = [weight for weight, _ in kinds]
        self._kinds = [kind for _, kind in kinds]

    def stream(self) -> Stream:
        """One to three episodes."""
        stream = Stream()
        for make in self.chance.choices(self._kinds, self._weights, k=self.chance.randrange(1, 4)):
            episode = make()
            pause = self._pause(stream.episodes[-1] if stream.episodes else None, episode)
            episode.keys[0] = episode.keys[0]._replace(after=pause)
            stream.episodes.append(episode)
        return stream

    def _pause(self, before: Episode | None, episode: Episode) -> int:
        """A scan may follow as soon as what was before is over; a person waits until its echo is."""
        soonest = APART if before is None or episode.persons else before.quiet
        return soonest + self.chance.choice((0, 0, 1, 7, 60, 300, 2_000))

    # ---- what a scanner sends ----

    def _new_card(self) -> str:
        return with_checks(CARD_PREFIX + "".join(self.chance.choices(ALPHABET, k=CARD_LENGTH - 4)))

    def card(self) -> str:
        return self.chance.choice(self._cards)

    def _typed(self, text: str, *, pace: int = 0) -> list[Key]:
        """At a scanner's pace, even or not."""
        slowest = pace or self.chance.choice((1, 2, 3, 5, 8, 12, 20, 30))
        even = self.chance.random() < 0.5
        return [
            Key(
                Kind.CONTROL if character < " " else Kind.CHARACTER, character, slowest if even else self._upto(slowest)
            )
            for character in text
        ]

    def _upto(self, slowest: int) -> int:
        return self.chance.randrange(slowest) + 1

    def _ended(self, keys: list[Key]) -> tuple[list[Key], int]:
        """With a terminator or none, and how many ms later the next keys are certainly others."""
        enter, tab = Key(Kind.ENTER, "\r", 0), Key(Kind.TAB, "\t", 0)
        end = self.chance.choice(([enter], [tab], [enter, enter], [enter, tab], [], []))
        slowest = max(key.after for key in keys[1:])
        keys = keys + [key._replace(after=self._upto(slowest)) for key in end]
        return keys, 1 if end else min(40, max(10, 2 * slowest)) + 1

    def scan(self) -> Episode:
        card = self.card()
        preamble = self.chance.choice(("", "", "", "]Q1", "\x02", "\x02]Q3", "]d2"))
        text = preamble + (card.swapcase() if self.chance.random() < 0.2 else card)
        keys, quiet = self._ended(self._typed(text))
        return Episode(keys, must=card, quiet=quiet)

    def scan_after_half(self) -> Episode:
        """A scan breaks off, and the next one, a whole one, follows: after a blink or after a while."""
        card, torn, pace = self.card(), self.card(), self.chance.choice((1, 5, 12, 30))
        first = self._typed(torn[: self.chance.randrange(1, CARD_LENGTH)], pace=pace)
        keys, quiet = self._ended(self._typed(card, pace=pace))
        keys[0] = keys[0]._replace(after=self.chance.choice((1, 12, 45, 150, 290, 350, 500)))
        return Episode(first + keys, must=card, quiet=quiet)

    def scan_after_a_persons_keys(self) -> Episode:
        """An officer types, a visitor scans: the keys meet, but not within the scan."""
        keys, quiet = self._ended(self._typed(card := self.card()))
        slowest = max(key.after for key in keys[1:])
        keys[0] = keys[0]._replace(after=max(31, slowest + 1) + self.chance.randrange(90))
        count = self.chance.choice((1, 1, 2, 5))
        typed = [self._persons_key(90 + self.chance.randrange(200)) for _ in range(count)]
        if count == 2 and self.chance.random() < 0.5:
            typed[1] = typed[1]._replace(after=self.chance.randrange(10, 80))
        return Episode(typed + keys, must=card, quiet=quiet)

    def stalled_scan(self) -> Episode:
        """A busy machine stamps two keys of the first ones too far apart."""
        keys, quiet = self._ended(self._typed(card := self.card()))
        at = self.chance.randrange(1, 6)
        keys[at] = keys[at]._replace(after=self.chance.randrange(81, 300))
        return Episode(keys, must=card, quiet=quiet)

    def half(self) -> Episode:
        card = self.card()
        keys = self._typed(card[: self.chance.randrange(1, CARD_LENGTH)])
        if self.chance.random() < 0.5:
            keys.append(Key(Kind.ENTER, "\r", keys[-1].after))
        return Episode(keys)

    def other_code(self) -> Episode:
        """What is no card, though a card may stand in it."""
        text = self.chance.choice(
            (*_FIXED, f"https://lib.vn/{self.card()}", f"{self.card()}|x", f"001099|{self.card()}")
        )
        keys, _ = self._ended(self._typed(text))
        return Episode(keys)

    def damaged(self) -> Episode:
        """One character of a card read wrongly, or lost."""
        card = self.card()
        at = self.chance.randrange(2, CARD_LENGTH)
        other = self.chance.choice(ALPHABET.replace(card[at], "") + "%")
        text = card[:at] + (other if self.chance.random() < 0.7 else "") + card[at + 1 :]
        keys, _ = self._ended(self._typed(text))
        return Episode(keys)

    # ---- a person ----

    def _persons_key(self, after: int) -> Key:
        return Key(Kind.CHARACTER, self.chance.choice(_PERSONS_CHARACTERS), after)

    def person(self) -> Episode:
        keys = []
        for _ in range(self.chance.randrange(1, 12)):
            keys.append(self._persons_key(self.chance.randrange(90, 600)))
            what = self.chance.random()
            if what < 0.1:  # two keys in one roll, then the hand comes back
                keys.append(self._persons_key(self.chance.randrange(10, 46)))
                keys.append(self._persons_key(self.chance.randrange(120, 400)))
            elif what < 0.25:
                kind, character = self.chance.choice(
                    (
                        (Kind.BACKSPACE, ""),
                        (Kind.OTHER, ""),
                        (Kind.CONTROL, "\x01"),
                        (Kind.ENTER, "\r"),
                        (Kind.TAB, "\t"),
                    )
                )
                keys.append(Key(kind, character, self.chance.randrange(90, 600)))
        return Episode(keys, persons=True)

    def typing_tool(self) -> Episode:
        """«Nguye», and the tool takes back «ye» and writes «yễ», all at once."""
        keys = [self._persons_key(self.chance.randrange(90, 300)) for _ in range(self.chance.randrange(1, 5))]
        again = self.chance.randrange(1, 5)
        keys += [Key(Kind.BACKSPACE, "", 90 if first else 1) for first in (True, *[False] * (again - 1))]
        keys += [Key(Kind.CHARACTER, self.chance.choice("ễươnghếộ"), self.chance.randrange(2)) for _ in range(again)]
        return Episode(keys, persons=True)

    def held_key(self) -> Episode:
        keys = [self._persons_key(90)]
        repeats = self.chance.randrange(1, 12)
        keys += [keys[0]._replace(after=30 if n else _REPEAT_AFTER, held=True) for n in range(repeats)]
        return Episode(keys, persons=True)

    # ---- what nobody can tell apart ----

    def two_scanners(self) -> Episode:
        first, second = self.card(), self.card()
        pace = self.chance.choice((1, 3, 8, 15))
        return self._mixed([self._ended(self._typed(card, pace=pace))[0] for card in (first, second)], (first, second))

    def person_within_a_scan(self) -> Episode:
        card = self.card()
        typed = [self._persons_key(1 + self.chance.randrange(30)) for _ in range(self.chance.randrange(1, 3))]
        return self._mixed([self._ended(self._typed(card))[0], typed], (card,))

    def _mixed(self, rows: Sequence[list[Key]], may: tuple[str, ...]) -> Episode:
        waiting, keys = [list(row) for row in rows], []
        while any(waiting):
            row = self.chance.choice([row for row in waiting if row])
            keys.append(row.pop(0))
        return Episode(keys, may=may)

    def noise(self) -> Episode:
        """Any keys at any pace."""
        kinds = (Kind.CHARACTER,) * 8 + tuple(Kind)
        pace = self.chance.choice((1, 8, 30, 60, 110))
        keys = [
            Key(self.chance.choice(kinds), self.chance.choice(ALPHABET + "TBx|\x1d"), self._upto(pace))
            for _ in range(self.chance.randrange(1, 50))
        ]
        return Episode(keys)


def judged(stream: Stream, codes: Sequence[str]) -> str:
    """What is wrong with the codes that a stream yielded; "" where nothing is."""
    cards = [code for code in codes if is_card_code(code)]
    left = list(cards)
    for episode in stream.episodes:
        if episode.must:
            if episode.must not in left:
                return f"{episode.must} was lost"
            left.remove(episode.must)
    allowed = [card for episode in stream.episodes for card in episode.may]
    for card in left:
        if card not in allowed:
            return f"{card} was invented"
        allowed.remove(card)
    if all(episode.persons for episode in stream.episodes) and codes:
        return f"a person's keys were taken for {list(codes)}"
    return ""
