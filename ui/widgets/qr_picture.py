"""A QR code to be photographed from the screen: black on white whatever the theme, its modules in whole pixels."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme


class QrPicture(QWidget):
    """As large as its place allows, with the quiet zone of four modules that the standard asks for (ISO/IEC 18004)."""

    def __init__(self, theme: Theme, said: str) -> None:
        """`said`: what a screen reader says of it."""
        super().__init__()
        self._least = theme.size("picture")
        self._modules: list[list[bool]] = []
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_code(self, text: str) -> None:
        """ "" shows an empty white square. The text itself is not kept."""
        self._modules = _drawn(text) if text else []
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._least, self._least)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        count = len(self._modules)
        module = side // count if count else 0
        square = module * count if module else side
        left, top = (self.width() - square) // 2, (self.height() - square) // 2
        painter.fillRect(QRect(left, top, square, square), Qt.GlobalColor.white)
        for row, line in enumerate(self._modules):
            for column, dark in enumerate(line):
                if dark:
                    painter.fillRect(
                        QRect(left + column * module, top + row * module, module, module), Qt.GlobalColor.black
                    )
        painter.end()


def _drawn(text: str) -> list[list[bool]]:
    import qrcode  # loaded when the first code is shown
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]
