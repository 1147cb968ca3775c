"""A hundred thousand random key streams: no visit invented and none lost. What must come of each: key_streams.py."""

from typing import Final

import pytest

from kiosk.ids import CARD_LENGTH, is_card_code
from tests.ui.key_streams import APART, Stream, Streams, judged
from ui.scanning.bursts import Assembler, CodeRead, GivenBack, Outcome, Stroke, Taken

STREAMS: Final = 100_000
SHARES: Final = 4
"""Each a test of its own, so that two processes share the work."""


class Row:
    """One assembler that lives through all streams, as a kiosk does."""

    def __init__(self, *, noticed: bool) -> None:
        self._assembler = Assembler(is_card_code, code_length=CARD_LENGTH)
        self._noticed = noticed
        self._now = self._token = 0

    def play(self, stream: Stream) -> tuple[list[Outcome], int]:
        """The outcomes of a stream and of the quiet after it, and the number of its strokes. `noticed`: silence is told
        by nobody, and noticed at the next stroke.
        """
        outcomes: list[Outcome] = []
        assembler, first = self._assembler, self._token
        for kind, character, after, held in stream.keys:
            self._now += after
            if held:
                outcomes += assembler.interrupt()
                continue
            if not self._noticed:
                self._be_quiet(outcomes)
            self._token += 1
            outcomes += assembler.press(Stroke(kind, self._now, character, self._token))
        self._now += APART
        self._be_quiet(outcomes)
        return outcomes, self._token - first

    def _be_quiet(self, outcomes: list[Outcome]) -> None:
        """Until just before now."""
        while (due := self._assembler.deadline()) is not None and due < self._now:
            outcomes += self._assembler.silence(due)


def misdeed(stream: Stream, outcomes: list[Outcome], strokes: int) -> str:
    """What is wrong, or ""."""
    taken = [token for outcome in outcomes if isinstance(outcome, Taken) for token in outcome.tokens]
    returned = [token for outcome in outcomes if isinstance(outcome, GivenBack) for token in outcome.tokens]
    if len(taken) + len(returned) != strokes or len({*taken, *returned}) != strokes:
        return "a stroke is in no outcome, or in two"
    if returned != sorted(returned):
        return "a person's keys came back in another order"
    if taken and all(episode.persons for episode in stream.episodes):
        return "a person's keys were taken"
    return judged(stream, [outcome.text for outcome in outcomes if isinstance(outcome, CodeRead)])


def run(seed: int, streams: int) -> None:
    maker, row = Streams(seed), Row(noticed=bool(seed % 2))
    for number in range(streams):
        stream = maker.stream()
        wrong = misdeed(stream, *row.play(stream))
        assert not wrong, f"stream {number} of seed {seed}: {wrong}\n" + "\n".join(map(str, stream.episodes))


@pytest.mark.parametrize("seed", range(SHARES))
def test_of_random_key_streams_no_visit_is_invented_and_none_lost(seed: int) -> None:
    run(seed, STREAMS // SHARES)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_of_a_million_more_neither(seed: int) -> None:
    run(seed, STREAMS // SHARES)
