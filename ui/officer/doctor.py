"""«Kiểm tra đường truyền»: hop by hop to the province, each with a sign, a sentence and what to do."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.values import Hop, HopOutcome
from ui.officer.concerns import sign
from ui.officer.console import bring_into_view, card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.tiles import name_button, push_button
from ui.widgets.words import Words, give_role

_SIGNS: Final = {
    HopOutcome.OK: ("circle-check", "leaf", "Thông"),
    HopOutcome.FAILED: ("circle-alert", "brick", "Hỏng"),
    HopOutcome.SKIPPED: ("clock", "soft", "Bỏ qua"),
}
"""Picture, its colour, and the same for a screen reader."""


class DoctorCard(QFrame):
    """Signal: `examine_chosen()`. Give it each hop as it is found, and tell it when that is over."""

    examine_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: list[tuple[Hop, _Line]] = []
        inside, column = card(theme, self.tr("Đường truyền đến tỉnh"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.said = Words("body")
        self.advice = Words("strong")
        self.examine = push_button(theme, self.tr("Kiểm tra đường truyền"), picture="heart-pulse", tint="leaf")
        self.examine.setMinimumWidth(theme.size("action"))
        self.examine.clicked.connect(self._examine_pressed)
        self._hops = QVBoxLayout()
        self._hops.setSpacing(theme.space(2))
        column.addWidget(self.said)
        column.addWidget(self.advice)
        column.addLayout(self._hops)
        column.addWidget(self.examine, 0, Qt.AlignmentFlag.AlignLeft)
        self._running = False
        self.forget()

    @property
    def lines(self) -> list[str]:
        """What each hop says, as a screen reader says it."""
        return [line.accessibleName() for _, line in self._found]

    @Slot(object)
    def show_hop(self, hop: Hop) -> None:
        """One more hop is known."""
        line = _Line(self._theme, hop)
        self._hops.addWidget(line)
        self._found.append((hop, line))

    def ended(self, trouble: Sentence | None) -> None:
        """All hops were looked at, or `trouble` says why not."""
        self._rest(self.tr("Kiểm tra lại"))
        if trouble is not None:
            self._say(str(trouble), "wrong")
            return
        failed = [found for found in self._found if found[0].outcome is HopOutcome.FAILED]
        if not failed:
            self._say(self.tr("Đường truyền tốt. Tỉnh nhận được số liệu của máy này."), "right")
            return
        hop, line = next((found for found in failed if found[0].stops), failed[0])
        line.emphasise()
        if hop.stops:
            told = self.tr("Hỏng ở chặng «{title}»: {sentence}").format(title=hop.title, sentence=hop.sentence)
        else:
            told = self.tr("Gửi được, nhưng có điều cần chỉnh: {sentence}").format(sentence=hop.sentence)
        self._say(told, "wrong")
        self.advice.setText(self.tr("Cần làm: {advice}").format(advice=hop.advice))
        self.advice.setVisible(bool(hop.advice))
        bring_into_view(self.said)

    def forget(self) -> None:
        """Back to the beginning; what is being looked at goes on unseen."""
        self._clear()
        if not self._running:
            self._say(self.tr("Không gửi được? Máy sẽ xem từng chặng, nói chặng nào hỏng và cần làm gì."), "body")
            self._rest(self.tr("Kiểm tra đường truyền"))

    def _examine_pressed(self) -> None:
        self._clear()
        self._running = True
        self.examine.setEnabled(False)
        name_button(self.examine, self.tr("Đang kiểm tra…"))
        self._say(self.tr("Máy đang xem từng chặng. Có chặng cần đợi đến nửa phút."), "body")
        self.examine_chosen.emit()

    def _rest(self, name: str) -> None:
        self._running = False
        self.examine.setEnabled(True)
        name_button(self.examine, name)

    def _clear(self) -> None:
        for _, line in self._found:
            self._hops.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._found = []
        self.advice.hide()

    def _say(self, text: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(text)


class _Line(QWidget):
    """One hop: a sign, its name and what was found."""

    def __init__(self, theme: Theme, hop: Hop) -> None:
        super().__init__()
        picture, colour, said = _SIGNS[hop.outcome]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(3))
        row.addWidget(sign(theme, picture, colour), 0, Qt.AlignmentFlag.AlignTop)
        text = f"{hop.title}: {hop.sentence}"
        self._words = Words("soft" if hop.outcome is HopOutcome.SKIPPED else "label", text)
        row.addWidget(self._words, 1)
        self.setAccessibleName(f"{said}. {text}")

    def emphasise(self) -> None:
        """This is the one to mend first."""
        give_role(self._words, "strong")
