"""What the cards have in common on which an officer chooses something for this kiosk."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kiosk.values import Choices
from ui.officer.console import card
from ui.texts import Sentence
from ui.theme import Theme
from ui.widgets.words import Words


class ChoosingCard(QFrame):
    """Signal: `choice_made(name, value)`, a field of Choices; what is touched holds at once.

    A card lays itself out in `column`, ends with `show_trouble_here()` and says in `show_all()` what holds.
    """

    choice_made = Signal(str, object)

    def __init__(self, theme: Theme, heading: str) -> None:
        super().__init__()
        self.theme, self.chosen = theme, Choices()
        self._saving = 0
        inside, self.column = card(theme, heading)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        self.said = Words("wrong")

    def show_trouble_here(self) -> None:
        """The line for what went wrong comes next."""
        self.column.addWidget(self.said)
        self.forget()

    def show_all(self) -> None:
        """Show `chosen`."""
        raise NotImplementedError

    def choose(self, name: str, value: Any) -> None:
        """Somebody touched a choice: it is shown at once and asked to be written down."""
        self._saving += 1
        self.said.hide()
        self.chosen = replace(self.chosen, **{name: value})
        self.show_all()
        self.choice_made.emit(name, value)

    def show_choices(self, choices: Choices) -> None:
        """What holds now. A newer touch that is still being written down is not undone by it."""
        if not self._saving:
            self.chosen = choices
            self.show_all()

    def choice_kept(self, choices: Choices) -> None:
        """A choice is written down."""
        self._saving = max(0, self._saving - 1)
        self.show_choices(choices)

    def choice_refused(self, trouble: Sentence) -> None:
        """A choice is not."""
        self._saving = max(0, self._saving - 1)
        self.said.setText(str(trouble))
        self.said.show()

    def forget(self) -> None:
        """What was not written down is not waited for any longer."""
        self._saving = 0
        self.said.hide()
