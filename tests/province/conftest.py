"""One province for all tests here: a real server in this process, on a real SQLite file. A point for each test."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
import requests

from sync.protocol import messages
from sync.protocol.messages import Problem, Push, Receipt
from sync.province.home import ProvinceHome
from sync.province.server import RunningServer, start

from .kiosks import Kiosk

PASSWORD = "mat-khau-cua-tinh"
_numbers = count(1)


@dataclass
class Province:
    """The running server, with a short way to each door."""

    url: str
    home: ProvinceHome

    def post(self, door: str, body: bytes) -> requests.Response:
        return requests.post(f"{self.url}/sync/v1/{door}", data=body, timeout=60)

    def push(self, push: Push) -> Receipt:
        answer = self.post("push", messages.packed(push))
        assert answer.status_code == 200, answer.content
        return messages.unpacked(answer.content, Receipt)

    def refused(self, push: Push | bytes, status: int) -> Problem:
        answer = self.post("push", push if isinstance(push, bytes) else messages.packed(push))
        assert answer.status_code == status, answer.content
        return messages.unpacked(answer.content, Problem)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with start(ProvinceHome(tmp_path_factory.mktemp("province"))) as server:
        yield server
    from django.db import connections

    connections.close_all()


@pytest.fixture
def province(running: RunningServer) -> Province:
    from django.conf import settings

    return Province(running.url, settings.PROVINCE_HOME)


@pytest.fixture
def point(running: RunningServer) -> Any:
    """A point of this test's own."""
    from sync.province import registry

    number = next(_numbers)
    return registry.add_point(f"T-{number}", f"Thư viện xã Số {number}", now=0)


@pytest.fixture
def enrolled(point: Any) -> Callable[[], Kiosk]:
    """Makes kiosks that are enrolled at `point`, each with an opened epoch."""
    from sync.province import enrolling
    from sync.province.wire import signing_key

    def made() -> Kiosk:
        kiosk = Kiosk()
        code = enrolling.give_code(point, now=1_000)
        enrolling.enrol(kiosk.enrol_request(code), key=signing_key(), now=1_000)
        kiosk.open(point.code, 1_700_000_000)
        return kiosk

    return made


@pytest.fixture
def kiosk(enrolled: Callable[[], Kiosk]) -> Kiosk:
    return enrolled()


@pytest.fixture
def counted(point: Any) -> Callable[[], int]:
    """The visits of `point` as the pages count them."""
    from sync.province import figures

    return lambda: next(line.sums.total for line in figures.point_lines(1_700_000_000) if line.code == point.code)


@pytest.fixture
def signed_in(province: Province) -> requests.Session:
    """A browser in which an officer has signed in."""
    from sync.province import registry

    name = f"can-bo-{next(_numbers)}"
    registry.save_user(name, PASSWORD, is_new=True)
    session = requests.Session()
    answer = sign_in(session, province.url, name, PASSWORD)
    assert answer.status_code == 200
    assert "Đăng xuất" in answer.text
    return session


def sign_in(session: requests.Session, url: str, name: str, password: str) -> requests.Response:
    """Fill in the form as a browser does."""
    form = session.get(f"{url}/dang-nhap", timeout=60).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "username": name, "password": password, "next": "/"}
    return session.post(f"{url}/dang-nhap", data=fields, timeout=60)
