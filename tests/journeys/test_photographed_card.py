"""A photograph of a card, turned and out of focus, is a visit at the province a moment later."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.storage.connection import open_store
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.today import today
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.homes import StandingClock, new_home, new_reader, opened
from tests.province.servers import served
from tests.ui.frames import Shot, as_qimage, empty_room, photograph
from ui.app import build_window, make_application
from ui.scanning.camera import Camera
from ui.wiring import Wiring


def _home_with_a_card(folder: Path) -> tuple[Home, str]:
    clock = StandingClock(system_clock().wall - 60)
    home = new_home(folder / "kiosk", clock).home
    with opened(home) as store:
        return home, new_reader(store, clock, full_name="Nguyễn Thị Hường").code


@pytest.mark.usefixtures("qapp")
def test_a_turned_and_blurred_photograph_is_counted_greeted_and_confirmed(tmp_path: Path, qtbot: QtBot) -> None:
    home, card = _home_with_a_card(tmp_path)
    make_application()
    window = build_window(Wiring(open_store=lambda: open_store(home), clock=system_clock), QSize(1366, 768))
    camera = Camera(parent=window)
    camera.code_read.connect(window.card_scanned)
    window.show()
    try:
        with qtbot.waitSignal(window.sounded, timeout=20_000) as sound:
            camera.inject(as_qimage(empty_room()))
            camera.inject(as_qimage(photograph(card, Shot(module=6.0, turn=27, tilt=0.1, blur=1.6, seed=5))))
        assert sound.args == ["welcome"]
        qtbot.waitUntil(lambda: window.reception.page is window.reception.welcomed, timeout=5_000)
    finally:
        camera.stop()
        window.close()
    with served(tmp_path / "province") as province, opened(home) as store:
        assert today(store, clock=system_clock).visits == 1
        here = sync_status(store).point
        province.add_point(here.code, here.name)
        enrol(store, province.url, province.command("enrol-code", here.code)["code"], clock=system_clock)
        run_pass(store, clock=system_clock)
        assert sync_status(store).confirmed_visits == 1
        assert province.visits(here.code) == 1
