"""«Sao lưu»: the newest copy, another one now, a second place, and the way back to an older one."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from kiosk.usecases.back_up import BackedUp
from kiosk.usecases.list_backups import Listed, Outlook
from kiosk.usecases.restore_backup import Restored
from ui import texts
from ui.office import copies
from ui.officer.console import bring_into_view, card
from ui.officer.going_back import BackupRow, Question
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, broken, give_role


class BackupsCard(QFrame):
    """Signals: `back_up_chosen()`, `folder_chosen(Path | None)`, `list_chosen()`, answered by show_backups();
    `outlook_chosen(Listed)`, answered by ask_to_restore(); `restore_confirmed(Path)`, answered by restored().
    """

    back_up_chosen = Signal()
    folder_chosen = Signal(object)
    list_chosen = Signal()
    outlook_chosen = Signal(object)
    restore_confirmed = Signal(object)

    def __init__(self, theme: Theme, *, can_restore: bool) -> None:
        super().__init__()
        self._theme, self._can_restore = theme, can_restore
        inside, column = card(theme, self.tr("Sao lưu"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.newest, self.second = Words("body"), Words("soft")
        column.addWidget(self.newest)
        column.addWidget(self.second)
        column.addWidget(self._buttons(theme))
        self.said = Words("right")
        column.addWidget(self.said)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.space(2))
        column.addLayout(self._rows)
        self.rows: list[BackupRow] = []
        self.question = Question(theme)
        self.question.refused.connect(self._thought_better)
        self.question.confirmed.connect(self._confirmed)
        column.addWidget(self.question)
        self.forget()

    def _buttons(self, theme: Theme) -> QWidget:
        self.make = push_button(theme, self.tr("Sao lưu ngay"), role="primary", picture="hard-drive", tint="on-dark")
        self.look = push_button(theme, self.tr("Xem các bản sao lưu"), picture="history")
        self.choose = push_button(theme, self.tr("Chép thêm sang ổ khác…"))
        self.alone = push_button(theme, self.tr("Thôi chép sang ổ khác"))
        self.make.clicked.connect(self._make_pressed)
        self.look.clicked.connect(self._look_pressed)
        self.choose.clicked.connect(self._choose_pressed)
        self.alone.clicked.connect(lambda: self.folder_chosen.emit(None))
        first, second = TurningBox(theme, spacing=4), TurningBox(theme, spacing=4)
        for box, buttons in ((first, (self.make, self.look)), (second, (self.choose, self.alone))):
            for button in buttons:
                button.setMinimumWidth(theme.size("action"))
                box.box.addWidget(button)
            box.box.addStretch(1)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        column.addWidget(first)
        column.addWidget(second)
        return both

    # ---- what there is ----

    def show_newest(self, at: int | None, now: int) -> None:
        if at is None:
            self.newest.setText(self.tr("Chưa có bản sao lưu nào. Máy tự sao lưu mỗi ngày và khi đóng phần mềm."))
            return
        when = texts.when(at, now)
        line = self.tr("Bản gần nhất: {when}. Máy tự sao lưu mỗi ngày và khi đóng phần mềm.")
        self.newest.setText(line.format(when=when))

    def show_folder(self, folder: Path | None) -> None:
        self.alone.setVisible(folder is not None)
        if folder is None:
            line = self.tr("Bản sao nằm trên máy này. USB có thư mục diem-doc-sao-luu được chép thêm một bản.")
            self.second.setText(line)
        else:
            self.second.setText(self.tr("Mỗi bản được chép thêm vào: {folder}").format(folder=broken(folder)))

    def show_backups(self, found: Sequence[Listed], now: int) -> None:
        """What «Xem các bản sao lưu» found."""
        self._rest()
        self._clear()
        if not found:
            self._say(self.tr("Chưa có bản sao lưu nào."), "strong")
        for copy in found:
            row = BackupRow(self._theme, copy, now, can_restore=self._can_restore)
            row.chosen.connect(self._row_chosen)
            self._rows.addWidget(row)
            self.rows.append(row)

    # ---- what is done ----

    def backed_up(self, made: BackedUp) -> None:
        self._rest()
        lines = [
            self.tr("Đã sao lưu {visits} lượt, {readers} bạn đọc.").format(
                visits=texts.number(made.visits), readers=texts.number(made.readers)
            )
        ]
        lines += [self.tr("Đã chép thêm vào {place}.").format(place=broken(place.parent)) for place in made.copies]
        lines += [copies.missed_line(place, code) for place, code in made.missed]
        self._say("\n".join(lines), "wrong" if made.missed else "right")

    def failed(self, trouble: Sentence) -> None:
        """It did not go through; nothing has changed."""
        self._rest()
        self._thought_better()
        self._say(str(trouble), "wrong")

    def ask_to_restore(self, outlook: Outlook, now: int) -> None:
        """What going back would cost, and whether that is meant."""
        self._rest()
        self.said.hide()
        for row in self.rows:
            row.stand(outlook.backup)
        self.question.ask(outlook, now)
        bring_into_view(self.question)

    def restored(self, done: Restored) -> None:
        self._rest()
        self.question.hide()
        self._clear()
        self._say(self.tr("Đã quay về bản sao lưu. {now}").format(now=copies.restored_line(done)), "right")

    def forget(self) -> None:
        """Back to the beginning, for the next officer."""
        self.said.hide()
        self.question.hide()
        self._clear()
        self._rest()

    # ---- touches ----

    def _make_pressed(self) -> None:
        self._start(self.make, self.tr("Đang sao lưu…"))
        self.back_up_chosen.emit()

    def _look_pressed(self) -> None:
        self._start(self.look, self.tr("Đang xem…"))
        self.question.hide()
        self.list_chosen.emit()

    def _choose_pressed(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Chọn thư mục ở ổ đĩa khác"))
        if chosen:
            self.folder_chosen.emit(Path(chosen))

    def _row_chosen(self, copy: object) -> None:
        self._allow(False)
        self._say(self.tr("Đang so bản sao lưu với dữ liệu đang dùng…"), "strong")
        self.outlook_chosen.emit(copy)

    def _thought_better(self) -> None:
        self.question.hide()
        for row in self.rows:
            row.stand(None)

    def _confirmed(self, file: object) -> None:
        self._thought_better()
        self._allow(False)
        self._say(self.tr("Đang khôi phục, thường xong trong một phút. Xin đừng tắt máy."), "strong")
        self.restore_confirmed.emit(file)

    def _start(self, button: QPushButton, doing: str) -> None:
        self._allow(False)
        name_button(button, doing)
        self.said.hide()

    def _rest(self) -> None:
        self._allow(True)
        name_button(self.make, self.tr("Sao lưu ngay"))
        name_button(self.look, self.tr("Xem các bản sao lưu"))

    def _allow(self, allowed: bool) -> None:
        for button in (self.make, self.look, self.choose, self.alone):
            button.setEnabled(allowed)
        for row in self.rows:
            row.allow(allowed)

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)
        self.said.show()

    def _clear(self) -> None:
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
