"""The boxes of a tally sheet on the screen, in the order of the paper: age bands down, purposes across."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QSizePolicy, QWidget

from kiosk.values import AgeBand, Purpose
from ui import texts, visit_words
from ui.theme import Theme
from ui.widgets.words import Words, give_role

Box = tuple[AgeBand, Purpose]
BANDS = (AgeBand.CHILD, AgeBand.YOUTH, AgeBand.ADULT, AgeBand.SENIOR)
PURPOSES = (Purpose.READING, Purpose.LENDING, Purpose.INTERNET, Purpose.CLASS_OR_CLUB, Purpose.EVENT)
"""As kiosk/documents/tally_sheet.py prints them."""
HEADS = {
    Purpose.READING: "Đọc tại chỗ",
    Purpose.LENDING: "Mượn trả",
    Purpose.INTERNET: "Internet",
    Purpose.CLASS_OR_CLUB: "Lớp, CLB",
    Purpose.EVENT: "Sự kiện",
}
"""The paper's own short words over its columns."""


class LateGrid(QWidget):
    """Signal: `box_chosen((AgeBand, Purpose))`: the keys write there from now on."""

    box_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._choice = QButtonGroup(self)
        self.boxes: dict[Box, QPushButton] = {}
        self.sums: dict[Purpose, Words] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(1))
        grid.setVerticalSpacing(theme.space(2))
        for column, purpose in enumerate(PURPOSES, start=1):
            grid.addWidget(Words("label", HEADS[purpose], centred=True), 0, column, Qt.AlignmentFlag.AlignBottom)
            grid.setColumnStretch(column, 2)
            self.sums[purpose] = Words("strong", "0", centred=True, wraps=False)
            grid.addWidget(self.sums[purpose], len(BANDS) + 1, column)
        grid.setColumnStretch(0, 3)
        for row, band in enumerate(BANDS, start=1):
            grid.addWidget(Words("strong", visit_words.AGES[band]), row, 0)
            for column, purpose in enumerate(PURPOSES, start=1):
                grid.addWidget(self._box(theme, (band, purpose)), row, column)
        grid.addWidget(Words("strong", self.tr("Cộng")), len(BANDS) + 1, 0)

    def _box(self, theme: Theme, box: Box) -> QPushButton:
        button = QPushButton()
        give_role(button, "box")
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        button.setMinimumWidth(theme.space(12))  # it is never so narrow: on a standing screen all is larger
        button.clicked.connect(lambda: self.box_chosen.emit(box))
        self._choice.addButton(button)
        self.boxes[box] = button
        return button

    def show_counts(self, counts: Mapping[Box, int]) -> None:
        for (band, purpose), button in self.boxes.items():
            count = counts.get((band, purpose), 0)
            button.setText(texts.number(count) if count else "–")
            name = self.tr("{age}, {purpose}: {count}")
            told = {"age": visit_words.AGES[band], "purpose": texts.PURPOSES[purpose], "count": count}
            button.setAccessibleName(name.format(**told))
        for purpose, shown in self.sums.items():
            shown.setText(texts.number(sum(counts.get((band, purpose), 0) for band in BANDS)))

    def choose(self, box: Box | None) -> None:
        """Show where the keys write; None: elsewhere."""
        self._choice.setExclusive(False)
        for one, button in self.boxes.items():
            button.setChecked(one == box)
        self._choice.setExclusive(True)
