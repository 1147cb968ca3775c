"""A page that is made for one visitor and thrown away when they leave."""

from PySide6.QtCore import Signal

from ui.visitor.pages import VisitorPage

PATIENCE_MS = 30_000
"""As on every screen (experience.md)."""


class GuestPage(VisitorPage):
    """Signals: `left()`: somebody is done here; `forgotten()`: the page was left and holds nothing any more."""

    left = Signal()
    forgotten = Signal()

    @property
    def patience_ms(self) -> int:
        """How long nobody may touch this page before it is left; what takes long to read has more of it."""
        return PATIENCE_MS

    def forget(self) -> None:
        self.forgotten.emit()
