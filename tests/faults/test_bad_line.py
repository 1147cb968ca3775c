"""Every exchange with the province is cut, stalled, spoiled, doubled and answered by somebody else, byte by byte.

After each harm the line is good again, and both sides must hold the same: nothing lost, nothing doubled.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.usecases.sync_status import sync_status
from sync.protocol.messages import CONTENT_TYPE
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
    outrun,
    repeating,
    spoiled_answer,
    spoiled_request,
    stalled_answer,
    stalled_request,
    trickled,
)
from tests.faults.sides import STALL, Side, impatient
from tests.province.servers import Served

_HTML = b"<html><title>Dang nhap Wi-Fi</title></html>"
_OFTEN = 10
_MSGPACK = {"Content_Type": CONTENT_TYPE}
_PAGE = {"Content_Type": "text/html"}
ANSWERS = {
    "a page": ("200 OK", _HTML, _PAGE),
    "a redirect": ("302 Found", b"", {**_PAGE, "Location": "http://10.0.0.1/dang-nhap"}),
    "not found": ("404 Not Found", _HTML, _PAGE),
    "too large": ("413 Content Too Large", _HTML, _PAGE),
    "too many": ("429 Too Many Requests", b"", {**_PAGE, "Retry_After": "30"}),
    "a server error": ("500 Internal Server Error", _HTML, _PAGE),
    "a bad gateway": ("502 Bad Gateway", b"", {}),
    "busy": ("503 Service Unavailable", b"", {**_PAGE, "Retry_After": "120"}),
    "an empty page": ("200 OK", b"", _PAGE),
    "an empty message": ("200 OK", b"", _MSGPACK),
    "half a gzip": ("200 OK", b"\x1f\x8b\x08\x00\x00\x00", {**_MSGPACK, "Content_Encoding": "gzip"}),
    "another message": ("200 OK", b"\x93\x01\x02\xc4", _MSGPACK),
    "a problem that is none": ("409 Conflict", b"\x91\x01", _MSGPACK),
    "an unknown problem": ("418 Teapot", b"\x91\xa3new", _MSGPACK),
    "no HTTP": ("\x00\xff" * 40, b"", {}),
}
UNWELL = frozenset(
    (
        "ok",
        "offline",
        "captive_portal",
        "province_unwell",
        "receipt_invalid",
        "province_bad_message",
        "province_bad_signature",
        "province_broken_chain",
        "province_gap",
        "province_method_not_allowed",
        "province_new",
        "province_not_found",
        "province_unknown_device",
    )
)
"""What a pass over a bad line may end with: the line's or the messenger's fault, never the chain's."""


@pytest.fixture
def line(province: Served) -> Iterator[BadLine]:
    with bad_line(province.url) as opened:
        yield opened


@pytest.fixture
def harmed(side: Side, line: BadLine) -> Side:
    """A kiosk that is enrolled and whose line now leads through harm."""
    side.visit()
    side.lead_through(line.url)
    side.sync()
    return side


def _one_visit(side: Side, line: BadLine) -> tuple[int, int]:
    """Bytes of the request that carries one visit, and of its answer."""
    side.visit()
    side.sync()
    return len(line.requests[-1]), len(line.answers[-1])


def _push_through(side: Side, line: BadLine, *harms: Harm, visits: int = 1, then: str = "ok", **options: Any) -> None:
    """One pass whose first exchanges are harmed; it must end with the word `then`, and one that is good follows."""
    side.visit(visits)
    line.harm(*harms)
    assert side.sync_in_vain(**options) == then
    assert line.forgive() == 0
    if then != "ok":
        side.sync()


@pytest.mark.parametrize(("rudely", "every"), [(False, 2), (True, 12)], ids=["closed", "reset"])
@pytest.mark.parametrize("cut", [cut_request, cut_answer])
def test_a_push_cut_at_any_byte_is_counted_once_and_in_the_same_pass(
    harmed: Side, line: BadLine, cut: Callable[..., Harm], rudely: bool, every: int
) -> None:
    sizes = _one_visit(harmed, line)
    size = sizes[0] if cut is cut_request else sizes[1]
    for at in range(0, size + 1, every):
        _push_through(harmed, line, cut(at, rudely=rudely), cut(at + 1, rudely=rudely))
        tried("cuts", 2)
    harmed.ensure_settled()


@pytest.mark.parametrize("cut", [cut_request, cut_answer])
def test_a_large_push_cut_anywhere_is_counted_once(harmed: Side, line: BadLine, cut: Callable[..., Harm]) -> None:
    draw = random.Random(20261122)
    for _ in range(6):
        harmed.visit(100)
        line.harm(cut(0))
        harmed.sync()
        size = max(map(len, line.requests)) if cut is cut_request else min(map(len, line.answers))
        tried("cuts")
        for _ in range(3):
            _push_through(harmed, line, cut(draw.randrange(size)), cut(draw.randrange(size)), visits=20, largest=9)
            tried("cuts", 2)
    harmed.ensure_settled()


def test_three_cuts_in_a_row_end_the_pass_and_keep_everything(harmed: Side, line: BadLine) -> None:
    for harms in ((cut_request(200),) * 3, (cut_answer(200),) * 3, (cut_request(9), cut_answer(0), cut_answer(99))):
        _push_through(harmed, line, *harms, visits=9, then="offline")
        tried("cuts", 3)
    harmed.ensure_settled()


def test_a_request_spoiled_at_any_byte_is_counted_once(harmed: Side, line: BadLine) -> None:
    size, _ = _one_visit(harmed, line)
    draw = random.Random(4711)
    for at in range(size):
        if at % _OFTEN == 0:
            harmed.visit()
        line.harm(spoiled_request(at, 1 << draw.randrange(8)))
        said = harmed.sync_in_vain()
        assert said in UNWELL, (at, said)
        tried("spoiled bytes")
    harmed.ensure_settled()


def test_an_answer_spoiled_at_any_byte_is_never_believed(harmed: Side, line: BadLine) -> None:
    _, size = _one_visit(harmed, line)
    draw = random.Random(815)
    for at in range(size):
        if at % _OFTEN == 0:
            harmed.visit()
        confirmed = sync_status(harmed.store).confirmed_seq
        line.harm(spoiled_answer(at, 1 << draw.randrange(8)))
        said = harmed.sync_in_vain()
        assert said in UNWELL, (at, said)
        assert said == "ok" or sync_status(harmed.store).confirmed_seq == confirmed
        tried("spoiled bytes")
    harmed.ensure_settled()


@pytest.mark.parametrize("stalled", [stalled_request, stalled_answer])
def test_a_line_that_stands_still_is_given_up_and_the_batch_goes_again(
    harmed: Side, line: BadLine, stalled: Callable[[int], Harm]
) -> None:
    for at in (0, 1, 90, 250):
        _push_through(harmed, line, stalled(at), connect=impatient)
        tried("stalls")
    harmed.ensure_settled()


def test_a_line_that_only_trickles_is_never_cut(harmed: Side, line: BadLine) -> None:
    """The answer alone takes several times as long as the line may stand still."""
    before = time.monotonic()
    _push_through(harmed, line, trickled(10, STALL / 4), visits=3, connect=impatient)
    assert time.monotonic() - before > 2 * STALL
    assert len(line.requests) == len(line.answers) + 1, "one exchange was harmed, and none was repeated"
    tried("trickles")
    harmed.ensure_settled()


@pytest.mark.parametrize("harm", [doubled, doubled_at_once, outrun])
def test_requests_that_arrive_twice_and_answers_that_arrive_late_count_once(
    harmed: Side, line: BadLine, harm: Harm
) -> None:
    for visits in (1, 2, 40):
        _push_through(harmed, line, harm, visits=visits, then="receipt_invalid" if harm is outrun else "ok")
        tried("doubled and late exchanges")
    harmed.ensure_settled()


def test_requests_that_a_line_remembers_and_sends_again_much_later_change_nothing(harmed: Side, line: BadLine) -> None:
    for _ in range(6):
        _push_through(harmed, line, cut_answer(0), visits=4)
    line.harm(repeating(line.requests[::-1]))
    harmed.sync_in_vain()
    tried("doubled and late exchanges", len(line.requests))
    harmed.ensure_settled()


@pytest.mark.parametrize("heard", [False, True], ids=["in the province's place", "after the province heard"])
def test_whoever_answers_a_push_wrongly_costs_nothing(harmed: Side, line: BadLine, heard: bool) -> None:
    for status, body, headers in ANSWERS.values():
        harmed.visit(2)
        line.harm(*[answered(status, body, heard=heard, **headers)] * 3)
        said = harmed.sync_in_vain()
        assert said in UNWELL - {"ok"}, (status, said)
        assert sync_status(harmed.store).pending_visits == 2
        line.forgive()
        harmed.sync()
        tried("wrong answers")
    harmed.ensure_settled()


def test_a_gap_that_somebody_made_up_costs_bytes_and_no_visit(harmed: Side, line: BadLine) -> None:
    for _ in range(3):
        harmed.visit(2)
        line.harm(answered("409 Conflict", b"\x91\xa3gap", heard=False, **_MSGPACK))
        harmed.sync()
        tried("wrong answers")
    harmed.ensure_settled()
