"""A school's list before it is written: who gets a card, who waits, who is here already, which rows fail."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kiosk.errors import KioskError
from kiosk.usecases.register_class import ClassPreview, Flaw, Pupil
from kiosk.values import Consent
from ui import texts
from ui.officer.console import card
from ui.texts import Sentence, sentence
from ui.theme import Theme
from ui.widgets.table import Cell, Heading, Table
from ui.widgets.tick import Tick
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words, give_role


class ClassPage(QFrame):
    """Signals: `left()`; `file_wanted()`; `confirmed(tuple of Pupil)`, answered by refuse() or forget()."""

    left = Signal()
    file_wanted = Signal()
    confirmed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._preview: ClassPreview | None = None
        inside, column = card(theme, self.tr("Danh sách lớp"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        how = self.tr(
            "Tệp Excel (.xlsx) hoặc CSV của trường, có cột Họ và tên, Ngày sinh; thêm được cột Giới tính, Lớp, Phụ "
            "huynh, và «Đồng ý» nếu nhà trường giữ phiếu đồng ý của phụ huynh. Chưa ghi gì cho đến khi bấm làm thẻ."
        )
        column.addWidget(Words("body", how))
        self.file = Words("strong")
        self.said = Words("body")
        for words in (self.file, self.said):
            column.addWidget(words)
        self.alike = Tick(theme, self.tr("Vẫn làm thẻ cho những em trùng họ tên và năm sinh"))
        self.alike.toggled.connect(lambda _on: self._show())
        column.addWidget(self.alike)
        column.addWidget(self._buttons(theme))
        self.table = Table(theme, self.tr("Các dòng trong danh sách"), self._headings())
        column.addWidget(self.table)
        self.forget()

    def _headings(self) -> tuple[Heading, ...]:
        return (
            Heading(self.tr("Dòng"), 9, 19),
            Heading(self.tr("Họ và tên"), 32, 44),
            Heading(self.tr("Năm sinh"), 13, 0),
            Heading(self.tr("Lớp"), 10, 0),
            Heading(self.tr("Sẽ ra sao"), 36, 37),
        )

    def _buttons(self, theme: Theme) -> TurningBox:
        self.back = push_button(theme, self.tr("Về danh sách"), picture="arrow-left")
        self.choose = push_button(theme, self.tr("Chọn tệp…"))
        self.make = push_button(theme, "", role="primary")
        self.back.clicked.connect(self.left)
        self.choose.clicked.connect(self.file_wanted)
        self.make.clicked.connect(self._make_pressed)
        row = TurningBox(theme, spacing=4)
        for button in (self.back, self.choose, self.make):
            button.setMinimumWidth(theme.size("action"))
            row.box.addWidget(button)
        row.box.addStretch(1)
        return row

    def show_reading(self, name: str) -> None:
        """A file is being read."""
        self.forget()
        self.file.setText(name)
        self.file.show()
        self._say(self.tr("Đang đọc danh sách…"), "body")
        self.choose.setEnabled(False)

    def show_preview(self, preview: ClassPreview) -> None:
        """What the file would make."""
        self._preview = preview
        self.choose.setEnabled(True)
        self.alike.setVisible(bool(preview.alike))
        self._show()

    def refuse(self, told: Sentence) -> None:
        self.choose.setEnabled(True)
        self.make.setEnabled(True)
        self._say(str(told), "wrong")

    def forget(self) -> None:
        self._preview = None
        self.alike.setChecked(False)
        for part in (self.file, self.said, self.alike, self.table, self.make):
            part.hide()
        self.choose.setEnabled(True)

    def _show(self) -> None:
        preview = self._preview
        if preview is None:
            return
        chosen = preview.chosen(despite_likeness=self.alike.isChecked())
        self._say(self._summed(preview, chosen), "body")
        rows = [(flaw.line, self._flaw_cells(flaw)) for flaw in preview.flaws]
        rows += [(pupil.line, self._pupil_cells(pupil, made=pupil in chosen)) for pupil in preview.pupils]
        self.table.show_rows([cells for _, cells in sorted(rows, key=lambda row: row[0])])
        self.table.show()
        name_button(self.make, self.tr("Làm {count} thẻ").format(count=texts.number(len(chosen))))
        self.make.setVisible(bool(chosen))
        self.make.setEnabled(True)

    def _summed(self, preview: ClassPreview, chosen: tuple[Pupil, ...]) -> str:
        waiting = sum(pupil.consent is Consent.AWAITED for pupil in chosen)
        parts = [self.tr("{count} em được làm thẻ.").format(count=texts.number(len(chosen)))]
        if waiting:
            line = self.tr("{count} em chờ phụ huynh: được đến đọc, chưa mượn; sẽ in phiếu cho các em mang về.")
            parts.append(line.format(count=texts.number(waiting)))
        if preview.alike:
            line = self.tr("{count} em trùng họ tên và năm sinh với người đã có thẻ hoặc dòng trên.")
            parts.append(line.format(count=texts.number(len(preview.alike))))
        if preview.flaws:
            line = self.tr("{count} dòng lỗi, không làm thẻ. Sửa trong tệp rồi chọn lại nếu cần.")
            parts.append(line.format(count=texts.number(len(preview.flaws))))
        return "\n".join(parts)

    def _pupil_cells(self, pupil: Pupil, *, made: bool) -> tuple[Cell, ...]:
        if not made:
            outcome = Cell(self.tr("Trùng: bỏ qua"), "circle-alert")
        elif pupil.consent is Consent.AWAITED:
            outcome = Cell(self.tr("Chờ phiếu"), "clock")
        else:
            outcome = Cell(self.tr("Có thẻ"), "check")
        return (
            Cell(str(pupil.line)),
            Cell(pupil.full_name),
            Cell(str(pupil.birth_year)),
            Cell(pupil.school_class or "–"),
            outcome,
        )

    def _flaw_cells(self, flaw: Flaw) -> tuple[Cell, ...]:
        told = sentence(KioskError(flaw.code)).title
        return Cell(str(flaw.line)), Cell(flaw.name), Cell("–"), Cell("–"), Cell(told, "triangle-alert")

    def _make_pressed(self) -> None:
        if self._preview is not None:
            self.make.setEnabled(False)
            self.confirmed.emit(self._preview.chosen(despite_likeness=self.alike.isChecked()))

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)
        self.said.show()
