"""The whole way, as people go it: a code is typed by a scanner at a real window, and the province's page shows it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageGrab

from kiosk.config import Home
from kiosk.usecases.today import today
from tests.homes import opened
from tests.journeys.browser import browsing
from tests.province.servers import Served, served
from tests.ui.xserver import XServer, running_xserver

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60
_POINT = "12019-01"
_NAME = "Thư viện xã Văn Giang"
_LEAF, _AMBER = (0xE6, 0xF2, 0xEB), (0xFF, 0xF3, 0xDC)
"""The tints behind «welcome» and «already» (experience.md)."""


def run(home: Path, *words: str) -> dict[str, Any]:
    """`main.py --home … WORDS --json`: its facts, with its exit code as `exit` and its sentences as `said`."""
    ended = subprocess.run(
        [sys.executable, "main.py", "--home", str(home), *words, "--json"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    lines = ended.stdout.splitlines()
    assert lines, ended.stderr
    return {**json.loads(lines[-1]), "exit": ended.returncode, "said": ended.stderr}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("province") / "home") as running:
        running.add_point(_POINT, _NAME)
        yield running


@pytest.fixture
def home(tmp_path: Path, province: Served) -> Path:
    """An initialised and enrolled kiosk."""
    path = tmp_path / "kiosk"
    assert run(path, "init", "--point", _POINT, "--name", _NAME)["exit"] == 0
    assert run(path, "enrol", province.url, province.command("enrol-code", _POINT)["code"])["exit"] == 0
    return path


@contextmanager
def _window(home: Path, screen: XServer, errors: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The real kiosk, full screen on `screen`, from its first picture of Welcome on."""
    with errors.open("wb") as said:
        kiosk = subprocess.Popen(
            [sys.executable, "main.py", "--home", str(home), "kiosk"], cwd=_ROOT, env=screen.environment, stderr=said
        )
        try:
            screen.run("timeout", str(_PATIENCE), "xdotool", "search", "--sync", "--onlyvisible", "--name", "Điểm Đọc")
            yield kiosk
        finally:
            kiosk.terminate()
            kiosk.wait(_PATIENCE)


def _tint_of(picture: Image.Image) -> tuple[int, int, int]:
    """The colour of the page's ground: a place that no word and no button covers."""
    red, green, blue = picture.convert("RGB").getpixel((6, picture.height // 2))  # type: ignore[misc] # an RGB pixel
    return red, green, blue


def _picture_when(screen: XServer, tint: tuple[int, int, int]) -> Image.Image:
    """The screen as soon as the page's ground has `tint`. Looking takes its time; nothing here sleeps."""
    for _ in range(2_000):
        picture = ImageGrab.grab(xdisplay=screen.display)
        if _tint_of(picture) == tint:
            return picture
    raise AssertionError(f"the page never turned {tint}; it is {_tint_of(picture)}")


def test_a_scan_at_a_real_window_is_seen_at_the_province(
    home: Path, province: Served, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    card = run(home, "reader", "add", "--name", "Nguyễn Thị Lan", "--birth-year", "1990", "--consent", "reader")["card"]
    with running_xserver() as screen, _window(home, screen, tmp_path / "stderr"):
        welcome = ImageGrab.grab(xdisplay=screen.display)
        assert welcome.size == (1366, 768)
        screen.run("xdotool", "type", "--delay", "8", f"{card}\n")
        _picture_when(screen, _LEAF).save(tmp_path / "greeting.png")
        with opened(Home(home)) as store:
            from kiosk.clock import system_clock

            assert today(store, clock=system_clock).visits == 1
        screen.run("xdotool", "type", "--delay", "8", f"{card}\n")
        _picture_when(screen, _AMBER).save(tmp_path / "already.png")
        sent = run(home, "sync")  # beside the open window, as the system's own scheduler would
        assert sent["exit"] == 0, sent
    status = run(home, "status", "--verify")
    assert (status["confirmed_visits"], status["pending_entries"], status["chain_verified"]) == (1, 0, True)
    _province_shows(province, tmp_path, visits=1)


def _province_shows(province: Served, folder: Path, *, visits: int) -> None:
    province.command("add-user", "tinh", "--password-stdin", typed="hung-yen-2026\n")
    with browsing(folder / "profile") as page:
        page.open(province.url)
        page.type("input[name=username]", "tinh")
        page.type("input[name=password]", "hung-yen-2026")
        page.click("button[type=submit]")
        shown = page.text()
        page.picture(folder / "province.png")
    assert _NAME in shown
    (row,) = (line for line in shown.splitlines() if line.startswith(_POINT) or _POINT in line)
    assert str(visits) in shown[shown.index(row) :]


def test_a_second_window_is_refused_and_a_killed_one_is_no_hindrance(home: Path, tmp_path: Path) -> None:
    with running_xserver() as screen:
        with _window(home, screen, tmp_path / "first") as first:
            second = subprocess.run(
                [sys.executable, "main.py", "--home", str(home)],
                cwd=_ROOT,
                env=screen.environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=_PATIENCE,
            )
            assert second.returncode == 2
            assert "đang chạy rồi" in second.stderr
            first.kill()
            first.wait(_PATIENCE)
        with _window(home, screen, tmp_path / "again") as again:
            assert again.poll() is None
