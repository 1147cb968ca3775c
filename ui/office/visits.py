"""What an officer does with visits, the programme and the rooms, and how it comes about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from kiosk.clock import VIETNAM
from kiosk.values import CountingRule, EventKind, LateLine, Method, PlannedEvent, Tallied, ToLookAt, VisitDay
from ui import questions
from ui.background import Worker
from ui.paper import printing
from ui.questions import visits as visit_questions
from ui.sentences import sentence
from ui.wiring import Wiring

if TYPE_CHECKING:
    from kiosk.values import Counting
    from ui.officer.counting import CountingCard
    from ui.officer.day import DayPage
    from ui.officer.programme import ProgrammePage
    from ui.officer.visits import VisitsPage

_WEEK = 7


class VisitsDesk(QObject):
    """Signals: `refresh_wanted()` when counts have changed; for a blank sheet `print_wanted(Draw, told)` and
    `save_wanted(Draw, Path, told)`.

    refresh() asks for all that the pages show.
    """

    refresh_wanted = Signal()
    print_wanted = Signal(object, object)
    save_wanted = Signal(object, object, object)

    def __init__(self, desk: Worker[questions.Store], wiring: Wiring, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._clock = desk, wiring.clock
        self._visits: VisitsPage | None = None
        self._programme: ProgrammePage | None = None
        self._card: CountingCard | None = None
        self._day: DayPage | None = None

    # ---- hanging up ----

    def hang_visits(self, page: VisitsPage) -> None:
        self._visits = page
        sheet, late = page.sheet, page.late
        page.day_chosen.connect(self._list)
        page.glances.confirmed.connect(self._confirm)
        sheet.confirm_chosen.connect(self._confirm)
        sheet.void_chosen.connect(
            lambda visit, why: self._put_right(visit_questions.void_visit(visit, why, clock=self._clock))
        )
        sheet.again_chosen.connect(lambda visit: self._put_right(visit_questions.count_again(visit, clock=self._clock)))
        sheet.amend_chosen.connect(
            lambda visit, how: self._put_right(visit_questions.amend_visit(visit, how, clock=self._clock))
        )
        late.saved.connect(self._enter_late)
        late.day_chosen.connect(self._look_for_late)
        late.print_chosen.connect(self._print_blank)
        late.file_chosen.connect(self._save_blank)

    def hang_programme(self, page: ProgrammePage) -> None:
        self._programme = page
        page.week_chosen.connect(self._list_week)
        page.cancel_chosen.connect(self._cancel)
        page.form.plan_chosen.connect(self._plan)

    def hang_counting(self, card: CountingCard) -> None:
        self._card = card
        card.rule_chosen.connect(self._choose_rule)
        card.room_named.connect(self._name_room)
        card.room_closed.connect(self._close_room)
        card.kept.connect(lambda: self._ask(visit_questions.counting, self._counting_known))

    def hang_day(self, page: DayPage) -> None:
        self._day = page

    # ---- facts ----

    def refresh(self) -> None:
        """Ask anew for everything that is hung up."""
        shown = self._visits.shown_day if self._visits is not None else None
        self._glance("counting", visit_questions.counting, self._counting_known)
        self._glance("visits", visit_questions.list_visits(shown, clock=self._clock), self._day_known)

    def _day_known(self, day: VisitDay) -> None:
        """The day that is looked at; it also says which the present day is, by which everything else is told."""
        if self._visits is not None and self._visits.shown_day in (None, day.day):
            self._visits.show_day(day)
        if self._programme is not None:
            self._programme.show_today(day.today)
            self._list_week(self._programme.monday)
            suggest = visit_questions.suggest_events(clock=self._clock)
            self._glance("suggestions", suggest, self._programme.show_suggested)
        look = visit_questions.visits_to_look_at(clock=self._clock)
        self._glance("waiting", look, lambda waiting: self._waiting_known(waiting, day.today))

    def _waiting_known(self, waiting: tuple[ToLookAt, ...], today: date) -> None:
        if self._visits is not None:
            self._visits.show_waiting(waiting, today)
        if self._day is not None:
            self._day.show_waiting(waiting)

    def _counting_known(self, counting: Counting) -> None:
        for one in (self._visits, self._card, self._day):
            if one is not None:
                one.show_counting(counting)

    def _list(self, day: date | None) -> None:
        if self._visits is not None:
            self._ask(visit_questions.list_visits(day, clock=self._clock), self._visits.show_day)

    def _list_week(self, monday: date) -> None:
        if self._programme is None:
            return
        start, page = datetime(monday.year, monday.month, monday.day, tzinfo=VIETNAM), self._programme
        end = start + timedelta(days=_WEEK)

        def known(events: tuple[PlannedEvent, ...]) -> None:
            if page.monday == monday:  # else another week was chosen meanwhile
                page.show_events(events)

        self._ask(visit_questions.programme_between(int(start.timestamp()), int(end.timestamp())), known)

    # ---- visits ----

    def _put_right(self, question: Callable[[questions.Store], Any]) -> None:
        page = self._visits
        if page is not None:
            self._desk.ask(question, lambda _done: self._changed(), lambda error: page.refused(sentence(error)))

    def _confirm(self, visits: Sequence[Any]) -> None:
        self._put_right(visit_questions.confirm_visits(visits, clock=self._clock))

    def _changed(self) -> None:
        self.refresh()
        self.refresh_wanted.emit()

    # ---- sheets of paper ----

    def _enter_late(self, day: date, lines: Sequence[LateLine], method: Method) -> None:
        if (page := self._visits) is None:
            return

        def over(counted: Tallied) -> None:
            page.late.entered(counted.head_count, day)
            self._changed()

        question = visit_questions.enter_late(day, lines, method, clock=self._clock)
        self._desk.ask(question, over, lambda error: page.late.refused(sentence(error)))

    def _look_for_late(self, day: date) -> None:
        if (page := self._visits) is not None:
            self._ask(visit_questions.list_visits(day, clock=self._clock), page.late.show_entered)

    def _print_blank(self, room: str, by_sex: bool) -> None:
        if (page := self._visits) is not None:
            self.print_wanted.emit(printing.tally_sheet(service_point=room, by_sex=by_sex), page.late.paper_told)

    def _save_blank(self, file: Path, room: str, by_sex: bool) -> None:
        if (page := self._visits) is not None:
            self.save_wanted.emit(printing.tally_sheet(service_point=room, by_sex=by_sex), file, page.late.paper_told)

    # ---- the programme ----

    def _plan(self, title: str, kind: EventKind, starts_at: int, ends_at: int) -> None:
        if (page := self._programme) is None:
            return

        def over(event: PlannedEvent) -> None:
            page.planned(event)
            self._changed()

        question = visit_questions.plan_event(title, kind, starts_at, ends_at, clock=self._clock)
        self._desk.ask(question, over, lambda error: page.form.refused(sentence(error)))

    def _cancel(self, number: int) -> None:
        if (page := self._programme) is not None:
            question = visit_questions.cancel_event(number, clock=self._clock)
            self._desk.ask(question, lambda _none: self._changed(), lambda error: page.refused(sentence(error)))

    # ---- rooms and the rule ----

    def _choose_rule(self, rule: CountingRule) -> None:
        self._state(visit_questions.choose_counting(rule, clock=self._clock))

    def _name_room(self, name: str) -> None:
        if (card := self._card) is not None:
            self._state(visit_questions.name_service_point(name, clock=self._clock), card.room_kept)

    def _close_room(self, number: int) -> None:
        self._state(visit_questions.close_service_point(number, clock=self._clock))

    def _state(
        self, question: Callable[[questions.Store], Counting], kept: Callable[[Counting], None] | None = None
    ) -> None:
        if (card := self._card) is None:
            return

        def over(counting: Counting) -> None:
            if kept is not None:
                kept(counting)
            self._counting_known(counting)
            self.refresh_wanted.emit()  # where this kiosk stands may have changed with it

        self._desk.ask(question, over, lambda error: card.counting_refused(sentence(error)))

    # ---- asking ----

    def _ask(self, question: Callable[[questions.Store], Any], answered: Callable[[Any], None]) -> None:
        """What an officer waits for. Facts that cannot be had now stand as they are; the window says why."""
        self._desk.ask(question, answered)

    def _glance(self, name: str, question: Callable[[questions.Store], Any], answered: Callable[[Any], None]) -> None:
        """What is only shown anew: the next visitor's scan waits for none of it."""
        self._desk.ask_in_passing(name, question, answered)
