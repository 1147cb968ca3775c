"""Visits are counted on the day on which they really were, in whatever pieces and order of epochs their proof came."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol.entries import (
    BootStarted,
    ClockCompared,
    Confidence,
    DateTold,
    Entry,
    Method,
    VisitRecorded,
    decode,
)
from sync.protocol.times import Evidence, Timeline

from .conftest import Province
from .kiosks import Kiosk

NOON = 1_795_410_000
"""23 November 2026, 12:00 in Vietnam."""
DAY = 86_400
OF_2010 = 1_262_304_000


def visit(wall: int, mono: int, boot: int, heads: int = 1) -> VisitRecorded:
    return VisitRecorded(
        wall=wall,
        mono=mono,
        boot=boot,
        method=Method.SCANNED,
        purpose=1,
        age_band=0,
        sex=0,
        head_count=heads,
        group=0,
        reader_device=b"",
        reader_epoch=0,
        reader_seq=0,
        card=b"",
    )


def compared(wall: int, mono: int, boot: int, at: int) -> ClockCompared:
    return ClockCompared(wall=wall, mono=mono, boot=boot, province_at=at, spread=1)


def told(wall: int, mono: int, boot: int, at: int) -> DateTold:
    return DateTold(wall=wall, mono=mono, boot=boot, told_at=at)


def rows_of(point: Any) -> dict[tuple[int, int], tuple[int, int, int]]:
    from sync.province.models import Visit

    visits = Visit.objects.filter(device__point=point)
    return {(row.epoch, row.seq): (row.at, row.day, row.confidence) for row in visits}


def days_of(point: Any) -> dict[int, int]:
    from sync.province.models import DayCount

    days: Counter[int] = Counter()
    for count in DayCount.objects.filter(device__point=point):
        days[count.day] += count.visits
    return dict(days)


def day(at: int) -> int:
    return (at + 7 * 3_600) // DAY


# ---- one story after the other -------------------------------------------------------------------------------------


def test_a_dead_battery_is_mended_by_the_first_contact_in_the_next_batch(
    province: Province, kiosk: Kiosk, point: Any
) -> None:
    first = kiosk.write(visit(OF_2010, 100, 1, heads=5))
    province.push(kiosk.push())
    assert days_of(point) == {day(OF_2010): 5}
    before = kiosk.seq
    kiosk.write(compared(OF_2010 + 3_600, 3_700, 1, NOON))
    province.push(kiosk.push(before + 1))
    assert rows_of(point) == {(1, first): (NOON - 3_600, day(NOON), Confidence.PROVINCE)}
    assert days_of(point) == {day(NOON): 5}


def test_the_officers_word_counts_until_the_province_speaks_in_the_same_boot(
    province: Province, kiosk: Kiosk, point: Any
) -> None:
    seq = kiosk.write(visit(OF_2010, 100, 1))
    kiosk.write(told(OF_2010 + 60, 160, 1, NOON - 2 * DAY))
    province.push(kiosk.push())
    assert rows_of(point)[1, seq] == (NOON - 2 * DAY - 60, day(NOON) - 2, Confidence.OFFICER)
    kiosk.write(compared(OF_2010 + 600, 700, 1, NOON))
    province.push(kiosk.push(kiosk.seq))
    assert rows_of(point)[1, seq] == (NOON - 600, day(NOON), Confidence.PROVINCE)
    assert days_of(point) == {day(NOON): 1}


def test_a_boot_without_any_word_is_held_between_its_neighbours(province: Province, kiosk: Kiosk, point: Any) -> None:
    kiosk.write(compared(NOON, 10, 1, NOON))
    kiosk.write(BootStarted(wall=OF_2010, mono=5, boot=2, boot_id=b"2" * 16))
    early = kiosk.write(visit(OF_2010, 10, 2))
    kiosk.write(BootStarted(wall=NOON + DAY, mono=5, boot=3, boot_id=b"3" * 16))
    right = kiosk.write(visit(NOON + DAY, 10, 3))
    kiosk.write(BootStarted(wall=NOON + 900 * DAY, mono=5, boot=4, boot_id=b"4" * 16))
    late = kiosk.write(visit(NOON + 900 * DAY, 10, 4))
    province.push(kiosk.push())
    assert [rows_of(point)[1, seq][2] for seq in (early, right, late)] == [Confidence.UNSURE, 0, 0]
    end = kiosk.seq
    kiosk.write(BootStarted(wall=NOON + 2 * DAY, mono=5, boot=5, boot_id=b"5" * 16))
    kiosk.write(compared(NOON + 2 * DAY, 30, 5, NOON + 2 * DAY))
    province.push(kiosk.push(end + 1))
    assert [rows_of(point)[1, seq] for seq in (early, right, late)] == [
        (NOON, day(NOON), Confidence.UNSURE),
        (NOON + DAY, day(NOON) + 1, Confidence.CLOCK),
        (NOON + 2 * DAY, day(NOON) + 2, Confidence.UNSURE),
    ]


def test_a_contact_in_the_middle_of_a_boot_times_both_sides_of_it(province: Province, kiosk: Kiosk, point: Any) -> None:
    before = kiosk.write(visit(OF_2010, 1_000, 1))
    kiosk.write(compared(OF_2010 + 500, 1_500, 1, NOON))
    after = kiosk.write(visit(OF_2010 + 9_000, 2_000, 1))
    province.push(kiosk.push())
    assert [rows_of(point)[1, seq][0] for seq in (before, after)] == [NOON - 500, NOON + 500]


def test_the_pages_count_on_corrected_days(province: Province, kiosk: Kiosk, point: Any, signed_in: Any) -> None:
    kiosk.write(visit(NOON + 400 * DAY, 1_000, 1, heads=7))
    kiosk.write(compared(NOON + 400 * DAY + 500, 1_500, 1, 1_700_000_000))
    province.push(kiosk.push())
    page = signed_in.get(f"{province.url}/diem/{point.code}", timeout=60).text
    assert "ngày chưa tới" not in page
    assert "nhanh 1504 ngày" in page
    seq = kiosk.write(visit(NOON, 2_000, 1))
    province.push(kiosk.push(seq))
    kiosk.write(compared(OF_2010, 2_100, 1, 1_700_000_100))
    province.push(kiosk.push(kiosk.seq))
    page = signed_in.get(f"{province.url}/diem/{point.code}", timeout=60).text
    assert "chậm 5065 ngày" in page


@pytest.mark.parametrize("mono", [0, 2**53 - 1])
def test_no_time_leaves_the_calendar_whatever_a_broken_kiosk_says(
    province: Province, kiosk: Kiosk, point: Any, mono: int
) -> None:
    seq = kiosk.write(visit(NOON, mono, 1))
    kiosk.write(compared(NOON, 2**53 - 1 - mono, 1, 253_402_300_799))
    province.push(kiosk.push())
    assert 0 <= rows_of(point)[1, seq][0] <= 253_402_300_799


# ---- any chain, any pieces -----------------------------------------------------------------------------------------

moments = st.integers(0, 60).map(lambda number: NOON + number * 40_000)
walls = st.one_of(moments, st.sampled_from([OF_2010, NOON + 5_000 * DAY]))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("visit"), walls, st.integers(0, 200_000)),
        st.tuples(st.just("compared"), moments, st.integers(0, 200_000)),
        st.tuples(st.just("told"), walls, st.integers(0, 200_000)),
        st.tuples(st.just("boot"), walls, st.integers(0, 1)),
    ),
    max_size=30,
)
cuts = st.lists(st.integers(1, 9), min_size=1, max_size=10)


def written(key: Kiosk, epoch: int, history: Any) -> Kiosk:
    """An epoch with clocks of every kind; boots even come back, which no honest chain shows."""
    kiosk = Kiosk(key=key.key, epoch=epoch)
    kiosk.open("T-1", NOON)
    boot = 1
    for number, (act, at, mono) in enumerate(history):
        entry: Entry
        if act == "boot":
            boot = max(0, boot - 1) if mono and number % 5 == 0 else boot + 1
            entry = BootStarted(wall=at, mono=0, boot=boot, boot_id=bytes([number]) * 16)
        elif act == "visit":
            entry = visit(at, mono, boot, heads=1 + number)
        else:
            entry = (compared if act == "compared" else told)(NOON, mono, boot, at)
        kiosk.write(entry)
    return kiosk


def from_scratch(kiosks: list[Kiosk]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """What times.py says of all entries of both epochs at once."""
    entries = {(kiosk.epoch, seq): decode(raw) for kiosk in kiosks for seq, raw in enumerate(kiosk.raws, start=1)}
    evidence = []
    for place, entry in entries.items():
        if isinstance(entry, ClockCompared):
            evidence.append(Evidence(*place, entry.boot, entry.mono, entry.province_at, Confidence.PROVINCE))
        elif isinstance(entry, DateTold):
            evidence.append(Evidence(*place, entry.boot, entry.mono, entry.told_at, Confidence.OFFICER))
    timeline = Timeline(evidence)
    found = {}
    for place, entry in entries.items():
        if isinstance(entry, VisitRecorded):
            at, confidence = timeline.time(place, entry.boot, entry.wall, entry.mono)
            found[place] = (at, day(at), confidence)
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=acts, second=acts, pieces=cuts, later_first=st.booleans())
def test_any_pieces_in_any_order_of_epochs_give_the_times_of_the_whole_chain(
    province: Province, point: Any, first: Any, second: Any, pieces: list[int], later_first: bool
) -> None:
    from sync.province import enrolling, ledger, rebuilding
    from sync.province.models import DayCount, Visit

    device = Kiosk()
    code = enrolling.give_code(point, now=NOON)
    enrolling.enrol(device.enrol_request(code), key=province.home.signing_key(), now=NOON)
    epochs = [written(device, 1, first), written(device, 2, second)]
    for kiosk in reversed(epochs) if later_first else epochs:
        start = 1
        while start <= kiosk.seq:
            push = kiosk.push(start, min(kiosk.seq, start + pieces[start % len(pieces)] - 1))
            sender = ledger.sender_of(push)
            ledger.take(sender, push, now=NOON)
            start = push.last + 1

    def stands() -> tuple[dict[Any, Any], dict[int, int]]:
        visits = Visit.objects.filter(device=sender.key)
        counts: Counter[int] = Counter()
        for count in DayCount.objects.filter(device=sender.key):
            counts[count.day] += count.visits
        persons: Counter[int] = Counter()
        for row in visits:
            persons[row.day] += row.head_count
        assert counts == persons
        return {(row.epoch, row.seq): (row.at, row.day, row.confidence) for row in visits}, dict(counts)

    stored = stands()
    assert stored[0] == from_scratch(epochs)
    rebuilding.rebuild_device(sender.key)
    assert stands() == stored
