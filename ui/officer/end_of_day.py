"""«Kết thúc ngày»: the day's sums, what waits for somebody, and the way to a machine that may be switched off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import day_words, texts
from ui.icons import icon
from ui.officer.console import ConsolePage, bring_into_view, card
from ui.theme import Theme
from ui.widgets.charts import Share, ShareBars
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role

if TYPE_CHECKING:
    from kiosk.usecases.end_day import DayEnd
    from ui.paper.printing import Told


class Standing(Enum):
    """How a step stands; each has a sign of its own and words beside it."""

    WAITS = ("clock", "soft", "soft")
    RUNS = ("refresh-cw", "ink", "strong")
    DONE = ("circle-check", "leaf-dark", "right")
    NOT_DONE = ("triangle-alert", "brick", "wrong")
    SKIPPED = ("ban", "soft", "body")
    LATER = ("cloud-upload", "soft", "body")
    """Being offline is normal and alarms nobody."""


_MOST_TO_LOOK_AT: Final = 5
Kind = TypeVar("Kind")


class Step(QWidget):
    """A step of the day's end: a sign, what it is, how it went."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._sign = QLabel()
        self._sign.setFixedSize(theme.size("icon"), theme.size("icon"))
        self.name, self.said = Words("strong", name), Words("soft")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(4))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.said)
        row.addLayout(column, 1)

    def stand(self, standing: Standing, said: str) -> None:
        picture, colour, role = standing.value
        self.standing = standing
        self._sign.setPixmap(icon(picture, self._theme.colour(colour), self._sign.width()))
        give_role(self.said, role)
        self.said.setText(said)
        self.setAccessibleName(f"{self.name.text()}: {said}")


class EndOfDayPage(ConsolePage):
    """Signals: `end_begun()` (a backup, then one pass); `skip_chosen()`: wait no longer for the pass; `off_chosen()`:
    switch the machine off; `close_chosen()`: close the program; `on_chosen()`: go on, the visitors have the screen;
    `opened()`: somebody looks at it now; `sheet_chosen()`, `sheet_file_chosen(Path)`: the day's sums on paper, or in a
    file, answered by sheet_told().
    """

    end_begun = Signal()
    skip_chosen = Signal()
    off_chosen = Signal()
    close_chosen = Signal()
    on_chosen = Signal()
    opened = Signal()
    sheet_chosen = Signal()
    sheet_file_chosen = Signal(object)

    def __init__(self, theme: Theme, *, can_send: bool, can_switch_off: bool) -> None:
        super().__init__(theme, "")
        self.title.setText(self.tr("Kết thúc ngày"))
        self._can_send, self._can_switch_off = can_send, can_switch_off
        self._day = date.min
        self.column.addWidget(self._sums(theme))
        self.column.addWidget(self._waiting(theme))
        self.column.addWidget(self._ending(theme))
        self.column.addStretch(1)
        self.forget()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()

    # ---- the day ----

    def _sums(self, theme: Theme) -> QFrame:
        frame, column = card(theme)
        self.count = Words("figure", "0", wraps=False)
        self.inside = Words("body")
        column.addWidget(self.count)
        column.addWidget(self.inside)
        self.purposes, self.methods, self.ages = ShareBars(theme), ShareBars(theme), ShareBars(theme)
        self._bars = bars = TurningBox(theme, spacing=8)
        for heading, shares in (
            (self.tr("Đến để làm gì"), self.purposes),
            (self.tr("Ghi bằng cách nào"), self.methods),
            (self.tr("Tuổi"), self.ages),
        ):
            shares.setAccessibleName(heading)
            under = QVBoxLayout()
            under.setSpacing(0)
            under.addWidget(Words("strong", heading))
            under.addWidget(shares)
            under.addStretch(1)
            bars.box.addLayout(under, 1)
        column.addWidget(bars)
        self.sheet_said = Words("right")
        self.print_sheet = push_button(theme, self.tr("In tờ tổng kết ngày"), picture="printer")
        self.save_sheet = push_button(theme, self.tr("Ghi tờ tổng kết ra tệp…"))
        self.print_sheet.clicked.connect(self._print_pressed)
        self.save_sheet.clicked.connect(self._save_pressed)
        column.addWidget(self.sheet_said)
        column.addWidget(self._buttons(theme, self.print_sheet, self.save_sheet))
        return frame

    def _print_pressed(self) -> None:
        self.print_sheet.setEnabled(False)
        self.sheet_chosen.emit()

    def _save_pressed(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        title, kinds = self.tr("Ghi tờ tổng kết ngày"), self.tr("Tài liệu (*.pdf)")
        proposed = str(Path(place) / f"tong-ket-ngay-{self._day:%Y-%m-%d}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, title, proposed, kinds)
        if chosen:
            self.save_sheet.setEnabled(False)
            self.sheet_file_chosen.emit(Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.pdf"))

    def sheet_told(self, told: Told) -> None:
        """What became of the day's sheet."""
        give_role(self.sheet_said, "right" if told.done else "wrong")
        self.sheet_said.setText(told.text)
        self.sheet_said.show()
        for button in (self.print_sheet, self.save_sheet):
            button.setEnabled(True)

    def _waiting(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Chờ cán bộ xem"))
        self.to_look_at = Words("body")
        self.at_province = Words("body")
        column.addWidget(self.to_look_at)
        column.addWidget(Words("heading", self.tr("Gửi về tỉnh")))
        column.addWidget(self.at_province)
        return frame

    def show_day(self, end: DayEnd, now: int) -> None:
        """`now`: seconds UTC."""
        self._day = end.day
        self.under.setText(texts.long_day(end.day))
        self.count.setText(self.tr("{count} lượt").format(count=texts.number(end.visits)))
        inside = day_words.sum_line(end)
        self.inside.setText(inside)
        self.inside.setVisible(bool(inside))
        self._bars.setVisible(bool(end.visits))
        self.purposes.show_shares(_shares(texts.PURPOSES, end.by_purpose))
        self.methods.show_shares(_shares(texts.METHODS, end.by_method))
        self.ages.show_shares(_shares(day_words.AGES, end.by_age))
        lines = [day_words.look_line(one) for one in end.to_look_at[:_MOST_TO_LOOK_AT]]
        if more := len(end.to_look_at) - len(lines):
            lines.append(self.tr("và {count} việc nữa").format(count=texts.number(more)))
        none = self.tr("Không có đoàn lớn hay lượt khác thường nào chờ xem.")
        self.to_look_at.setText("\n".join(lines) or none)
        self.at_province.setText(day_words.waits_line(end.status, now))

    # ---- its end ----

    def _ending(self, theme: Theme) -> QFrame:
        frame, column = card(theme, self.tr("Kết thúc"))
        self.backup, self.pass_ = Step(theme, self.tr("Sao lưu")), Step(theme, self.tr("Gửi về tỉnh"))
        self.off = Step(theme, self.tr("Tắt máy"))
        self.begin = push_button(theme, self.tr("Sao lưu và gửi ngay"), role="primary")
        self.skip = push_button(theme, self.tr("Bỏ qua, không gửi nữa"))
        self.begin.clicked.connect(self._begun)
        self.skip.clicked.connect(self.skip_chosen)
        self.switch_off = push_button(theme, self.tr("Tắt máy"), picture="power")
        self.close_program = push_button(theme, self.tr("Đóng phần mềm"))
        self.go_on = push_button(theme, self.tr("Mở tiếp"))
        self.switch_off.clicked.connect(self._off_pressed)
        self.close_program.clicked.connect(self.close_chosen)
        self.go_on.clicked.connect(self.on_chosen)
        column.addWidget(self.backup)
        column.addWidget(self.pass_)
        column.addWidget(self._buttons(theme, self.begin, self.skip))
        column.addWidget(self.off)
        column.addWidget(self._buttons(theme, self.switch_off, self.close_program, self.go_on))
        self.switch_off.setVisible(self._can_switch_off)
        return frame

    def _buttons(self, theme: Theme, *buttons: QPushButton) -> QWidget:
        row = TurningBox(theme, spacing=4)
        for button in buttons:
            button.setMinimumWidth(theme.size("action"))
            row.box.addWidget(button)
        row.box.addStretch(1)
        return row

    def _begun(self) -> None:
        self.begin.setEnabled(False)
        self.backup.stand(Standing.RUNS, self.tr("Đang sao lưu…"))
        self.pass_.stand(Standing.WAITS, self.tr("Gửi sau khi sao lưu."))
        self.skip.setVisible(self._can_send)
        bring_into_view(self.off)
        self.end_begun.emit()

    def backed_up(self, said: str, *, well: bool) -> None:
        """The backup is over; how it went stops nothing."""
        self.backup.stand(Standing.DONE if well else Standing.NOT_DONE, said)

    def sending(self) -> None:
        """One pass runs."""
        self.pass_.stand(Standing.RUNS, self.tr("Đang gửi. Không muốn đợi thì bấm «Bỏ qua»."))

    def sent(self, said: str, *, well: bool | None) -> None:
        """The pass is over, or (None) nobody waits for it any longer."""
        standing = {True: Standing.DONE, False: Standing.LATER, None: Standing.SKIPPED}[well]
        self.pass_.stand(standing, said)
        self.skip.hide()
        self.begin.setEnabled(True)

    def _off_pressed(self) -> None:
        self.switch_off.setEnabled(False)
        self.off.stand(Standing.RUNS, self.tr("Đang tắt máy. Xin đừng rút điện."))
        self.off_chosen.emit()

    def not_switched_off(self, said: str) -> None:
        self.switch_off.setEnabled(True)
        self.off.stand(Standing.NOT_DONE, said)

    def forget(self) -> None:
        """As before the first touch."""
        self.backup.stand(Standing.WAITS, self.tr("Chép mọi dữ liệu hôm nay ra một bản riêng."))
        waits = self.tr("Gửi một lần, bỏ qua lúc nào cũng được. Không có mạng cũng không sao.")
        self.pass_.stand(Standing.WAITS, waits if self._can_send else self.tr("Máy này chưa có đường gửi."))
        told = self.tr("Mọi lượt đã ghi đều nằm trên đĩa. Tắt máy lúc nào cũng an toàn.")
        by_hand = self.tr("Máy này không cho phần mềm tắt. Hãy đóng phần mềm, rồi tắt máy như thường lệ.")
        self.off.stand(Standing.WAITS, told if self._can_switch_off else by_hand)
        self.skip.hide()
        self.sheet_said.hide()
        for button in (self.begin, self.switch_off, self.print_sheet, self.save_sheet):
            button.setEnabled(True)


def _shares(names: Mapping[Kind, str], counts: Mapping[Kind, int]) -> list[Share]:
    """What there was of each kind; what nobody did takes no room."""
    return [Share(name, counts[kind]) for kind, name in names.items() if counts.get(kind)]
