"""Who is a reader here: a search without marks, an order, and a table."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QVBoxLayout

from kiosk.clock import Clock
from kiosk.usecases.find_readers import LONGEST_SEARCH, Found, Order
from ui import reader_words, texts
from ui.officer.console import card
from ui.theme import Theme
from ui.widgets.table import Cell, Heading, Table
from ui.widgets.tiles import choice_button, push_button
from ui.widgets.turning import TurningGrid
from ui.widgets.words import Words

MOST = 200
"""So many rows are shown; whoever looks for one among more types another letter."""
_PAUSE_MS = 120
_BY_COLUMN = {0: Order.NAME, 2: Order.CLASS, 4: Order.VISIT}


class ReadersList(QFrame):
    """Signals: `wanted(words, Order)`: what is looked for has changed; `chosen(number)`, a reader's local number;
    `export_wanted(words, Order, Path)`: all of them into a file.
    """

    wanted = Signal(str, object)
    chosen = Signal(int)
    export_wanted = Signal(str, object, object)

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._clock, self._numbers = clock, tuple[int, ...]()
        self._order = Order.NAME
        inside, column = card(theme, self.tr("Tìm bạn đọc"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.search = QLineEdit()
        self.search.setMaxLength(LONGEST_SEARCH)
        self.search.setPlaceholderText(self.tr("Tên, lớp, năm sinh"))
        self.search.setAccessibleName(self.tr("Tìm bạn đọc theo tên, lớp hoặc năm sinh, không cần dấu"))
        column.addWidget(self.search)
        column.addWidget(self._orders(theme))
        self.said = Words("soft")
        self.said.setContentsMargins(0, theme.space(1), 0, 0)
        column.addWidget(self.said)
        headings = (
            Heading(self.tr("Họ và tên"), 36, 45),
            Heading(self.tr("Sinh"), 11, 20),
            Heading(self.tr("Lớp"), 11, 0),
            Heading(self.tr("Tình trạng"), 24, 35),
            Heading(self.tr("Đến gần nhất"), 20, 0),
        )
        self.table = Table(theme, self.tr("Danh sách bạn đọc"), headings)
        self.table.chosen.connect(lambda row: self.chosen.emit(self._numbers[row]))
        self.table.heading_chosen.connect(lambda place: self.sort(_BY_COLUMN[place]) if place in _BY_COLUMN else None)
        column.addWidget(self.table)
        self.export = push_button(theme, self.tr("Xuất danh sách này…"))
        self.export.clicked.connect(self._export_pressed)
        column.addWidget(self.export, 0, Qt.AlignmentFlag.AlignLeft)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.look_again)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self.look_again)
        self._show_order()

    def _orders(self, theme: Theme) -> TurningGrid:
        names = {
            Order.NAME: self.tr("Theo tên"),
            Order.CLASS: self.tr("Theo lớp"),
            Order.VISIT: self.tr("Mới đến"),
            Order.NEWEST: self.tr("Mới thêm"),
        }
        self.orders = {order: choice_button(theme, name) for order, name in names.items()}
        for order, button in self.orders.items():
            button.clicked.connect(lambda _checked=False, order=order: self.sort(order))
        return TurningGrid(theme, tuple(self.orders.values()), spacing=3)

    def sort(self, order: Order) -> None:
        """List the readers in this order."""
        self._order = order
        self._show_order()
        self.look_again()

    def _show_order(self) -> None:
        for order, button in self.orders.items():
            button.setChecked(order is self._order)
        column = next((place for place, order in _BY_COLUMN.items() if order is self._order), -1)
        self.table.show_sorted(column, falling=self._order is Order.VISIT)

    def look_again(self) -> None:
        """Ask for what is wanted now."""
        self._pause.stop()
        self.wanted.emit(self.search.text(), self._order)

    def show_found(self, found: Found) -> None:
        """What was found; said in words as well, and what to do where it is nothing."""
        now = self._clock().wall
        self._numbers = tuple(reader.number for reader in found.readers)
        rows = [
            (
                Cell(reader.full_name),
                Cell(reader_words.born(reader)),
                Cell(reader.school_class or "–"),
                Cell(" · ".join(reader_words.standings(reader)), reader_words.standing_picture(reader)),
                Cell(reader_words.last_visit(reader, now)),
            )
            for reader in found.readers
        ]
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.export.setVisible(bool(rows))
        self.said.setText(self._told(found))

    def _told(self, found: Found) -> str:
        if not found.total:
            return self.tr("Chưa có bạn đọc nào. Hãy đăng ký một người, hoặc nhập danh sách lớp của trường.")
        if not found.matching:
            return self.tr("Không thấy ai. Hãy gõ ít chữ hơn, hoặc quét thẻ của bạn đọc.")
        if found.matching > len(found.readers):
            line = self.tr("{count} người khớp, đang hiện {shown} người đầu. Hãy gõ thêm để tìm nhanh hơn.")
            return line.format(count=texts.number(found.matching), shown=texts.number(len(found.readers)))
        if found.matching < found.total:
            line = self.tr("{count} người khớp, trong {total} bạn đọc. Chạm vào một dòng để mở.")
            return line.format(count=texts.number(found.matching), total=texts.number(found.total))
        return self.tr("{total} bạn đọc. Chạm vào một dòng để mở.").format(total=texts.number(found.total))

    def forget(self) -> None:
        """Empty, for the next officer."""
        self._pause.stop()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._pause.stop()
        self._numbers = ()
        self._order = Order.NAME
        self._show_order()
        self.table.show_rows(())
        self.export.hide()
        self.said.setText("")

    def _export_pressed(self) -> None:
        """A file with names: the officer says where it goes, and it is for their eyes alone."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(documents) / "ban-doc.csv")
        title = self.tr("Xuất danh sách, có họ tên: hãy giữ kín")
        chosen, _ = QFileDialog.getSaveFileName(self, title, proposed, self.tr("Bảng (*.csv)"))
        if chosen:
            file = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.csv")
            self.export_wanted.emit(self.search.text(), self._order, file)
