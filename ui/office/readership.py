"""What an officer does on «Bạn đọc», and how it comes about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from kiosk.errors import KioskError
from ui import questions
from ui.background import Nothing, Worker
from ui.questions import readers as readers
from ui.sentences import sentence
from ui.wiring import Wiring

if TYPE_CHECKING:
    from kiosk.usecases.find_readers import Found, FoundReader, Order, Scanned
    from kiosk.usecases.new_cards import NewCard
    from kiosk.usecases.print_papers import Letterhead
    from kiosk.usecases.readers_waiting import Waiting
    from kiosk.usecases.register_class import ClassPreview, Pupil
    from kiosk.usecases.register_reader import Applicant
    from kiosk.values import CardPaper, Choices, Consent, Declined
    from ui.officer.readers import ReadersPage
    from ui.paper.printing import Draw, Told

Answer = TypeVar("Answer")


class Readership(QObject):
    """Serves the page. A school's list is read on a thread of its own, since a scan must not wait for it.

    Cards that were issued and are not yet on paper are kept here and nowhere else, until the officer says that they are
    well printed: the kiosk itself keeps only digests. They outlast a locked console, not the program.
    Signals: `refresh_wanted()` when facts have changed; `waiting_counted(int)`: so many readers wait for an officer;
    `print_wanted(Draw, told)`, `save_wanted(Draw, Path, told)`: a paper (ui/paper/printing.py).
    """

    refresh_wanted = Signal()
    waiting_counted = Signal(int)
    print_wanted = Signal(object, object)
    save_wanted = Signal(object, object, object)

    _page: ReadersPage

    def __init__(self, desk: Worker[questions.Store], wiring: Wiring, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._wiring = desk, wiring
        self._beside: Worker[Nothing] | None = None
        self._has_page = False
        self._issued: tuple[NewCard, ...] = ()
        self._takes_identity_cards = False
        self._asked = 0

    def serve(self, page: ReadersPage) -> None:
        """Work behind this page from now on; the screen may have another size than before."""
        self._page, self._has_page = page, True
        page.destroyed.connect(self._page_destroyed)
        self._connect_list()
        self._connect_sheet()
        self._connect_making()

    def _connect_list(self) -> None:
        page = self._page
        page.shown.connect(self.refresh)
        page.list.wanted.connect(self._find)
        page.list.chosen.connect(self.open_reader)
        page.list.export_wanted.connect(self._export)
        page.waiting.chosen.connect(self.open_reader)
        page.waiting.approved.connect(self._approve)
        page.waiting.consented.connect(self.open_reader)
        page.waiting.slips_wanted.connect(self._slips_again)

    def _connect_sheet(self) -> None:
        sheet = self._page.sheet
        sheet.consented.connect(self._tell_consent)
        sheet.approved.connect(lambda: self._approve(self._number()))
        sheet.staff_marked.connect(self._mark_staff)
        sheet.reissued.connect(self._reissue)
        sheet.erased.connect(self._erase)
        sheet.declined.connect(self._decline)
        sheet.slip_wanted.connect(lambda: self._slips_again([self._number()]))
        sheet.unlinked.connect(self._unlink)

    def _connect_making(self) -> None:
        page = self._page
        page.form.registered.connect(self._register)
        page.file_chosen.connect(self._look_over)
        page.school_class.confirmed.connect(self._register_class)
        cards = page.cards
        cards.print_wanted.connect(lambda per_page: self._paper(self._draw_cards(per_page), None))
        cards.save_wanted.connect(lambda per_page, file: self._paper(self._draw_cards(per_page), file))
        cards.slips_print_wanted.connect(lambda: self._paper(self._draw_slips(), None))
        cards.slips_save_wanted.connect(lambda file: self._paper(self._draw_slips(), file))
        cards.finished.connect(self._cards_finished)

    def _page_destroyed(self) -> None:
        self._has_page = False

    def close(self) -> None:
        """End the thread behind the page; the next list begins another."""
        if self._beside is not None:
            self._beside.close(patience=1.0)
            self._beside = None

    def _ask(
        self,
        question: Callable[[questions.Store], Answer],
        answered: Callable[[Answer], None] | None = None,
        refused: Callable[[KioskError], None] | None = None,
    ) -> None:
        """Ask; an answer to a page that is gone meanwhile (the screen was turned) is told to nobody."""

        def told(answer: Answer) -> None:
            if answered is not None and self._has_page:
                answered(answer)

        def failed(error: KioskError) -> None:
            if self._has_page:
                (refused or self._not_found)(error)

        self._desk.ask(question, told, failed)

    # ---- looking ----

    def refresh(self) -> None:
        """What waits and who is here, as it stands now."""
        ask = self._ask
        ask(readers.waiting(clock=self._wiring.clock), self._waiting_known)
        ask(questions.choices, self._choices_known)
        self._page.offer_cards(self._issued)
        if self._page.part is self._page.first:
            self._page.list.look_again()

    def forget(self) -> None:
        """The officer is gone: the names that were opened are kept no longer."""
        self._asked += 1
        self._desk.ask(readers.forget_names)

    def _waiting_known(self, waiting: tuple[Waiting, ...]) -> None:
        self._page.waiting.show_waiting(waiting)
        self.waiting_counted.emit(len(waiting))

    def _choices_known(self, choices: Choices) -> None:
        self._takes_identity_cards = choices.identity_cards

    def _find(self, wanted: str, order: Order) -> None:
        from ui.officer.readers_list import MOST

        self._asked += 1
        asked = self._asked

        def found(answer: Found) -> None:
            if asked == self._asked:  # else another letter was typed meanwhile
                self._page.list.show_found(answer)

        self._ask(readers.find(wanted, order, MOST), found, self._not_found)

    def _export(self, wanted: str, order: Order, file: Path) -> None:
        def done(count: int) -> None:
            said = "Đã ghi {count} bạn đọc ra tệp {file}. Tệp có họ tên: hãy giữ kín, dùng xong thì xóa."
            self._page.say(said.format(count=count, file=file.name), good=True)

        self._ask(readers.export(wanted, order, file), done)

    def _not_found(self, error: KioskError) -> None:
        self._page.say(str(sentence(error)))

    def open_reader(self, number: int) -> None:
        """Show one reader."""
        self._ask(readers.look_at(number), self._show, self._not_found)

    def _show(self, reader: FoundReader) -> None:
        self._page.sheet.show_reader(reader, takes_identity_cards=self._takes_identity_cards)
        if self._page.part is not self._page.sheet:
            self._page.show_part(self._page.sheet)

    def card_scanned(self, text: str) -> None:
        """Something was scanned while this page is in front: whose is it, or the identity card that is awaited."""
        sheet = self._page.sheet
        if self._page.part is sheet and sheet.is_linking:
            sheet.show_linking(False)
            ask = readers.link(self._number(), text, clock=self._wiring.clock)
            self._settle(ask, "Đã gắn căn cước. Từ nay quét căn cước cũng được ghi lượt.")
            return
        if self._page.part in (self._page.form, self._page.school_class):
            # what is being typed is not thrown away for a card that came too near
            self._page.say("Thẻ vừa quét chưa được ghi lượt: đang làm dở việc này. Hãy về danh sách rồi quét lại.")
            return
        self._ask(readers.scanned(text), self._scanned, self._not_found)

    def _scanned(self, found: Scanned) -> None:
        self._show(found.reader)
        if found.by_slip:
            waits = found.reader.consent.name == "AWAITED"
            told = "Phiếu này của bạn đọc dưới đây. Phụ huynh đã ký đồng ý thì bấm «Phiếu đã về»."
            done = "Phiếu của bạn đọc này đã được ghi nhận trước đây rồi."
            self._page.sheet.say(told if waits else done, good=True)
        else:
            self._page.sheet.say("Quét ở trang này để xem bạn đọc, không ghi lượt.", good=True)

    # ---- settling ----

    def _number(self) -> int:
        reader = self._page.sheet.reader
        return reader.number if reader is not None else 0

    def _settle(self, question: Callable[[questions.Store], object], said: str) -> None:
        """Do something for the reader on the sheet, and show how they stand then."""
        number = self._number()
        self._page.sheet.allow(False)

        def done(_answer: object) -> None:
            self._ask(readers.look_at(number), shown, refused)

        def shown(reader: FoundReader) -> None:
            if self._number() == number:
                self._show(reader)
                self._page.sheet.say(said, good=True)
            self.refresh_wanted.emit()

        def refused(error: KioskError) -> None:
            self._page.sheet.say(str(sentence(error)), good=False)

        self._ask(question, done, refused)

    def _tell_consent(self, consent: Consent) -> None:
        ask = readers.tell_consent(self._number(), consent, clock=self._wiring.clock)
        self._settle(ask, "Đã ghi: có sự đồng ý. Hãy cất phiếu giấy vào hồ sơ.")

    def _mark_staff(self, staff: bool) -> None:
        ask = readers.mark_staff(self._number(), staff, clock=self._wiring.clock)
        said = "Từ nay thẻ này được chào, không tính lượt." if staff else "Từ nay thẻ này lại được tính lượt."
        self._settle(ask, said)

    def _decline(self, reason: Declined) -> None:
        ask = readers.decline(self._number(), reason, clock=self._wiring.clock)
        self._settle(ask, "Đã ghi: không xóa. Thông tin của bạn đọc được giữ nguyên.")

    def _unlink(self) -> None:
        self._settle(readers.unlink(self._number(), clock=self._wiring.clock), "Đã bỏ gắn căn cước.")

    def _approve(self, number: int) -> None:
        ask = readers.approve(number, clock=self._wiring.clock)
        if self._page.part is self._page.sheet:
            self._settle(ask, "Đã duyệt. Bạn đọc mượn được sách.")
        else:
            self._ask(ask, lambda _none: self.refresh(), self._not_found)

    def _erase(self) -> None:
        def done(_cards: int) -> None:
            self._page.show_list()
            self.refresh_wanted.emit()

        ask = readers.erase(self._number(), clock=self._wiring.clock)
        self._ask(ask, done, lambda error: self._page.sheet.say(str(sentence(error)), good=False))

    # ---- making ----

    def _register(self, applicant: Applicant, despite_likeness: bool) -> None:
        form = self._page.form

        def refused(error: KioskError) -> None:
            if error.code == "reader_alike":
                self._ask(readers.alike(applicant.full_name, applicant.birth_year), form.show_alike)
            else:
                form.refuse(sentence(error))

        ask = readers.register(applicant, despite_likeness=despite_likeness, clock=self._wiring.clock)
        self._issue(lambda store: (ask(store),), refused)

    def _reissue(self) -> None:
        ask = readers.reissue([self._number()], clock=self._wiring.clock)
        self._issue(ask, lambda error: self._page.sheet.say(str(sentence(error)), good=False))

    def _look_over(self, file: Path) -> None:
        page, open_store, clock = self._page.school_class, self._wiring.open_store, self._wiring.clock
        page.show_reading(file.name)

        def errand(_nothing: Nothing) -> ClassPreview:
            store = open_store()
            try:
                return readers.look_over(file, clock=clock)(store)
            finally:
                store.close()

        def read(preview: ClassPreview) -> None:
            if self._has_page:
                page.show_preview(preview)

        def failed(error: KioskError) -> None:
            if self._has_page:
                page.refuse(sentence(error))

        if self._beside is None:
            self._beside = Worker("school-list", Nothing, self)
            self._beside.failed.connect(lambda _error: failed(KioskError("list_unreadable")))
        self._beside.ask(errand, read, failed)

    def _register_class(self, pupils: tuple[Pupil, ...]) -> None:
        page = self._page.school_class
        ask = readers.register_class(pupils, clock=self._wiring.clock)
        self._issue(ask, lambda error: page.refuse(sentence(error)))

    def _issue(
        self, question: Callable[[questions.Store], tuple[NewCard, ...]], refused: Callable[[KioskError], None]
    ) -> None:
        """Have cards issued. They are kept even where the page is gone when they come."""
        self._desk.ask(question, self._made, lambda error: refused(error) if self._has_page else None)

    def _made(self, cards: tuple[NewCard, ...]) -> None:
        """New cards join those that still wait for paper; a reader's older one among them opens nothing any more."""
        anew = {card.number for card in cards}
        self._issued = (*(card for card in self._issued if card.number not in anew), *cards)
        self.refresh_wanted.emit()
        if self._has_page:
            page = self._page
            page.form.forget()
            page.school_class.forget()
            page.sheet.forget()
            page.offer_cards(self._issued)
            page.show_part(page.cards)

    # ---- paper ----

    def _cards_finished(self) -> None:
        self._issued = ()
        self._page.offer_cards(())
        self._page.show_list()

    def _draw_cards(self, per_page: int) -> Draw:
        cards = self._issued

        def draw(head: Letterhead, paper: CardPaper) -> bytes:
            from kiosk.usecases.new_cards import draw_card, draw_cards

            if per_page == 0:
                return draw_card(head, cards[0], paper)
            return draw_cards(head, cards, per_page=cast(Literal[8, 10], per_page))

        return draw

    def _draw_slips(self, cards: tuple[NewCard, ...] = ()) -> Draw:
        wanted = cards or self._issued

        def draw(head: Letterhead, _paper: CardPaper) -> bytes:
            from kiosk.usecases.new_cards import draw_slips

            return draw_slips(head, wanted)

        return draw

    def _paper(self, draw: Draw, file: Path | None) -> None:
        def told(what: Told) -> None:
            if self._has_page:
                self._page.cards.say(what.text, good=what.done)

        if file is None:
            self.print_wanted.emit(draw, told)
        else:
            self.save_wanted.emit(draw, file, told)

    def _slips_again(self, numbers: list[int]) -> None:
        """Slips open nothing, so they may be printed whenever they are wanted."""
        sheet = self._page.sheet

        def told(what: Told) -> None:
            if self._has_page and self._page.part is sheet:
                sheet.say(what.text, good=what.done)
            elif self._has_page:
                self._page.say(what.text, good=what.done)

        def drawn(cards: tuple[NewCard, ...]) -> None:
            self.print_wanted.emit(self._draw_slips(cards), told)

        self._ask(readers.slips_of(numbers), drawn, self._not_found)
