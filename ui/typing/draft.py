"""A name while it is being typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from kiosk.spelling import Tone, is_letter, may_become_syllable, person_name, toned, toneless

LONGEST: Final = 80
"""Characters; longer than any name that fits a line of a card."""
_JOINTS: Final = {"'": "'", "’": "'", "ʼ": "'", "-": "-", "‐": "-", "‑": "-"}


class Before(NamedTuple):
    """What stood here before the last mark, which `key` gave; so the next key can take it back."""

    text: str
    cursor: int
    key: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The text so far and the place in it where the next key works. Every key gives a new draft.

    `text` is always NFC and printable. `cancelled`: keys that mean only themselves until the word ends, since their
    mark was refused by pressing them twice.
    """

    text: str = ""
    cursor: int = 0
    cancelled: frozenset[str] = frozenset()
    before: Before | None = None

    @classmethod
    def of(cls, text: str) -> Draft:
        """A name that is there already, to be mended. What no key could have written is left out."""
        draft = cls()
        for character in unicodedata.normalize("NFC", text):
            draft = draft.lettered(character, capital=character != character.lower())
        return draft

    @property
    def name(self) -> str:
        """The name as it will be stored."""
        return person_name(self.text)

    @property
    def starts_word(self) -> bool:
        """Whether the next letter is a word's first, and so a capital unless somebody wants it otherwise."""
        return self.cursor == 0 or not is_letter(self.text[self.cursor - 1])

    def word(self) -> range:
        """Where the word around the cursor stands, or the one before it."""
        end = self.cursor
        while end and self.starts_word and not is_letter(self.text[end - 1]):
            end -= 1
        start = end
        while start and is_letter(self.text[start - 1]):
            start -= 1
        while end < len(self.text) and is_letter(self.text[end]):
            end += 1
        return range(start, end)

    def lettered(self, character: str, *, capital: bool | None = None) -> Draft:
        """One character more: a Latin letter, a space, an apostrophe or a hyphen; anything else changes nothing.

        `capital`: None leaves it to the rule that words begin with one.
        """
        if character == " ":
            return self.spaced()
        if character in _JOINTS:
            return self._joined(_JOINTS[character])
        if not _is_latin(character) or len(self.text) >= LONGEST:
            return self
        if capital is None:
            capital = self.starts_word or character != character.lower()
        cased = character.upper() if capital else character.lower()
        return _settled(self._inserted(cased if len(cased) == 1 else character))

    def spaced(self) -> Draft:
        """The word is finished. One space is enough, and none begins a name."""
        if self.cursor == 0 or len(self.text) >= LONGEST or self.text[self.cursor - 1] == " ":
            return self
        return replace(self._inserted(" "), cancelled=frozenset())

    def toned(self, tone: Tone) -> Draft:
        """The syllable before the cursor bears `tone`."""
        word = self.word()
        return self.rewritten(word, toned(self.text[word.start : word.stop], tone), key="")

    def erased(self) -> Draft:
        """Take back: the last mark if it was the last key, else the letter before the cursor."""
        if self.before is not None:
            return replace(self, text=self.before.text, cursor=self.before.cursor, before=None)
        if self.cursor == 0:
            return self
        left, right = self.text[: self.cursor - 1], self.text[self.cursor :]
        cancelled = self.cancelled if left and is_letter(left[-1]) else frozenset()
        return _settled(_met(left, right, cancelled))

    def moved(self, cursor: int) -> Draft:
        """The next key works elsewhere."""
        cursor = max(0, min(cursor, len(self.text)))
        return self if cursor == self.cursor else Draft(self.text, cursor)

    def rewritten(self, word: range, text: str, *, key: str) -> Draft:
        """`word` reads `text` now, on account of `key`; the cursor stays behind the same letters."""
        if text == self.text[word.start : word.stop]:
            return self
        whole = self.text[: word.start] + text + self.text[word.stop :]
        cursor = self.cursor + (len(whole) - len(self.text) if self.cursor > word.start else 0)
        return replace(self, text=whole, cursor=cursor, before=Before(self.text, self.cursor, key))

    def _joined(self, joint: str) -> Draft:
        if self.starts_word or len(self.text) >= LONGEST:
            return self
        return replace(self._inserted(joint), cancelled=frozenset())

    def _inserted(self, character: str) -> Draft:
        return _met(self.text[: self.cursor] + character, self.text[self.cursor :], self.cancelled)


def _met(left: str, right: str, cancelled: frozenset[str]) -> Draft:
    """Whatever met was composed; so the cursor is counted from the end."""
    text = unicodedata.normalize("NFC", left + right)
    return Draft(text, max(0, len(text) - len(right)), cancelled)


def _settled(draft: Draft) -> Draft:
    """The tone mark moves to where it belongs in the word as it now is."""
    if draft.starts_word:
        return draft
    word = draft.word()
    text = draft.text[word.start : word.stop]
    plain, tone = toneless(text)
    if not tone or not may_become_syllable(plain):
        return draft
    return replace(draft.rewritten(word, toned(text, tone), key=""), before=draft.before)


def _is_latin(character: str) -> bool:
    return len(character) == 1 and character.isalpha() and unicodedata.name(character, "").startswith("LATIN")
