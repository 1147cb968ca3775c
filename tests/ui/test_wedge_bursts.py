"""Scanner or person, by rhythm alone: the state machine without Qt."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.ids import ALPHABET, CARD_LENGTH, CARD_PREFIX, is_card_code, new_card_code
from sync.protocol.codes import with_checks
from ui.scanning.bursts import (
    BURST_PAUSE,
    CARD_PAUSE,
    LONGEST_TEXT,
    PERSON_PAUSE,
    QUICK_CARD_PAUSE,
    TERMINATOR_PAUSE,
    Assembler,
    CodeRead,
    GivenBack,
    Outcome,
    ScanReport,
    Stroke,
    Taken,
)
from ui.scanning.keys import Kind

IDENTITY_CARD = "001099012345|012345678|Nguyễn Văn Đức|01021999|Nam|Thôn 3, xã Ân Thi, Hưng Yên|10052021"
TERMINATORS: dict[str, Kind] = {"enter": Kind.ENTER, "tab": Kind.TAB}

cards = st.text(ALPHABET, min_size=15, max_size=15).map(lambda random: with_checks(CARD_PREFIX + random))
speeds = st.integers(1, 30)


class Desk:
    """An assembler and a clock that strokes and pauses move on."""

    def __init__(self) -> None:
        self.assembler = Assembler(is_card_code, code_length=CARD_LENGTH)
        self.now = 1_000
        self.token = 0
        self.outcomes: list[Outcome] = []

    def stroke(self, kind: Kind, character: str = "", *, after: int) -> None:
        self.now += after
        self.token += 1
        self.outcomes += self.assembler.press(Stroke(kind, self.now, character, self.token))

    def write(self, text: str, *, gaps: Iterable[int] | int = 8, terminator: str = "") -> None:
        each = [gaps] * (len(text) + 1) if isinstance(gaps, int) else list(gaps)
        for character, gap in zip(text, each, strict=False):
            self.stroke(Kind.CHARACTER, character, after=gap)
        if terminator:
            self.stroke(TERMINATORS[terminator], after=each[len(text)])

    def pause(self, milliseconds: int) -> None:
        end = self.now + milliseconds
        while (due := self.assembler.deadline()) is not None and due <= end:
            self.outcomes += self.assembler.silence(due)
        self.now = end

    def codes(self) -> list[str]:
        return [outcome.text for outcome in self.outcomes if isinstance(outcome, CodeRead)]

    def cards(self) -> list[str]:
        return [code for code in self.codes() if is_card_code(code)]

    def reports(self) -> list[ScanReport]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, ScanReport)]

    def tokens(self, of: type[Taken] | type[GivenBack]) -> list[int]:
        return [token for outcome in self.outcomes if isinstance(outcome, of) for token in outcome.tokens]


@given(
    card=cards,
    gaps=st.lists(speeds, min_size=CARD_LENGTH + 1, max_size=CARD_LENGTH + 1),
    terminator=st.sampled_from(["enter", "tab", ""]),
    inverted=st.booleans(),
)
def test_a_card_is_read_at_any_speed_with_any_terminator_and_inverted_capitals(
    card: str, gaps: list[int], terminator: str, inverted: bool
) -> None:
    desk = Desk()
    desk.write(card.swapcase() if inverted else card, gaps=gaps, terminator=terminator)
    desk.pause(TERMINATOR_PAUSE)
    assert desk.codes() == [card]
    assert desk.tokens(GivenBack) == []
    [report] = desk.reports()
    assert report.terminator == terminator
    assert report.caps_inverted == inverted
    assert report.characters == CARD_LENGTH
    assert (report.fastest, report.slowest) == (min(gaps[1:CARD_LENGTH]), max(gaps[1:CARD_LENGTH]))


@pytest.mark.parametrize(("gap", "pause"), [(1, QUICK_CARD_PAUSE), (8, 16), (30, CARD_PAUSE)])
def test_a_card_without_terminator_waits_no_longer_than_twice_its_slowest_key(gap: int, pause: int) -> None:
    desk, card = Desk(), new_card_code()
    desk.write(card, gaps=gap)
    desk.pause(pause - 1)
    assert desk.codes() == []
    desk.pause(1)
    assert desk.codes() == [card]


@pytest.mark.parametrize("late", [CARD_PAUSE + 5, BURST_PAUSE + 1, TERMINATOR_PAUSE])
def test_the_enter_that_follows_a_card_late_is_swallowed(late: int) -> None:
    desk, card = Desk(), new_card_code()
    desk.write(card)
    desk.stroke(Kind.ENTER, after=late)
    desk.stroke(Kind.ENTER, after=CARD_PAUSE)  # its line feed
    assert desk.codes() == [card]
    assert desk.tokens(GivenBack) == []


def test_carriage_return_and_line_feed_are_both_swallowed() -> None:
    desk, card = Desk(), new_card_code()
    desk.write(card, terminator="enter")
    desk.stroke(Kind.ENTER, after=8)
    assert desk.codes() == [card]
    assert desk.tokens(GivenBack) == []
    assert len(desk.reports()) == 1


def test_an_enter_of_its_own_is_a_persons() -> None:
    desk = Desk()
    desk.write(new_card_code(), terminator="enter")
    desk.stroke(Kind.ENTER, after=BURST_PAUSE + 1)
    assert desk.tokens(GivenBack) == [desk.token]


@given(half=st.integers(1, CARD_LENGTH - 1), card=cards, speed=speeds, pause=st.integers(1, 1_000))
def test_half_a_scan_followed_by_a_whole_one_reads_the_whole_one(half: int, card: str, speed: int, pause: int) -> None:
    desk, torn = Desk(), with_checks(CARD_PREFIX + "0B1C2G3H4K5L6M7")
    desk.write(torn[:half], gaps=speed)
    desk.pause(pause)
    desk.write(card, gaps=speed, terminator="enter")
    assert desk.cards() == [card]


@given(
    first=cards,
    second=cards,
    order=st.lists(st.booleans(), min_size=2, max_size=60),
    gaps=st.lists(speeds, min_size=40, max_size=40),
    terminator=st.sampled_from(["enter", "tab", ""]),
)
def test_two_scanners_at_once_invent_no_card_and_the_next_scan_works(
    first: str, second: str, order: list[bool], gaps: list[int], terminator: str
) -> None:
    desk = Desk()
    waiting = [list(first), list(second)]
    gap = iter(gaps)
    for turn in [*order, *[True] * 19, *[False] * 19]:
        if waiting[turn]:
            desk.stroke(Kind.CHARACTER, waiting[turn].pop(0), after=next(gap))
            if not waiting[turn] and terminator:
                desk.stroke(TERMINATORS[terminator], after=next(gap, 8))
    desk.pause(1_000)
    assert set(desk.cards()) <= {first, second}

    good = new_card_code()
    before = len(desk.cards())
    desk.write(good, terminator="enter")
    assert desk.cards()[before:] == [good]


@given(st.text(st.characters(max_codepoint=0x1FFF), min_size=6, max_size=300), speeds)
@example(IDENTITY_CARD, 4)
@example("https://thuvien.hungyen.gov.vn/?x=1&y=2", 30)
def test_other_payloads_arrive_whole(payload: str, speed: int) -> None:
    desk = Desk()
    desk.write("#" + payload, gaps=speed, terminator="enter")
    assert desk.codes() == ["#" + payload]
    assert desk.tokens(GivenBack) == []


@pytest.mark.parametrize("wrapping", ["https://lib.vn/{}", "001099012345|{}", "{}|001099012345", "{}/x", "  {}"])
@pytest.mark.parametrize("terminator", ["enter", ""])
def test_a_card_inside_another_text_is_no_card(wrapping: str, terminator: str) -> None:
    desk = Desk()
    desk.write(wrapping.format(new_card_code()), terminator=terminator)
    desk.pause(BURST_PAUSE + 1)
    assert desk.cards() == []
    assert len(desk.codes()) == 1


@pytest.mark.parametrize("preamble", ["]Q1", "\x02", "\x02]Q3"])
def test_a_preamble_that_scanners_send_is_left_out(preamble: str) -> None:
    desk, card = Desk(), new_card_code()
    desk.write(preamble + card, terminator="enter")
    assert desk.codes() == [card]


def test_ten_thousand_characters_are_one_code_of_bounded_length() -> None:
    desk = Desk()
    desk.write("TB" + ALPHABET[5] * 9_998, gaps=1, terminator="tab")
    [code] = desk.codes()
    assert len(code) == LONGEST_TEXT
    assert desk.reports()[0].characters == 10_000
    desk.write(card := new_card_code(), gaps=1, terminator="tab")
    assert desk.cards() == [card]


def test_a_short_number_with_its_terminator_is_a_scan() -> None:
    desk = Desk()
    desk.write("1234", terminator="enter")
    assert desk.codes() == ["1234"]


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=40), st.integers(46, 400))
def test_what_a_person_types_comes_back_in_order_and_is_no_code(text: str, pace: int) -> None:
    desk = Desk()
    desk.write(text, gaps=pace, terminator="enter")
    desk.pause(PERSON_PAUSE + 1)
    assert desk.codes() == []
    assert desk.tokens(GivenBack) == list(range(1, len(text) + 2))


def test_a_rolled_pair_of_keys_is_still_a_person() -> None:
    desk = Desk()
    desk.write("matkhau", gaps=[0, 15, 120, 20, 25, 140, 30])
    desk.pause(PERSON_PAUSE)
    assert desk.codes() == []
    assert desk.tokens(GivenBack) == list(range(1, 8))


def test_a_persons_key_is_held_no_longer_than_the_pause() -> None:
    desk = Desk()
    desk.write("a")
    assert desk.assembler.deadline() == desk.now + PERSON_PAUSE
    desk.pause(PERSON_PAUSE)
    assert desk.tokens(GivenBack) == [1]
    assert desk.assembler.deadline() is None


def test_a_typing_tools_backspace_takes_back_the_last_character() -> None:
    desk = Desk()
    desk.write("Nguyen")
    desk.stroke(Kind.BACKSPACE, after=3)
    desk.stroke(Kind.BACKSPACE, after=3)
    desk.write("ễn A", terminator="enter")
    assert desk.codes() == ["Nguyễn A"]


@st.composite
def key_streams(draw: st.DrawFn) -> list[tuple[Kind, str, int]]:
    """Any keys at any pace; sometimes a piece of a card, sometimes a whole one."""
    stream: list[tuple[Kind, str, int]] = []
    for _ in range(draw(st.integers(1, 6))):
        piece = draw(st.one_of(cards, cards.map(lambda card: card[:11]), st.text(ALPHABET + "|x", max_size=25)))
        pace = draw(st.sampled_from([1, 8, 30, 60, 110]))
        stream += [(Kind.CHARACTER, character, pace) for character in piece]
        stream.append(
            (draw(st.sampled_from(Kind)), draw(st.sampled_from(["", "T", "\x1d"])), draw(st.integers(0, 300)))
        )
    return stream


def _typed(stream: Sequence[tuple[Kind, str, int]]) -> str:
    return "".join(character for _, character, _ in stream)


@given(key_streams())
def test_every_stroke_is_taken_or_given_back_exactly_once_and_no_card_is_read_that_was_not_typed(
    stream: list[tuple[Kind, str, int]],
) -> None:
    desk = Desk()
    for kind, character, gap in stream:
        desk.pause(gap)
        desk.stroke(kind, character, after=0)
    desk.pause(1_000)
    assert sorted(desk.tokens(Taken) + desk.tokens(GivenBack)) == list(range(1, len(stream) + 1))
    assert desk.tokens(GivenBack) == sorted(desk.tokens(GivenBack))
    upper = _typed(stream).upper()
    assert all(card in upper for card in desk.cards())


@given(key_streams())
def test_it_matters_not_whether_silence_is_told_or_noticed_at_the_next_stroke(
    stream: list[tuple[Kind, str, int]],
) -> None:
    told, noticed = Desk(), Desk()
    for kind, character, gap in stream:
        told.pause(gap - 1 if gap else 0)
        told.stroke(kind, character, after=1 if gap else 0)
        noticed.stroke(kind, character, after=gap)
    assert [o for o in told.outcomes if isinstance(o, CodeRead)] == [
        o for o in noticed.outcomes if isinstance(o, CodeRead)
    ]
