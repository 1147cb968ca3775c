"""Cards that were issued just now: on paper, in a file, or photographed; offered until the officer has them all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QVBoxLayout

from kiosk.documents.card_face import code_groups
from kiosk.usecases.new_cards import NewCard
from ui import texts
from ui.office.drives import plugged_in
from ui.officer.asking import Asking
from ui.officer.console import bring_into_view, card
from ui.theme import Theme
from ui.widgets.qr_picture import QrPicture
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role

PerPage = Literal[8, 10]


class CardsPage(QFrame):
    """Signals: `left()`: they go on being offered; `print_wanted(per_page)`, `save_wanted(per_page, Path)`: 0 for a
    single card; `slips_print_wanted()`, `slips_save_wanted(Path)`; each answered by say(). `finished()`: the codes may
    be forgotten.
    """

    left = Signal()
    print_wanted = Signal(int)
    save_wanted = Signal(int, object)
    slips_print_wanted = Signal()
    slips_save_wanted = Signal(object)
    finished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._cards = tuple[NewCard, ...]()
        self._per_page: PerPage = 10
        inside, column = card(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.space(4))
        outer.addWidget(inside)
        self.heading, self.names = Words("heading"), Words("body")
        once = self.tr("Máy không giữ mã thẻ. Hãy in, ghi ra tệp hoặc chụp ngay; mất bản in thì phải cấp thẻ mới.")
        for words in (self.heading, self.names, Words("soft", once)):
            column.addWidget(words)
        self.picture = QrPicture(theme, self.tr("Mã QR của thẻ"))
        self.picture.setFixedHeight(theme.size("picture"))
        self.code = Words("strong", centred=True)
        column.addWidget(self.picture)
        column.addWidget(self.code)
        column.addWidget(self._sizes(theme))
        self.said = Words("right")
        column.addWidget(self.said)
        column.addWidget(self._ways(theme))
        column.addWidget(self._foot(theme))
        self.asking = Asking(theme)
        outer.addWidget(self.asking)
        self.forget()

    def _sizes(self, theme: Theme) -> TurningBox:
        self.per_page: dict[PerPage, QPushButton] = {
            10: choice_button(theme, self.tr("10 thẻ một tờ A4")),
            8: choice_button(theme, self.tr("8 thẻ một tờ A4, lề rộng")),
        }
        self.sizes = TurningBox(theme, spacing=3)
        for count, button in self.per_page.items():
            button.clicked.connect(lambda _checked=False, count=count: self._choose(count))
            self.sizes.box.addWidget(button, 1)
        return self.sizes

    def _ways(self, theme: Theme) -> TurningGrid:
        self.print = push_button(theme, self.tr("In thẻ"), role="primary")
        self.save = push_button(theme, self.tr("Ghi thẻ ra tệp…"))
        self.print_slips = push_button(theme, self.tr("In phiếu cho phụ huynh"))
        self.save_slips = push_button(theme, self.tr("Ghi phiếu ra tệp…"))
        self.print.clicked.connect(lambda: self._start(lambda: self.print_wanted.emit(self._wanted_per_page)))
        self.print_slips.clicked.connect(lambda: self._start(self.slips_print_wanted.emit))
        self.save.clicked.connect(self._save_pressed)
        self.save_slips.clicked.connect(self._save_slips_pressed)
        return TurningGrid(
            theme, (self.print, self.save, self.print_slips, self.save_slips), lying=2, upright=1, spacing=3
        )

    def _foot(self, theme: Theme) -> TurningBox:
        self.back = push_button(theme, self.tr("Về danh sách, in sau"), picture="arrow-left")
        self.done = push_button(theme, self.tr("Đã in tốt, xong"), picture="check")
        self.back.clicked.connect(self.left)
        self.done.clicked.connect(self._done_pressed)
        row = TurningBox(theme, spacing=4)
        for button in (self.back, self.done):
            button.setMinimumWidth(theme.size("action"))
            row.box.addWidget(button)
        row.box.addStretch(1)
        return row

    def show_cards(self, cards: Sequence[NewCard]) -> None:
        """These cards; one alone is shown to be photographed as well."""
        self._cards = tuple(cards)
        single = len(cards) == 1
        slips = sum(bool(one.slip) for one in cards)
        if single:
            self.heading.setText(self.tr("Thẻ mới của {name}").format(name=cards[0].full_name))
            self.names.setText(self.tr("Dùng đến {day}.").format(day=texts.day(cards[0].valid_until)))
        else:
            self.heading.setText(self.tr("{count} thẻ mới").format(count=texts.number(len(cards))))
            self.names.setText(", ".join(one.full_name for one in cards))
        self.picture.show_code(cards[0].code if single else "")
        self.code.setText(" ".join(code_groups(cards[0].code)) if single else "")
        self.picture.setVisible(single)
        self.code.setVisible(single)
        self.sizes.setVisible(not single)
        for button in (self.print_slips, self.save_slips):
            button.setVisible(slips > 0)
        self._choose(self._per_page)
        self.said.hide()
        self.asking.hide()
        self._allow(True)

    def say(self, text: str, *, good: bool) -> None:
        """What became of a paper."""
        give_role(self.said, "right" if good else "wrong")
        self.said.setText(text)
        self.said.show()
        self._allow(True)
        bring_into_view(self.said)

    def forget(self) -> None:
        """Nothing of them stays on this page."""
        self._cards = ()
        self.picture.show_code("")
        for words in (self.heading, self.names, self.code, self.said):
            words.setText("")
        self.asking.hide()

    # ---- touches ----

    @property
    def _wanted_per_page(self) -> int:
        return 0 if len(self._cards) == 1 else self._per_page

    def _choose(self, per_page: PerPage) -> None:
        self._per_page = per_page
        for count, button in self.per_page.items():
            button.setChecked(count == per_page)

    def _save_pressed(self) -> None:
        if file := self._asked_file(self.tr("Ghi thẻ ra tệp"), "the-ban-doc.pdf"):
            self._start(lambda: self.save_wanted.emit(self._wanted_per_page, file))

    def _save_slips_pressed(self) -> None:
        if file := self._asked_file(self.tr("Ghi phiếu ra tệp"), "phieu-phu-huynh.pdf"):
            self._start(lambda: self.slips_save_wanted.emit(file))

    def _asked_file(self, title: str, name: str) -> Path | None:
        """Where to: a stick that is plugged in is proposed first."""
        sticks = plugged_in()
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        place = sticks[0].place if sticks else Path(documents)
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(place / name), self.tr("Tài liệu (*.pdf)"))
        if not chosen:
            return None
        return Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.pdf")

    def _done_pressed(self) -> None:
        self.asking.ask(
            self.tr("Đã có đủ thẻ, rõ và không thiếu?"),
            self.tr("Máy quên mã thẻ ngay sau đây. Thẻ nào in hỏng thì phải cấp thẻ mới cho người ấy."),
            self.tr("Đã có đủ, xong"),
            self.finished.emit,
        )

    def _start(self, deed: object) -> None:
        self._allow(False)
        self.said.hide()
        assert callable(deed)  # noqa: S101 - a lambda or a signal's emit
        deed()

    def _allow(self, allowed: bool) -> None:
        for button in (self.print, self.save, self.print_slips, self.save_slips, self.done):
            button.setEnabled(allowed)
