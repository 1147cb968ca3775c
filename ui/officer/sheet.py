"""«Phiếu khôi phục»: the key that opens the readers' names, on paper."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from ui.officer.console import card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import Words, broken, give_role


class SheetCard(QFrame):
    """Signal: `sheet_chosen(Path)`, answered by ended()."""

    sheet_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
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
        self.save = push_button(theme, self.tr("Ghi phiếu ra tệp để in…"), picture="key-round")
        self.save.setMinimumWidth(theme.size("action"))
        self.save.clicked.connect(self._save_pressed)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.forget()

    def ended(self, file: Path, trouble: Sentence | None) -> None:
        """The sheet is in `file`, or `trouble` says why not."""
        self.save.setEnabled(True)
        give_role(self.said, "right" if trouble is None else "wrong")
        where = self.tr("Phiếu ở {file}. Hãy in, cất nơi khóa được, rồi xóa tệp này.").format(file=broken(file))
        self.said.setText(where if trouble is None else str(trouble))
        self.said.show()

    def forget(self) -> None:
        self.said.hide()

    def _save_pressed(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(place) / "phieu-khoi-phuc.pdf")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Ghi phiếu khôi phục"), proposed, self.tr("Tài liệu (*.pdf);;Ảnh (*.png)")
        )
        if chosen:
            self.save.setEnabled(False)
            self.sheet_chosen.emit(Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.pdf"))
