"""How the screen should look and speak, chosen by whoever stands before it and for as long as they stay."""

from dataclasses import replace

from PySide6.QtCore import Signal

from ui.looks import LARGE, Looks
from ui.theme import Theme
from ui.visitor.pages import StepHead, VisitorPage, with_back
from ui.widgets.tiles import Tile
from ui.widgets.turning import TurningGrid
from ui.widgets.words import Words


class Display(VisitorPage):
    """Signals: `looks_chosen(Looks)`: the whole new look, at each touch; `left()`."""

    looks_chosen = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "paper")
        head = StepHead(theme, self.tr("Bạn muốn màn hình thế nào?"), self.tr("Xong"))
        head.back.clicked.connect(self.left)
        now = theme.looks
        large = now.text_size >= LARGE
        contrast, text_size = "normal" if now.contrast == "high" else "high", 100 if large else LARGE
        self.switches = {
            "vietnamese": self._switch("languages", "Tiếng Việt", "", now.language == "vi", language="vi"),
            "english": self._switch("languages", "English", "", now.language == "en", language="en"),
            "contrast": self._switch(
                "contrast",
                self.tr("Tương phản cao"),
                self.tr("Chữ và viền đậm hơn"),
                now.contrast == "high",
                contrast=contrast,
            ),
            "text": self._switch(
                "a-large-small", self.tr("Chữ lớn"), self.tr("To hơn một phần tư"), large, text_size=text_size
            ),
            "reach": self._switch(
                "accessibility",
                self.tr("Nút ở thấp"),
                self.tr("Cho xe lăn và trẻ em"),
                now.reach,
                reach=not now.reach,
            ),
        }
        cells = with_back(theme, list(self.switches.values()), head.back)
        self.column.addWidget(head)
        self.column.addWidget(Words("lead", self.tr("Chạm để đổi. Khi bạn đi, màn hình trở lại như cũ cho người sau.")))
        self.column.addStretch(1)
        self.lay_low(TurningGrid(theme, cells, lying=3), rest=2)

    def _switch(self, picture: str, title: str, note: str, on: bool, **change: object) -> Tile:
        tile = Tile(self.theme, picture, title, "" if self.theme.looks.reach else note)
        tile.setCheckable(True)
        tile.setChecked(on)
        looks: Looks = replace(self.theme.looks, **change)  # type: ignore[arg-type]  # fields by their names
        tile.clicked.connect(lambda: self._chosen(tile, on, looks))
        return tile

    def _chosen(self, tile: Tile, on: bool, looks: Looks) -> None:
        tile.setChecked(on)  # what shows is what holds; where this changes it the whole page is made anew
        self.looks_chosen.emit(looks)
