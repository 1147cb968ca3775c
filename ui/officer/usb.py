"""«Gửi bằng USB»: what waits goes out on a stick, and what the province wrote on it comes back in."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout

from ui import texts
from ui.office.drives import Drive, plugged_in
from ui.officer.console import card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role

_SETTLED_MS = 60
"""The card has its new height by then."""


class UsbCard(QFrame):
    """Signals: `export_chosen(place, from_start)`, `import_chosen(place)`; the place is where the stick is mounted.

    `drives` tells what is plugged in. One stick is taken at once; of several the officer chooses one, and where none is
    seen, any folder.
    """

    export_chosen = Signal(object, bool)
    import_chosen = Signal(object)

    def __init__(self, theme: Theme, drives: Callable[[], list[Drive]] = plugged_in) -> None:
        super().__init__()
        self._theme, self.drives = theme, drives
        inside, column = card(theme, self.tr("Gửi bằng USB"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        text = self.tr(
            "Khi không có mạng: cắm USB, bấm «Ghi ra USB», mang USB về tỉnh. Tỉnh đọc xong, cắm lại vào đây và bấm "
            "«Đọc từ USB»."
        )
        column.addWidget(Words("body", text))
        self._export = self._button(self.tr("Ghi ra USB"), "hard-drive", lambda: self._choose(self._export_to))
        self._import = self._button(self.tr("Đọc từ USB"), "arrow-left", lambda: self._choose(self._import_from))
        self.again = self._button(self.tr("Ghi lại từ đầu"), "history", lambda: self._choose(self._export_anew))
        buttons = TurningBox(theme, spacing=4)
        for button in (self._export, self._import, self.again):
            buttons.box.addWidget(button)
        buttons.box.addStretch(1)
        column.addWidget(buttons)
        self.said = Words("right")
        column.addWidget(self.said)
        self._view = QTimer(self)
        self._view.setSingleShot(True)
        self._view.setInterval(_SETTLED_MS)
        self._view.timeout.connect(self._come_into_view)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(theme.space(2))
        column.addLayout(self._choices)
        self.forget()

    @property
    def export(self) -> QPushButton:
        """Writes what waits to a stick."""
        return self._export

    @property
    def take(self) -> QPushButton:
        """Reads what the province wrote."""
        return self._import

    def choices(self) -> list[QPushButton]:
        """The sticks to choose from, and last any folder; none while nothing is asked."""
        items = (self._choices.itemAt(index) for index in range(self._choices.count()))
        return [part for item in items if item is not None and isinstance(part := item.widget(), QPushButton)]

    def ended(self, said: str, *, unfinished: bool) -> None:
        """The stick may be pulled out. `said`: what became of it; `unfinished`: something waits for the next one."""
        self._rest()
        self.again.setVisible(unfinished)
        self._say(said, "right")

    def failed(self, trouble: Sentence) -> None:
        """It did not go through."""
        self._rest()
        self._say(str(trouble), "wrong")

    def forget(self) -> None:
        """Back to the beginning, for the next officer."""
        self.said.hide()
        self.again.hide()
        self._clear()

    # ---- where to ----

    def _choose(self, act: Callable[[Path], None]) -> None:
        self._clear()
        found = self.drives()
        if len(found) == 1:
            act(found[0].place)
            return
        if not found:
            self._say(self.tr("Chưa thấy USB nào. Hãy cắm USB rồi bấm lại, hoặc chọn một thư mục."), "wrong")
        else:
            self._say(self.tr("Có nhiều USB đang cắm. Hãy chọn một."), "strong")
        for drive in found:
            name = self.tr("{name}, còn trống {free}").format(name=drive.name, free=texts.size(drive.free))
            self._offer(name, drive.place, act)
        self._offer(self.tr("Chọn thư mục khác…"), None, act)

    def _offer(self, name: str, place: Path | None, act: Callable[[Path], None]) -> None:
        def chosen() -> None:
            there = place or self._any_folder()
            if there is not None:
                self._clear()
                act(there)

        self._choices.addWidget(self._button(name, "hard-drive", chosen), 0, Qt.AlignmentFlag.AlignLeft)

    def _any_folder(self) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Chọn thư mục của USB"))
        return Path(chosen) if chosen else None

    def _clear(self) -> None:
        for button in self.choices():
            self._choices.removeWidget(button)
            button.hide()
            button.deleteLater()

    # ---- what happens ----

    def _export_to(self, place: Path) -> None:
        self._start(self._export, self.tr("Đang ghi…"))
        self.export_chosen.emit(place, False)

    def _export_anew(self, place: Path) -> None:
        self._start(self.again, self.tr("Đang ghi…"))
        self.export_chosen.emit(place, True)

    def _import_from(self, place: Path) -> None:
        self._start(self._import, self.tr("Đang đọc…"))
        self.import_chosen.emit(place)

    def _start(self, button: QPushButton, doing: str) -> None:
        self._allow(False)
        name_button(button, doing)
        self._say(self.tr("Đừng rút USB cho đến khi xong."), "strong")

    def _rest(self) -> None:
        self._allow(True)
        name_button(self._export, self.tr("Ghi ra USB"))
        name_button(self._import, self.tr("Đọc từ USB"))
        name_button(self.again, self.tr("Ghi lại từ đầu"))

    def _allow(self, allowed: bool) -> None:
        for button in (self._export, self._import, self.again):
            button.setEnabled(allowed)

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)
        self.said.show()
        self._view.start()

    def _come_into_view(self) -> None:
        """What is said may lie below the edge of a small screen."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.ensureWidgetVisible(self)

    def _button(self, name: str, picture: str, pressed: Callable[[], None]) -> QPushButton:
        button = push_button(self._theme, name, picture=picture)
        button.setMinimumWidth(self._theme.size("action"))
        button.clicked.connect(pressed)
        return button
