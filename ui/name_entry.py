"""A field for a person's name: a line, a keyboard on the screen, and a real keyboard where there is one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.spelling import Tone, is_letter, toned
from ui.theme import Theme
from ui.typing.draft import Draft
from ui.typing.marks import Way, struck
from ui.widgets.board import Board
from ui.widgets.tiles import name_button, push_button
from ui.widgets.typed_line import TypedLine

_TONES = (Tone.NGANG, Tone.SAC, Tone.HUYEN, Tone.HOI, Tone.NGA, Tone.NANG)
"""In the order of the board's keys, the schoolbooks'."""


class NameEntry(QWidget):
    """Signals: `changed()`; `finished()` when somebody is done and there is a name; `left()`: the board's way back.

    `name`: what the field asks for, said to a screen reader. `done`: the word on the key that ends it; `back`: the
    word on the one that goes back, "" for none.
    """

    changed = Signal()
    finished = Signal()
    left = Signal()

    def __init__(self, theme: Theme, name: str, *, done: str, back: str = "") -> None:
        super().__init__()
        self.draft = Draft()
        self._way = Way.TELEX
        self.line = TypedLine(name)
        self.way = push_button(theme, "", role="quiet", picture="keyboard", tint="soft")
        self.way.hide()
        self.board = Board(theme, done=done, back=back)
        row = QHBoxLayout()
        row.setSpacing(theme.space(2))
        row.addWidget(self.line, 1)
        row.addWidget(self.way)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addLayout(row)
        column.addWidget(self.board, 1)
        self.setFocusProxy(self.line)
        self._connect()
        self._show()

    def _connect(self) -> None:
        board, line = self.board, self.line
        board.letter_pressed.connect(lambda text: self._become(self.draft.lettered(text, capital=text != text.lower())))
        board.tone_pressed.connect(lambda number: self._become(self.draft.toned(_TONES[number])))
        board.spaced.connect(lambda: self._become(self.draft.spaced()))
        board.left.connect(self.left)
        line.key_typed.connect(self._key_typed)
        line.erased_ahead.connect(self._erased_ahead)
        line.moved.connect(lambda cursor: self._become(self.draft.moved(cursor)))
        for signal in (board.erased, line.erased):
            signal.connect(lambda: self._become(self.draft.erased()))
        for signal in (board.finished, line.finished):
            signal.connect(self._finished)
        self.way.clicked.connect(self._way_changed)

    @property
    def name(self) -> str:
        """The name as it will be stored, "" while there is no letter."""
        return self.draft.name if any(is_letter(character) for character in self.draft.text) else ""

    def show_name(self, name: str) -> None:
        """Begin with a name that was typed before."""
        self._become(Draft.of(name))

    def forget(self) -> None:
        self._way = Way.TELEX
        self.way.hide()
        self._become(Draft())

    def _become(self, draft: Draft) -> None:
        self.draft = draft
        self._show()
        self.changed.emit()

    def _key_typed(self, key: str) -> None:
        self.way.show()
        self._become(struck(self.draft, key, self._way))

    def _erased_ahead(self) -> None:
        if self.draft.cursor < len(self.draft.text):
            self._become(self.draft.moved(self.draft.cursor + 1).erased())

    def _way_changed(self) -> None:
        self._way = Way.VNI if self._way is Way.TELEX else Way.TELEX
        self._show()

    def _finished(self) -> None:
        if self.name:
            self.finished.emit()

    def _show(self) -> None:
        draft = self.draft
        self.line.show_text(draft.text, draft.cursor)
        word = "".join(draft.text[at] for at in draft.word())
        marked = toned(word, Tone.SAC) != toned(word, Tone.NGANG)
        self.board.show_capital(draft.starts_word)
        self.board.show_previews([toned(word, tone) if marked else "" for tone in _TONES])
        self.board.done.setEnabled(bool(self.name))
        name_button(self.way, self.tr("Gõ {way}").format(way=self._way))
