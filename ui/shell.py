"""One full-screen window: header, pages, footer; what happens when nobody touches it; and the door to the console."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from ui import questions
from ui.background import Worker
from ui.bars import Footer, Header
from ui.dress import put_on
from ui.looks import PLAIN, Looks
from ui.mending import Mending
from ui.office.desk import Office
from ui.reception.desk import Reception
from ui.theme import Theme, scale_for
from ui.visitor.pages import VisitorPage
from ui.widgets.toast import Toast
from ui.widgets.words import give_role
from ui.wiring import Wiring

if TYPE_CHECKING:  # what nobody needs before the first paint is loaded after it
    from kiosk.values import Choices, Counting, Point, SyncStatus, Today
    from ui.paper.printing import Printing
    from ui.reception.own_card import OwnCard
    from ui.reception.registrar import Registrar
    from ui.reception.walking import Walking

IDLE_MS = 30_000
"""Nobody touched a visitor screen: back to Welcome, everything typed is forgotten (experience.md)."""
REFRESH_MS = 60_000
_PRESS_PATIENCE = 20.0
"""Seconds that a class's cards may still take on their way to the printer when the window closes."""

_TOUCHES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
    }
)


class Shell(QWidget):
    """The window.

    Slots for whoever reads codes: `card_scanned(text)` (works on every screen, the console included),
    `frame_shown(QImage)`, `camera_found()`, `camera_lost()`, `burst_measured(ScanReport)`.
    Signals: `sounded("welcome" | "already" | "cannot")`; `painted()` once, after the first paint;
    `refresh_wanted()` may be emitted from any thread when a fact changed elsewhere (a sync pass ended);
    `closed()` before the storage thread ends; `framed(QImage)`: a picture of the camera came;
    `choices_known(Choices)`: what the officer chose for this kiosk is known, or has changed.
    """

    sounded = Signal(str)
    painted = Signal()
    refresh_wanted = Signal()
    trouble_met = Signal(object)
    closed = Signal()
    framed = Signal(QImage)
    choices_known = Signal(object)

    def __init__(self, wiring: Wiring, theme: Theme) -> None:
        super().__init__()
        self.wiring, self.theme = wiring, theme
        self._point: Point | None = None
        self._place = ""
        self._today: Today | None = None
        self._status: SyncStatus | None = None
        self._own = theme.looks  # as the officer chose them; a visitor's own hold until the visitor leaves
        self._was_painted = False
        self.ending = False
        self.choices: Choices | None = None
        self.desk: Worker[questions.Store] = Worker("storage", wiring.open_store, self)
        self.reception = Reception(theme, self.desk, wiring.clock, self)
        self.office = Office(theme, self.desk, wiring, self)
        self.mending = Mending(wiring, self.reception, self)
        self._start_timers()
        self._lay_out()
        self._connect()
        self.reception.set_camera(wiring.camera_wanted)

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Điểm Đọc"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # no button has the focus until a key asks for it
        give_role(self, "paper")
        self.pages = QStackedWidget()
        self.pages.setMinimumSize(1, 1)  # no page makes the window larger than its screen
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.pages, 1)
        self._hang_bars()
        self._show_page(self.reception.welcome)

    def _hang_bars(self) -> None:
        """Header and footer, and the word at the edge, in the looks of the moment."""
        self.header, self.footer, self.toast = Header(self.theme), Footer(self.theme), Toast(self.theme, self)
        self._column.insertWidget(0, self.header)
        self._column.addWidget(self.footer)
        for bar in (self.header, self.footer):
            bar.setMinimumWidth(1)  # and no bar either, before it knows which way the screen stands
        self.header.show_time(self.wiring.clock().wall)
        tools = self.header.tools
        tools.officer_chosen.connect(self._officer_came)
        tools.language_chosen.connect(lambda language: self.wear(replace(self.theme.looks, language=language)))
        tools.display_chosen.connect(self.reception.open_display)
        tools.help_chosen.connect(self.reception.open_help)
        self._place_tools()

    def _place_tools(self) -> None:
        self.footer.arrange(self.header, upright=self.height() > self.width())

    def _connect(self) -> None:
        self.reception.page_changed.connect(self._show_page)
        self.reception.looks_chosen.connect(self.wear)
        self.reception.left.connect(lambda: self.wear(self._own))
        self.reception.sounded.connect(self.sounded)
        self.reception.counted.connect(self.refresh)
        self.reception.noted.connect(lambda text, picture: self.toast.say(text, picture))
        self.reception.again_chosen.connect(self.refresh)
        self.mending.mended.connect(lambda said: self.toast.say(said, "circle-check"))
        self.office.page_changed.connect(self._show_office)
        self.office.left.connect(self._leave_office)
        self.office.refresh_wanted.connect(self.refresh)
        self.office.end_chosen.connect(self.end)
        self.office.choices_changed.connect(self._choices_told)
        self.office.print_wanted.connect(lambda draw, told: self.printing.print(draw, told))
        self.office.save_wanted.connect(lambda draw, file, told: self.printing.save(draw, file, told))
        self.desk.failed.connect(self._something_failed)
        self.desk.unopened.connect(self.reception.halt)
        self.refresh_wanted.connect(self.refresh)
        self.trouble_met.connect(self._something_failed)

    def _start_timers(self) -> None:
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._nobody_touched)
        self._refreshing = QTimer(self)
        self._refreshing.setInterval(REFRESH_MS)
        self._refreshing.timeout.connect(self.refresh)
        self._refreshing.start()
        self._ticking = QTimer(self)
        self._ticking.setInterval(1_000)
        self._ticking.timeout.connect(self._second_passed)
        self._ticking.start()

    # ---- who helps at the reception, from the first paint or the first key on ----

    @cached_property
    def registrar(self) -> Registrar:
        from ui.reception.registrar import Registrar
        from ui.reception.takeaway import Takeaway

        registrar = Registrar(self.reception, self.desk, self.wiring.clock, self)
        self.choices_known.connect(registrar.choices_known)
        Takeaway(self.reception, registrar, lambda: self.printing)
        return registrar

    @cached_property
    def own_card(self) -> OwnCard:
        from ui.reception.own_card import OwnCard

        return OwnCard(self.reception, self.desk, self.wiring.clock, self)

    @cached_property
    def walking(self) -> Walking:
        from ui.reception.walking import Walking

        return Walking(self, self.reception.go_home)

    @cached_property
    def printing(self) -> Printing:
        """The machine's printer, from the first time that somebody asks for paper."""
        from ui.paper.press import Press
        from ui.paper.printing import Printing

        return Printing(self.desk, Press(parent=self), self.wiring.clock, self)

    # ---- slots for scanners and cameras ----

    @Slot(str)
    def card_scanned(self, text: str) -> None:
        if not self.office.takes_scan(text):
            self.reception.card_scanned(text)

    @Slot(QImage)
    def frame_shown(self, frame: QImage) -> None:
        self.reception.show_frame(frame)
        self.framed.emit(frame)

    @Slot()
    def camera_found(self) -> None:
        self.reception.set_camera(True)

    @Slot()
    def camera_lost(self) -> None:
        self.reception.set_camera(False)

    @Slot(object)
    def burst_measured(self, report: object) -> None:
        self.office.burst_measured(report)

    # ---- pages ----

    def _show_page(self, page: QWidget) -> None:
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        (page if page.focusProxy() is not None else self).setFocus()
        if self._was_painted:
            self.walking.page_shown()
        if page is self.reception.welcome and self.theme.looks == self._own:
            self._idle.stop()
        else:
            self._idle.start((isinstance(page, VisitorPage) and page.patience_ms) or IDLE_MS)

    def _show_office(self, page: QWidget) -> None:
        inside = page is not self.office.login
        self.reception.discreet = inside
        self.header.setVisible(not inside)
        self.footer.setVisible(not inside)
        self._show_page(page)

    def _officer_came(self) -> None:
        """The door and the console are in Vietnamese, whatever a visitor chose."""
        self.wear(PLAIN)
        self.office.open_door()

    def _leave_office(self) -> None:
        self.reception.discreet = False
        self.wear(self._own)
        self.header.show()
        self.footer.show()
        self.reception.go_home()

    # ---- looks ----

    @Slot(object)
    def wear(self, looks: Looks) -> None:
        """Make all that visitors see anew in other looks. Nothing typed survives; nothing half-styled is shown."""
        if looks != self.theme.looks:
            self._dress(replace(self.theme, looks=looks))

    def fit(self, size: QSize) -> None:
        """The same for a screen of another size (pixels)."""
        if scale_for(size) != self.theme.scale:
            self.office.fit(scale_for(size))
            self._dress(replace(self.theme, scale=scale_for(size)))

    def _dress(self, theme: Theme) -> None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        self.setUpdatesEnabled(False)
        try:
            self.theme = theme
            self.reception.undress()
            self.walking.undress()
            for old in (self.header, self.footer, self.toast):
                old.hide()
                old.deleteLater()
            put_on(application, theme)
            self._hang_bars()
            self.reception.dress(theme)
            self._show_facts()
        finally:
            self.setUpdatesEnabled(True)
        QTimer.singleShot(0, self.reception.warm_up)

    # ---- facts ----

    @Slot()
    def refresh(self) -> None:
        """Ask again for what the bars and the console show. Also heals: a home that could not be opened is retried."""
        if self._point is None:
            self.desk.ask(questions.point_of, self._point_known, self.reception.halt)
        clock, ask = self.wiring.clock, self.desk.ask_in_passing  # the next visitor waits for none of it
        ask("today", questions.today(clock=clock), self._today_known)
        ask("programme", questions.programme(clock=clock), self.reception.show_programme)
        ask("status", questions.sync_status, self._status_known)
        ask("choices", questions.choices, self._choices_told)
        self.office.refresh()

    def _point_known(self, point: Point) -> None:
        self._point = point
        self.header.show_point(point, self._place)
        self.reception.recover()

    def _choices_told(self, choices: Choices) -> None:
        changed, self.choices = choices != self.choices, choices
        self.choices_known.emit(choices)
        before, self._own = self._own, Looks.of(choices)
        if changed and self.theme.looks == before and self.pages.currentWidget() is self.reception.page:
            self.wear(self._own)
        if changed and (choices.service_point or self._place):
            from ui.questions import visits as visit_questions

            self.desk.ask(visit_questions.counting, self._counting_known)

    def _counting_known(self, counting: Counting) -> None:
        """Which of the point's rooms this kiosk stands in; the site as a whole has no name of its own."""
        self._place = counting.service_points.get(counting.here, "")
        self._show_facts()

    def _today_known(self, today: Today) -> None:
        self._today = today
        self.footer.show_visits(today.visits)
        self.office.show_today(today)

    def _status_known(self, status: SyncStatus) -> None:
        self._status = status
        self.footer.show_sync(status, self.wiring.clock().wall)
        self.office.show_status(status)

    def _show_facts(self) -> None:
        """What is known already, on bars that were made anew."""
        if self._point is not None:
            self.header.show_point(self._point, self._place)
        if self._today is not None:
            self.footer.show_visits(self._today.visits)
        if self._status is not None:
            self.footer.show_sync(self._status, self.wiring.clock().wall)

    # ---- time ----

    def _second_passed(self) -> None:
        self.header.show_time(self.wiring.clock().wall)

    def _nobody_touched(self) -> None:
        if not self.office.is_open:
            self.office.forget()
            self.reception.go_home()
            self.wear(self._own)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            if event.type() is not QEvent.Type.KeyPress:
                self.walking.touched()
            self.office.touched()
            if self._idle.isActive():
                self._idle.start()
        return False

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab, wherever it was pressed."""
        return self.walking.step(forth=next) or super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.walking.key_pressed(event):
            super().keyPressEvent(event)

    # ---- trouble ----

    @Slot(object)
    def _something_failed(self, error: object) -> None:
        """A mistake of ours: already logged; whoever stands here gets a screen that works."""
        self.sounded.emit("cannot")
        if not self.office.is_open:
            self.reception.go_home()
        self.toast.say(self.tr("Máy vừa gặp lỗi. Mời bạn thử lại."), "triangle-alert")

    # ---- the window itself ----

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._first_painted)

    def _first_painted(self) -> None:
        """Only now is the storage code loaded: a window that is there at once and fills in reads as fast."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._helpers = self.registrar, self.own_card, self.walking  # from now on they listen
        self.refresh()
        self.reception.warm_up()
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tools()
        self.toast.hide()

    @Slot()
    def end(self) -> None:
        """Close, because the officer said so: a guarded window refuses anybody else."""
        self.ending = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what was asked, then go."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        for timer in (self._idle, self._refreshing, self._ticking):
            timer.stop()
        self.closed.emit()
        self.office.close()
        self.mending.close()
        self.desk.close()
        if "printing" in self.__dict__:
            self.printing.close(patience=_PRESS_PATIENCE)
        super().closeEvent(event)
