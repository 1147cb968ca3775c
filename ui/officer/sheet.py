"""«Phiếu khôi phục»: the key that opens the readers' names, on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from ui.officer.console import card
from ui.paper.papers import print_page, usual_printer
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, broken, give_role

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class SheetCard(QFrame):
    """Signals: `sheet_chosen(Path)`, answered by ended(); `print_chosen()`, answered by print_sheet() or failed().

    `printer` finds the machine's printer when one is wanted.
    """

    sheet_chosen = Signal(object)
    print_chosen = Signal()

    def __init__(self, theme: Theme, printer: Callable[[], QPrinter | None] = usual_printer) -> None:
        super().__init__()
        self.printer = printer
        inside, column = card(theme, self.tr("Phiếu khôi phục"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        text = self.tr(
            "Bản sao lưu không chứa khóa. Khi máy hỏng hay mất, phải có phiếu này mới đọc lại được họ tên bạn đọc. "
            "In một lần, cho vào phong bì dán kín, cất nơi khóa được. Ai có phiếu đọc được họ tên mọi bạn đọc."
        )
        column.addWidget(Words("body", text))
        self.said = Words("right")
        column.addWidget(self.said)
        self.print = push_button(theme, self.tr("In phiếu khôi phục"), picture="key-round")
        self.save = push_button(theme, self.tr("Ghi phiếu ra tệp…"))
        self.print.clicked.connect(self._print_pressed)
        self.save.clicked.connect(self._save_pressed)
        ways = TurningBox(theme, spacing=4)
        for button in (self.print, self.save):
            button.setMinimumWidth(theme.size("action"))
            ways.box.addWidget(button)
        ways.box.addStretch(1)
        column.addWidget(ways)
        self.forget()

    def print_sheet(self, picture: bytes) -> None:
        """Put the sheet (PNG) on paper."""
        self.print.setEnabled(True)
        printer = self.printer()
        if printer is not None and print_page(picture, printer):
            self._say(self.tr("Đã gửi phiếu đến máy in. Hãy cất phiếu nơi khóa được."), "right")
        else:
            self._say(self.tr("Máy in chưa nhận. Hãy xem máy in rồi bấm lại, hoặc ghi phiếu ra tệp."), "wrong")

    def failed(self, trouble: Sentence) -> None:
        """There is no sheet to print."""
        self.print.setEnabled(True)
        self._say(str(trouble), "wrong")

    def ended(self, file: Path, trouble: Sentence | None) -> None:
        """The sheet is in `file`, or `trouble` says why not."""
        self.save.setEnabled(True)
        where = self.tr("Phiếu ở {file}. Hãy in, cất nơi khóa được, rồi xóa tệp này.").format(file=broken(file))
        self._say(where if trouble is None else str(trouble), "right" if trouble is None else "wrong")

    def forget(self) -> None:
        """Back to the beginning, for the next officer."""
        self.print.setEnabled(True)
        self.save.setEnabled(True)
        self.said.hide()

    def _print_pressed(self) -> None:
        if self.printer() is None:
            self._say(self.tr("Máy này chưa có máy in. Hãy ghi phiếu ra tệp, rồi in ở máy khác."), "wrong")
            return
        self.print.setEnabled(False)
        self.print_chosen.emit()

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)
        self.said.show()

    def _save_pressed(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(place) / "phieu-khoi-phuc.pdf")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Ghi phiếu khôi phục"), proposed, self.tr("Tài liệu (*.pdf);;Ảnh (*.png)")
        )
        if chosen:
            self.save.setEnabled(False)
            self.sheet_chosen.emit(Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.pdf"))
