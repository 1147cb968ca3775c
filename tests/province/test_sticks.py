"""The province reads sticks: each push as from the line, whatever else lies beside it, and answers on the stick."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sync.protocol import statements, volumes
from sync.protocol.errands import carrying
from sync.protocol.messages import Cursor, Errand, packed
from sync.protocol.volumes import Answers, Kind, Welcome
from sync.stick import Stick, StickTrouble
from tests.faults.cases import COST, tried
from tests.sticks import fill, lock, mounted, on, pulled_out_before, put

from .conftest import Province
from .kiosks import Kiosk

if TYPE_CHECKING:
    from sync.province.models import Point
    from sync.province.sticks import Reading

_NOW = 1_700_100_000
_ROOT = Path(__file__).parents[2]


@pytest.fixture
def stick(tmp_path: Path, province: Province) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def read(place: Path, now: int = _NOW) -> "Reading":
    from sync.province import sticks
    from sync.province.wire import signing_key

    return sticks.read_stick(place, key=signing_key(), now=now)


def answers_for(kiosk: Kiosk, place: Path) -> Answers:
    raw = (Stick(place).folder / volumes.other_name(Kind.ANSWERS, kiosk.device)).read_bytes()
    return volumes.content_of(Kind.ANSWERS, raw, Answers)


def come(kiosk: Kiosk, visits: int) -> None:
    for second in range(visits):
        kiosk.visit(1_700_000_100 + second)


def spoil(place: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = Stick(place).folder / name
    path.write_bytes(change(path.read_bytes()))


def skipped(reading: "Reading") -> list[tuple[str, str]]:
    return [(one.name, one.reason) for one in reading.skipped]


def test_what_a_stick_brings_is_counted_and_signed_for(
    kiosk: Kiosk, stick: Path, counted: Callable[[], int], point: "Point"
) -> None:
    come(kiosk, 30)
    put(stick, kiosk.push(1, 20), kiosk.push(21))
    reading = read(stick)
    (visitor,) = reading.visitors
    assert (visitor.entries, visitor.volumes, visitor.point) == (32, 2, point.code)
    assert (reading.skipped, reading.unanswered) == ([], "")
    assert counted() == 30
    last = answers_for(kiosk, stick).answered[-1].receipt
    assert last is not None
    assert (last.seq, last.head) == (32, kiosk.hash_at(32))


def test_a_stick_that_is_read_twice_changes_nothing_and_gets_the_same_receipts(
    kiosk: Kiosk, stick: Path, counted: Callable[[], int]
) -> None:
    come(kiosk, 10)
    kiosk.write(b"\xc1 no entry at all")
    put(stick, kiosk.push(1, 5), kiosk.push(6))
    read(stick)
    first = answers_for(kiosk, stick)
    again = read(stick)
    assert answers_for(kiosk, stick).answered[-1] == first.answered[-1]
    assert [visitor.entries for visitor in again.visitors] == [0]
    assert counted() == 10
    receipt = first.answered[-1].receipt
    assert receipt is not None
    assert receipt.quarantined == ((13, "malformed"),)


def test_what_came_by_the_line_meanwhile_is_not_doubled(
    kiosk: Kiosk, stick: Path, province: Province, counted: Callable[[], int]
) -> None:
    come(kiosk, 10)
    put(stick, kiosk.push(1, 8))
    come(kiosk, 3)
    province.push(kiosk.push())
    assert [visitor.entries for visitor in read(stick).visitors] == [0]
    assert counted() == 13
    receipt = answers_for(kiosk, stick).answered[0].receipt
    assert receipt is not None
    assert receipt.seq == 15


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda raw: raw[: len(raw) // 2], "half"),
        (lambda raw: b"", "half"),
        (lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), "damaged"),
        (lambda raw: bytes(len(raw)), "foreign"),
        (lambda raw: raw[:8] + b"\x07" + raw[9:], "newer"),
    ],
)
def test_a_bad_file_is_named_and_the_other_devices_files_are_taken(
    enrolled: Callable[[], Kiosk],
    stick: Path,
    counted: Callable[[], int],
    change: Callable[[bytes], bytes],
    reason: str,
) -> None:
    good, bad = enrolled(), enrolled()
    come(good, 4)
    come(bad, 7)
    put(stick, good.push(), bad.push(1, 3), bad.push(4))
    name = str(volumes.name_of(bad.push(1, 3)))
    spoil(stick, name, change)
    reading = read(stick)
    assert skipped(reading) == [(name, reason), (str(volumes.name_of(bad.push(4))), "gap")]
    assert counted() == 4
    assert [one.code for one in answers_for(bad, stick).answered] == ["gap"]
    put(stick, bad.push(1, 3))
    assert read(stick).skipped == []
    assert counted() == 11


def test_the_second_stick_before_the_first_waits_for_it(
    kiosk: Kiosk, stick: Path, tmp_path: Path, counted: Callable[[], int]
) -> None:
    come(kiosk, 20)
    second = tmp_path / "second"
    second.mkdir()
    put(stick, kiosk.push(1, 10))
    put(second, kiosk.push(11))
    assert [reason for _, reason in skipped(read(second))] == ["gap"]
    assert read(stick).skipped == []
    assert read(second).skipped == []
    assert counted() == 20


def test_a_fork_is_alarmed_and_holds_up_nobody_else(
    enrolled: Callable[[], Kiosk], stick: Path, counted: Callable[[], int]
) -> None:
    from sync.province.models import Alarm

    kiosk, other = enrolled(), enrolled()
    clone = Kiosk(kiosk.key, nonce=kiosk.nonce, raws=list(kiosk.raws), hashes=list(kiosk.hashes))
    come(kiosk, 3)
    for second in range(3):
        clone.visit(1_700_050_000 + second)
    come(other, 2)
    put(stick, kiosk.push(), clone.push(), other.push())
    assert len(on(stick, ".dd")) == 3
    reading = read(stick)
    assert [reason for _, reason in skipped(reading)] == ["fork"]
    assert counted() == 5
    assert Alarm.objects.filter(code="fork", device__device_id=kiosk.device).count() == 1


def test_a_stick_of_another_province_keeps_its_receipts(stick: Path) -> None:
    from sync.province.sticks import Visitor

    stranger = Kiosk()
    stranger.open("X-1", 1_700_000_000)
    put(stick, stranger.push())
    theirs = Stick(stick).folder / volumes.other_name(Kind.ANSWERS, stranger.device)
    theirs.write_bytes(b"what the other province signed")
    reading = read(stick)
    assert [reason for _, reason in skipped(reading)] == ["unknown_device"]
    assert reading.visitors == [Visitor(stranger.device.hex(), "", 0, False, 0, 0)]
    assert theirs.read_bytes() == b"what the other province signed"


def test_a_device_that_nobody_knows_is_told_so(stick: Path) -> None:
    stranger = Kiosk()
    stranger.open("X-1", 1_700_000_000)
    put(stick, stranger.push())
    read(stick)
    assert [one.code for one in answers_for(stranger, stick).answered] == ["unknown_device"]


def test_an_enrolment_on_a_stick_is_answered_and_its_pushes_are_taken_at_once(
    stick: Path, point: "Point", counted: Callable[[], int]
) -> None:
    kiosk = Kiosk()
    kiosk.open(point.code, 1_700_000_000)
    come(kiosk, 3)
    code = give_code(point)
    put(stick, kiosk.push())
    ask(kiosk, stick, code)
    reading = read(stick)
    assert [(one.enrolled, one.entries, one.number) for one in reading.visitors] == [(True, 5, 1)]
    assert counted() == 3
    welcome = welcome_for(kiosk, stick).answer
    assert welcome is not None
    certificate = welcome.certificate
    said = statements.certificate(kiosk.public_key, certificate.point, 1, certificate.issued_at)
    statements.check(welcome.province_key, said, certificate.signature)


def test_a_code_that_is_not_good_is_answered_too(stick: Path, point: "Point") -> None:
    kiosk = Kiosk()
    ask(kiosk, stick, give_code(point, now=_NOW - 20 * 86_400))
    reading = read(stick)
    assert skipped(reading) == [(f"{kiosk.device.hex()}.enrol", "code_expired")]
    assert welcome_for(kiosk, stick) == Welcome(code="code_expired")
    assert reading.visitors == []


def give_code(point: "Point", now: int = _NOW) -> str:
    from sync.province import enrolling

    return enrolling.give_code(point, now=now)


def ask(kiosk: Kiosk, place: Path, code: str) -> None:
    stick = Stick(place)
    stick.make()
    request = volumes.wrapped(Kind.ENROLMENT, packed(kiosk.enrol_request(code)))
    stick.write(volumes.other_name(Kind.ENROLMENT, kiosk.device), request)


def welcome_for(kiosk: Kiosk, place: Path) -> Welcome:
    raw = (Stick(place).folder / volumes.other_name(Kind.WELCOME, kiosk.device)).read_bytes()
    return volumes.content_of(Kind.WELCOME, raw, Welcome)


def test_a_request_under_another_devices_name_is_damaged(stick: Path, point: "Point") -> None:
    kiosk, other = Kiosk(), Kiosk()
    ask(kiosk, stick, give_code(point))
    folder = Stick(stick).folder
    (folder / f"{kiosk.device.hex()}.enrol").rename(folder / f"{other.device.hex()}.enrol")
    assert [reason for _, reason in skipped(read(stick))] == ["damaged"]


def test_a_file_that_was_renamed_is_named_and_nothing_else_is_read(kiosk: Kiosk, stick: Path) -> None:
    put(stick, kiosk.push())
    folder = Stick(stick).folder
    (path,) = folder.iterdir()
    path.rename(folder / "Copy of x.dd")
    (folder / "ảnh lớp 3.jpg").write_bytes(b"\xff\xd8")
    (folder / f"{path.name}.part").write_bytes(b"diem")
    assert skipped(read(stick)) == [("Copy of x.dd", "renamed")]
    assert on(stick) == sorted(["Copy of x.dd", "ảnh lớp 3.jpg", f"{path.name}.part"])


@pytest.mark.parametrize("made", ["nothing", "a file", "a link"])
def test_a_stick_without_our_folder_is_refused(stick: Path, tmp_path: Path, made: str) -> None:
    if made == "a file":
        (stick / "diem-doc").write_bytes(b"")
    if made == "a link":
        (tmp_path / "elsewhere").mkdir()
        (stick / "diem-doc").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StickTrouble) as told:
        read(stick)
    assert told.value.code == "stick_without_folder"


def test_a_link_on_a_stick_leads_nowhere(kiosk: Kiosk, stick: Path, tmp_path: Path) -> None:
    """A stick comes from outside: neither what it points at is read, nor is it written through."""
    put(stick, kiosk.push())
    folder = Stick(stick).folder
    (path,) = folder.iterdir()
    path.rename(tmp_path / "pushed")
    path.symlink_to(tmp_path / "pushed")
    assert read(stick).visitors == []
    path.unlink()
    put(stick, kiosk.push())
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (folder / volumes.other_name(Kind.ANSWERS, kiosk.device)).symlink_to(victim)
    read(stick)
    assert victim.read_bytes() == b"precious"
    assert answers_for(kiosk, stick).device == kiosk.device


def test_a_locked_stick_is_taken_and_answered_at_the_next_reading(
    kiosk: Kiosk, tmp_path: Path, province: Province, counted: Callable[[], int]
) -> None:
    come(kiosk, 6)
    with mounted(tmp_path / "stick") as stick:
        put(stick, kiosk.push())
        lock(stick)
        reading = read(stick)
        assert (reading.unanswered, counted()) == ("stick_read_only", 6)
        assert on(stick, ".receipts") == []


def test_a_full_stick_is_taken_and_says_that_it_is_full(
    kiosk: Kiosk, tmp_path: Path, province: Province, counted: Callable[[], int]
) -> None:
    come(kiosk, 6)
    with mounted(tmp_path / "stick", "size=64k") as stick:
        put(stick, kiosk.push())
        fill(stick)
        assert read(stick).unanswered == "stick_full"
        assert counted() == 6
        assert on(stick, ".part") == []
        (stick / "ballast").unlink()
        assert read(stick).unanswered == ""
        assert answers_for(kiosk, stick).answered[0].code == ""


def test_a_stick_with_little_room_gets_receipts_first_and_the_feed_another_time(
    enrolled: Callable[[], Kiosk], tmp_path: Path, province: Province
) -> None:
    sister, kiosk = enrolled(), enrolled()
    for second in range(500):
        sister.visit(1_700_000_100 + second, card=os.urandom(16))
    province.push(sister.push())
    asked = carrying(kiosk.push(), Errand(cursor=Cursor(), limit=500), kiosk.public_key, sign=kiosk.key.sign)
    with mounted(tmp_path / "stick", "size=64k") as stick:
        put(stick, asked)
        fill(stick)
        with (stick / "ballast").open("rb+") as ballast:
            ballast.truncate((stick / "ballast").stat().st_size - 4_096)
        assert read(stick).unanswered == ""
        (short,) = answers_for(kiosk, stick).answered
        assert (short.receipt is not None, short.replies) == (True, ())
        (stick / "ballast").unlink()
        read(stick)
        (long,) = answers_for(kiosk, stick).answered
        assert len(long.replies) > 0


def test_a_stick_pulled_out_before_any_call_to_it_loses_and_doubles_nothing(
    enrolled: Callable[[], Kiosk], stick: Path, counted: Callable[[], int]
) -> None:
    """Enumerated: each call of a reading once. Then the stick comes back, and everything is there once."""
    kiosks = [enrolled(), enrolled()]
    visits = 0
    pulled = 0
    for step in count(1):
        for kiosk in kiosks:
            come(kiosk, 2)
        visits += 4
        put(stick, *(kiosk.push() for kiosk in kiosks))
        was_pulled, trouble = False, ""
        try:
            was_pulled = pulled_out_before(step, stick, lambda: read(stick))
        except StickTrouble as error:
            was_pulled, trouble = True, error.code
        assert trouble in ("", "stick_failed", "stick_without_folder")
        reading = read(stick)
        assert (reading.skipped, reading.unanswered) == ([], "")
        assert counted() == visits
        for kiosk in kiosks:
            receipts = [one.receipt for one in answers_for(kiosk, stick).answered]
            assert [receipt.seq for receipt in receipts if receipt] == [kiosk.seq] * len(receipts)
        for path in Stick(stick).folder.iterdir():
            path.unlink()
        if not was_pulled:
            break
        pulled += 1
        tried("sticks pulled out")
    assert pulled > 30


def test_a_reading_killed_before_any_of_its_steps_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.province.killed_reader", str(tmp_path / "home"), str(tmp_path / "stick")],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    tried("kills", told["kills"])
    COST.update(lost=told["made"] - told["counted"] + told["doubled"], doubled=told["doubled"])
    assert (told["counted"], told["doubled"], told["differing"]) == (told["made"], 0, [])
    assert told["kills"] > 40


def test_every_reason_that_a_push_or_an_enrolment_can_have_is_told_in_words() -> None:
    from sync.province import words

    reasons = (
        "bad_message bad_signature broken_chain gap fork unknown_device code_unknown code_expired code_spent bad_proof "
        "device_revoked device_elsewhere half damaged newer foreign renamed stick_failed"
    )
    assert set(reasons.split()) <= words.SKIPPED.keys()
