"""From a photographed frame to a code: the one way that cameras, injected frames and picture files share."""

import io
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import (
    QCameraDevice,
    QMediaDevices,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoFrameInput,
)
from pytestqt.qtbot import QtBot

from kiosk.documents.cards import card_png
from kiosk.ids import new_card_code
from tests.ui.frames import Shot, as_qimage, empty_room, feeding, photograph
from ui.scanning.camera import Camera
from ui.scanning.decoder import decode, glance, open_picture
from ui.scanning.lenses import Format, preferred_format
from ui.scanning.sightings import AGAIN_AFTER, LEFT_AFTER, Sightings
from ui.scanning.tray import Picture, Tray

# Written by Qt Multimedia where there is neither PipeWire nor a graphics card: it goes on without.
pytestmark = [
    pytest.mark.alone,
    pytest.mark.qt_log_ignore("pipewire", "No RHI backend", extend=True),
]

HARD_SHOTS: Final = {
    "turned": Shot(turn=37),
    "upside down": Shot(turn=180, module=4),
    "tilted": Shot(tilt=0.35, turn=-15),
    "blurred": Shot(blur=2.2, module=6),
    "pale": Shot(contrast=0.25),
    "grainy": Shot(noise=40, module=6),
    "in the dark": Shot(light=0.25, noise=12),
    "far away": Shot(module=3),
    "turned, tilted, blurred, pale and grainy": Shot(turn=25, tilt=0.2, blur=1.5, contrast=0.5, noise=20, module=8),
}


@pytest.fixture
def camera(qapp: object) -> Iterator[Camera]:
    opened = Camera(preview=QSize(320, 240))
    yield opened
    opened.stop()


@pytest.mark.parametrize("name", HARD_SHOTS)
def test_a_photographed_card_is_read_through_the_camera(camera: Camera, qtbot: QtBot, name: str) -> None:
    card = new_card_code()
    frame = QVideoFrame(as_qimage(photograph(card, HARD_SHOTS[name])))
    with qtbot.waitSignal(camera.code_read) as read:
        camera.inject(frame)
    assert read.args == [card]


def test_the_thorough_look_reads_what_the_quick_one_misses() -> None:
    shots = [photograph("TB0123456789BCGHKLM", Shot(module=2.5, noise=30, blur=0.6, seed=seed)) for seed in range(12)]
    quick = sum(bool(glance(shot.convert("L")).codes) for shot in shots)
    thorough = sum(bool(decode(shot.convert("L"))) for shot in shots)
    assert thorough > quick


@pytest.mark.parametrize(
    "pixels",
    [
        QVideoFrameFormat.PixelFormat.Format_YUYV,
        QVideoFrameFormat.PixelFormat.Format_NV12,
        QVideoFrameFormat.PixelFormat.Format_YUV420P,
    ],
)
def test_frames_of_cheap_cameras_are_read(camera: Camera, qtbot: QtBot, pixels: QVideoFrameFormat.PixelFormat) -> None:
    card = new_card_code()
    with qtbot.waitSignal(camera.code_read) as read:
        camera.inject(_as_camera_frame(photograph(card, Shot(turn=12)), pixels))
    assert read.args == [card]


def _as_camera_frame(picture: Image.Image, pixels: QVideoFrameFormat.PixelFormat) -> QVideoFrame:
    """The picture's brightness in a camera's own layout, its colours left grey."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(picture.width, picture.height), pixels))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    brightness = picture.convert("L").tobytes()
    interleaved = pixels is QVideoFrameFormat.PixelFormat.Format_YUYV
    memoryview(frame.bits(0))[: len(brightness) * (2 if interleaved else 1)] = (
        bytes(value for level in brightness for value in (level, 128)) if interleaved else brightness
    )
    for plane in range(1, frame.planeCount()):
        memoryview(frame.bits(plane))[:] = b"\x80" * frame.mappedBytes(plane)
    frame.unmap()
    return frame


def test_frames_of_a_capture_session_are_read(camera: Camera, qtbot: QtBot) -> None:
    """Qt's whole pipeline but the lens: a frame is sent into the kiosk's own session, as a camera would."""
    _without_camera()
    camera.start()
    camera._open(QCameraDevice())
    assert camera._session is not None
    source = QVideoFrameInput()
    camera._session.setVideoFrameInput(source)
    cards = [new_card_code(), new_card_code()]
    for card in cards:
        with qtbot.waitSignal(camera.code_read) as read:
            source.sendVideoFrame(QVideoFrame(as_qimage(photograph(card, Shot()))))
        assert read.args == [card]
    frames = camera._tray.frames_put
    with qtbot.assertNotEmitted(camera.code_read, wait=150):
        pass
    assert camera._tray.frames_put == frames  # the last picture is not looked at again and again


def _without_camera() -> None:
    if QMediaDevices.videoInputs():
        pytest.skip("there is a camera here, and this test would use it")


def test_a_picture_file_is_read_by_the_same_decoder(camera: Camera, qtbot: QtBot, tmp_path: Path) -> None:
    card = new_card_code()
    path = tmp_path / "thẻ bạn đọc.png"
    path.write_bytes(card_png(card))
    with qtbot.waitSignals([camera.code_read, camera.picture_searched]):
        camera.decode_picture(path)


def test_a_photograph_from_a_telephone_is_read(camera: Camera, qtbot: QtBot, tmp_path: Path) -> None:
    card = new_card_code()
    path = tmp_path / "ảnh.jpg"
    photograph(card, Shot(turn=30, module=6)).resize((4000, 2250)).save(path, quality=70)
    with qtbot.waitSignal(camera.code_read) as read:
        camera.decode_picture(path)
    assert read.args == [card]


@pytest.mark.parametrize("content", [b"", b"not a picture", card_png("TB")[:60]])
def test_a_file_that_is_no_picture_is_searched_in_vain(
    camera: Camera, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "hỏng.png"
    path.write_bytes(content)
    with qtbot.assertNotEmitted(camera.code_read), qtbot.waitSignal(camera.picture_searched) as searched:
        camera.decode_picture(path)
    assert searched.args == [False]


def test_the_same_card_held_in_view_is_told_once_and_another_one_too(camera: Camera, qtbot: QtBot) -> None:
    first, second = new_card_code(), new_card_code()
    told: list[str] = []
    camera.code_read.connect(told.append)
    with feeding(camera, as_qimage(photograph(first, Shot()))):
        shown: list[QImage] = []
        camera.frame_shown.connect(shown.append)
        qtbot.waitUntil(lambda: len(shown) >= 6)
    with feeding(camera, as_qimage(photograph(second, Shot()))):
        qtbot.waitUntil(lambda: second in told)
    assert told == [first, second]


def test_other_payloads_arrive_as_they_are(camera: Camera, qtbot: QtBot) -> None:
    payload = "001099012345|012345678|Nguyễn Văn Đức|01021999|Nam|Thôn 3, Ân Thi, Hưng Yên|10052021"
    with qtbot.waitSignal(camera.code_read) as read:
        camera.inject(as_qimage(photograph(payload, Shot(module=5))))
    assert read.args == [payload]


def test_the_preview_is_small_and_a_mirror(camera: Camera, qtbot: QtBot) -> None:
    picture = QImage(1280, 720, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.black)
    for x in range(200):
        for y in range(720):
            picture.setPixelColor(x, y, QColor(Qt.GlobalColor.red))
    with qtbot.waitSignal(camera.frame_shown) as shown:
        camera.inject(picture)
    assert shown.args is not None
    [preview] = shown.args
    assert (preview.width(), preview.height()) == (320, 180)
    assert preview.pixelColor(310, 90).red() > 200
    assert preview.pixelColor(10, 90).red() < 50


def test_the_gui_thread_is_never_held_up(camera: Camera, qtbot: QtBot) -> None:
    """Thirty frames a second; beside it the same beats with nothing to do, for what this machine does by itself."""
    floor = _beats_of_the_gui(qtbot)
    with feeding(camera, *[as_qimage(empty_room(seed)) for seed in range(4)]):
        busy = _beats_of_the_gui(qtbot)
    assert _late(busy) <= max(16.0, 2 * _late(floor)), (sorted(busy)[-10:], sorted(floor)[-10:])


def _late(beats: list[float]) -> float:
    return sorted(beats)[int(len(beats) * 0.99)]


def _beats_of_the_gui(qtbot: QtBot) -> list[float]:
    """The ms between the beats of a timer of 1 ms, two thousand times."""
    beats: list[float] = []
    beating = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    beating.timeout.connect(lambda: beats.append(time.perf_counter()))
    beating.start()
    qtbot.waitUntil(lambda: len(beats) >= 2_000, timeout=60_000)
    beating.stop()
    return [(after - before) * 1000 for before, after in itertools.pairwise(beats)]


def test_a_machine_without_camera_starts_and_says_nothing(camera: Camera, qtbot: QtBot) -> None:
    _without_camera()
    with qtbot.assertNotEmitted(camera.camera_found), qtbot.assertNotEmitted(camera.camera_lost):
        camera.start()
    assert not camera.delivers
    card = new_card_code()
    with qtbot.waitSignal(camera.code_read) as read:
        camera.inject(as_qimage(photograph(card, Shot())))
    assert read.args == [card]


def test_a_camera_is_found_with_its_first_picture_and_lost_when_it_is_unplugged(camera: Camera, qtbot: QtBot) -> None:
    """No camera can be plugged in here, so Qt's null device stands for one: it opens, and no list ever holds it."""
    _without_camera()
    camera.start()
    camera._open(QCameraDevice())
    with qtbot.waitSignal(camera.camera_found), feeding(camera, as_qimage(empty_room())):
        assert not camera.delivers
        qtbot.waitUntil(lambda: camera.delivers)
    assert camera._devices is not None
    with qtbot.waitSignal(camera.camera_lost):
        camera._devices.videoInputsChanged.emit()
    assert not camera.delivers


def test_a_camera_that_sends_nothing_is_let_go_at_the_next_check(
    camera: Camera, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    _without_camera()
    camera.start()
    camera._open(QCameraDevice())
    with qtbot.assertNotEmitted(camera.camera_lost):  # it was never found
        camera._check_due()
    assert camera._camera is None
    assert "is silent" in caplog.text


def test_a_stopped_camera_reads_nothing_more(camera: Camera, qtbot: QtBot) -> None:
    camera.inject(as_qimage(empty_room()))
    camera.stop()
    with qtbot.assertNotEmitted(camera.code_read, wait=100):
        camera.inject(as_qimage(photograph(new_card_code(), Shot())))


def test_a_frame_that_was_not_taken_is_replaced_and_a_picture_is_not() -> None:
    tray = Tray()
    old, new = QImage(1, 1, QImage.Format.Format_RGB32), QImage(2, 2, QImage.Format.Format_RGB32)
    tray.put(old)
    tray.put_picture(Picture(Path("first")))
    tray.put_picture(Picture(Path("second")))
    tray.put(new)
    assert [tray.take(), tray.take(), tray.take()] == [Picture(Path("first")), Picture(Path("second")), new]
    tray.close()
    assert tray.take() is None


def test_a_code_is_new_again_after_it_left_or_after_a_long_while() -> None:
    sightings = Sightings()
    assert sightings.see(["a"], 0) == ("a",)
    assert sightings.see(["a", "b"], 900) == ("b",)
    assert sightings.see(["a"], 900 + LEFT_AFTER - 1) == ()
    assert sightings.see([], 900 + 2 * LEFT_AFTER) == ()
    assert sightings.see(["a"], 900 + 3 * LEFT_AFTER) == ("a",)
    start = 900 + 3 * LEFT_AFTER
    held = [sightings.see(["a"], start + passed) for passed in range(500, AGAIN_AFTER + 500, 500)]
    assert held == [()] * (len(held) - 1) + [("a",)]


@pytest.mark.parametrize(
    ("formats", "chosen"),
    [
        ([], None),
        ([Format(640, 480, 30.0), Format(1280, 720, 30.0), Format(1920, 1080, 30.0)], 1),
        ([Format(640, 480, 30.0), Format(1280, 720, 5.0), Format(1920, 1080, 5.0)], 0),
        ([Format(320, 240, 5.0), Format(640, 480, 5.0)], 1),
        ([Format(1280, 720, 10.0), Format(1280, 720, 30.0, packed=True)], 1),
        ([Format(1280, 720, 30.0, packed=True), Format(1280, 720, 30.0)], 1),
    ],
)
def test_the_format_nearest_to_720p_that_is_fluent_is_chosen_and_of_equals_the_smooth_and_unpacked(
    formats: list[Format], chosen: int | None
) -> None:
    assert preferred_format(formats) == chosen


def test_a_picture_of_any_pixel_format_is_read() -> None:
    image = QImage.fromData(card_png("TB0123456789BCGHKLM"))
    for pixels in (
        QImage.Format.Format_Mono,
        QImage.Format.Format_ARGB32_Premultiplied,
        QImage.Format.Format_RGB16,
        QImage.Format.Format_RGBA64,
        QImage.Format.Format_Grayscale8,
        QImage.Format.Format_RGB888,
    ):
        assert decode(image.convertToFormat(pixels)) == ("TB0123456789BCGHKLM",), pixels


def test_a_picture_taken_with_the_telephone_on_its_side_is_turned(tmp_path: Path) -> None:
    picture = Image.new("RGB", (40, 20))
    exif = picture.getexif()
    exif[0x0112] = 6  # orientation, EXIF 2.3 4.6.4: the top is at the right
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    (tmp_path / "a.jpg").write_bytes(buffer.getvalue())
    assert open_picture(tmp_path / "a.jpg").size() == QSize(20, 40)


def test_a_defect_in_one_frame_does_not_blind_the_camera(camera: Camera, qtbot: QtBot) -> None:
    card = new_card_code()
    with qtbot.captureExceptions() as defects:
        camera.inject(cast(QVideoFrame, object()))
        qtbot.waitUntil(lambda: len(defects) == 1)
    with feeding(camera, as_qimage(photograph(card, Shot()))), qtbot.waitSignal(camera.code_read) as read:
        pass
    assert read.args == [card]
