"""An enrolment over a bad line: it never half happens, and the same code makes the same device whole afterwards."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from sync.client.enrolment import enrol
from tests.faults.cases import tried
from tests.faults.proxy import (
    BadLine,
    Harm,
    answered,
    bad_line,
    cut_answer,
    cut_request,
    doubled,
    doubled_at_once,
    spoiled_answer,
    spoiled_request,
    stalled_answer,
    stalled_request,
)
from tests.faults.sides import Side, impatient, unknown_side
from tests.faults.test_bad_line import ANSWERS
from tests.homes import StandingClock
from tests.province.servers import Served
from tests.sync.places import Enrollable


@pytest.fixture
def line(province: Served) -> Iterator[BadLine]:
    with bad_line(province.url) as opened:
        yield opened


@pytest.fixture
def stranger(province: Served, place: Enrollable, tmp_path: Path, clock: StandingClock) -> Iterator[Side]:
    """A kiosk that nobody has enrolled, with a visit."""
    side = unknown_side(province, place.point, tmp_path / "stranger", clock)
    side.visit()
    yield side
    side.store.close()


def _known(store: Store) -> mirror.Province | None:
    with store.reading() as tx:
        return mirror.province(tx)


def _tried_to_enrol(side: Side, line: BadLine, code: str, harm: Harm) -> str:
    """An enrolment over a harmed line: the word it failed with, and then nothing is pinned."""
    before = _known(side.store)
    line.harm(harm)
    try:
        enrol(side.store, line.url, code, clock=side.clock, connect=impatient)
    except KioskError as error:
        assert _known(side.store) == before
        return error.code
    finally:
        assert line.forgive() == 0
    return "ok"


def _sizes(side: Side, place: Enrollable, line: BadLine) -> tuple[int, int]:
    """Bytes of the request of an enrolment that goes through, and of its answer."""
    enrol(side.store, line.url, place.code, clock=side.clock)
    return len(line.requests[-1]), len(line.answers[-1])


def _ensure_enrolled(side: Side, place: Enrollable) -> None:
    enrol(side.store, side.province.url, place.code, clock=side.clock)
    side.ensure_settled()


@pytest.mark.parametrize("cut", [cut_request, cut_answer])
def test_an_enrolment_cut_anywhere_is_offline_and_the_same_code_serves_again(
    stranger: Side, place: Enrollable, line: BadLine, cut: Callable[[int], Harm]
) -> None:
    assert _tried_to_enrol(stranger, line, place.code, cut(100)) == "offline"
    assert _known(stranger.store) is None
    size = _sizes(stranger, place, line)[0 if cut is cut_request else 1]
    for at in range(0, size, 17):
        assert _tried_to_enrol(stranger, line, place.code, cut(at)) == "offline"
        tried("cuts")
    _ensure_enrolled(stranger, place)


def test_a_spoiled_enrolment_pins_no_other_key(stranger: Side, place: Enrollable, line: BadLine) -> None:
    request, answer = _sizes(stranger, place, line)
    pinned = _known(stranger.store)
    assert pinned is not None
    draw = random.Random(7)
    for at in range(0, request, 19):  # a code bears ten wrong proofs
        _tried_to_enrol(stranger, line, place.code, spoiled_request(at, 1 << draw.randrange(8)))
        tried("spoiled bytes")
    for at in range(0, answer, 13):
        _tried_to_enrol(stranger, line, place.code, spoiled_answer(at, 1 << draw.randrange(8)))
        now = _known(stranger.store)
        assert now is not None
        assert (now.public_key, now.certificate) == (pinned.public_key, pinned.certificate)
        tried("spoiled bytes")
    _ensure_enrolled(stranger, place)


def test_whoever_answers_an_enrolment_wrongly_is_not_believed(stranger: Side, place: Enrollable, line: BadLine) -> None:
    for status, body, headers in ANSWERS.values():
        for heard in (False, True):
            said = _tried_to_enrol(stranger, line, place.code, answered(status, body, heard=heard, **headers))
            assert said in ("offline", "captive_portal", "province_unwell", "enrolment_code_refused"), (status, said)
            tried("wrong answers")
    assert _known(stranger.store) is None
    _ensure_enrolled(stranger, place)


def test_an_enrolment_that_stalls_or_arrives_twice_makes_one_device(
    stranger: Side, place: Enrollable, line: BadLine
) -> None:
    for harm, said in (
        (stalled_request(100), "offline"),
        (stalled_answer(0), "offline"),
        (stalled_answer(300), "offline"),
        (doubled, "ok"),
        (doubled_at_once, "ok"),
    ):
        assert _tried_to_enrol(stranger, line, place.code, harm) == said
        tried("stalls" if said == "offline" else "doubled and late exchanges")
    status = stranger.province.command("status")
    assert [point["devices"] for point in status["points"] if point["code"] == place.point.code] == [1]
    _ensure_enrolled(stranger, place)
