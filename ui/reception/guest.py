"""Who has pages of their own among the reception's: made when needed, dropped when left, made anew in other looks."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.reception.desk import Reception
from ui.visitor.guest_page import GuestPage


class Guest(QObject):
    """Owns one page at a time. What was told there hangs on the page and on the way to make it anew, nowhere else."""

    def __init__(self, reception: Reception, parent: QObject) -> None:
        super().__init__(parent)
        self.reception = reception
        self.page: GuestPage | None = None
        reception.undressed.connect(self._undressed)

    def put(self, page: GuestPage, again: Callable[[], None]) -> None:
        """Show `page`; the one before is forgotten. `again` makes it anew when the looks change."""
        page.left.connect(self.reception.go_home)
        page.forgotten.connect(lambda: self._dropped(page))
        self.reception.show(page, again=again)
        self.page = page

    def _dropped(self, page: GuestPage) -> None:
        page.deleteLater()
        if page is self.page:
            self.page = None

    def _undressed(self) -> None:
        if self.page is not None:
            self.page.deleteLater()
            self.page = None
