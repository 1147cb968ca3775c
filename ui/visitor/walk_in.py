"""A visitor without a card: two taps, done. Nothing personal is asked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from kiosk.values import AgeBand, Purpose
from ui.texts import PURPOSES
from ui.theme import Theme
from ui.visitor.pages import StepHead, VisitorPage, with_back
from ui.visitor.purposes import PURPOSE_PICTURES
from ui.widgets.tiles import GrandChip
from ui.widgets.turning import TurningGrid
from ui.widgets.words import Words


class WalkIn(VisitorPage):
    """First the age, then the purpose. Signals: `registered(AgeBand, Purpose)` (both told), `left()`."""

    registered = Signal(object, object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "paper")
        self._age, self._told = AgeBand.UNKNOWN, False
        self.ages = {
            AgeBand.CHILD: GrandChip(theme, "sprout", self.tr("Dưới 16 tuổi")),
            AgeBand.YOUTH: GrandChip(theme, "leaf", self.tr("16 – 30 tuổi")),
            AgeBand.ADULT: GrandChip(theme, "tree-deciduous", self.tr("31 – 59 tuổi")),
            AgeBand.SENIOR: GrandChip(theme, "trees", self.tr("Từ 60 tuổi")),
        }
        self.purposes = {told: GrandChip(theme, picture, PURPOSES[told]) for told, picture in PURPOSE_PICTURES.items()}
        self._steps = QStackedLayout()
        self.column.addLayout(self._steps)
        first = self._step(
            self.tr("Bạn bao nhiêu tuổi?"), self.tr("Trang đầu"), list(self.ages.values()), self.left.emit
        )
        second = self._step(
            self.tr("Hôm nay bạn đến để…"), self.tr("Quay lại"), list(self.purposes.values()), self.forget
        )
        for page in (first, second):
            self._steps.addWidget(page)
        for age, chip in self.ages.items():
            chip.clicked.connect(lambda _checked, told=age: self._age_told(told))
        for purpose, chip in self.purposes.items():
            chip.clicked.connect(lambda _checked, told=purpose: self._purpose_told(told))

    def _step(self, question: str, back: str, chips: Sequence[GrandChip], go_back: Callable[[], None]) -> QWidget:
        page = VisitorPage(self.theme, "roll")
        page.column.setContentsMargins(0, 0, 0, 0)
        page.column.setSpacing(self.theme.space(5))
        head = StepHead(self.theme, question, back)
        head.back.clicked.connect(go_back)
        reach = self.theme.looks.reach
        promise = Words("lead" if reach else "soft", self.tr("Máy chỉ đếm lượt đến, không hỏi tên."), centred=not reach)
        page.column.addWidget(head)
        if reach:
            page.column.addWidget(promise)
        page.column.addStretch(1)
        cells = with_back(self.theme, chips, head.back)
        page.lay_low(TurningGrid(self.theme, cells, upright=3 if reach else 2), stretch=3, rest=1)
        if not reach:
            page.column.addWidget(promise)
        return page

    def _age_told(self, age: AgeBand) -> None:
        self._age = age
        self._steps.setCurrentIndex(1)

    def _purpose_told(self, purpose: Purpose) -> None:
        if self._told:
            return  # a second tap before the answer would be a second visit
        self._told = True
        self.registered.emit(self._age, purpose)

    def forget(self) -> None:
        self._age, self._told = AgeBand.UNKNOWN, False
        self._steps.setCurrentIndex(0)
