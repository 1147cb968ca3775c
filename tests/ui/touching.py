"""A visitor's finger on the real window: every step is a touch in the middle of what is there to be touched."""

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from tests.ui.windows import Open
from ui.name_entry import NameEntry
from ui.visitor.card_shown import CardShown
from ui.visitor.my_card import MyCard
from ui.visitor.register import Register
from ui.visitor.register_consent import AlikeQuestion, ConsentQuestion, LastQuestion
from ui.visitor.register_steps import ChoiceQuestion, NameQuestion, YearQuestion

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
"""In the order of the keys: ngang, sắc, huyền, hỏi, ngã, nặng."""


def touch(button: QAbstractButton) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def touch_name(entry: NameEntry, name: str) -> None:
    """Letter by letter, the tone of each word at its end."""
    board = entry.board
    for number, word in enumerate(name.lower().split()):
        if number:
            touch(board.space)
        tone = ""
        for letter in word:
            parts = unicodedata.normalize("NFD", letter)
            tone += "".join(part for part in parts if part in TONES)
            touch(board.letters[unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))])
        if tone:
            touch(board.tones[TONES.index(tone)])


class Applicant:
    """Somebody who makes a card at `shown`'s window."""

    def __init__(self, shown: Open) -> None:
        self.shown, self.window = shown, shown.window

    def begin(self) -> None:
        touch(self.window.reception.welcome.registration)
        self.shown.settled()
        self.shown.qtbot.waitUntil(lambda: self.window.pages.currentWidget() is self.window.registrar.page)

    @property
    def page(self) -> Register:
        page = self.window.registrar.page
        assert isinstance(page, Register)
        assert self.window.pages.currentWidget() is page
        return page

    @property
    def card(self) -> CardShown:
        page = self.window.registrar.page
        assert isinstance(page, CardShown)
        assert self.window.pages.currentWidget() is page
        return page

    @property
    def own(self) -> MyCard:
        page = self.window.own_card.page
        assert isinstance(page, MyCard)
        assert self.window.pages.currentWidget() is page
        return page

    def name(self, name: str) -> None:
        question = self.page.question
        assert isinstance(question, NameQuestion)
        touch_name(question.entry, name)
        touch(question.entry.board.done)

    def year(self, year: int) -> None:
        """0: rather not."""
        question = self.page.question
        assert isinstance(question, YearQuestion)
        if not year:
            touch(question.silent)
            return
        keys = {key.text(): key for key in question.keypad.findChildren(QAbstractButton)}
        for digit in str(year):
            touch(keys[digit])
        touch(question.go_on)

    def choose(self, answer: str) -> None:
        question = self.page.question
        assert isinstance(question, ChoiceQuestion)
        touch(next(chip for chip in question.chips if chip.accessibleName() == answer))

    def agree(self) -> None:
        question = self.page.question
        assert isinstance(question, ConsentQuestion)
        touch(question.tick)
        self.go()

    def go(self) -> None:
        question = self.page.question
        assert isinstance(question, LastQuestion)
        touch(question.go)
        self.shown.settled()

    def alike(self) -> AlikeQuestion:
        question = self.page.question
        assert isinstance(question, AlikeQuestion)
        return question

    def code(self) -> str:
        """The characters under the picture."""
        return self.card.letters.text().replace(" ", "")

    def make_a_card(self, name: str = "Nguyễn Thị Hường", year: int = 1987) -> str:
        """A grown-up's way through all questions; the new card's code."""
        self.begin()
        self.name(name)
        self.year(year)
        self.choose("Nữ")
        self.agree()
        return self.code()
