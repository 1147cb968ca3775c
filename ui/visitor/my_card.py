"""What readers may see of themselves after their card was scanned, and the way to be forgotten."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from kiosk.clock import local_day
from kiosk.values import CardHolder, Consent
from ui import texts
from ui.theme import Theme
from ui.visitor.guest_page import GuestPage
from ui.visitor.pages import Stack, StepHead, VisitorPage, with_back
from ui.widgets.tiles import Tile
from ui.widgets.turning import TurningGrid
from ui.widgets.words import Words, give_role

TO_READ_MS = 60_000


class MyCard(GuestPage):
    """Signals: `code_chosen()`: show the code again; `erasure_confirmed()`: file the request, answered by
    show_trouble() or by a page with the new holder. Loans will stand here when there are any.
    """

    code_chosen = Signal()
    erasure_confirmed = Signal()

    def __init__(self, theme: Theme, holder: CardHolder) -> None:
        super().__init__(theme, "paper")
        self._stack = QStackedLayout()
        self.column.addLayout(self._stack)
        self.code = Tile(theme, "qr-code", self.tr("Hiện mã thẻ"), self.tr("Để chụp ảnh bằng điện thoại"))
        self.erase = Tile(
            theme, "trash-2", self.tr("Xin xóa dữ liệu của tôi"), self.tr("Hỏi lại một lần trước khi gửi")
        )
        self.keep = Tile(theme, "arrow-left", self.tr("Không, giữ nguyên"), self.tr("Chưa gửi gì"))
        self.confirm = Tile(theme, "send", self.tr("Gửi yêu cầu xóa"), self.tr("Cán bộ sẽ gặp bạn trước khi xóa"))
        self.trouble = Words("wrong")
        self.code.clicked.connect(self.code_chosen)
        self.erase.clicked.connect(lambda: self._stack.setCurrentIndex(1))
        self.keep.clicked.connect(self._rest)
        self.confirm.clicked.connect(self._confirmed)
        self._stack.addWidget(self._card(holder))
        self._stack.addWidget(self._question())
        self._rest()

    @property
    def patience_ms(self) -> int:
        return TO_READ_MS

    def _card(self, holder: CardHolder) -> QWidget:
        title = self.tr("Thẻ của {address} {name}").format(address=holder.address, name=holder.short_name)
        page, head = self._page(title, self.tr("Xong"))
        head.back.clicked.connect(self.left)
        visits = self.tr("{visits} lượt", "", holder.visits_this_year)
        facts = [
            self._fact(self.tr("Dùng đến hết ngày"), texts.day(holder.valid_until)),
            self._fact(self.tr("Năm nay bạn đã đến"), visits.format(visits=texts.number(holder.visits_this_year))),
            self._fact(self.tr("Thẻ này"), self._standing(holder)),
        ]
        page.column.addWidget(TurningGrid(self.theme, facts, upright=1))
        page.column.addWidget(Words("lead", self._explained(holder)))
        page.column.addStretch(1)
        ways = [self.code, *([self.erase] if holder.erasure_asked_at is None else [])]
        page.lay_low(TurningGrid(self.theme, with_back(self.theme, ways, head.back), upright=1), rest=1)
        return page

    def _question(self) -> QWidget:
        page, head = self._page(self.tr("Xóa dữ liệu của bạn?"), self.tr("Quay lại"))
        head.back.clicked.connect(self._rest)
        self.explained = Stack(self.theme, spacing=5)
        for said in (
            self.tr("Cán bộ gặp bạn để chắc rằng đúng là bạn yêu cầu, rồi mới xóa."),
            self.tr("Thư viện trả lời trong 2 ngày làm việc và xóa xong trong 15 ngày."),
            self.tr(
                "Họ tên, năm sinh, giới tính bị xóa hẳn và thẻ này ngừng dùng. Lượt đến vẫn được đếm, không kèm tên."
            ),
        ):
            self.explained.column.addWidget(Words("lead", said))
        page.column.addWidget(self.explained)
        page.column.addWidget(self.trouble)
        page.column.addStretch(1)
        ways = with_back(self.theme, [self.keep, self.confirm], head.back)
        page.lay_low(TurningGrid(self.theme, ways, upright=1), rest=1)
        return page

    def _page(self, title: str, back: str) -> tuple[VisitorPage, StepHead]:
        page = VisitorPage(self.theme, "roll")
        page.column.setContentsMargins(0, 0, 0, 0)
        page.column.setSpacing(self.theme.space(5))
        head = StepHead(self.theme, title, back)
        page.column.addWidget(head)
        return page, head

    def _fact(self, name: str, value: str) -> QWidget:
        card = Stack(self.theme, spacing=1)
        give_role(card, "card")
        edge = self.theme.space(5)
        card.column.setContentsMargins(edge, edge, edge, edge)
        card.column.addWidget(Words("soft", name))
        card.column.addWidget(Words("grand-title", value))
        return card

    def _standing(self, holder: CardHolder) -> str:
        if holder.consent is Consent.AWAITED:
            return self.tr("Chờ phụ huynh")
        return self.tr("Đang dùng được") if holder.approved else self.tr("Chờ cán bộ duyệt")

    def _explained(self, holder: CardHolder) -> str:
        """What the standing means, or what became of the request."""
        if holder.erasure_asked_at is not None:
            on = texts.day(local_day(holder.erasure_asked_at))
            told = self.tr("Yêu cầu xóa dữ liệu đã gửi ngày {on}. Thư viện trả lời trong 2 ngày làm việc.")
            return told.format(on=on)
        if holder.consent is Consent.AWAITED:
            return self.tr(
                "Lượt đến vẫn được ghi. Muốn mượn sách về nhà, hãy đưa phiếu có chữ ký của bố mẹ cho cán bộ."
            )
        if not holder.approved:
            return self.tr("Lượt đến vẫn được ghi. Muốn mượn sách về nhà, mời bạn gặp cán bộ một lần.")
        return self.tr("Mất thẻ hay mất ảnh mã, mời bạn gặp cán bộ để được cấp lại.")

    def show_trouble(self, told: str) -> None:
        """The request was not filed: why stands in the place of what it would have done, so that both never crowd."""
        self.trouble.setText(told)
        self._tell(self.trouble)
        self.confirm.setEnabled(True)

    def forget(self) -> None:
        self._rest()
        super().forget()

    def _rest(self) -> None:
        """Back to the card itself; a question that nobody answered is dropped."""
        self._tell(self.explained)
        self.confirm.setEnabled(True)
        self._stack.setCurrentIndex(0)

    def _tell(self, shown: QWidget) -> None:
        for part in (self.explained, self.trouble):
            part.setVisible(part is shown)

    def _confirmed(self) -> None:
        self.confirm.setEnabled(False)  # one request is enough
        self._tell(self.explained)
        self.erasure_confirmed.emit()
