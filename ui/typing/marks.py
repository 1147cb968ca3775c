"""Marks by keys of an ordinary keyboard: Telex and VNI, as the common typing tools have taught everybody.

A mark may be typed at once or at the end of the syllable. A mark's key pressed twice takes the mark back and stands for
itself. In words that cannot be Vietnamese only doubled letters and a w right behind its vowel are marks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final, NamedTuple

from kiosk.spelling import VOWELS, Tone, bare, is_syllable, may_become_syllable, may_take, toned, toneless
from ui.typing.draft import Before, Draft


class Way(StrEnum):
    """How letters of a keyboard are read. Digits are VNI's marks in both: no name has a digit."""

    TELEX = "Telex"
    VNI = "VNI"


class _Shape(NamedTuple):
    """A mark on the letter itself. `letters`: which become which; `pairs`: the same for uo, ươ, uô."""

    letters: Mapping[str, str]
    pair: str = ""


_ROOF, _HORN = {"a": "â", "e": "ê", "o": "ô"}, {"o": "ơ", "u": "ư"}
_BREVE, _BAR = {"a": "ă"}, {"d": "đ"}
_VNI: Final[Mapping[str, Tone | _Shape]] = {
    **dict(zip("012345", (Tone.NGANG, Tone.SAC, Tone.HUYEN, Tone.HOI, Tone.NGA, Tone.NANG), strict=True)),
    "6": _Shape(_ROOF, "uô"),
    "7": _Shape(_HORN, "ươ"),
    "8": _Shape(_BREVE),
    "9": _Shape(_BAR),
}
_TELEX: Final[Mapping[str, Tone | _Shape]] = {
    **_VNI,
    **dict(zip("zsfrxj", (Tone.NGANG, Tone.SAC, Tone.HUYEN, Tone.HOI, Tone.NGA, Tone.NANG), strict=True)),
    "a": _Shape({"a": "â"}),
    "e": _Shape({"e": "ê"}),
    "o": _Shape({"o": "ô"}, "uô"),
    "w": _Shape({**_HORN, **_BREVE}, "ươ"),
    "d": _Shape(_BAR),
}
_WHOLE: Final = {"[": ("ơ", False), "]": ("ư", False), "{": ("ơ", True), "}": ("ư", True)}
_COMBINING: Final = {tone.value: tone for tone in Tone if tone}


def struck(draft: Draft, key: str, way: Way) -> Draft:
    """What one key of a keyboard makes of `draft`. `key`: the character that the keyboard says."""
    name = key.lower()
    if len(key) != 1:
        return draft
    if key in _COMBINING:
        return draft.toned(_COMBINING[key])
    if name in draft.cancelled:
        return draft.lettered(key)
    if draft.before is not None and draft.before.key == name:
        return _refused(draft, draft.before.text, draft.before.cursor, key)
    if way is Way.TELEX and key in _WHOLE:
        letter, capital = _WHOLE[key]
        return _remembered(draft, _tidied(draft.lettered(letter, capital=capital or None)), name)
    mark = (_TELEX if way is Way.TELEX else _VNI).get(name)
    marked = None if mark is None else _marked(draft, mark, key)
    return _tidied(draft.lettered(key)) if marked is None else marked


def _marked(draft: Draft, mark: Tone | _Shape, key: str) -> Draft | None:
    """The draft with `mark`, or without it where it was there; None where it has nothing to do with this word."""
    if draft.starts_word:
        return _horned_u(draft, "", key)
    here = draft.word()
    plain, tone = toneless(draft.text[here.start : here.stop])
    if tone is None:
        return None
    if isinstance(mark, Tone):
        return _with_tone(draft, mark, plain, tone, key)
    typed = draft.cursor - here.start
    for word in _shaped(plain, typed, mark):
        return draft.rewritten(here, toned(word, tone), key=key.lower())
    unshaped = _unshaped(plain, typed, mark)
    if unshaped != plain:
        text = draft.text[: here.start] + toned(unshaped, tone) + draft.text[here.stop :]
        return _refused(draft, text, draft.cursor, key)
    return _horned_u(draft, plain, key)


def _with_tone(draft: Draft, tone: Tone, plain: str, now: Tone, key: str) -> Draft | None:
    here = draft.word()
    if not may_become_syllable(plain) or not VOWELS.intersection(plain.lower()):
        return None
    if tone and not may_take(plain, tone):
        return None
    if tone is now:
        if not tone:
            return None
        return _refused(draft, draft.text[: here.start] + plain + draft.text[here.stop :], draft.cursor, key)
    return draft.rewritten(here, toned(plain, tone), key=key.lower() if tone else "")


def _shaped(word: str, typed: int, shape: _Shape) -> list[str]:
    """What `shape` may make of `word`, the likeliest first. Only the first `typed` letters are meant."""
    ways = [way for way in _ways(word, typed, shape) if way != word]
    whole = [way for way in ways if is_syllable(way)]
    begun = [way for way in ways if may_become_syllable(way)]
    if may_become_syllable(word):
        return whole + begun
    return whole + begun + [way for way in ways if way[: typed - 1] == word[: typed - 1]]


def _ways(word: str, typed: int, shape: _Shape) -> Iterator[str]:
    if shape.letters is _BAR:
        if word[0] in "dD":
            yield _put(word, 0, "đ")
        return
    for at in reversed(range(typed - 1)):
        if shape.pair and bare(word[at]) == "u" and bare(word[at + 1]) == "o":
            yield _put(_put(word, at, shape.pair[0]), at + 1, shape.pair[1])
    for at in reversed(range(typed)):
        if bare(word[at]) in shape.letters and word[at].lower() in VOWELS:
            yield _put(word, at, shape.letters[bare(word[at])])


def _unshaped(word: str, typed: int, shape: _Shape) -> str:
    marks = set(shape.letters.values())
    for at in range(0 if may_become_syllable(word) else typed - 1, typed):
        if word[at].lower() in marks:
            word = _put(word, at, bare(word[at]))
    return word


def _horned_u(draft: Draft, plain: str, key: str) -> Draft | None:
    """Telex: a w without a vowel to sit on is ư by itself."""
    if key not in "wW" or VOWELS.intersection(plain.lower()) or not may_become_syllable(plain + "ư"):
        return None
    return _remembered(draft, draft.lettered("ư", capital=True if key == "W" else None), "w")


def _tidied(draft: Draft) -> Draft:
    """«ưo» and «uơ» before another letter were meant as «ươ»: no other rime begins like this."""
    here = draft.word()
    plain, tone = toneless(draft.text[here.start : here.stop])
    for pair in ("ưo", "uơ"):
        at = plain.lower().find(pair, 0, -1)
        meant = _put(_put(plain, at, "ư"), at + 1, "ơ") if at >= 0 and tone is not None else plain
        if meant != plain and may_become_syllable(meant):
            return replace(draft.rewritten(here, toned(meant, tone or Tone.NGANG), key=""), before=None)
    return draft


def _refused(draft: Draft, text: str, cursor: int, key: str) -> Draft:
    """The mark of `key` was not wanted: the key stands for itself, until the word ends."""
    plain = Draft(text, cursor, draft.cancelled | {key.lower()})
    return plain.lettered(key)


def _remembered(before: Draft, after: Draft, key: str) -> Draft:
    if after.text == before.text:
        return after
    return replace(after, before=Before(before.text, before.cursor, key))


def _put(word: str, at: int, letter: str) -> str:
    return word[:at] + (letter.upper() if word[at].isupper() else letter) + word[at + 1 :]
