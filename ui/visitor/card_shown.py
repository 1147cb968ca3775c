"""A card's code, large and bright, to be photographed with a telephone. It stands nowhere else, and then it is gone."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui.theme import Theme
from ui.visitor.guest_page import GuestPage
from ui.visitor.pages import Stack
from ui.widgets.qr_picture import QrPicture
from ui.widgets.tiles import name_button, push_button
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words

SHOWN_S = 60
"""How long a code stays, and stays again for whoever asks."""
_GROUP = 4


class CardShown(GuestPage):
    """Signals: `left()`: done, or a minute has passed; `print_chosen()`: the card on paper;
    `slip_chosen()`: the slip for a child's parents. The two buttons are there only for whom show_card() offers them.
    """

    print_chosen = Signal()
    slip_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "paper")
        rim = theme.space(4)
        self.column.setContentsMargins(theme.space(10), rim, theme.space(10), rim)
        self.picture = QrPicture(theme, self.tr("Mã QR của thẻ, để chụp ảnh"))
        self.title = Words("title")
        self.letters = Words("heading")
        self.standing = Words("right")
        self.told = Words("body")
        self.card = push_button(theme, self.tr("In thẻ"), picture="printer")
        self.slip = push_button(theme, self.tr("In phiếu xin ý kiến phụ huynh"), picture="file-pen-line")
        self.longer = push_button(theme, self.tr("Thêm 60 giây"), picture="hourglass")
        self.done = push_button(theme, "", role="primary")
        self.card.clicked.connect(self.print_chosen)
        self.slip.clicked.connect(self.slip_chosen)
        self.longer.clicked.connect(self._stay)
        self.done.clicked.connect(self.left)
        self._left_s = 0
        self._ticking = QTimer(self)
        self._ticking.setInterval(1_000)
        self._ticking.timeout.connect(self._second_passed)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        telling = Stack(theme, spacing=2)
        telling.column.addStretch(1)
        telling.column.addWidget(self.title)
        telling.column.addWidget(
            Words("lead", self.tr("Chụp ảnh mã này. Mỗi lần đến, kể cả hôm nay, đưa ảnh ra quét."))
        )
        telling.column.addWidget(self.standing)
        telling.column.addWidget(self.letters)
        telling.column.addStretch(1)
        telling.column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        for button in (self.card, self.longer):
            row.addWidget(button, 1)
        telling.column.addLayout(row)
        telling.column.addWidget(self.slip)
        telling.column.addWidget(self.done)
        self.done.setMinimumHeight(theme.size("key"))
        halves = TurningBox(theme, spacing=9)
        self.picture.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        halves.box.addWidget(self.picture, 1)
        halves.box.addWidget(telling, 1)
        self.column.addWidget(halves, 1)

    @property
    def patience_ms(self) -> int:
        """The countdown leaves, not the idle screen."""
        return (SHOWN_S + 5) * 1_000

    def show_card(self, code: str, *, title: str, standing: str, can_print: bool, slip: bool) -> None:
        """`title`, `standing`: whose, until when, what it may. `slip`: a consent is awaited, a slip can be printed."""
        self.picture.show_code(code)
        groups = [code[at : at + _GROUP] for at in range(0, len(code), _GROUP)]
        self.letters.setText(" ".join(groups))
        self.letters.setAccessibleName(" ".join(code))
        self.title.setText(title)
        self.standing.setText(standing)
        self.standing.setVisible(bool(standing))
        self.card.setVisible(can_print)
        self.slip.setVisible(slip)
        self.say("")
        self.setAccessibleName(title)
        self._stay()
        self._ticking.start()

    def say(self, told: str) -> None:
        """What became of the printing."""
        self.told.setText(told)
        self.told.setVisible(bool(told))

    def forget(self) -> None:
        self._ticking.stop()
        self.picture.show_code("")
        self.letters.clear()
        self.letters.setAccessibleName("")
        self.title.clear()
        self.say("")
        super().forget()

    def _stay(self) -> None:
        self._left_s = SHOWN_S
        self._show_time()

    def _second_passed(self) -> None:
        self._left_s -= 1
        if self._left_s <= 0:
            self._ticking.stop()
            self.left.emit()
        else:
            self._show_time()

    def _show_time(self) -> None:
        name_button(self.done, self.tr("Xong (còn {seconds} giây)").format(seconds=self._left_s))
