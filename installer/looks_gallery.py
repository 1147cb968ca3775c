"""Every screen that a visitor meets, in every look: the real window of the demo's first point, by its own doors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEventLoop, QSize, QTimer

from kiosk.clock import local_day
from kiosk.values import IssuedCard, Sex
from main import wired
from ui.app import build_window, make_application
from ui.looks import LARGE, Looks
from ui.pictures import take_picture
from ui.shell import Shell
from ui.terminal import Desk
from ui.visitor.my_card import MyCard
from ui.visitor.register import Register
from ui.visitor.register_form import Form, Step

SIZES: Final = ((1366, 768), (1920, 1080), (1080, 1920))
LOOKS: Final = {
    "vi": Looks(),
    "en": Looks(language="en"),
    "vi-high": Looks(contrast="high"),
    "en-high": Looks(language="en", contrast="high"),
    "vi-large": Looks(text_size=LARGE),
    "vi-reach": Looks(reach=True),
    "en-high-large-reach": Looks("en", "high", LARGE, reach=True),
}
USUAL: Final = ("en", "vi-high", "vi-reach")
"""Kept at every demo, at the first size; all of them where somebody asks."""
_ADULT: Final = Form(name="Nguyễn Thị Lan", year=1990, sex=Sex.FEMALE)
_CHILD: Final = Form(name="Nguyễn Thị Hường", year=2018, sex=Sex.FEMALE, parent_here=True)
_ALONE: Final = replace(_CHILD, parent_here=False)
_ANSWERED: Final = (
    (Step.YEAR, _ADULT),
    (Step.SEX, _ADULT),
    (Step.CONSENT, _ADULT),
    (Step.PARENT, _CHILD),
    (Step.REPRESENTATIVE, _CHILD),
    (Step.AWAITING, _ALONE),
)
_PATIENCE_MS: Final = 60_000
_LOOK_MS: Final = 20
_IDENTITY_CARD: Final = "033090001234||Nguyễn Thị Lan|01011990|Nữ|Hưng Yên|01012021"


class NothingHappened(RuntimeError):
    """The window did not come to show what the demo waits for."""


def photographed_in_looks(desk: Desk, cards: Sequence[IssuedCard], folder: Path, *, everything: bool) -> list[Path]:
    """`cards`: one for each size and look, not scanned today. `everything`: all of them, else the usual ones."""
    make_application()
    left = iter(cards)
    pictures: list[Path] = []
    for size in SIZES if everything else SIZES[:1]:
        window = build_window(wired(desk), QSize(*size))
        window.camera_found()
        window.show()
        try:
            _until(partial(_has_answers, window), "the first facts")
            for look in LOOKS if everything else USUAL:
                window.wear(LOOKS[look])
                tour = _Tour(window, folder / "looks", f"{look}-{size[0]}x{size[1]}")
                pictures += list(tour.pictures(next(left).code))
        finally:
            window.end()
    return pictures


class _Tour:
    """Through one window in one look."""

    def __init__(self, window: Shell, folder: Path, suffix: str) -> None:
        self._window, self._reception = window, window.reception
        self._folder, self._suffix = folder, suffix
        self._year = local_day(window.wiring.clock().wall).year
        self._number = 0

    def pictures(self, code: str) -> Iterator[Path]:
        """`code`: a card that was not scanned today."""
        reception, window = self._reception, self._window
        yield self._kept("welcome", reception.go_home)
        yield self._kept("welcomed", lambda: window.card_scanned(code))
        yield self._kept("my-card", reception.welcomed.card.click, lambda: isinstance(window.own_card.page, MyCard))
        yield self._kept("my-code", self._open_my_code)
        yield self._kept("already", lambda: window.card_scanned(code))
        yield self._kept("refused", lambda: window.card_scanned(_IDENTITY_CARD))
        yield self._kept("walk-in", reception.open_walk_in)
        yield self._kept("walk-in-purpose", next(iter(reception.walk_in.ages.values())).click)
        yield self._kept("group", reception.open_group)
        yield self._kept("display", reception.open_display)
        yield self._kept("help", reception.open_help)
        yield from self._registering()
        reception.go_home()

    def _registering(self) -> Iterator[Path]:
        """The questions of the registration, one by one, as somebody has answered those before."""
        yield self._kept("register-name", self._open_registration, self._registers)
        for step, form in _ANSWERED:
            page = Register(self._reception.theme, replace(form, at=step), self._year)
            yield self._kept(f"register-{step.value}", partial(self._reception.show, page))
            self._reception.go_home()
            page.deleteLater()

    def _open_registration(self) -> None:
        self._reception.go_home()
        self._reception.welcome.registration.click()

    def _registers(self) -> bool:
        return isinstance(self._window.registrar.page, Register)

    def _open_my_code(self) -> None:
        page = self._window.own_card.page
        if isinstance(page, MyCard):
            page.code.click()

    def _kept(self, name: str, bring_up: Callable[[], object], happened: Callable[[], bool] = lambda: True) -> Path:
        bring_up()
        _until(lambda: _has_answers(self._window) and happened(), name)
        self._number += 1
        return take_picture(self._window, self._folder / f"{self._number:02d}-{name}-{self._suffix}.png")


def _has_answers(window: Shell) -> bool:
    return window.desk.waiting == 0


def _until(happened: Callable[[], bool], what: str) -> None:
    """A loop that really waits: one that looks again at once keeps the threads it waits for from running."""
    passed = QElapsedTimer()
    passed.start()
    while True:
        loop = QEventLoop()
        QTimer.singleShot(_LOOK_MS, loop.quit)
        loop.exec()
        if happened():
            return
        if passed.elapsed() > _PATIENCE_MS:
            raise NothingHappened(f"«{what}» never came")
