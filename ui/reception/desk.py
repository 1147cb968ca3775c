"""The visitor's side: from a scan or a touch to the answer on the screen. Owns the visitor pages and what they ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk.clock import Clock
from kiosk.errors import KioskError
from ui import questions
from ui.background import Worker
from ui.theme import Theme
from ui.visitor.pages import VisitorPage
from ui.visitor.welcome import Welcome

if TYPE_CHECKING:  # what is not on the first screen is loaded after it was painted
    from PySide6.QtGui import QImage

    from kiosk.values import AgeBand, EntryRef, Greeting, GroupKind, GroupOffer, PlannedEvent, Purpose, Tallied
    from ui.visitor.answers import AlreadyCounted, Halted, NotAccepted, Thanks, Welcomed
    from ui.visitor.display import Display
    from ui.visitor.group import Group
    from ui.visitor.help import Help
    from ui.visitor.walk_in import WalkIn

ANSWER_MS = 5_000
"""An answer goes back to Welcome by itself (experience.md, 2)."""
CHOSEN_MS = 2_000
REFUSAL_MS = 15_000
"""A refusal asks for something to be read and chosen, so it stays longer; the next scan does not wait for it."""


class Reception(QObject):
    """Signals: `page_changed(page)`; `sounded("welcome" | "already" | "cannot")`; `counted()` after every visit that
    was written; `noted(text, icon)` instead of a page while `discreet` (the officer's console covers the screen);
    `again_chosen()`: try to open the home again; `mend_chosen()`, `mend_confirmed()`: mend its database (where
    `can_mend`); `looks_chosen(Looks)`; `left()`: the visitor is gone, an answer went back to Welcome by itself;
    `undressed()`: the looks have changed; `registration_chosen()`, `card_chosen(text)`: somebody wants to make a card,
    or to see the one that was just scanned (its text is kept only while the answer stands).

    Welcome offers registration where offer_registration() said so, answers offer the card where `shows_cards`. Pages
    live until the looks change; then all are dropped and made anew when they are needed. Who has pages of their own
    shows them by show(), builds them from `theme` and drops them at `undressed`.
    """

    page_changed = Signal(object)
    sounded = Signal(str)
    counted = Signal()
    noted = Signal(str, str)
    again_chosen = Signal()
    mend_chosen = Signal()
    mend_confirmed = Signal()
    looks_chosen = Signal(object)
    left = Signal()
    undressed = Signal()
    registration_chosen = Signal()
    card_chosen = Signal(str)

    def __init__(self, theme: Theme, desk: Worker[questions.Store], clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self.theme, self._desk, self._clock = theme, desk, clock
        self._visit: EntryRef | None = None
        self._trouble: KioskError | None = None
        self._camera = False
        self._scanned = ""
        self._group: GroupOffer | None = None
        self._programme: tuple[PlannedEvent, ...] = ()
        self.registers = self.shows_cards = False
        self.discreet = False
        self.can_mend = False
        self.page: VisitorPage = self.welcome
        self._again: Callable[[], None] = self.go_home
        self._return = QTimer(self)
        self._return.setSingleShot(True)
        self._return.timeout.connect(self._answer_ended)

    # ---- pages, each made when first needed ----

    @cached_property
    def welcome(self) -> Welcome:
        page = Welcome(self.theme, registers=self.registers)
        page.walk_in_chosen.connect(self.open_walk_in)
        page.group_chosen.connect(self.open_group)
        page.registration_chosen.connect(self.registration_chosen)
        page.set_camera(self._camera)
        page.show_programme(self._programme, self._clock().wall)
        return page

    @cached_property
    def welcomed(self) -> Welcomed:
        from ui.visitor.answers import Welcomed

        page = Welcomed(self.theme)
        page.purpose_chosen.connect(self._purpose_chosen)
        page.join_chosen.connect(self._join_chosen)
        page.card_chosen.connect(self._card_wanted)
        return page

    @cached_property
    def already(self) -> AlreadyCounted:
        from ui.visitor.answers import AlreadyCounted

        page = AlreadyCounted(self.theme)
        page.card_chosen.connect(self._card_wanted)
        return page

    @cached_property
    def not_accepted(self) -> NotAccepted:
        from ui.visitor.answers import NotAccepted

        page = NotAccepted(self.theme)
        page.scan_again_chosen.connect(self.go_home)
        page.walk_in_chosen.connect(self.open_walk_in)
        return page

    @cached_property
    def thanks(self) -> Thanks:
        from ui.visitor.answers import Thanks

        return Thanks(self.theme)

    @cached_property
    def walk_in(self) -> WalkIn:
        from ui.visitor.walk_in import WalkIn

        page = WalkIn(self.theme)
        page.registered.connect(self._walk_in_registered)
        page.left.connect(self.go_home)
        return page

    @cached_property
    def group(self) -> Group:
        from ui.visitor.group import Group

        page = Group(self.theme)
        page.registered.connect(self._group_registered)
        page.left.connect(self.go_home)
        return page

    @cached_property
    def display(self) -> Display:
        from ui.visitor.display import Display

        page = Display(self.theme)
        page.looks_chosen.connect(self.looks_chosen)
        page.left.connect(self.go_home)
        return page

    @cached_property
    def help(self) -> Help:
        from ui.visitor.help import Help

        page = Help(self.theme)
        page.left.connect(self.go_home)
        return page

    @cached_property
    def halted(self) -> Halted:
        from ui.visitor.answers import Halted

        page = Halted(self.theme)
        page.can_mend = self.can_mend
        page.again_chosen.connect(self.again_chosen)
        page.mend_chosen.connect(self.mend_chosen)
        page.mend_confirmed.connect(self.mend_confirmed)
        return page

    def warm_up(self) -> None:
        """Build the answers before the first scan, so that the first visitor waits no longer than the second."""
        for page in (self.welcomed, self.already, self.not_accepted):
            page.ensurePolished()

    def undress(self) -> None:
        """Drop every page made so far, with what was typed there; dress() must follow."""
        for name, page in list(vars(self).items()):
            if isinstance(page, VisitorPage) and name != "page" and not page.is_busy:
                page.forget()
                page.deleteLater()
                del self.__dict__[name]
        self.undressed.emit()

    def dress(self, theme: Theme) -> None:
        """Show what was on the screen again, in other looks."""
        self.theme = theme
        self.page = self.welcome
        self._again()

    # ---- what visitors do ----

    @Slot(str)
    def card_scanned(self, text: str) -> None:
        """A code came in, on whatever screen. Asks are queued; each answer is shown as it comes, the newest stays."""
        ask = questions.check_in(text, clock=self._clock)
        self._desk.ask(
            ask, lambda welcome: self._was_welcomed(welcome, text), lambda error: self._was_refused(error, text)
        )

    @Slot()
    def open_walk_in(self) -> None:
        self.show(self.walk_in, again=self.open_walk_in)

    @Slot()
    def open_group(self) -> None:
        self._desk.ask(questions.recent_groups, self.group.show_names)
        self.show(self.group, again=self.open_group)

    @Slot()
    def open_display(self) -> None:
        self.show(self.display, again=self.open_display)

    @Slot()
    def open_help(self) -> None:
        self.show(self.help, again=self.open_help)

    @Slot()
    def go_home(self) -> None:
        """Back to Welcome; whatever was typed, scanned or chosen is forgotten."""
        self._visit, self._group, self._scanned = None, None, ""
        if self._trouble is None:
            self.show(self.welcome)
        else:
            self.halted.forget()
            self.halted.show_error(self._trouble)
            self.show(self.halted)

    def _answer_ended(self) -> None:
        self.go_home()
        self.left.emit()

    def show_programme(self, events: tuple[PlannedEvent, ...]) -> None:
        """Today's events, as Welcome shows them."""
        self._programme = events
        self.welcome.show_programme(events, self._clock().wall)

    def offer_registration(self, offered: bool) -> None:
        """Whether Welcome has a door to it: where there are pages for it and the officer allows it."""
        if offered != self.registers:
            self.registers = offered
            self.welcome.offer_registration(offered)

    def set_camera(self, present: bool) -> None:
        self._camera = present
        self.welcome.set_camera(present)

    def show_frame(self, frame: QImage) -> None:
        if self.page is self.welcome:
            self.welcome.show_frame(frame)

    def halt(self, error: KioskError) -> None:
        """The home cannot be opened: until it can, this stands where Welcome would."""
        self._trouble = error
        self.halted.show_error(error)
        self.show(self.halted)

    def recover(self) -> None:
        """The home was opened after all."""
        if self._trouble is not None:
            self._trouble = None
            self.go_home()

    def _purpose_chosen(self, purpose: Purpose) -> None:
        if self._visit is None:
            return
        visit = self._visit
        ask = questions.tell_purpose(visit, purpose, clock=self._clock)
        self._desk.ask(ask, lambda _none: self._purpose_told(visit, purpose), self._was_refused)

    def _walk_in_registered(self, age_band: AgeBand, purpose: Purpose) -> None:
        ask = questions.register_walk_in(age_band, purpose, clock=self._clock)
        self._desk.ask(ask, self._was_tallied, self._was_refused)

    def _group_registered(self, heads: int, group: GroupKind, label: str) -> None:
        ask = questions.tally_group(heads, group, label, clock=self._clock)
        self._desk.ask(ask, self._was_tallied, self._was_refused)

    # ---- what came of it ----

    def _was_welcomed(self, welcome: Greeting, scanned: str = "") -> None:
        self.sounded.emit("welcome")
        if not welcome.staff:
            self.counted.emit()
        if self.discreet:
            told = self.tr("Thẻ cán bộ, không đếm") if welcome.staff else self.tr("Đã ghi một lượt")
            self.noted.emit(told, "circle-check")
            return
        self._greet(welcome, scanned)
        if not welcome.staff:
            self._desk.ask(questions.group_offer(clock=self._clock), lambda group: self._offer(welcome, group))

    def _greet(self, welcome: Greeting, scanned: str) -> None:
        if welcome.visit != self._visit:
            self._group = None
        self._visit, self._scanned = (None if welcome.staff else welcome.visit), scanned
        self.welcomed.greet(welcome, shows_cards=self.shows_cards)
        if self._group is not None:
            self.welcomed.offer(self._group)
        self.show(self.welcomed, again=lambda: self._greet(welcome, scanned), for_ms=ANSWER_MS)

    def _offer(self, welcome: Greeting, group: GroupOffer | None) -> None:
        if group is not None and self._visit == welcome.visit:
            self._group = group
            self.welcomed.offer(group)

    def _join_chosen(self) -> None:
        if self._visit is None or self._group is None:
            return
        visit, group = self._visit, self._group
        ask = questions.join_group(visit, group.visit, clock=self._clock)
        self._desk.ask(ask, lambda _none: self._joined(visit, group), self._was_refused)

    def _joined(self, visit: EntryRef, group: GroupOffer) -> None:
        self.counted.emit()
        if visit == self._visit:
            self.welcomed.joined(group)
            self._return.start(CHOSEN_MS)

    def _card_wanted(self) -> None:
        if self._scanned:
            self.card_chosen.emit(self._scanned)

    def _was_refused(self, error: KioskError, scanned: str = "") -> None:
        from ui.sentences import sentence

        already = error.code == "already_counted"
        self.sounded.emit("already" if already else "cannot")
        if self.discreet:
            self.noted.emit(sentence(error).title, "history" if already else "triangle-alert")
            return
        self._refuse(error, scanned)

    def refuse(self, error: KioskError) -> None:
        """Say that something was refused, and why: for whoever has asked for it elsewhere."""
        self._was_refused(error)

    def _refuse(self, error: KioskError, scanned: str = "") -> None:
        self._visit, self._scanned = None, scanned
        page: AlreadyCounted | NotAccepted = self.not_accepted
        if already := error.code == "already_counted":
            page = self.already
            page.show_error(error, shows_cards=self.shows_cards and bool(scanned))
        else:
            page.show_error(error)
        self.show(page, again=lambda: self._refuse(error, scanned), for_ms=ANSWER_MS if already else REFUSAL_MS)

    def _was_tallied(self, counted: Tallied) -> None:
        self._sound_and_count("welcome")
        if self.discreet:
            self.noted.emit(self.tr("Đã ghi một lượt"), "circle-check")
            return
        self._thank(counted)

    def _thank(self, counted: Tallied) -> None:
        self._visit = None
        self.thanks.thank(counted)
        self.show(self.thanks, again=lambda: self._thank(counted), for_ms=ANSWER_MS)

    def _purpose_told(self, visit: EntryRef, purpose: Purpose) -> None:
        self.counted.emit()
        if visit == self._visit:  # else the next visitor already stands here
            self.welcomed.thank(purpose)
            self._return.start(CHOSEN_MS)

    def _sound_and_count(self, sound: str) -> None:
        self.sounded.emit(sound)
        self.counted.emit()

    def show(self, page: VisitorPage, *, again: Callable[[], None] | None = None, for_ms: int = 0) -> None:
        """Put `page` on the screen, for `for_ms` milliseconds where that is told.

        `again`: how to bring it back when the looks change under it; without it the visitor is back at Welcome.
        """
        self._return.stop()
        self._again = again or self.go_home
        if page is not self.page:
            self.page.forget()
            self.page = page
        self.page_changed.emit(page)
        if for_ms:
            self._return.start(for_ms)
