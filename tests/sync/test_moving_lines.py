"""A line that moves is never cut, however slowly; a line that broke inside an answer's head is no captive portal."""

import os
import time

import pytest

from kiosk.errors import Unavailable
from sync.client.transport import ProvinceRefused, Transport
from tests.faults.proxy import bad_line, cut_answer
from tests.province.servers import Served
from tests.sync.lines import narrow

_PUSH = "/sync/v1/push"


def test_a_body_that_a_slow_line_takes_for_longer_than_the_stall_time_arrives(province: Served) -> None:
    stall = 1.0
    with narrow(province.url, 8_192, 0.03) as line:
        transport = Transport(line, connect=stall / 4, stall=stall)
        before = time.monotonic()
        with pytest.raises(ProvinceRefused, match="bad_message"):
            transport.post(_PUSH, os.urandom(600_000))
        transport.close()
        assert time.monotonic() - before > 2 * stall, "the line was too fast to show anything"


@pytest.mark.parametrize("at", [9, 12, 15, 17, 30, 80])
def test_an_answer_that_breaks_off_in_its_head_is_a_broken_line(province: Served, at: int) -> None:
    with bad_line(province.url) as line:
        line.harm(cut_answer(at))
        transport = Transport(line.url)
        with pytest.raises(Unavailable) as caught:
            transport.get("/sync/v1/hello?nonce=" + "00" * 16)
        transport.close()
    assert caught.value.code == "offline"
