"""What an officer should glance at: large groups, and many walk-ins at once."""

from hypothesis import given
from hypothesis import strategies as some

from kiosk.rules.glance import BURST_SECONDS, Seen, Why, found
from kiosk.values import EntryRef, GroupKind


def walk_in(seq: int, at: int, *, settled: bool = False) -> Seen:
    return Seen(EntryRef(1, seq), at, 1, 0, walk_in=True, settled=settled)


def group(seq: int, heads: int, *, settled: bool = False) -> Seen:
    return Seen(EntryRef(1, seq), 1_000, heads, GroupKind.DELEGATION, walk_in=False, settled=settled)


def test_a_group_waits_from_the_chosen_number_on_until_somebody_looked() -> None:
    seen = [group(1, 59), group(2, 60), group(3, 200, settled=True)]
    assert [one.visits[0].visit.seq for one in found(seen, large_group=60, burst=10)] == [2]


def test_ten_walk_ins_in_less_than_five_minutes_are_a_burst_and_in_five_they_are_none() -> None:
    tight = [walk_in(number, number * 33) for number in range(10)]
    loose = [walk_in(number, number * 34) for number in range(10)]
    assert (9 * 33, 9 * 34) == (297, 306)
    assert [(one.why, len(one.visits)) for one in found(tight, large_group=60, burst=10)] == [(Why.BURST, 10)]
    assert found(loose, large_group=60, burst=10) == []


def test_bursts_that_overlap_are_one_and_others_are_not() -> None:
    long = [walk_in(number, number * 30) for number in range(30)]
    later = [walk_in(100 + number, 50_000 + number) for number in range(10)]
    assert [len(one.visits) for one in found([*later, *long], large_group=60, burst=10)] == [30, 10]


def test_who_settled_some_of_a_burst_is_still_asked_for_the_rest() -> None:
    seen = [walk_in(number, number, settled=number < 4) for number in range(12)]
    (burst,) = found(seen, large_group=60, burst=10)
    assert [one.visit.seq for one in burst.visits] == list(range(4, 12))


def test_a_burst_that_was_settled_waits_no_more() -> None:
    assert found([walk_in(number, number, settled=True) for number in range(12)], large_group=60, burst=10) == []


@given(some.lists(some.integers(0, 3_000), max_size=40), some.integers(2, 12))
def test_a_walk_in_waits_exactly_when_some_five_minutes_around_it_hold_a_burst(times: list[int], burst: int) -> None:
    seen = [walk_in(number, at) for number, at in enumerate(times)]
    waiting = {one.visit for run in found(seen, large_group=60, burst=burst) for one in run.visits}
    for one in seen:
        starts = [start for start in times if start <= one.at < start + BURST_SECONDS]
        crowded = any(sum(start <= at < start + BURST_SECONDS for at in times) >= burst for start in starts)
        assert (one.visit in waiting) == crowded
    runs = found(seen, large_group=60, burst=burst)
    assert sum(len(run.visits) for run in runs) == len(waiting)
