"""The card «Camera»: what stands on it, and that what is touched holds at once and is kept."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from kiosk.usecases.choices import choices, choose
from kiosk.values import Choices
from tests.homes import opened
from tests.ui.frames import Shot, as_qimage, feeding, photograph
from tests.ui.windows import Open
from ui.officer.camera import CameraCard
from ui.scanning.camera import Camera
from ui.scanning.lenses import NEVER, CameraState, Lens, Standing

pytestmark = pytest.mark.qt_log_ignore("pipewire", "No RHI backend", extend=True)

DESK = Lens("HD Webcam|/dev/video0", "HD Webcam")
LAPTOP = Lens("Built-in|/dev/video2", "Built-in")
BOTH = CameraState((LAPTOP, DESK), LAPTOP, Standing.DELIVERS, exposure_adjustable=True)


def card_of(shown: Open, state: CameraState = BOTH) -> CameraCard:
    """An officer before it."""
    shown.log_in()
    next(door for door in shown.window.office.console._doors.buttons() if "Cài đặt" in door.text()).click()
    shown.window.office.show_camera(state)
    shown.settled()
    return shown.window.office.settings.camera


def kept(shown: Open) -> Choices:
    """What is on disk."""
    shown.settled()
    with opened(shown.kiosk.home) as store:
        return choices(store)


def test_a_camera_is_chosen_by_a_touch_and_the_window_hears_of_it(shown: Open) -> None:
    card = card_of(shown)
    heard: list[Choices] = []
    shown.window.choices_known.connect(heard.append)
    card.lenses[DESK.key].click()
    assert kept(shown).camera == DESK.key
    assert heard[-1].camera == DESK.key
    card.lenses[NEVER].click()
    assert kept(shown).camera == NEVER
    assert [key for key, button in card.lenses.items() if button.isChecked()] == [NEVER]


def test_the_camera_itself_follows_the_choice(shown: Open) -> None:
    card = card_of(shown)
    camera = Camera(parent=shown.window)
    camera.state_changed.connect(shown.window.office.show_camera)
    shown.window.choices_known.connect(camera.choose)
    try:
        card.lenses[NEVER].click()
        shown.settled()
        camera.start()
        assert camera.state.standing is Standing.UNWANTED
        assert "đang tắt" in card.standing.text()
    finally:
        camera.stop()


def test_mirror_and_brightness_are_kept(shown: Open) -> None:
    card = card_of(shown)
    card.plain.click()
    assert not kept(shown).camera_mirrored
    assert (card.plain.isChecked(), card.mirror.isChecked()) == (True, False)
    for _ in range(3):
        card.exposure.less.click()
    assert kept(shown).camera_exposure == -15
    assert card.exposure.value.text() == "−1,5"
    for _ in range(20):
        card.exposure.more.click()
    assert kept(shown).camera_exposure == 30
    assert card.exposure.value.text() == "+3"


def test_a_camera_that_cannot_be_made_brighter_says_so(shown: Open) -> None:
    card = card_of(shown, replace(BOTH, exposure_adjustable=False))
    assert card.exposure.isHidden()
    assert card.fixed.isVisible()
    assert card.fixed.text() == "Camera này không cho chỉnh độ sáng."
    shown.window.office.show_camera(CameraState())
    assert card.fixed.isHidden()


def test_a_chosen_camera_that_is_gone_is_named_as_not_plugged_in(shown: Open) -> None:
    with opened(shown.kiosk.home) as store:
        choose(store, camera=DESK.key)
    card = card_of(shown, CameraState((LAPTOP,), LAPTOP, Standing.DELIVERS))
    button = card.lenses[DESK.key]
    assert "HD Webcam (chưa cắm)" in button.text()
    assert button.isChecked()
    shown.window.office.show_camera(replace(BOTH, current=DESK))
    assert "chưa cắm" not in card.lenses[DESK.key].text()


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.UNWANTED, "đang tắt"),
        (Standing.MISSING, "Cắm camera vào"),
        (Standing.OPENING, "Đang mở camera Built-in"),
        (Standing.DELIVERS, "Đang dùng Built-in"),
        (Standing.BLACK, "nắp che ống kính"),
        (Standing.SILENT, "rút ra cắm lại"),
    ],
)
def test_how_the_camera_stands_is_said_with_what_to_do(shown: Open, standing: Standing, words: str) -> None:
    card = card_of(shown, replace(BOTH, standing=standing))
    assert words in card.standing.text()
    assert card.reading.isVisible() is (standing is Standing.DELIVERS)


def test_the_card_shows_what_the_camera_sees_and_that_it_read_never_what(shown: Open) -> None:
    card = card_of(shown)
    camera = Camera(preview=QSize(320, 240), parent=shown.window)
    camera.frame_shown.connect(shown.window.frame_shown)
    shown.window.framed.connect(shown.window.office.show_frame)
    camera.code_read.connect(shown.window.office.code_seen)
    try:
        with (
            feeding(camera, as_qimage(photograph("TB0123456789BCGHKLM", Shot()))),
            shown.qtbot.waitSignals([camera.code_read, camera.frame_shown]),
        ):
            pass
    finally:
        camera.stop()
    shown.qtbot.waitUntil(lambda: "Đọc được mã lúc" in card.reading.text())
    assert "TB01" not in card.reading.text()
    assert card.picture._frame is not None
    shown.window.office.lock()
    assert "Đọc được" not in card.reading.text()


def test_what_the_camera_shows_is_painted_as_it_comes(shown: Open) -> None:
    card = card_of(shown)
    frame = QImage(640, 360, QImage.Format.Format_RGB32)
    frame.fill(0xFF2040A0)
    for x in range(320):
        for y in range(360):
            frame.setPixel(x, y, 0xFFA02040)
    card.show_frame(frame)
    painted = card.picture.grab().toImage()
    left, right = (painted.pixelColor(painted.width() * part // 8, painted.height() // 8) for part in (2, 6))
    assert (left.name(), right.name()) == ("#a02040", "#2040a0")
