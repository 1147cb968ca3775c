"""How often is looked and how hard; phone screens; the layouts in which cameras send their frames."""

import io
import random
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat
from pytestqt.qtbot import QtBot

from kiosk.ids import new_card_code
from tests.bench import scenes
from tests.bench.lens import camera_frame
from tests.bench.photographs import DRAWS, MODULES_PX, Photograph, card_code, damaged, photographs, without_code
from tests.bench.photographs import photograph as of_the_set
from tests.ui.frames import Shot, as_qimage, empty_room, feeding, photograph
from ui.scanning import lookout as lookout_module
from ui.scanning.budget import BLACK_FOR, NOTICEABLE, QUICKEST, STILL_INTERVAL, Budget, Scene
from ui.scanning.camera import Camera
from ui.scanning.decoder import ATTEMPTS, decode, glance, look_closer
from ui.scanning.frames import brightness, preview
from ui.scanning.lookout import Lookout
from ui.scanning.tray import Tray

pytestmark = pytest.mark.qt_log_ignore("pipewire", "No RHI backend", extend=True)
Pixels = QVideoFrameFormat.PixelFormat


@pytest.fixture
def camera(qapp: object) -> Iterator[Camera]:
    opened = Camera(preview=QSize(320, 240))
    yield opened
    opened.stop()


# ---- the budget ----


@pytest.mark.parametrize("look", [1, 5, 20, 60, 200])
def test_looking_takes_a_third_of_one_core_at_most_however_slow_the_machine(look: int) -> None:
    budget, now, busy = Budget(), 0, 0
    for _ in range(1_000):
        began, now = now, now + look
        busy += look
        now = budget.rest_until(began, now, look)
    assert busy / now <= 1 / 3
    assert now >= 1_000 * QUICKEST


def test_a_look_that_others_held_up_is_followed_by_no_longer_rest() -> None:
    assert Budget().rest_until(1_000, 1_100, 10) == 1_120


@pytest.mark.parametrize("attempt", [3, 25, 150])
def test_second_attempts_take_a_seventh_at_most(attempt: int) -> None:
    budget, busy, lasted = Budget(), 0, 600_000
    now = 0
    while now < lasted:
        if budget.admits_second(now):
            budget.second_made(now + attempt, attempt, still=False)
            busy, now = busy + attempt, now + attempt
        now += QUICKEST
    assert 0 < busy / lasted <= 1 / 7 + 0.01


def test_a_scene_is_still_while_only_grain_moves_and_no_more_when_a_card_comes() -> None:
    chance = random.Random(5)
    room = scenes.room(chance)
    scene = Scene()
    scene.searched_in_vain(_parts(scenes.taken(room, chance)))
    assert all(scene.is_still(_parts(scenes.taken(room, chance))) for _ in range(5))
    scenes.place(room, scenes.card(scenes.modules_of(card_code(chance)), 2.5), chance)
    assert not scene.is_still(_parts(scenes.taken(room, chance)))


def _parts(grey: Image.Image) -> bytes:
    return lookout_module._parts(grey)


def test_a_scene_of_another_size_is_another_scene() -> None:
    scene = Scene()
    scene.searched_in_vain(bytes(100))
    assert scene.is_still(bytes([NOTICEABLE - 1] * 100))
    assert not scene.is_still(bytes([NOTICEABLE] * 100))
    assert not scene.is_still(bytes(99))


def test_black_is_told_after_a_while_and_light_at_once() -> None:
    scene = Scene()
    black, light = bytes([12] * 9), bytes([12] * 8 + [90])
    assert not scene.is_black(black, 0)
    assert not scene.is_black(black, BLACK_FOR - 1)
    assert scene.is_black(black, BLACK_FOR)
    assert not scene.is_black(light, BLACK_FOR + 1)
    assert not scene.is_black(black, BLACK_FOR + 2)


class Clock:
    """A look at it takes a millisecond."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        self.now += 1
        return self.now


def test_nobody_there_is_looked_at_four_times_a_second_and_a_card_at_once(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, glances = Clock(), [0]

    def counted(grey: Image.Image) -> object:
        glances[0] += 1
        return glance(grey)

    monkeypatch.setattr(lookout_module, "_milliseconds", clock)
    monkeypatch.setattr(lookout_module, "glance", counted)
    lookout = Lookout(Tray(), QSize(320, 240))
    told: list[str] = []
    lookout.read.connect(told.append)
    room = as_qimage(empty_room())
    for _ in range(40):  # until every attempt was made in vain
        _frame_comes(lookout, clock, room)
    searched, began = glances[0], clock.now
    assert searched >= len(ATTEMPTS)
    for _ in range(40):
        _frame_comes(lookout, clock, room)
    assert glances[0] - searched <= (clock.now - began) / STILL_INTERVAL + 1
    card = new_card_code()
    _frame_comes(lookout, clock, as_qimage(photograph(card, Shot())))
    assert told == [card]


def _frame_comes(lookout: Lookout, clock: Clock, frame: QImage) -> None:
    clock.now += 33
    lookout._look_at(frame, clock())


# ---- telephones ----


def _on_the_phone(text: str, *, light: float, inverted: bool = False, module: float = 5.0, turn: float = 8.0) -> QImage:
    """A frame with a telephone that shows the code. (Gloss and moiré: the set of the bench.)"""
    chance = random.Random(text)
    frame = scenes.room(chance)
    phone = scenes.phone(scenes.modules_of(text), module, light=light, turn=turn, inverted=inverted)
    scenes.place(frame, phone, chance)
    return as_qimage(scenes.taken(frame, chance))


@pytest.mark.parametrize(
    "phone",
    [
        {"light": 1.0},
        {"light": 0.4},
        {"light": 0.2},
        {"light": 0.6, "module": 3.0, "turn": -20.0},
        {"light": 1.0, "inverted": True},
        {"light": 0.4, "inverted": True},
        {"light": 0.7, "inverted": True, "module": 3.0},
    ],
)
def test_a_phone_reads_as_well_as_paper_dimmed_and_in_dark_mode_too(
    camera: Camera, qtbot: QtBot, phone: dict[str, float]
) -> None:
    card = new_card_code()
    with feeding(camera, _on_the_phone(card, **phone)), qtbot.waitSignal(camera.code_read) as read:  # type: ignore[arg-type] # `inverted` is a truth value
        pass
    assert read.args == [card]


# ---- the set of the bench ----


def _hardest(condition: str) -> list[Photograph]:
    """Of each size the hardest frame of the set."""
    return [of_the_set(condition, module, DRAWS - 1) for module in MODULES_PX]


def test_the_hardest_phones_of_the_set_are_read_as_the_plain_cards_are() -> None:
    for condition in ("plain", "phone"):
        assert all(decode(one.grey) == (one.text,) for one in _hardest(condition)), condition


def test_nothing_is_read_that_is_not_there() -> None:
    for one in (*without_code(10), *damaged(8)):
        assert set(decode(one.grey)) <= {one.text} - {""}, one.condition


def test_the_set_is_the_same_for_one_seed() -> None:
    first, again, other = (of_the_set("blur", 3.0, 3, seed) for seed in (4, 4, 5))
    assert first.text == again.text != other.text
    assert first.grey.tobytes() == again.grey.tobytes()
    assert next(photographs()).text == of_the_set("plain", MODULES_PX[0], 0).text


def test_a_code_that_was_only_suspected_is_read_by_looking_closer() -> None:
    leaning = [of_the_set("perspective", 2.5, draw) for draw in range(DRAWS)]
    missed = [(one, seen) for one in leaning if not (seen := glance(one.grey)).codes]
    closer = [one for one, seen in missed if look_closer(one.grey, seen.suspects) == (one.text,)]
    assert len(closer) > len(missed) // 2 > 0


def test_every_second_attempt_reads_something_that_the_quick_look_misses() -> None:
    chance = random.Random(9)
    missed = [
        *((one.text, one.grey) for one in (*_hardest("blur"), *_hardest("phone"), *_hardest("glare"))),
        *((one.text, one.grey) for one in (of_the_set("noise", 4.0, 4), of_the_set("blur", 4.0, 4))),
        *((one.text, one.grey) for one in (of_the_set("glare", 4.0, draw) for draw in range(DRAWS))),
    ]
    for module in (5.0, 2.5):
        text = card_code(chance)
        grey = brightness(_on_the_phone(text, light=0.7, inverted=True, module=module))
        assert grey is not None
        missed.append((text, grey))
    missed = [(text, grey) for text, grey in missed if not glance(grey).codes]
    for attempt in ATTEMPTS:
        assert any(attempt(grey) == (text,) for text, grey in missed), attempt


# ---- layouts ----


def _filled(picture: Image.Image, pixels: Pixels) -> QVideoFrame:
    """The picture in a camera's own layout."""
    frame = QVideoFrame(QVideoFrameFormat(QSize(picture.width, picture.height), pixels))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    grey, blue, red = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height // 2)
    if pixels is Pixels.Format_UYVY:
        planes = [Image.merge("LA", (Image.new("L", picture.size, 128), grey)).tobytes()]
    elif pixels is Pixels.Format_NV12:
        planes = [grey.tobytes(), Image.merge("LA", (blue.resize(half), red.resize(half))).tobytes()]
    else:
        planes = [grey.tobytes(), blue.resize(half).tobytes(), red.resize(half).tobytes()]
    for place, data in enumerate(planes):
        memoryview(frame.bits(place))[: len(data)] = data
    frame.unmap()
    return frame


def _as_jpeg(picture: Image.Image, *, cut: float = 1.0) -> QVideoFrame:
    """A frame as cameras send them packed. Qt cannot make one to order, so it is laid into a plane of bytes."""
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=80)
    packed = data.getvalue()[: int(len(data.getvalue()) * cut)]
    return _Packed(picture.size, packed)


class _Packed(QVideoFrame):
    """What V4L2 gives for a camera that sends JPEG: pixel format Jpeg, the file in plane 0."""

    def __init__(self, size: tuple[int, int], data: bytes) -> None:
        super().__init__(QVideoFrameFormat(QSize(*size), Pixels.Format_YUYV))
        self._data = data

    def pixelFormat(self) -> Pixels:  # noqa: N802 (Qt's name)
        return Pixels.Format_Jpeg

    def bits(self, plane: int) -> memoryview:
        assert plane == 0
        return memoryview(self._data)


@pytest.mark.parametrize(
    "as_frame",
    [
        lambda picture: _filled(picture, Pixels.Format_UYVY),
        lambda picture: _filled(picture, Pixels.Format_NV12),
        lambda picture: _filled(picture, Pixels.Format_YUV420P),
        lambda picture: camera_frame(picture.convert("L")),
        _as_jpeg,
    ],
    ids=["UYVY", "NV12", "YUV420P", "YUYV", "JPEG"],
)
def test_brightness_is_taken_from_every_layout_as_it_is(as_frame: Callable[[Image.Image], QVideoFrame]) -> None:
    card = new_card_code()
    picture = photograph(card, Shot(turn=12))
    grey = brightness(as_frame(picture))
    assert grey is not None
    assert grey.size == picture.size
    assert decode(grey) == (card,)
    for place in ((100, 100), (640, 360), (1200, 700)):
        there, here = grey.getpixel(place), picture.convert("L").getpixel(place)
        assert isinstance(there, int)
        assert isinstance(here, int)
        assert abs(there - here) <= 6


def test_a_jpeg_that_was_cut_off_is_passed_over(qapp: object) -> None:
    torn = _as_jpeg(photograph("TB0123456789BCGHKLM", Shot()), cut=0.4)
    assert brightness(torn) is None
    assert brightness(_as_jpeg(empty_room(), cut=0.001)) is None
    assert brightness(QImage()) is None


@pytest.mark.parametrize("as_frame", [lambda picture: _filled(picture, Pixels.Format_NV12), _as_jpeg, as_qimage])
def test_people_see_the_colours(as_frame: Callable[[Image.Image], QVideoFrame]) -> None:
    picture = Image.new("RGB", (1280, 720), (200, 40, 40))
    picture.paste((40, 60, 200), (640, 0, 1280, 720))
    small = preview(as_frame(picture), QSize(640, 480), mirrored=True)
    assert small.size() == QSize(640, 360)
    left, right = small.pixelColor(100, 200), small.pixelColor(540, 200)
    assert left.blue() > 150 > 90 > left.red()
    assert right.red() > 150 > 90 > right.blue()
