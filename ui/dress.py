"""A theme put on the whole program: its style sheet, and its language for what views say by tr()."""

from PySide6.QtCore import QObject, QTranslator
from PySide6.QtWidgets import QApplication

from ui import language
from ui.theme import Theme


class Interpreter(QTranslator):
    """Answers tr() from the same catalogue as ui.language; the context does not matter, whole sentences do."""

    def translate(
        self,
        context: bytes | str,
        sourceText: bytes | str,  # noqa: N803 - Qt's own name
        disambiguation: bytes | str | None = None,
        n: int = -1,
    ) -> str:
        text = sourceText if isinstance(sourceText, str) else sourceText.decode()
        return language.spoken(text) if n < 0 else language.spoken_of(n, text)


def put_on(application: QApplication, theme: Theme) -> None:
    """Style and language of everything that is made from now on; what is there already is restyled, not reworded."""
    language.speak(theme.looks.language)
    _interpret(application, wanted=theme.looks.language != language.VIETNAMESE)
    sheet = theme.sheet()
    if application.styleSheet() != sheet:
        application.setStyleSheet(sheet)


def _interpret(application: QObject, *, wanted: bool) -> None:
    here = application.findChild(Interpreter)
    if wanted and here is None:
        QApplication.installTranslator(Interpreter(application))
    elif not wanted and isinstance(here, Interpreter):
        QApplication.removeTranslator(here)
        here.setParent(None)
