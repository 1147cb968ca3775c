"""The combined exchange over a bad line: a kiosk hands over, and reads its sister's readers and visits, each once."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from kiosk.storage import sisters
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.check_in import check_in
from sync.client.enrolment import enrol
from sync.client.transport import Transport
from sync.protocol import statements
from sync.protocol.messages import BadMessage, Hello, unpacked
from tests.faults.cases import tried
from tests.faults.proxy import (
    BadLine,
    Harm,
    bad_line,
    cut_answer,
    cut_request,
    doubled,
    outrun,
    spoiled_answer,
    spoiled_request,
)
from tests.faults.sides import Side
from tests.homes import StandingClock, new_home, new_reader
from tests.province.servers import Served

REFUSALS = (Unavailable, BadMessage, statements.BadSignature)
_HELLO = "/sync/v1/hello?nonce=" + "5a" * 16


@pytest.fixture
def line(province: Served) -> Iterator[BadLine]:
    with bad_line(province.url) as opened:
        yield opened


@pytest.fixture
def sister(side: Side, line: BadLine, tmp_path: Path) -> Iterator[Side]:
    """Another kiosk at the point of `side`, whose line leads through harm."""
    typed = side.province.command("enrol-code", side.point.code)["code"]
    with closing(open_store(new_home(tmp_path / "sister", side.clock, point=side.point).home)) as store:
        enrol(store, line.url, typed, clock=side.clock)
        yield Side(store, side.province, side.point, StandingClock())


def _taken(store: Store) -> tuple[int, int]:
    """Visits and readers of sisters that a kiosk knows."""
    with store.reading() as tx:
        (readers,) = tx.execute("SELECT count(*) FROM readers").fetchone()
        return sisters.visits_total(tx), readers


def _busy_morning(side: Side) -> None:
    """A reader, her visit and two more, on their way to the sister."""
    side.clock.advance(700)
    check_in(side.store, new_reader(side.store, side.clock).code, clock=side.clock)
    side.visit(2)
    side.sync()


@pytest.mark.parametrize(
    "harm", [cut_request, cut_answer, spoiled_request, spoiled_answer], ids=lambda harm: str(harm.__name__)
)
def test_a_page_of_the_feed_harmed_anywhere_is_read_once(
    side: Side, sister: Side, line: BadLine, harm: Callable[..., Harm]
) -> None:
    _busy_morning(side)
    sister.visit()
    sister.sync()
    request, answer = max(map(len, line.requests)), max(map(len, line.answers))
    draw = random.Random(20261123)
    mornings = 1
    for at in range(0, request if harm in (cut_request, spoiled_request) else answer, 23):
        _busy_morning(side)
        sister.visit()
        mornings += 1
        line.harm(harm(at) if harm in (cut_request, cut_answer) else harm(at, 1 << draw.randrange(8)))
        sister.sync_in_vain()
        line.forgive()
        tried("cuts" if harm in (cut_request, cut_answer) else "spoiled bytes")
    sister.sync()
    assert _taken(sister.store) == (3 * mornings, mornings)
    sister.ensure_settled()
    side.ensure_settled()


@pytest.mark.parametrize("harm", [doubled, outrun], ids=["doubled", "late"])
def test_a_page_that_comes_twice_or_late_is_read_once(side: Side, sister: Side, line: BadLine, harm: Harm) -> None:
    for _ in range(4):
        _busy_morning(side)
        sister.visit()
        line.harm(harm, harm)
        sister.sync_in_vain()
        line.forgive()
        tried("doubled and late exchanges")
    sister.sync()
    assert _taken(sister.store) == (12, 4)
    sister.ensure_settled()


def _ensure_heard_or_offline(line: BadLine, harm: Harm, key: bytes) -> None:
    """Either the province's own signed word came, or it is clear that it did not."""
    line.harm(harm)
    with closing(Transport(line.url)) as transport:
        try:
            hello = unpacked(transport.get(_HELLO), Hello)
            statements.check(key, statements.hello(b"\x5a" * 16, hello.at), hello.signature)
        except REFUSALS:
            return


def test_a_hello_harmed_at_any_byte_is_heard_or_not_heard(side: Side, line: BadLine) -> None:
    with side.store.reading() as tx:
        (key,) = tx.execute("SELECT public_key FROM province").fetchone()
    with closing(Transport(line.url)) as transport:
        transport.get(_HELLO)
    request, answer = len(line.requests[-1]), len(line.answers[-1])
    draw = random.Random(7)
    for at in range(0, request, 2):
        _ensure_heard_or_offline(line, cut_request(at), key)
        tried("cuts")
    for at in range(answer):
        _ensure_heard_or_offline(line, cut_answer(at), key)
        _ensure_heard_or_offline(line, spoiled_answer(at, 1 << draw.randrange(8)), key)
        tried("cuts")
        tried("spoiled bytes")
