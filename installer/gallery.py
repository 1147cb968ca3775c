"""The demo's pictures: the real window, driven as a visitor and an officer would, cards shown to it as photographs."""

import dataclasses
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QElapsedTimer,
    QEventLoop,
    QMessageLogContext,
    QPointF,
    QSize,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget

from installer.sample import Point, dead_battery
from kiosk.documents.cards import card_png
from main import wired
from ui.app import build_window, make_application
from ui.pictures import take_picture
from ui.scanning.camera import Camera
from ui.shell import Shell
from ui.terminal import Desk

SIZES: Final = ((1366, 768), (1920, 1080), (1080, 1920))
_PATIENCE_MS: Final = 60_000
_LOOK_MS: Final = 40
_FRAME: Final = (1280, 720)
_HEALTH_CARD: Final = "DN4010123456789|4e677579e1bb856e|01/01/1990|1|4847|01 - 001|01/01/2026|-|31/12/2026|4|4|x"


class NothingHappened(RuntimeError):
    """The window did not come to show what the demo waits for."""


def photographed(desk: Desk, point: Point, *, foreign: str, folder: Path) -> list[Path]:
    """Drive `point`'s window at three sizes and keep what it shows; a `foreign` card belongs to another point."""
    qInstallMessageHandler(_told)
    application = make_application()
    pictures: list[Path] = []
    for number, (width, height) in enumerate(SIZES):
        with _visit(application, desk, QSize(width, height), folder, pictures) as visit:
            visit.as_a_reader(point.cards[number].code)
            if number == 0:
                visit.as_others(foreign)
                visit.as_an_officer(point.password)
        with _visit(application, desk, QSize(width, height), folder, pictures) as visit:
            visit.as_an_officer_at_work(point.password)
    return pictures


def photographed_in_trouble(desk: Desk, point: Point, *, folder: Path, after: int) -> list[Path]:
    """The officer's screens of a point that has entries held aside and a clock that nobody can believe.

    `after`: how many pictures there are already. Each window is opened after a start of its own with a dead battery.
    """
    application = make_application()
    pictures: list[Path] = []
    for width, height in SIZES:
        astray = dataclasses.replace(desk, clock=dead_battery(desk.clock))
        with _visit(application, astray, QSize(width, height), folder, pictures, after=after) as visit:
            visit.as_an_officer_in_trouble(point.password)
        with _visit(application, desk, QSize(width, height), folder, pictures, after=after) as visit:
            visit.as_an_officer_who_looks_back(point.password)
    return pictures


@contextmanager
def _visit(
    application: QApplication, desk: Desk, size: QSize, folder: Path, pictures: list[Path], *, after: int = 0
) -> Iterator["_Visit"]:
    visit = _Visit(application, desk, size, folder, pictures, after)
    try:
        yield visit
    finally:
        visit.end()


def _told(_kind: QtMsgType, _where: QMessageLogContext, message: str | None) -> None:
    """Qt's words on stderr, without the one that the offscreen platform says of every window."""
    if message and "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


def photograph_of(code: str, *, turn: float, seed: int = 1) -> QImage:
    """A 1280 x 720 picture of a hand-held card as a cheap camera gives it: turned by `turn` degrees, blurred."""
    frame = QImage(*_FRAME, QImage.Format.Format_RGB32)
    frame.fill(QColor("#8f8a80"))
    card = QImage.fromData(card_png(code)).scaledToWidth(300)
    painter = QPainter(frame)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    chance = random.Random(seed)  # noqa: S311 - where the hand happens to be
    painter.translate(QPointF(chance.uniform(580, 700), chance.uniform(330, 390)))
    painter.rotate(turn)
    painter.drawImage(QPointF(-card.width() / 2, -card.height() / 2), card)
    painter.end()
    smooth = Qt.TransformationMode.SmoothTransformation
    blurred = frame.scaled(_FRAME[0] // 2, _FRAME[1] // 2, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return blurred.scaled(*_FRAME, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


class _Visit:
    """One window of one size, from its opening to its end."""

    def __init__(
        self, application: QApplication, desk: Desk, size: QSize, folder: Path, pictures: list[Path], after: int
    ) -> None:
        self._application = application
        self._after = after
        self._folder = folder
        self._pictures = pictures
        self._size = size
        self.window: Shell = build_window(
            dataclasses.replace(wired(desk), camera_wanted=True),
            size,
        )
        self.camera = Camera(parent=self.window)
        self.camera.code_read.connect(self.window.card_scanned)
        self.camera.frame_shown.connect(self.window.frame_shown)
        self.window.camera_found()
        self.window.show()

    def as_a_reader(self, code: str) -> None:
        """Show a card to the camera, be greeted, say why, and show it again."""
        self._wait("lượt")
        self.camera.inject(photograph_of(code, turn=17))
        self._keep("welcomed", "Đã ghi nhận lúc", "Chào")
        self._press("Đọc tại chỗ")
        self._wait("Đã ghi: Đọc tại chỗ", "Cảm ơn", "Đọc tại chỗ")
        self.camera.decode_picture(photograph_of(code, turn=-8, seed=2))
        self._keep("already", "không cần quét lại")
        self._go_home()
        self._keep("welcome", "Đoàn / lớp học")

    def as_others(self, foreign: str) -> None:
        """A reader of another point, an insurance card, a walk-in and a class."""
        self.camera.inject(photograph_of(foreign, turn=33, seed=3))
        self._keep("another-point", "Chào bạn!")
        self.window.card_scanned(_HEALTH_CARD)
        self._keep("refused", "bảo hiểm")
        self._press("Chưa có thẻ")
        self._keep("walk-in", "Quay lại", "Trang đầu")
        self._go_home()
        self._press("Đoàn / lớp học")
        self._keep("group", "Câu lạc bộ")
        self._go_home()

    def as_an_officer(self, password: str) -> None:
        """Open the console and look at its pages."""
        self._log_in(password, "login")
        for door, name in (("Hôm nay", "console-today"), ("Đồng bộ", "console-sync"), ("Cài đặt", "console-settings")):
            self._wait("Cài đặt")
            self._press(door)
            self._keep(name, door)

    def as_an_officer_at_work(self, password: str) -> None:
        """Look at the readers and one of them, at the visits, paper and the programme, and at the end of the day."""
        self._wait("lượt")
        self._log_in(password)
        self._press("Bạn đọc")
        self._keep("readers", "Đỗ Minh Khôi")
        self._press("Lượt đến")
        self._keep("visits", "Lượt đến ·")
        self._press("Nhập bù từ phiếu")
        self._keep("late", "Phiếu đếm thế nào")
        self._press("Hoạt động")
        self._keep("programme", "Phố Hiến xưa")
        self._press("Kết thúc ngày")
        self._keep("end-of-day", " lượt")
        self._press("Cài đặt")
        for heading, name in (
            ("Làm thẻ bạn đọc", "settings-registration"),
            ("Đếm lượt", "settings-counting"),
            ("Camera", "settings-camera"),
            ("Màn hình", "settings-screen"),
        ):
            self._roll_to(heading)
            self._keep(name, heading)

    def as_an_officer_in_trouble(self, password: str) -> None:
        """Be asked for the date, see what is held aside, call the doctor."""
        self._wait("lượt")
        self._log_in(password)
        self._keep("today-clock", "Hôm nay là ngày nào?")
        self._press("Đồng bộ")
        self._keep("sync-clock", "Hôm nay là ngày nào?")
        self._wait("Tỉnh giữ riêng")
        self._roll_to("Tỉnh giữ riêng")
        self._keep("sync-held-aside", "Tỉnh giữ riêng")
        self._press("Kiểm tra đường truyền")
        self._wait("Kiểm tra lại")
        self._roll_to("Đường truyền đến tỉnh")
        self._keep("sync-doctor", "Kiểm tra lại")

    def as_an_officer_who_looks_back(self, password: str) -> None:
        """Make a backup, list them, and ask what going back to the oldest would cost."""
        self._wait("lượt")
        self._log_in(password)
        self._press("Cài đặt")
        self._press("Sao lưu ngay")
        self._wait("Đã sao lưu")
        self._press("Xem các bản sao lưu")
        self._wait("Quay về bản này…")
        self._roll_to("Sao lưu")
        self._keep("settings-backups", "Quay về bản này…")
        self._press("Quay về bản sao lưu", last=True)
        self._wait("Quay về bản sao lưu này?")
        self._roll_to("Sao lưu")
        self._keep("settings-way-back", "Không, giữ nguyên")
        self._press("Không, giữ nguyên")

    def _log_in(self, password: str, name: str = "") -> None:
        self._press("Cán bộ")
        self._wait("Mở bàn làm việc")
        field = next(line for line in self.window.findChildren(QLineEdit) if line.isVisible())
        field.setFocus()
        QTest.keyClicks(field, password)
        if name:
            self._keep(name, "Mở bàn làm việc")
        self._press("Mở bàn làm việc")
        self._wait("Cài đặt")

    def end(self) -> None:
        """Close camera and window."""
        self.camera.stop()
        self.window.close()

    def _go_home(self) -> None:
        self.window.reception.go_home()
        self._application.processEvents()

    def _keep(self, name: str, *awaited: str) -> None:
        self._wait(*awaited)
        self._glance()  # what has just come is laid out by then
        path = (
            self._folder
            / f"{self._after + len(self._pictures) + 1:02d}-{name}-{self._size.width()}x{self._size.height()}.png"
        )
        self._pictures.append(take_picture(self.window, path))

    def _roll_to(self, words: str) -> None:
        """Bring the heading with these words to the upper edge of the page."""
        self._application.processEvents()
        roll = next(area for area in self.window.findChildren(QScrollArea) if area.isVisible())
        heading = next(
            label for label in roll.findChildren(QLabel) if label.isVisible() and label.text().startswith(words)
        )
        page = roll.widget()
        if page is not None:
            roll.verticalScrollBar().setValue(heading.mapTo(page, heading.rect().topLeft()).y() - heading.height())

    def _press(self, words: str, *, last: bool = False) -> None:
        def named(button: QAbstractButton) -> bool:
            return button.isVisible() and (words in button.accessibleName() or words in button.text())

        buttons = [one for one in self.window.findChildren(QAbstractButton) if named(one)]
        if not buttons:
            raise NothingHappened(f"no button «{words}»")
        QTest.mouseClick(buttons[-1 if last else 0], Qt.MouseButton.LeftButton)

    def _wait(self, *awaited: str) -> None:
        """Until one of these words stands on the screen."""
        self._until(lambda: any(words in text for words in awaited for text in self._texts()), " / ".join(awaited))

    def _texts(self) -> list[str]:
        shown = [widget for widget in self.window.findChildren(QWidget) if widget.isVisible()]
        return [str(widget.property("text") or "") or widget.accessibleName() for widget in shown]

    def _until(self, happened: Callable[[], bool], what: str) -> None:
        passed = QElapsedTimer()
        passed.start()
        while not happened():
            if passed.elapsed() > _PATIENCE_MS:
                raise NothingHappened(f"«{what}» never came; on the screen: {self._texts()}")
            self._glance()

    def _glance(self) -> None:
        """A loop that really waits: one that looks again at once keeps the threads it waits for from running."""
        loop = QEventLoop()
        QTimer.singleShot(_LOOK_MS, loop.quit)
        loop.exec()
