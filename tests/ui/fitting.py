"""Nothing cut, nothing too small to touch, nothing nameless."""

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget

from ui.name_entry import NameEntry
from ui.shell import Shell

TARGET = 64


def lay_out(window: Shell) -> None:
    """As it would be painted: a page inside a roll inside a room, each is laid out after the one within."""
    for _ in range(8):
        QApplication.processEvents()
    window.grab()


def visible(window: Shell) -> list[QWidget]:
    return [part for part in window.findChildren(QWidget) if part.isVisible()]


def text_of(part: QWidget) -> str:
    return part.text() if isinstance(part, (QLabel, QAbstractButton)) else ""


def named(part: QWidget) -> str:
    return f"{type(part).__name__} «{part.accessibleName() or text_of(part)}»"


def complaints(window: Shell) -> list[str]:
    """What is cut, too small, too wide, nameless or one over another on the screen now."""
    parts = visible(window)
    return [*(told for part in parts for told in _complaints_of(part)), *_overlapping(window, parts)]


def _overlapping(window: Shell, parts: list[QWidget]) -> Iterator[str]:
    buttons = [part for part in parts if isinstance(part, QAbstractButton) and not part.visibleRegion().isEmpty()]
    places = [(QRect(button.mapTo(window, QPoint(0, 0)), button.size()), named(button)) for button in buttons]
    for (one, name), (other, another) in combinations(places, 2):
        if one.intersects(other):
            yield f"{name} and {another} lie over one another"


def _complaints_of(part: QWidget) -> Iterator[str]:
    parent, what = part.parentWidget(), named(part)
    touched = isinstance(part, (QAbstractButton, QLineEdit))
    page = part.widget() if isinstance(part, QScrollArea) else None
    if isinstance(part, QScrollArea) and page is not None and page.width() > part.viewport().width():
        yield f"{what}: the page in it is too wide"
    if touched and min(part.width(), part.height()) < TARGET:
        yield f"{what} is {part.width()} x {part.height()} px small"
    if isinstance(part, QPushButton) and part.text():
        needed = part.fontMetrics().horizontalAdvance(part.text()) + (
            0 if part.icon().isNull() else part.iconSize().width()
        )
        if part.width() < needed:
            yield f"{what} is cut: {part.width()} of {needed} px"
    walked = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and not part.isWindow()
    if (walked or touched) and not part.accessibleName():
        yield f"{what} has no name"
    written = touched or isinstance(part, QLabel)
    if written and parent is not None and not parent.rect().contains(part.geometry()):
        yield f"{what} sticks out: {part.geometry()} of {parent.rect()}"
    if isinstance(part, QLabel) and part.wordWrap() and part.text():
        needed = part.heightForWidth(part.width())
        if part.height() < needed:
            yield f"{what} is cut: {part.height()} of {needed} px"
        words = re.split(r"[\s\u200b]+", part.text())
        if part.width() < max(part.fontMetrics().horizontalAdvance(word) for word in words):
            yield f"{what} is too narrow"


def out_of_reach(window: Shell) -> list[str]:
    """What is touched and does not lie in the lower half; on a standing screen in the lower 40 %.

    The keys for names are five rows high, as high as two thirds of a lying screen; they lie as low as they can.
    """
    keys = {key for entry in window.findChildren(NameEntry) for key in entry.findChildren(QWidget)}
    line = window.height() * (0.6 if window.height() > window.width() else 0.5) - 1
    touched = [part for part in visible(window) if isinstance(part, (QAbstractButton, QLineEdit)) and part not in keys]
    tops = [(part.mapTo(window, QPoint(0, 0)).y(), named(part)) for part in touched]
    return [f"{name} lies at {top} px, not below {line}" for top, name in tops if top < line]
