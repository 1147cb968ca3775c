"""«Kiểm tra đường truyền»: hop by hop to the province, each with a sign, a sentence and what to do."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.values import Hop, HopOutcome
from ui.officer.concerns import sign
from ui.officer.console import card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.words import Words

_SIGNS: Final = {
    HopOutcome.OK: ("circle-check", "leaf"),
    HopOutcome.FAILED: ("circle-alert", "brick"),
    HopOutcome.SKIPPED: ("clock", "soft"),
}


class DoctorCard(QFrame):
    """Signal: `examine_chosen()`. Give it each hop as it is found, and tell it when that is over."""

    examine_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._failed = False
        inside, column = card(theme, self.tr("Đường truyền đến tỉnh"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.said = Words("body", self.tr("Không gửi được? Máy sẽ xem từng chặng và nói chặng nào hỏng, cần làm gì."))
        self.examine = push_button(theme, self.tr("Kiểm tra đường truyền"), picture="heart-pulse", tint="leaf")
        self.examine.setMinimumWidth(theme.size("action"))
        self.examine.clicked.connect(self._examine_pressed)
        self._hops = QVBoxLayout()
        self._hops.setSpacing(theme.space(2))
        column.addWidget(self.said)
        column.addLayout(self._hops)
        column.addWidget(self.examine, 0, Qt.AlignmentFlag.AlignLeft)

    def show_hop(self, hop: Hop) -> None:
        """One more hop is known."""
        first_failed = hop.outcome is HopOutcome.FAILED and not self._failed
        self._failed = self._failed or first_failed
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.space(3))
        row.addWidget(sign(self._theme, *_SIGNS[hop.outcome]), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = self.tr("{title}: {sentence}").format(title=hop.title, sentence=hop.sentence)
        words.addWidget(Words("wrong" if first_failed else "label", title))
        if hop.advice and hop.outcome is HopOutcome.FAILED:
            words.addWidget(Words("strong", hop.advice))
        row.addLayout(words, 1)
        line.setAccessibleName(title)
        self._hops.addWidget(line)

    def ended(self, trouble: Sentence | None) -> None:
        """All hops were looked at, or `trouble` says why not."""
        self.examine.setEnabled(True)
        name_button(self.examine, self.tr("Kiểm tra lại"))
        if trouble is not None:
            self.said.setText(str(trouble))
        elif self._failed:
            self.said.setText(self.tr("Có chặng hỏng. Hãy làm theo lời khuyên ở dòng đỏ đầu tiên."))
        else:
            self.said.setText(self.tr("Mọi chặng đều thông. Tỉnh nhận được số liệu của máy này."))

    def forget(self) -> None:
        self._failed = False
        while (item := self._hops.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def _examine_pressed(self) -> None:
        self.forget()
        self.examine.setEnabled(False)
        name_button(self.examine, self.tr("Đang kiểm tra…"))
        self.said.setText(self.tr("Máy đang xem từng chặng. Có chặng cần đợi đến nửa phút."))
        self.examine_chosen.emit()
