"""Sync without a network: what waits goes out on a stick, and the province's word comes back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import Refused, Unavailable
from kiosk.storage.connection import Store
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tally import tally
from kiosk.values import Point, Purpose
from sync.client import answers, bundle, letters
from sync.client.answers import take_answers
from sync.client.bundle import Exported, export
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from sync.protocol import statements, volumes
from sync.protocol.enrolment import new_code
from sync.protocol.messages import Certificate, EnrolAnswer, packed
from sync.protocol.volumes import Answers, Kind, Welcome
from sync.stick import Stick
from tests.homes import StandingClock, new_home, opened
from tests.province.servers import Served
from tests.sticks import fill, lock, mounted, on
from tests.sync.places import Enrollable


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def enrolled(store: Store, province: Served, code: str, clock: StandingClock) -> Store:
    enrol(store, province.url, code, clock=clock)
    return store


@pytest.fixture
def beside(
    province: Served, places: list[Enrollable], clock: StandingClock, tmp_path: Path
) -> Iterator[tuple[Store, Point]]:
    """The kiosk of another point, enrolled."""
    place = places.pop()
    with opened(new_home(tmp_path / "beside", clock, point=place.point).home) as kiosk:
        enrol(kiosk, province.url, place.code, clock=clock)
        yield kiosk, place.point


def come(store: Store, clock: StandingClock, visits: int) -> None:
    for _ in range(visits):
        clock.advance(60)
        tally(store, purpose=Purpose.READING, clock=clock)


def read(province: Served, place: Path) -> list[str]:
    """The province reads a stick; why files were not taken."""
    report = province.command("import-usb", str(place))
    assert report["exit"] == 0, report
    return [one["reason"] for one in report["skipped"]]


def pending(store: Store) -> int:
    return sync_status(store).pending_entries


def test_a_round_trip_confirms_what_waited_as_the_line_would(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    come(enrolled, clock, 30)
    before = sync_status(enrolled)
    assert (before.confirmed_visits, before.pending_visits) == (0, 30)
    assert export(enrolled, stick, clock=clock) == Exported(before.journal_entries, 1, 0)
    assert sync_status(enrolled) == before
    assert read(province, stick) == []
    imported = take_answers(enrolled, stick, clock=clock)
    after = sync_status(enrolled)
    assert (imported.confirmed, imported.pending, imported.refused) == (before.journal_entries, 0, ())
    assert (after.confirmed_visits, after.pending_visits, after.confirmed_at) == (30, 0, imported.at)
    assert province.visits(point.code) == 30
    assert on(stick) == [f"{enrolled.keyring.device_id.hex()}.receipts"]


def test_everything_may_be_done_twice(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    come(enrolled, clock, 5)
    assert export(enrolled, stick, clock=clock) == export(enrolled, stick, clock=clock)
    assert len(on(stick, ".dd")) == 2
    read(province, stick)
    read(province, stick)
    first = take_answers(enrolled, stick, clock=clock)
    status = sync_status(enrolled)
    again = take_answers(enrolled, stick, clock=clock)
    assert (first.confirmed > 0, again.confirmed) == (True, 0)
    assert sync_status(enrolled) == status
    assert province.visits(point.code) == 5


def test_what_is_new_since_an_export_goes_beside_what_is_on_the_stick(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    come(enrolled, clock, 5)
    export(enrolled, stick, clock=clock)
    first = set(on(stick, ".dd"))
    come(enrolled, clock, 3)
    assert export(enrolled, stick, clock=clock) == Exported(pending(enrolled), 2, 0)
    assert len(first & set(on(stick, ".dd"))) == 1
    assert read(province, stick) == []
    take_answers(enrolled, stick, clock=clock)
    assert (pending(enrolled), province.visits(point.code)) == (0, 8)


def test_a_stick_that_comes_back_late_takes_nothing_back(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    come(enrolled, clock, 5)
    export(enrolled, stick, clock=clock)
    read(province, stick)
    come(enrolled, clock, 4)
    run_pass(enrolled, clock=clock)
    status = sync_status(enrolled)
    assert take_answers(enrolled, stick, clock=clock).confirmed == 0
    assert sync_status(enrolled) == status
    assert province.visits(point.code) == 9


def test_two_points_share_a_stick_and_neither_touches_the_others_files(
    enrolled: Store,
    beside: tuple[Store, Point],
    province: Served,
    point: Point,
    clock: StandingClock,
    stick: Path,
) -> None:
    other, other_point = beside
    (stick / "diem-doc").mkdir()
    (stick / "diem-doc" / "ghi chú.txt").write_text("của cô Lan")
    come(enrolled, clock, 4)
    come(other, clock, 6)
    export(enrolled, stick, clock=clock)
    theirs = {name: (stick / "diem-doc" / name).read_bytes() for name in on(stick)}
    export(other, stick, clock=clock)
    assert theirs.items() <= {name: (stick / "diem-doc" / name).read_bytes() for name in on(stick)}.items()
    assert read(province, stick) == []
    take_answers(other, stick, clock=clock)
    assert theirs.keys() <= set(on(stick))
    take_answers(enrolled, stick, clock=clock)
    assert (pending(enrolled), pending(other)) == (0, 0)
    assert (province.visits(point.code), province.visits(other_point.code)) == (4, 6)
    assert on(stick, ".txt") == ["ghi chú.txt"]


def test_small_sticks_share_an_export_and_each_goes_on_where_the_last_was_full(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, tmp_path: Path
) -> None:
    come(enrolled, clock, 120)
    waiting = pending(enrolled)
    sizes = ("size=264k", "size=264k", "size=8m")
    exported: list[Exported] = []
    with (
        mounted(tmp_path / "one", sizes[0]) as one,
        mounted(tmp_path / "two", sizes[1]) as two,
        mounted(tmp_path / "three", sizes[2]) as three,
    ):
        for place in (one, two, three):
            exported.append(export(enrolled, place, clock=clock, largest=25))
        assert [bool(part.remaining) for part in exported] == [True, True, False]
        assert sum(part.entries for part in exported) == waiting
        assert "tiếp theo" in bundle.told(exported[0])
        assert read(province, one) == []
        assert read(province, two) == []
        assert read(province, three) == []
        for place in (three, one, two):
            take_answers(enrolled, place, clock=clock)
    assert (pending(enrolled), province.visits(point.code)) == (0, 120)


def test_sticks_in_the_wrong_order_are_told_and_taken_once_the_first_was_read(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, tmp_path: Path
) -> None:
    come(enrolled, clock, 60)
    with mounted(tmp_path / "one", "size=264k") as one, mounted(tmp_path / "two") as two:
        assert export(enrolled, one, clock=clock, largest=20).remaining
        assert not export(enrolled, two, clock=clock, largest=20).remaining
        assert set(read(province, two)) == {"gap"}
        refused = take_answers(enrolled, two, clock=clock)
        assert (refused.confirmed, set(refused.refused)) == (0, {"gap"})
        assert "xuất ra USB một lần nữa" in answers.told(refused)
        assert read(province, one) == []
        assert read(province, two) == []
        take_answers(enrolled, two, clock=clock)
    assert (pending(enrolled), province.visits(point.code)) == (0, 60)


def test_a_lost_stick_of_several_loses_nothing(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, tmp_path: Path
) -> None:
    come(enrolled, clock, 60)
    waiting = pending(enrolled)
    with mounted(tmp_path / "lost", "size=264k") as lost, mounted(tmp_path / "two") as two:
        carried = export(enrolled, lost, clock=clock, largest=20).entries
        assert export(enrolled, two, clock=clock, from_start=True) == Exported(waiting, 1, 0)
        assert read(province, two) == []
        assert take_answers(enrolled, two, clock=clock).confirmed == waiting
        assert carried < waiting
    assert province.visits(point.code) == 60


def test_an_export_begins_after_what_is_confirmed_even_if_its_stick_was_lost_without_a_word(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path, tmp_path: Path
) -> None:
    come(enrolled, clock, 5)
    export(enrolled, stick, clock=clock)
    another = tmp_path / "another"
    another.mkdir()
    assert export(enrolled, another, clock=clock).entries == pending(enrolled)
    read(province, another)
    take_answers(enrolled, another, clock=clock)
    assert province.visits(point.code) == 5


def test_a_full_stick_is_refused_and_nothing_half_stays_on_it(
    enrolled: Store, clock: StandingClock, tmp_path: Path
) -> None:
    come(enrolled, clock, 5)
    with mounted(tmp_path / "stick", "size=1m") as place:
        Stick(place).make()
        fill(place)
        with pytest.raises(Refused, match="stick_full"):
            export(enrolled, place, clock=clock)
        assert on(place) == []
        (place / "ballast").unlink()
        assert export(enrolled, place, clock=clock).remaining == 0


def test_a_locked_stick_takes_no_export_but_tells_what_it_brought(
    enrolled: Store, province: Served, clock: StandingClock, tmp_path: Path
) -> None:
    come(enrolled, clock, 5)
    with mounted(tmp_path / "stick") as place:
        export(enrolled, place, clock=clock)
        read(province, place)
        lock(place)
        come(enrolled, clock, 2)
        with pytest.raises(Refused, match="stick_read_only"):
            export(enrolled, place, clock=clock)
        assert take_answers(enrolled, place, clock=clock).pending == 2


def _no_folder(_store: Store, _place: Path) -> None:
    """As bought."""


def _empty(_store: Store, place: Path) -> None:
    Stick(place).make()


def _of_something_else(_store: Store, place: Path) -> None:
    Stick(place).make()
    for name in ("diem-doc-01234567-2026-11-23-080000-1-9.sqlite3", "ảnh lớp 3.jpg", "x.dd", "1-1-1-1.dd"):
        Stick(place).write(name, b"no answer")


def _not_yet_read(store: Store, place: Path) -> None:
    export(store, place, clock=StandingClock())


def _of_others(store: Store, place: Path) -> None:
    Stick(place).make()
    Stick(place).write(volumes.other_name(Kind.ANSWERS, bytes(16)), b"for somebody else")


def _half(store: Store, place: Path) -> None:
    raw = volumes.wrapped(Kind.ANSWERS, packed(Answers(device=store.keyring.device_id, at=0, answered=())))
    _leave(store, place, raw[:-3])


def _for_another_device(store: Store, place: Path) -> None:
    _leave(store, place, volumes.wrapped(Kind.ANSWERS, packed(Answers(device=bytes(16), at=0, answered=()))))


def _leave(store: Store, place: Path, raw: bytes) -> None:
    Stick(place).make()
    Stick(place).write(volumes.other_name(Kind.ANSWERS, store.keyring.device_id), raw)


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (_no_folder, "stick_without_folder"),
        (_empty, "stick_empty"),
        (_of_something_else, "stick_empty"),
        (_not_yet_read, "stick_not_answered"),
        (_of_others, "stick_of_others"),
        (_half, "stick_file_damaged"),
        (_for_another_device, "receipts_of_others"),
    ],
)
def test_the_wrong_stick_is_told_by_name_and_changes_nothing(
    enrolled: Store, clock: StandingClock, stick: Path, made: Callable[[Store, Path], None], word: str
) -> None:
    come(enrolled, clock, 2)
    made(enrolled, stick)
    before = sync_status(enrolled)
    with pytest.raises(Refused) as told:
        take_answers(enrolled, stick, clock=clock)
    assert told.value.code == word
    assert sync_status(enrolled) == before


def test_receipts_of_another_province_confirm_nothing(
    enrolled: Store, province: Served, clock: StandingClock, stick: Path
) -> None:
    come(enrolled, clock, 2)
    export(enrolled, stick, clock=clock)
    read(province, stick)
    with enrolled.writing() as tx:
        tx.execute("UPDATE province SET public_key = ?", (bytes(range(32)),))
    with pytest.raises(Refused, match="receipts_of_others"):
        take_answers(enrolled, stick, clock=clock)
    assert sync_status(enrolled).confirmed_visits == 0


def test_a_kiosk_that_never_enrolled_has_nobody_to_export_to(store: Store, clock: StandingClock, stick: Path) -> None:
    with pytest.raises(Refused, match="not_enrolled"):
        export(store, stick, clock=clock)
    Stick(stick).make()
    with pytest.raises(Refused, match="not_enrolled"):
        take_answers(store, stick, clock=clock)


def test_only_one_sync_at_a_time_by_line_or_stick(enrolled: Store, clock: StandingClock, stick: Path) -> None:
    from sync.client.alone import alone

    with alone(enrolled):
        with pytest.raises(Unavailable, match="sync_running"):
            export(enrolled, stick, clock=clock)
        with pytest.raises(Unavailable, match="sync_running"):
            take_answers(enrolled, stick, clock=clock)


def test_a_revoked_device_hears_that_its_entries_are_held_aside(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    province.command("revoke-device", enrolled.keyring.device_id.hex())
    come(enrolled, clock, 3)
    export(enrolled, stick, clock=clock)
    assert read(province, stick) == []
    take_answers(enrolled, stick, clock=clock)
    status = sync_status(enrolled)
    assert (status.pending_entries, status.quarantined) == (0, status.journal_entries)
    assert province.visits(point.code) == 0


def test_a_province_that_was_restored_says_so_on_the_stick_and_gets_the_rest_again(
    enrolled: Store, province: Served, point: Point, clock: StandingClock, stick: Path
) -> None:
    come(enrolled, clock, 4)
    run_pass(enrolled, clock=clock)
    come(enrolled, clock, 6)
    _believe_in_more_than_is_held(enrolled)
    export(enrolled, stick, clock=clock)
    assert read(province, stick) == ["gap"]
    assert take_answers(enrolled, stick, clock=clock).refused == ("gap",)
    assert sync_status(enrolled).pending_visits == 6
    export(enrolled, stick, clock=clock)
    assert read(province, stick) == []
    take_answers(enrolled, stick, clock=clock)
    assert (pending(enrolled), province.visits(point.code)) == (0, 10)


def _believe_in_more_than_is_held(store: Store) -> None:
    with store.writing() as tx:
        tx.execute("INSERT INTO receipts SELECT epoch, seq, hash, 0, x'', 10 FROM journal ORDER BY seq DESC LIMIT 1")


# ---- enrolment ----------------------------------------------------------------------------------------------------


def test_a_kiosk_without_a_network_enrols_and_syncs_with_one_trip(
    store: Store, province: Served, code: str, point: Point, clock: StandingClock, stick: Path
) -> None:
    come(store, clock, 3)
    letters.ask(store, Stick(stick), code)
    export(store, stick, clock=clock)
    with pytest.raises(Refused, match="stick_not_answered"):
        take_answers(store, stick, clock=clock)
    assert read(province, stick) == []
    imported = take_answers(store, stick, clock=clock)
    assert (imported.enrolled, imported.pending) == (True, 0)
    assert sync_status(store).enrolled
    assert not letters.is_waiting(store)
    assert on(stick, ".enrol") + on(stick, ".welcome") == []
    assert province.visits(point.code) == 3


def test_an_address_given_with_the_code_serves_once_there_is_a_network(
    store: Store, province: Served, code: str, point: Point, clock: StandingClock, stick: Path
) -> None:
    letters.ask(store, Stick(stick), code, province.url)
    assert (store.home.path / "enrolling.json").stat().st_mode & 0o077 == 0
    read(province, stick)
    take_answers(store, stick, clock=clock)
    come(store, clock, 2)
    run_pass(store, clock=clock)
    assert province.visits(point.code) == 2


def test_a_kiosk_that_knows_no_address_says_so_instead_of_looking_for_a_line(
    store: Store, province: Served, code: str, clock: StandingClock, stick: Path
) -> None:
    letters.ask(store, Stick(stick), code)
    read(province, stick)
    take_answers(store, stick, clock=clock)
    with pytest.raises(Refused, match="sticks_alone"):
        run_pass(store, clock=clock)


def test_a_code_that_the_province_refuses_is_told_and_forgotten(
    store: Store, province: Served, clock: StandingClock, stick: Path
) -> None:
    letters.ask(store, Stick(stick), new_code())
    assert read(province, stick) == ["code_unknown"]
    with pytest.raises(Refused, match="enrolment_code_refused"):
        take_answers(store, stick, clock=clock)
    assert not letters.is_waiting(store)
    assert not sync_status(store).enrolled


def test_a_mistyped_code_is_told_before_anything_is_written(store: Store, stick: Path) -> None:
    with pytest.raises(Refused, match="enrolment_code_mistyped"):
        letters.ask(store, Stick(stick), "0BCGHK LMNPQT V0120H")
    assert list(stick.iterdir()) == []
    assert not letters.is_waiting(store)


def test_a_welcome_by_somebody_who_does_not_know_the_code_is_not_believed(
    store: Store, code: str, point: Point, clock: StandingClock, stick: Path
) -> None:
    letters.ask(store, Stick(stick), code)
    impostor, device = Ed25519PrivateKey.generate(), store.keyring.public_key
    signature = impostor.sign(statements.certificate(device, point.code, 1, clock.wall))
    certificate = Certificate(device_key=device, point=point.code, number=1, issued_at=clock.wall, signature=signature)
    own = statements.public_bytes(impostor)
    answer = EnrolAnswer(certificate=certificate, province_key=own, proof=bytes(32), point_name="x", at=clock.wall)
    name = volumes.other_name(Kind.WELCOME, store.keyring.device_id)
    Stick(stick).write(name, volumes.wrapped(Kind.WELCOME, packed(Welcome(answer=answer))))
    with pytest.raises(Unavailable, match="province_not_proven"):
        take_answers(store, stick, clock=clock)
    assert not sync_status(store).enrolled
