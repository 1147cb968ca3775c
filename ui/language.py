"""The language of the visitor's screens. No Qt here.

Vietnamese is the source and needs nothing; another language is a gettext catalogue keyed by the Vietnamese words. The
terminal and the officer's console never ask for one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gettext import NullTranslations

VIETNAMESE = "vi"
CATALOGUES = Path(__file__).resolve().parent.parent / "assets" / "translations"

_now = VIETNAMESE


def speak(language: str) -> None:
    """From now on words come in `language` (vi, or one that has a catalogue). Called on the GUI thread alone.

    Raises: FileNotFoundError when there is no such catalogue.
    """
    global _now
    _catalogue(language)
    _now = language


def language() -> str:
    """What is spoken now."""
    return _now


def spoken(text: str) -> str:
    """`text`, a whole sentence as it stands in the source, in the language of the moment."""
    told = _catalogue(_now)
    return text if told is None or not text else told.gettext(text)


def spoken_of(count: int, text: str) -> str:
    """The same where the words bend with a number. Still to be formatted."""
    told = _catalogue(_now)
    return text if told is None else told.ngettext(text, text, count)


@lru_cache(maxsize=4)
def _catalogue(language: str) -> NullTranslations | None:
    """Read when somebody first asks for it, so that opening the window in Vietnamese costs nothing."""
    if language == VIETNAMESE:
        return None
    from gettext import GNUTranslations

    with (CATALOGUES / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)


Key = TypeVar("Key", bound=Hashable)


class Spoken(Mapping[Key, str]):
    """Words by what they stand for, each in the language of the moment when it is looked up."""

    def __init__(self, words: Mapping[Key, str]) -> None:
        self._words = words

    def __getitem__(self, key: Key) -> str:
        return spoken(self._words[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)
