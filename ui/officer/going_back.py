"""One backup in a list, and the question before the database goes back to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kiosk.usecases.list_backups import Listed, Outlook
from ui.office import copies
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, broken, give_role


class BackupRow(QFrame):
    """When a backup was made, what is in it and where it lies. Signal: `chosen(Listed)`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, copy: Listed, now: int, *, can_restore: bool) -> None:
        super().__init__()
        self.copy = copy
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        row = TurningBox(theme, spacing=2)
        outer.addWidget(row)
        words = QVBoxLayout()
        words.setSpacing(0)
        line = copies.backup_line(copy, now)
        line = line[:1].upper() + line[1:]
        words.addWidget(Words("wrong" if copy.trouble else "strong", line))
        place = self.tr("Trên máy này") if copy.here else self.tr("Ở {place}").format(place=broken(copy.path.parent))
        words.addWidget(Words("soft", place))
        row.box.addLayout(words, 1)
        self.back = push_button(theme, self.tr("Quay về bản này…"))
        self.back.setAccessibleName(self.tr("Quay về bản sao lưu {line}").format(line=line))
        self.back.setMinimumWidth(theme.size("action"))
        self._can_restore = can_restore and not copy.trouble
        self.back.setVisible(self._can_restore)
        self.back.clicked.connect(lambda: self.chosen.emit(copy))
        row.box.addWidget(self.back)

    def allow(self, allowed: bool) -> None:
        """Whether its button may be touched now."""
        self.back.setEnabled(allowed)

    def stand(self, asked: Listed | None) -> None:
        """Beside the question about a backup only that one stands, without its button."""
        self.setVisible(asked is None or asked == self.copy)
        self.back.setVisible(self._can_restore and asked is None)


class Question(QFrame):
    """What would be lost, and whether that is meant. Signals: `confirmed(Path)`, `refused()`."""

    confirmed = Signal(object)
    refused = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "asking")
        self._copy: Listed | None = None
        column = QVBoxLayout(self)
        edge = theme.space(5)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.space(3))
        column.addWidget(Words("heading", self.tr("Quay về bản sao lưu này?")))
        self.cost, self.loss = Words("body"), Words("wrong")
        column.addWidget(self.cost)
        column.addWidget(self.loss)
        after = self.tr("Mật khẩu cán bộ cũng trở về như lúc đó. Dữ liệu đang dùng được cất riêng 15 ngày.")
        column.addWidget(Words("body", after))
        self.no = push_button(theme, self.tr("Không, giữ nguyên"), role="primary")
        self.yes = push_button(theme, self.tr("Quay về bản này"))
        self.no.clicked.connect(self.refused)
        self.yes.clicked.connect(self._yes_pressed)
        ways = TurningBox(theme, spacing=4)
        for button in (self.no, self.yes):
            button.setMinimumWidth(theme.size("action"))
            ways.box.addWidget(button)
        ways.box.addStretch(1)
        column.addWidget(ways)
        self.hide()

    def ask(self, outlook: Outlook, now: int) -> None:
        self._copy = outlook.backup
        self.cost.setText(copies.outlook_line(outlook, now))
        self.loss.setText(copies.loss_line(outlook))
        self.loss.setVisible(bool(self.loss.text()))
        self.show()
        self.no.setFocus()

    def _yes_pressed(self) -> None:
        if self._copy is not None:
            self.confirmed.emit(self._copy.path)
