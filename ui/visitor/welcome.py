"""The first screen: what to do, in one sentence and one picture."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Theme
from ui.visitor.pages import VisitorPage
from ui.widgets.scan_picture import ScanPicture
from ui.widgets.tiles import Grand
from ui.widgets.turning import TurningBox
from ui.widgets.words import Words


class Welcome(VisitorPage):
    """Signals: `walk_in_chosen`, `group_chosen`. A scan needs no button."""

    walk_in_chosen = Signal()
    group_chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "paper")
        self.sentence = Words("headline")
        self.picture = ScanPicture(theme)
        self.walk_in = Grand(
            theme, "user-round-plus", self.tr("Chưa có thẻ / quên thẻ"), self.tr("Ghi lượt đến bằng hai lần chạm")
        )
        self.group = Grand(theme, "users-round", self.tr("Đoàn / lớp học"), self.tr("Ghi một lần cho cả nhóm"))
        self.walk_in.clicked.connect(self.walk_in_chosen)
        self.group.clicked.connect(self.group_chosen)
        self._lay_out(theme)
        self.set_camera(False)

    def _lay_out(self, theme: Theme) -> None:
        halves = TurningBox(theme, spacing=9)
        halves.box.addWidget(self._invitation(theme), 58)
        halves.box.addWidget(self._doors(theme), 42)
        self.column.addWidget(halves)

    def _invitation(self, theme: Theme) -> QWidget:
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.sentence)
        column.addWidget(Words("lead", self.tr("Thẻ hoặc mã trên điện thoại. Không cần bấm gì.")))
        column.addSpacing(theme.space(3))
        column.addWidget(self.picture, 1)
        return half

    def _doors(self, theme: Theme) -> QWidget:
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(5))
        column.addWidget(self.walk_in, 1)
        column.addWidget(self.group, 1)
        return half

    def set_camera(self, present: bool) -> None:
        """The sentence and the picture follow what stands on the table: a camera, or a scanner alone."""
        self.sentence.setText(self.tr("Đưa mã QR\nvào ô quét") if present else self.tr("Đưa mã QR\ntrước máy quét"))
        self.setAccessibleName(self.sentence.text().replace("\n", " "))
        self.picture.set_camera(present)

    def show_frame(self, frame: QImage) -> None:
        self.picture.show_frame(frame)
