"""What this kiosk is for, in four pictures with a sentence each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import Theme
from ui.visitor.pages import Stack, StepHead, VisitorPage
from ui.widgets.medallion import Medallion
from ui.widgets.turning import TurningBox, TurningGrid
from ui.widgets.words import Words, give_role


class Help(VisitorPage):
    """Signal: `left()`."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "paper")
        head = StepHead(theme, self.tr("Máy này ghi lượt bạn đến thư viện"), self.tr("Trang đầu"))
        head.back.clicked.connect(self.left)
        cards = [
            self._card(
                "scan-qr-code",
                self.tr("Có thẻ"),
                self.tr("Đưa mã QR trên thẻ hoặc điện thoại ra quét. Không cần bấm gì."),
            ),
            self._card(
                "user-round-plus",
                self.tr("Chưa có thẻ, quên thẻ"),
                self.tr("Bấm «Chưa có thẻ / quên thẻ», chọn tuổi và việc. Không hỏi tên."),
            ),
            self._card(
                "shield-check",
                self.tr("Máy giữ gì"),
                self.tr("Giờ đến và việc bạn chọn, để đếm lượt. Họ tên được khóa kín, bạn có thể xin xóa."),
            ),
            self._card("users-round", self.tr("Cần giúp"), self.tr("Mời bạn hỏi cán bộ thư viện. Ai cũng được giúp.")),
        ]
        self.column.addWidget(head)
        self.column.addWidget(TurningGrid(theme, cards, upright=1), 1)
        if theme.looks.reach:
            row = QHBoxLayout()
            row.addWidget(head.back)
            row.addStretch(1)
            self.column.addLayout(row)

    def _card(self, picture: str, title: str, told: str) -> QWidget:
        theme = self.theme
        card = TurningBox(theme, spacing=4, lying=QBoxLayout.Direction.TopToBottom)
        give_role(card, "card")
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        edge, size = theme.space(4 if self.tight else 5), "disc-door" if self.tight else "disc"
        card.box.setContentsMargins(edge, edge, edge, edge)
        words = Stack(theme, spacing=1)
        words.column.addWidget(Words("heading", title))
        words.column.addWidget(Words("body", told))
        words.column.addStretch(1)
        sign = Medallion(theme, "leaf-tint", picture, size=size, line="leaf", weight=2.0)
        card.box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        card.box.addWidget(words, 1)
        return card
