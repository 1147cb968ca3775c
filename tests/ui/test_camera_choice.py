"""Which camera is used and how it is set; lost, found again, silent, black. No camera can be plugged in here: Qt's null
device stands for one, under the names that cameras have, and the list of what is plugged in is the test's own.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QCamera, QCameraDevice
from pytestqt.qtbot import QtBot

from kiosk.ids import new_card_code
from kiosk.values import Choices
from tests.bench.lens import Lens as Shown
from tests.bench.lens import camera_frame
from tests.ui.frames import Shot, as_qimage, empty_room, feeding, photograph
from ui.scanning import budget, lenses
from ui.scanning import camera as camera_module
from ui.scanning.camera import LONGEST_PAUSE, LOOK_AFTER, Camera
from ui.scanning.lenses import FIRST_FOUND, NEVER, CameraState, Lens, Standing, chosen_lens, lens_of

pytestmark = pytest.mark.qt_log_ignore("pipewire", "No RHI backend", extend=True)


class Plugged(QCameraDevice):
    """A camera that is plugged in, as far as its name goes."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__()
        self._name, self._place = name, place

    def description(self) -> str:
        return self._name

    def id(self) -> QByteArray:
        return QByteArray(self._place.encode())


DESK = Plugged("HD Webcam", "/dev/video0")
LAPTOP = Plugged("Built-in Camera", "/dev/video2")


class Plugs(Camera):
    """A Camera for which the test says what is plugged in."""

    def __init__(self, *devices: QCameraDevice) -> None:
        super().__init__(preview=QSize(320, 240))
        self.plugged: list[QCameraDevice] = list(devices)

    def _present(self) -> list[QCameraDevice]:
        return list(self.plugged)

    def plug(self, *devices: QCameraDevice) -> None:
        self.plugged = list(devices)
        assert self._devices is not None
        self._devices.videoInputsChanged.emit()

    def stands(self) -> Standing:
        return self.state.standing

    def uses(self) -> str:
        return self.state.current.name if self.state.current else ""


@pytest.fixture
def plugs(qapp: object) -> Iterator[Plugs]:
    camera = Plugs(LAPTOP, DESK)
    yield camera
    camera.stop()


def test_the_chosen_camera_is_used_another_while_it_is_gone_and_itself_again(plugs: Plugs) -> None:
    plugs.choose(Choices(camera=lens_of(DESK).key))
    plugs.start()
    assert plugs.uses() == "HD Webcam"
    plugs.plug(LAPTOP)
    assert plugs.uses() == "Built-in Camera"
    plugs.plug(LAPTOP, DESK)
    assert plugs.uses() == "HD Webcam"
    plugs.plug()
    assert plugs.state == CameraState((), None, Standing.MISSING)


def test_a_choice_takes_effect_at_once(plugs: Plugs) -> None:
    plugs.start()
    assert plugs.uses() == "Built-in Camera"
    told: list[CameraState] = []
    plugs.state_changed.connect(told.append)
    plugs.choose(Choices(camera=lens_of(DESK).key))
    assert plugs.uses() == "HD Webcam"
    plugs.choose(Choices(camera=NEVER))
    assert plugs.uses() == ""
    assert plugs.stands() is Standing.UNWANTED
    plugs.plug(DESK)
    assert plugs.uses() == ""
    plugs.choose(Choices(camera=FIRST_FOUND))
    assert [state.current.name if state.current else "" for state in told][-1] == "HD Webcam"


def test_no_camera_is_opened_where_the_officer_wants_none(plugs: Plugs) -> None:
    plugs.choose(Choices(camera=NEVER))
    plugs.start()
    assert plugs._camera is None
    assert [lens.name for lens in plugs.state.lenses] == ["Built-in Camera", "HD Webcam"]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (FIRST_FOUND, 0),
        ("HD Webcam|/dev/video0", 1),
        ("HD Webcam|/dev/video9", 1),  # the same camera in another socket
        ("Gone|/dev/video0", 0),  # another camera where that one was
        (NEVER, None),
    ],
)
def test_a_camera_is_known_by_its_make_and_place_then_by_its_make(wanted: str, index: int | None) -> None:
    present = [lens_of(LAPTOP), lens_of(DESK)]
    assert chosen_lens(present, wanted) == index
    assert chosen_lens([], wanted) is None


def test_what_is_kept_of_a_camera_is_a_choice_that_can_be_kept() -> None:
    long = Plugged("Camera\n" * 30, "\\\\?\\usb#vid_046d&pid_0825&mi_00#7&2b0c1e&0&0000#{65e8773d}\\global" * 3)
    assert len(lens_of(long).key) <= 200
    assert lens_of(long).key.isprintable()


def test_a_silent_camera_is_opened_again_after_ever_longer_pauses(
    plugs: Plugs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1_000_000]
    monkeypatch.setattr(camera_module, "_milliseconds", lambda: now[0])
    plugs.start()
    opened: list[int] = []
    for _ in range(60):
        before, now[0] = plugs._camera, now[0] + LOOK_AFTER
        plugs._check_due()
        if plugs._camera is not None and plugs._camera is not before:
            opened.append(now[0])
    assert plugs.stands() is Standing.SILENT
    pauses = [after - before for before, after in pairwise(opened)]
    assert pauses[0] < pauses[-1] <= LONGEST_PAUSE + LOOK_AFTER
    assert pauses == sorted(pauses)
    assert "is silent" in caplog.text
    plugs.plug(DESK)
    assert plugs.uses() == "HD Webcam"  # what was plugged in anew is not made to wait


def test_a_camera_that_refuses_is_named_silent_and_tried_again(plugs: Plugs, caplog: pytest.LogCaptureFixture) -> None:
    plugs.start()
    assert plugs._camera is not None
    plugs._camera.errorOccurred.emit(QCamera.Error.CameraError, "device busy")
    assert plugs._camera is None
    assert plugs.stands() is Standing.SILENT
    assert "device busy" in caplog.text
    plugs._check_due()
    assert plugs._camera is not None


def test_frames_that_stop_arriving_lose_the_camera_and_new_ones_find_it(plugs: Plugs, qtbot: QtBot) -> None:
    plugs.start()
    with feeding(plugs, as_qimage(empty_room())), qtbot.waitSignal(plugs.camera_found):
        pass
    plugs._check_due()
    assert plugs.delivers
    with qtbot.waitSignal(plugs.camera_lost):
        plugs._check_due()
    assert not plugs.delivers
    with feeding(plugs, as_qimage(empty_room(2))), qtbot.waitSignal(plugs.camera_found):
        pass
    assert plugs.stands() is Standing.DELIVERS


def test_a_camera_that_sees_only_black_is_as_good_as_none_until_it_sees(
    plugs: Plugs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(budget, "BLACK_FOR", 100)
    plugs.start()
    with qtbot.waitSignal(plugs.camera_found):
        plugs.inject(as_qimage(empty_room()))
    black = QImage(1280, 720, QImage.Format.Format_RGB32)
    black.fill(0xFF050505)
    with feeding(plugs, black), qtbot.waitSignal(plugs.camera_lost):
        pass
    assert plugs.stands() is Standing.BLACK
    assert "only black" in caplog.text
    with feeding(plugs, as_qimage(empty_room())), qtbot.waitSignal(plugs.camera_found):
        pass
    assert plugs.stands() is Standing.DELIVERS


def test_unplugged_in_the_middle_of_a_look_the_code_is_still_told_and_nothing_breaks(
    plugs: Plugs, qtbot: QtBot
) -> None:
    plugs.start()
    card = new_card_code()
    with qtbot.waitSignal(plugs.code_read) as read:
        plugs.inject(as_qimage(photograph(card, Shot(module=3, noise=20))))
        plugs.plug()
    assert read.args == [card]
    assert plugs.stands() is Standing.MISSING
    plugs.plug(DESK)
    other = new_card_code()
    both = qtbot.waitSignals([plugs.camera_found, plugs.code_read])
    with feeding(plugs, as_qimage(photograph(other, Shot()))), both:
        pass


def test_a_camera_may_change_its_resolution_from_one_frame_to_the_next(plugs: Plugs, qtbot: QtBot) -> None:
    plugs.start()
    lens = Shown(plugs)
    for size in ((1280, 720), (640, 480), (1920, 1080), (644, 362), (1280, 720)):
        card = new_card_code()
        picture = photograph(card, Shot(module=9)).convert("L").resize(size)
        with qtbot.waitSignal(plugs.code_read) as read:
            assert lens.show(camera_frame(picture))
        assert read.args == [card]


def test_the_mirror_can_be_turned_off(plugs: Plugs, qtbot: QtBot) -> None:
    picture = QImage(1280, 720, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    for x in range(200):
        for y in range(720):
            picture.setPixel(x, y, 0xFFFF0000)
    seen = []
    for mirrored in (True, False):
        plugs.choose(Choices(camera_mirrored=mirrored))
        with feeding(plugs, picture), qtbot.waitSignal(plugs.frame_shown) as shown:
            pass
        assert shown.args is not None
        seen.append((shown.args[0].pixelColor(10, 90).red() > 200, shown.args[0].pixelColor(310, 90).red() > 200))
    assert seen == [(False, True), (True, False)]


class Driver:
    """What a driver tells and is told through QCamera. None of this machine has these features."""

    def __init__(self, *, adjusts: bool, focuses: bool) -> None:
        self._adjusts, self._focuses = adjusts, focuses
        self.told: list[object] = []

    def supportedFeatures(self) -> QCamera.Feature:  # noqa: N802 (Qt's name)
        return QCamera.Feature.ExposureCompensation if self._adjusts else QCamera.Feature(0)

    def isFocusModeSupported(self, _mode: object) -> bool:  # noqa: N802 (Qt's name)
        return self._focuses

    def setExposureCompensation(self, value: float) -> None:  # noqa: N802 (Qt's name)
        self.told.append(value)

    def setFocusMode(self, mode: object) -> None:  # noqa: N802 (Qt's name)
        self.told.append(mode)


def test_exposure_and_near_focus_are_set_where_the_driver_allows_them() -> None:
    able, unable = Driver(adjusts=True, focuses=True), Driver(adjusts=False, focuses=False)
    for driver in (able, unable):
        lenses.set_up(driver, -15)  # type: ignore[arg-type] # a driver with what none here has
    assert able.told == [-1.5, QCamera.FocusMode.FocusModeAutoNear]
    assert unable.told == []


def test_a_camera_without_exposure_says_so(plugs: Plugs) -> None:
    plugs.start()
    plugs.choose(replace(Choices(), camera_exposure=10))
    assert not plugs.state.exposure_adjustable
    assert plugs.state.lenses == (Lens("Built-in Camera|/dev/video2", "Built-in Camera"), lens_of(DESK))
