"""The keyboard-wedge scanner, caught at the window before any text field sees a key.

A scanner that plays keyboard is told from a person by rhythm (ui.scanning.bursts) and read by the place of its keys
(ui.scanning.keys), so that neither Caps Lock nor a Vietnamese layout nor a typing tool changes what was scanned.
A person's keys are held for at most PERSON_PAUSE ms and then go on to the focus, in order.

A shortcut on a plain letter, a digit, Enter or Tab would be matched by Qt before the window sees the key: use Ctrl or
function keys for shortcuts.
"""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.scanning.bursts import Assembler, CodeRead, GivenBack, Outcome, ScanReport, Stroke, Taken
from ui.scanning.keys import MODIFIERS, Kind, character_of, kind_of

_X11_OFFSET: Final = 8
"""An X11 or Wayland key code is the evdev code plus 8 (X11 reserves 0–7)."""
_VK_PACKET: Final = 0xE7
"""Windows' virtual key of text that a program types (Unikey, SendInput); its scan code means nothing."""
_TICKS: Final = 1 << 32
"""X11 and Windows stamp events with 32 bits of milliseconds."""
_STALL: Final = 20
"""ms. A timer this late means that the GUI was busy: keys may be waiting that came in time."""
_HELD_DOWN: Final = 150
"""ms after which a key that is held down begins to repeat at the soonest (Windows 250, X11 660 or what was set). Qt
takes a release and a press of one key that X11 stamped alike for such a repeat: twice the same character of a scanner,
when the display server was busy and stamped both as it came to them."""


class Wedge(QObject):
    """Watches the focused window of this application for a scanner's keys.

    `is_complete(text)` says whether text is a whole card code; such codes are `code_length` characters long.
    """

    code_read = Signal(str)
    """A scan: a card code, or whatever else was scanned (at most LONGEST_TEXT characters, control characters too)."""
    burst_measured = Signal(ScanReport)
    """How that scan was typed; comes with its terminator, or TERMINATOR_PAUSE ms after its last key."""

    def __init__(
        self,
        is_complete: Callable[[str], bool],
        *,
        code_length: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._assembler = Assembler(is_complete, code_length=code_length)
        self._waiting: list[tuple[int, QKeyEvent]] = []  # held presses and releases in order, by their stroke's token
        self._down: dict[int, int] = {}  # place → token of a press that is held
        self._taken_down: set[int] = set()  # places whose press was a scanner's: their release is too
        self._pressed_at: dict[int, int] = {}  # place → ms of its last press that was no repeat
        self._next_token = 1
        self._letting_through = False  # the next key event is one that we give back
        self._clock = _StrokeClock()
        self._platform = QGuiApplication.platformName()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._quiet)
        self._due = 0.0
        self._watch()

    def _watch(self) -> None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise TypeError("a Wedge needs a QApplication")
        application.focusWindowChanged.connect(self._focus_window_changed)
        application.focusChanged.connect(self._focus_changed)
        self._focus_window_changed(application.focusWindow())
        self._focus_changed(None, application.focusWidget())

    def _focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time only moves it to the front

    def _focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None:  # Windows asks each field whether an input method may work in it
            now.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if self._letting_through:
            self._letting_through = False
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._key_pressed(event)
        if event.type() == QEvent.Type.KeyRelease:
            return self._key_released(event)
        return False

    def _key_pressed(self, event: QKeyEvent) -> bool:
        place = self._place_of(event)
        if place in MODIFIERS or event.key() in _MODIFIER_KEYS:
            return False
        at = self._clock.read(event.timestamp())
        if event.isAutoRepeat() and at - self._pressed_at.get(place, 0) >= _HELD_DOWN:
            if any(token == self._down.get(place) for token, _ in self._waiting):
                self._carry_out(self._assembler.interrupt())
            return place in self._taken_down
        self._pressed_at[place] = at
        token, self._next_token = self._next_token, self._next_token + 1
        self._waiting.append((token, _copy_of(event)))
        self._down[place] = token
        stroke = _stroke_of(event, place, at=at, token=token)
        self._carry_out(self._assembler.press(stroke))
        return True

    def _key_released(self, event: QKeyEvent) -> bool:
        place, repeats = self._place_of(event), event.isAutoRepeat()
        token = self._down.get(place, 0) if repeats else self._down.pop(place, 0)
        if any(token == held for held, _ in self._waiting):
            self._waiting.append((token, _copy_of(event)))
            return True
        if place in self._taken_down:
            if not repeats:
                self._taken_down.discard(place)
            return True
        return False

    def _place_of(self, event: QKeyEvent) -> int:
        code = event.nativeScanCode()
        if self._platform == "windows":
            return 0 if event.nativeVirtualKey() == _VK_PACKET else code
        return max(0, code - _X11_OFFSET)

    def _quiet(self) -> None:
        due = self._assembler.deadline()
        late = (time.monotonic() - self._due) * 1000
        if due is None:
            return
        if late > _STALL:
            self._wait(_STALL)  # let the keys that queued up meanwhile come first
            return
        self._carry_out(self._assembler.silence(due))

    def _carry_out(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            match outcome:
                case Taken(tokens):
                    self._drop(set(tokens))
                case GivenBack(tokens):
                    self._give_back(set(tokens))
                case CodeRead(text):
                    self.code_read.emit(text)
                case ScanReport():
                    self.burst_measured.emit(outcome)
        due = self._assembler.deadline()
        if due is None:
            self._timer.stop()
        else:
            self._wait(due - self._clock.latest + 1)

    def _wait(self, milliseconds: int) -> None:
        self._due = time.monotonic() + milliseconds / 1000
        self._timer.start(milliseconds)

    def _drop(self, tokens: set[int]) -> None:
        self._waiting = [(token, event) for token, event in self._waiting if token not in tokens]
        for place, token in list(self._down.items()):
            if token in tokens:
                del self._down[place]
                self._taken_down.add(place)

    def _give_back(self, tokens: set[int]) -> None:
        returned = [event for token, event in self._waiting if token in tokens]
        self._waiting = [(token, event) for token, event in self._waiting if token not in tokens]
        for event in returned:
            window: QWindow | None = QGuiApplication.focusWindow()
            if window is not None:
                # The filter lowers the flag itself: this event may open a dialog and stay inside for minutes.
                self._letting_through = True
                QCoreApplication.sendEvent(window, event)
                self._letting_through = False


_MODIFIER_KEYS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
    }
)


class _StrokeClock:
    """Milliseconds of key strokes, from the stamps of the display server where there are any.

    Those tell the scanner's rhythm even when the GUI was busy and finds the keys in a heap. They wrap after 49 days.
    """

    def __init__(self) -> None:
        self.latest = 0
        self._stamp = 0
        self._arrival = 0

    def read(self, stamp: int) -> int:
        arrival = time.monotonic_ns() // 1_000_000
        since = (stamp - self._stamp) % _TICKS if stamp and self._stamp else arrival - self._arrival
        if since >= _TICKS // 2:  # a stamp of the past: two keyboards, or a reset server
            since = 0
        self.latest += since
        self._stamp, self._arrival = stamp, arrival
        return self.latest


def _stroke_of(event: QKeyEvent, place: int, *, at: int, token: int) -> Stroke:
    modifiers = event.modifiers()
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    command = bool(modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier))
    if control and command:  # AltGr, as Windows has it
        return Stroke(Kind.CHARACTER if event.text() else Kind.OTHER, at, event.text(), token)
    if command:
        return Stroke(Kind.OTHER, at, token=token)
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    character = character_of(place, shift=shift, control=control, text=event.text())
    kind = kind_of(place, "" if control else event.text())
    if control and kind is Kind.CHARACTER:
        kind = {"\r": Kind.ENTER, "\n": Kind.ENTER, "\t": Kind.TAB}.get(character, Kind.CONTROL)
    return Stroke(kind, at, character, token)


def _copy_of(event: QKeyEvent) -> QKeyEvent:
    """Copy an event that Qt will free, with everything a field may ask of it."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
