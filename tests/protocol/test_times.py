"""Corrected time is one pure function of the chain, and never says more than its evidence."""

from bisect import bisect
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.entries import Confidence
from sync.protocol.times import LAST_SECOND, SLACK, Evidence, Timeline

NOON = 1_795_410_000
DAY = 86_400
OF_2010 = 1_262_304_000


def contact(seq: int, boot: int, mono: int, at: int) -> Evidence:
    return Evidence(1, seq, boot, mono, at, Confidence.PROVINCE)


def word(seq: int, boot: int, mono: int, at: int) -> Evidence:
    return Evidence(1, seq, boot, mono, at, Confidence.OFFICER)


def test_without_evidence_the_clock_is_believed() -> None:
    timeline = Timeline([])
    assert not timeline
    assert timeline.time((1, 3), 1, OF_2010, 50) == (OF_2010, Confidence.CLOCK)


@pytest.mark.parametrize("mono", [0, 50, 100, 9_000])
def test_in_the_boot_of_a_contact_seconds_since_boot_decide_and_the_clock_says_nothing(mono: int) -> None:
    timeline = Timeline([contact(5, 1, 100, NOON)])
    for seq in (3, 9):
        assert timeline.time((1, seq), 1, OF_2010, mono) == (NOON + mono - 100, Confidence.PROVINCE)


def test_the_contact_before_an_entry_goes_before_the_one_after_it() -> None:
    timeline = Timeline([contact(5, 1, 100, NOON), contact(9, 1, 200, NOON + 107)])
    assert [timeline.time((1, seq), 1, 0, 150).at for seq in (3, 7, 11)] == [NOON + 50, NOON + 50, NOON + 57]


def test_in_one_boot_the_province_overrules_the_officer() -> None:
    timeline = Timeline([word(4, 1, 90, NOON - 5 * DAY), contact(8, 1, 100, NOON), word(9, 1, 120, NOON + DAY)])
    for seq in (3, 6, 11):
        assert timeline.time((1, seq), 1, OF_2010, 100) == (NOON, Confidence.PROVINCE)


def test_the_officers_last_word_holds_for_the_whole_boot() -> None:
    timeline = Timeline([word(4, 1, 90, NOON + 900 * DAY), word(8, 1, 100, NOON)])
    for seq in (3, 6, 11):
        assert timeline.time((1, seq), 1, OF_2010, 70) == (NOON - 30, Confidence.OFFICER)


def test_a_boot_without_evidence_is_held_between_the_boots_around_it() -> None:
    timeline = Timeline([contact(5, 1, 100, NOON), contact(20, 3, 100, NOON + 3 * DAY)])
    for wall, found in [
        (NOON + DAY, (NOON + DAY, Confidence.CLOCK)),
        (NOON - SLACK, (NOON - SLACK, Confidence.CLOCK)),
        (NOON - SLACK - 1, (NOON, Confidence.UNSURE)),
        (OF_2010, (NOON, Confidence.UNSURE)),
        (NOON + 3 * DAY + SLACK + 1, (NOON + 3 * DAY, Confidence.UNSURE)),
        (NOON + 900 * DAY, (NOON + 3 * DAY, Confidence.UNSURE)),
    ]:
        assert timeline.time((1, 10), 2, wall, 50) == found


def test_a_later_word_corrects_an_earlier_one_of_another_boot() -> None:
    timeline = Timeline([word(4, 1, 0, NOON + 900 * DAY), word(14, 3, 0, NOON)])
    assert timeline.time((1, 3), 1, OF_2010, 0) == (NOON, Confidence.UNSURE)
    assert timeline.time((1, 9), 2, NOON - DAY, 0) == (NOON, Confidence.UNSURE)
    assert timeline.time((1, 15), 3, OF_2010, 10) == (NOON + 10, Confidence.OFFICER)


def test_a_word_that_a_contact_makes_impossible_is_unsure() -> None:
    timeline = Timeline([contact(2, 1, 10, NOON), word(6, 2, 10, NOON - DAY), contact(20, 4, 10, NOON + DAY)])
    assert timeline.time((1, 7), 2, OF_2010, 20) == (NOON, Confidence.UNSURE)
    assert timeline.time((1, 12), 3, NOON + 40, 20) == (NOON + 40, Confidence.CLOCK)


def test_boots_of_two_epochs_are_two_boots() -> None:
    timeline = Timeline([Evidence(1, 9, 1, 100, NOON, Confidence.PROVINCE)])
    assert timeline.time((2, 3), 1, NOON + DAY, 5) == (NOON + DAY, Confidence.CLOCK)


# ---- whatever a chain says -----------------------------------------------------------------------------------------

pieces = st.lists(
    st.builds(
        Evidence,
        st.integers(1, 3),
        st.integers(1, 40),
        st.integers(0, 4),
        st.integers(0, 10**6),
        st.integers(0, LAST_SECOND),
        st.sampled_from([Confidence.PROVINCE, Confidence.OFFICER]),
    ),
    max_size=12,
    unique_by=lambda piece: piece[:2],
)
entries = st.tuples(
    st.tuples(st.integers(1, 3), st.integers(1, 40)),
    st.integers(0, 4),
    st.integers(0, LAST_SECOND),
    st.integers(0, 2**53 - 1),
)


@given(pieces, st.lists(entries, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_evidence_is_heard_of_changes_nothing(evidence, asked, chance) -> None:  # type: ignore[no-untyped-def] # from strategies
    shuffled = list(evidence)
    chance.shuffle(shuffled)
    for entry in asked:
        assert Timeline(evidence).time(*entry) == Timeline(shuffled).time(*entry)


@given(pieces, entries)
def test_only_the_contacts_around_an_entry_and_the_words_between_them_matter(evidence, entry) -> None:  # type: ignore[no-untyped-def] # from strategies
    contacts = sorted(piece[:2] for piece in evidence if piece.confidence == Confidence.PROVINCE)
    number = bisect(contacts, entry[0])
    low = contacts[number - 1] if number else (0, 0)
    high = contacts[number] if number < len(contacts) else (99, 0)
    near = [piece for piece in evidence if low <= piece[:2] <= high]
    assert Timeline(near).time(*entry) == Timeline(evidence).time(*entry)


@given(pieces, entries)
def test_a_time_stays_within_the_calendar(evidence, entry) -> None:  # type: ignore[no-untyped-def] # from strategies
    assert 0 <= Timeline(evidence).time(*entry).at <= LAST_SECOND


@given(pieces, st.integers(0, 1), st.integers(0, LAST_SECOND // 2), st.integers(0, 10**6))
def test_the_footing_of_the_newest_boot_times_the_next_entry_as_the_chain_will(evidence, later, wall, mono) -> None:  # type: ignore[no-untyped-def] # from strategies
    boots = sorted(piece.boot for piece in evidence)
    ordered = [
        piece._replace(boot=boot, at=10**6 + piece.at // 2) for piece, boot in zip(sorted(evidence), boots, strict=True)
    ]
    timeline, newest = Timeline(ordered), (boots[-1] if boots else 0) + later
    assert timeline.footing(3, newest).time(wall, mono) == timeline.time((3, 41), newest, wall, mono)


# ---- an honest kiosk with a dishonest clock ------------------------------------------------------------------------


@dataclass
class Life:
    """A kiosk's true history: what it writes, and when that really was."""

    now: int = NOON
    mono: int = 30
    boot: int = 1
    offset: int = 0
    seq: int = 2
    written: list[tuple[tuple[int, int], int, int, int, int]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def wait(self, seconds: int) -> None:
        self.now += seconds
        self.mono += seconds

    def reboot(self, off: int) -> None:
        self.now += off
        self.mono, self.boot = 20, self.boot + 1

    def write(self) -> None:
        self.seq += 1
        self.written.append(((1, self.seq), self.boot, max(0, self.now + self.offset), self.mono, self.now))

    def compare(self, late: int) -> None:
        self.seq += 1
        self.evidence.append(contact(self.seq, self.boot, self.mono, self.now - late))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 3 * DAY)),
        st.tuples(st.just("reboot"), st.integers(20, 20 * DAY)),
        st.tuples(st.just("step"), st.sampled_from([0, 30, -30, 7_200, -7_200, -16 * 365 * DAY, 14 * 365 * DAY])),
        st.tuples(st.just("write"), st.just(0)),
        st.tuples(st.just("compare"), st.integers(0, 3)),
    ),
    max_size=40,
)


@given(steps)
def test_with_any_clock_a_contact_brings_back_the_true_time_and_nothing_leaves_its_bounds(story) -> None:  # type: ignore[no-untyped-def] # from strategies
    life = Life()
    for act, number in story:
        if act == "step":
            life.offset = number
        elif act == "write":
            life.write()
        else:
            getattr(life, act)(number)
    timeline = Timeline(life.evidence)
    boots = {piece.boot for piece in life.evidence}
    for place, boot, wall, mono, true in life.written:
        at, confidence = timeline.time(place, boot, wall, mono)
        before = [piece.at for piece in life.evidence if piece[:2] < place]
        after = [piece.at for piece in life.evidence if piece[:2] > place]
        if boot in boots:
            assert confidence == Confidence.PROVINCE
            assert abs(at - true) <= 3
        else:
            assert confidence in (Confidence.CLOCK, Confidence.UNSURE)
            assert at == wall or at in (before[-1:] + after[:1])
            assert not before or at >= before[-1] - SLACK
            assert not after or at <= after[0] + SLACK
            if abs(wall - true) <= SLACK - 3:
                assert (at, confidence) == (wall, Confidence.CLOCK)
