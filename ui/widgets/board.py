"""A keyboard of large keys on the screen: letters with and without marks, six tones, space, shift and erase.

It knows no text. Whoever owns the text says whether the next letter is a capital and what each tone would make of it.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.tiles import push_button
from ui.widgets.words import give_role

_MARKED = "ăâêôơưđ"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LETTER, _EDGE, _WORD, _SPACE = 2, 3, 6, 9
"""How wide keys are, in halves of a letter's."""


class ToneKey(QPushButton):
    """What the word would be with this tone, and the tone's name beside it or, where that is too long, below it."""

    def __init__(self, theme: Theme, name: str, said: str, *, longest: str) -> None:
        """`longest`: the name among its neighbours that decides whether names stand beside or below."""
        super().__init__()
        self._name, self._longest, self._preview = name, longest, ""
        self._fonts = theme.font("choice", QFont.Weight.DemiBold), theme.font("label")
        self._colours = theme.colour("ink"), theme.colour("soft"), theme.colour("on-dark")
        self._gap = theme.space(2)
        give_role(self, "letter")
        self.setAccessibleName(said)

    def show_preview(self, preview: str) -> None:
        if preview != self._preview:
            self._preview = preview
            self.setAccessibleDescription(preview)
            self.update()

    def sizeHint(self) -> QSize:
        """High enough for both, one above the other."""
        lines = sum(QFontMetrics(font).height() for font in self._fonts)
        return super().sizeHint().expandedTo(QSize(1, lines + self._gap))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        ink, soft, pressed = self._colours
        large, small = self._fonts
        above, below = self._boxes()
        self._write(painter, above, large, pressed if self.isDown() else ink, self._preview)
        self._write(painter, below, small, pressed if self.isDown() else soft, self._name)
        painter.end()

    def _boxes(self) -> tuple[QRect, QRect]:
        """Where preview and name stand; the name gives way."""
        room = self.rect().adjusted(self._gap, 0, -self._gap, 0)
        if not self._preview:
            return QRect(), room
        large, small = (QFontMetrics(font) for font in self._fonts)
        word, name = large.horizontalAdvance(self._preview), small.horizontalAdvance(self._name)
        if word + self._gap + small.horizontalAdvance(self._longest) <= room.width():
            left = room.left() + (room.width() - word - self._gap - name) // 2
            low = round(large.ascent() - small.ascent()) // 2  # on one line of writing
            beside = QRect(left + word + self._gap, room.top() + low, name + 1, room.height())
            return QRect(left, room.top(), word + 1, room.height()), beside
        if large.height() + small.height() <= self.height():
            top = (self.height() - large.height() - small.height()) // 2
            below = QRect(room.left(), top + large.height(), room.width(), small.height())
            return QRect(room.left(), top, room.width(), large.height()), below
        return room, QRect()

    def _write(self, painter: QPainter, box: QRect, font: QFont, colour: QColor, text: str) -> None:
        if box.isEmpty() or not text:
            return
        if (needed := QFontMetrics(font).horizontalAdvance(text)) > box.width():
            font = QFont(font)
            font.setPixelSize(font.pixelSize() * box.width() // needed)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


class Board(QWidget):
    """Signals: `letter_pressed(str)` as the key shows it; `tone_pressed(int)`: 0–5 in the order of the keys (ngang,
    sắc, huyền, hỏi, ngã, nặng); `spaced()`, `erased()` (again while held); `finished()`: the key called `done`;
    `left()`: the key called `back`, where there is one.

    Keys take no focus, so that a real keyboard goes on writing where it wrote.
    """

    letter_pressed = Signal(str)
    tone_pressed = Signal(int)
    spaced = Signal()
    erased = Signal()
    finished = Signal()
    left = Signal()

    def __init__(self, theme: Theme, *, done: str, back: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._shifted = self._capital = False
        self.letters = {letter: self._letter(letter) for letter in "".join((_MARKED, *_ROWS)) + "'-"}
        self.tones = self._tones()
        self.shift = push_button(theme, "", picture="arrow-big-up")
        self.shift.setCheckable(True)
        self.shift.clicked.connect(self._shift_pressed)
        self.erase = push_button(theme, "", picture="delete")
        self.erase.setAutoRepeat(True)
        self.erase.pressed.connect(self.erased)
        self.space = push_button(theme, self.tr("dấu cách"))
        self.space.pressed.connect(self.spaced)
        self.done = push_button(theme, done, role="letter-go")
        self.done.clicked.connect(self.finished)
        self.back = push_button(theme, back, picture="arrow-left")
        self.back.clicked.connect(self.left)
        self.back.setVisible(bool(back))
        for key, said in ((self.shift, self.tr("chữ hoa")), (self.erase, self.tr("xóa một chữ"))):
            key.setAccessibleName(said)
        for key in (self.shift, self.erase, self.space, self.back):
            give_role(key, "letter-word")
        self._lay_out()
        self._show_case()

    def _tones(self) -> tuple[ToneKey, ...]:
        names = (
            (self.tr("ngang"), self.tr("không dấu")),
            (self.tr("sắc"), self.tr("dấu sắc")),
            (self.tr("huyền"), self.tr("dấu huyền")),
            (self.tr("hỏi"), self.tr("dấu hỏi")),
            (self.tr("ngã"), self.tr("dấu ngã")),
            (self.tr("nặng"), self.tr("dấu nặng")),
        )
        longest = max((name for name, _ in names), key=len)
        keys = tuple(ToneKey(self._theme, name, said, longest=longest) for name, said in names)
        for number, key in enumerate(keys):
            key.pressed.connect(lambda number=number: self.tone_pressed.emit(number))
        return keys

    def _letter(self, letter: str) -> QPushButton:
        key = QPushButton(letter)
        key.setAccessibleName({"'": self.tr("dấu nháy"), "-": self.tr("gạch nối")}.get(letter, letter))
        give_role(key, "letter-marked" if letter in _MARKED else "letter")
        key.pressed.connect(lambda: self._letter_pressed(key.text()))
        return key

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.space(2))
        first, second, third = ([(self.letters[letter], _LETTER) for letter in row] for row in _ROWS)
        rows: tuple[list[tuple[QWidget | None, int]], ...] = (
            [(self.letters[letter], _LETTER) for letter in _MARKED],
            [*first],
            [(None, 1), *second, (None, 1)],
            [(self.shift, _EDGE), *third, (self.erase, _EDGE)],
            [(key, _LETTER) for key in self.tones],
            [
                (self.back, _WORD),
                (self.letters["'"], _LETTER),
                (self.letters["-"], _LETTER),
                (self.space, _SPACE),
                (self.done, _WORD),
            ],
        )
        for row in rows:
            column.addLayout(self._row(row))

    def _row(self, keys: Iterable[tuple[QWidget | None, int]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.space(2))
        for key, width in keys:
            if key is None:
                row.addStretch(width)
                continue
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            key.setMinimumWidth(self._theme.space(12))
            key.setMaximumHeight(self._theme.size("disc"))
            row.addWidget(key, width)
        return row

    def show_capital(self, capital: bool) -> None:
        """Whether the next letter is a capital by itself; shift, pressed before, is used up."""
        self._capital, self._shifted = capital, False
        self._show_case()

    def show_previews(self, previews: Sequence[str]) -> None:
        """What each tone would make of the word, in the order of the keys; empty where there is no word."""
        for key, preview in zip(self.tones, previews, strict=True):
            key.show_preview(preview)

    def _shift_pressed(self) -> None:
        self._shifted = not self._shifted
        self._show_case()

    def _letter_pressed(self, text: str) -> None:
        self.letter_pressed.emit(text)

    def _show_case(self) -> None:
        capital = self._capital != self._shifted
        self.shift.setChecked(capital)
        for letter, key in self.letters.items():
            key.setText(letter.upper() if capital else letter)
