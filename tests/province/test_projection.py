"""From entries to counts, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.entries import CardIssued, CardRevoked, Consent, Method, Purpose, ReaderRegistered, encode
from sync.province.projection import (
    DEVICE_REVOKED,
    LARGEST_HEAD_COUNT,
    MALFORMED,
    OUT_OF_RANGE,
    UNKNOWN_KIND,
    Projection,
    local_day,
    project,
)

from .kiosks import Kiosk

NOON = 1_700_000_000 - 1_700_000_000 % 86_400 + 5 * 3_600  # 12:00 in Việt Nam
DAY = local_day(NOON)


def projected(kiosk: Kiosk, withheld: str | None = None) -> Projection:
    return project(7, kiosk.epoch, 1, kiosk.raws, withheld=withheld)


def reasons(found: Projection) -> list[str | None]:
    return [reason for _, _, reason in found.verdicts]


def test_the_day_changes_at_midnight_in_viet_nam_whatever_the_zone_of_the_machine() -> None:
    midnight = NOON + 12 * 3_600
    assert local_day(midnight - 1) == DAY
    assert local_day(midnight) == DAY + 1


def test_a_class_of_thirty_five_is_one_record_and_thirty_five_visits() -> None:
    kiosk = Kiosk()
    kiosk.visit(NOON, method=Method.TALLIED, purpose=Purpose.CLASS_OR_CLUB, head_count=35)
    assert projected(kiosk).counts == {(DAY, Method.TALLIED, Purpose.CLASS_OR_CLUB): [1, 35]}


def test_a_purpose_told_afterwards_amends_its_visit_and_the_last_word_stands() -> None:
    kiosk = Kiosk()
    first, second = kiosk.visit(NOON), kiosk.visit(NOON + 1)
    kiosk.tell(first, Purpose.READING, NOON + 2)
    kiosk.tell(first, Purpose.INTERNET, NOON + 3)
    found = projected(kiosk)
    assert found.counts == {
        (DAY, Method.SCANNED, Purpose.INTERNET): [1, 1],
        (DAY, Method.SCANNED, Purpose.NOT_TOLD): [1, 1],
    }
    assert [row[2] for row in found.visits] == [first, second]


def test_an_entry_of_a_kind_from_the_future_is_held_aside_and_the_next_one_counts() -> None:
    kiosk = Kiosk()
    kiosk.write(b"\x96\x5a\x01\x05\x05\x01\x07")  # kind 90
    kiosk.write(b"\x96\x14\x63\x05\x05\x01\x07")  # a visit of version 99
    kiosk.visit(NOON)
    found = projected(kiosk)
    assert found.verdicts == [(90, 1, UNKNOWN_KIND), (20, 99, UNKNOWN_KIND), (20, 1, None)]
    assert len(found.visits) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1",
        b"\x01",
        b"<html>",
        b"\x9f\x14\x01",
        b"\x95\x14\x01\x05\x05\x01",
        b"\x95\xcf\xff\xff\xff\xff\xff\xff\xff\xff\x01\x05\x05\x01",
    ],
)
def test_bytes_that_are_no_entry_are_held_aside_and_the_next_one_counts(raw: bytes) -> None:
    kiosk = Kiosk()
    kiosk.write(raw)
    kiosk.visit(NOON)
    found = projected(kiosk)
    assert reasons(found)[0] in (MALFORMED, UNKNOWN_KIND)
    assert reasons(found)[1] is None
    assert len(found.visits) == 1


@given(st.lists(st.binary(max_size=80), max_size=20))
def test_whatever_bytes_come_each_gets_one_verdict_that_fits_its_columns(raws: list[bytes]) -> None:
    found = project(7, 1, 1, raws)
    assert len(found.verdicts) == len(raws)
    assert all(-1 <= kind < 2**31 and -1 <= version < 2**31 for kind, version, _ in found.verdicts)


@pytest.mark.parametrize(
    "field",
    [("method", 0), ("method", 9), ("purpose", 6), ("head_count", 0), ("head_count", LARGEST_HEAD_COUNT + 1)],
)
def test_a_visit_with_a_number_that_means_nothing_is_not_counted(field: tuple[str, int]) -> None:
    kiosk = Kiosk()
    meant = {"method": 1, "purpose": 0, "head_count": 1, field[0]: field[1]}
    kiosk.visit(NOON, method=meant["method"], purpose=meant["purpose"], head_count=meant["head_count"])
    found = projected(kiosk)
    assert reasons(found) == [OUT_OF_RANGE]
    assert not found.counts


@pytest.mark.parametrize("wall", [0, 1, 4_102_444_800])
def test_a_wrong_clock_is_counted_on_its_own_wrong_day(wall: int) -> None:
    kiosk = Kiosk()
    kiosk.visit(wall)
    assert [row[3] for row in projected(kiosk).visits] == [local_day(wall)]


@pytest.mark.parametrize("wall", [-1, 253_402_300_800, 2**63])
def test_a_time_that_no_calendar_holds_is_held_aside(wall: int) -> None:
    kiosk = Kiosk()
    kiosk.visit(wall)
    assert reasons(projected(kiosk)) == [OUT_OF_RANGE]


def test_a_purpose_cannot_be_told_of_a_visit_that_is_still_to_come() -> None:
    kiosk = Kiosk()
    kiosk.tell(5, Purpose.READING, NOON)
    assert reasons(projected(kiosk)) == [OUT_OF_RANGE]


def test_readers_cards_and_revocations_are_projected_without_what_is_sealed() -> None:
    kiosk = Kiosk()
    clock = {"wall": NOON, "mono": 1, "boot": 1}
    sealed, digest = b"sealed name", bytes(32)
    kiosk.write(encode(ReaderRegistered(**clock, sealed=sealed, consent=Consent.READER, consent_text=1)))
    kiosk.write(
        CardIssued(**clock, reader_device=b"", reader_epoch=1, reader_seq=1, card=digest, valid_until=DAY + 365)
    )
    kiosk.write(CardRevoked(**clock, card=digest))
    found = projected(kiosk)
    assert found.readers == [(7, 1, 1, Consent.READER, 1, 0)]
    assert found.cards == [(7, 1, 2, digest, b"", 1, 1, DAY + 365)]
    assert found.revocations == [(7, 1, 3, digest)]
    assert reasons(found) == [None, None, None]


def test_a_revoked_device_s_entries_are_all_held_aside() -> None:
    kiosk = Kiosk()
    kiosk.visit(NOON)
    kiosk.write(b"\xc1")
    found = projected(kiosk, withheld=DEVICE_REVOKED)
    assert reasons(found) == [DEVICE_REVOKED, DEVICE_REVOKED]
    assert not found.visits
    assert not found.counts
