"""A stranger makes a card with one finger, photographs it from the screen, and is greeted by that picture."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from kiosk.storage.connection import open_store
from kiosk.usecases.my_card import my_card
from kiosk.values import Consent
from tests.homes import KioskHome, StandingClock, new_home, opened
from tests.ui.frames import FRAME, as_qimage, empty_room
from tests.ui.touching import Applicant, touch
from tests.ui.windows import LYING, STANDING, Open, open_window
from ui.scanning.camera import Camera
from ui.wiring import Wiring


def telephone(shown: Open) -> QImage:
    """A photograph of the kiosk's screen, as it lies in a telephone."""
    return shown.window.grab().toImage()


def held_up(photograph: QImage, turn: float) -> QImage:
    """The telephone before the kiosk's camera: the picture on its small screen, turned by `turn` degrees."""
    smooth = Qt.TransformationMode.SmoothTransformation
    small = photograph.scaled(QSize(760, 560), Qt.AspectRatioMode.KeepAspectRatio, smooth)
    frame = as_qimage(empty_room(7)).convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(frame)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(FRAME[0] / 2, FRAME[1] / 2)
    painter.rotate(turn)
    painter.drawImage(-small.width() // 2, -small.height() // 2, small)
    painter.end()
    return frame


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [LYING, STANDING], ids=["lying", "standing"])
def test_a_card_made_by_touch_and_photographed_is_greeted_by_name(tmp_path: Path, qtbot: QtBot, size: QSize) -> None:
    clock = StandingClock()
    kiosk: KioskHome = new_home(tmp_path / "kiosk", clock)
    with open_window(qtbot, kiosk, clock, Wiring(lambda: open_store(kiosk.home), clock), size) as shown:
        visitor = Applicant(shown)
        visitor.begin()
        visitor.name("Nguyễn Thị Hường")
        visitor.year(1987)
        visitor.choose("Nữ")
        visitor.agree()
        photograph, code = telephone(shown), visitor.code()
        touch(visitor.card.done)
        camera = Camera(parent=shown.window)
        camera.code_read.connect(shown.window.card_scanned)
        try:
            with qtbot.waitSignal(shown.window.sounded, timeout=20_000) as sound:
                camera.inject(held_up(photograph, turn=12))
            assert sound.args == ["welcome"]
            qtbot.waitUntil(lambda: shown.window.reception.page is shown.window.reception.welcomed)
            assert shown.window.reception.welcomed.sentence.text() == "Chào bạn Hường!"
            with qtbot.waitSignal(shown.window.sounded, timeout=20_000) as sound:
                camera.decode_picture(photograph)
            assert sound.args == ["already"]
        finally:
            camera.stop()
        assert shown.today().visits == 1
        with opened(kiosk.home) as store:
            holder = my_card(store, code, clock=clock)
        assert (holder.short_name, holder.consent, holder.visits_this_year) == ("Hường", Consent.READER, 1)
