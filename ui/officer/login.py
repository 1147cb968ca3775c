"""The officer's door."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.icons import icon
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, give_role


class PasswordField(QWidget):
    """A large password field with an eye beside it, for hands that are not sure what they typed."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.eye = QPushButton()
        self.eye.setCheckable(True)
        self.eye.setAccessibleName(self.tr("Hiện mật khẩu"))
        side = theme.size("icon")
        self.eye.setIconSize(QSize(side, side))
        self.eye.setFixedWidth(theme.size("field") + theme.space(4))
        give_role(self.eye, "quiet")
        self.eye.toggled.connect(self._eye_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(2))
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        self._eye_toggled(False)

    def _eye_toggled(self, open_eye: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if open_eye else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        picture = "eye-off" if open_eye else "eye"
        self.eye.setIcon(icon(picture, self._theme.colour("soft"), self._theme.size("icon")))

    def text(self) -> str:
        return self.line.text()

    def clear(self) -> None:
        self.line.clear()
        self.eye.setChecked(False)


class Login(QWidget):
    """Signals: `password_given(str)`, `left()`."""

    password_given = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        give_role(self, "paper")
        self.field = PasswordField(theme, self.tr("Mật khẩu cán bộ"))
        self.said = Words("wrong", centred=True)
        self.enter = push_button(theme, self.tr("Mở bàn làm việc"), role="primary")
        self.back = push_button(theme, self.tr("Về màn hình bạn đọc"), role="quiet", picture="arrow-left", tint="soft")
        self.setFocusProxy(self.field.line)
        self.enter.clicked.connect(self._given)
        self.field.line.returnPressed.connect(self._given)
        self.field.line.textEdited.connect(lambda _text: self.said.setText(""))
        self.back.clicked.connect(self.left)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        form = QWidget()
        give_role(form, "card")
        form.setFixedWidth(theme.size("form"))
        column = QVBoxLayout(form)
        edge = theme.space(9)
        column.setContentsMargins(edge, edge, edge, theme.space(6))
        column.setSpacing(theme.space(4))
        column.addWidget(Words("title", self.tr("Cán bộ thư viện"), centred=True))
        column.addWidget(Words("body", self.tr("Nhập mật khẩu để mở bàn làm việc."), centred=True))
        column.addWidget(self.field)
        column.addWidget(self.said)
        column.addWidget(self.enter)
        column.addWidget(self.back)
        page = QVBoxLayout(self)
        page.addStretch(1)
        page.addWidget(form, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(2)

    def refuse(self, told: Sentence) -> None:
        self.wait(False)
        self.field.clear()
        self.said.setText(str(told))
        self.field.line.setFocus()

    def wait(self, waiting: bool) -> None:
        self.enter.setEnabled(not waiting)

    def _given(self) -> None:
        if self.field.text() and self.enter.isEnabled():
            self.wait(True)
            self.password_given.emit(self.field.text())

    def forget(self) -> None:
        self.wait(False)
        self.field.clear()
        self.said.setText("")
