"""Vietnamese text: stored as NFC, searched without marks, greeted by the last word of the name."""

import unicodedata
from functools import lru_cache
from typing import Final

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_MARKS: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Tones in the order of Vietnamese dictionaries, after none: huyền, hỏi, ngã, sắc, nặng."""
_TONES: Final = {mark: rank for rank, mark in enumerate(_MARKS, start=1)}
_LETTERS: Final = {letter: rank for rank, letter in enumerate(_ALPHABET)}

SortKey = tuple[tuple[int, ...], tuple[int, ...]]
"""Letters first, tones after."""


def nfc(text: str) -> str:
    """`text` composed (NFC), with runs of white space folded to one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """The search key of `text`: no marks, đ as d, lower case. «hòa» and «hoà» have the same key."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").lower().split())


def sort_key(text: str) -> SortKey:
    """Where `text` stands in Vietnamese order: by its letters (a ă â b … d đ …), and only among equals by its tones."""
    ranks = [_rank(letter) for letter in unicodedata.normalize("NFC", text).lower()]
    return tuple(letter for letter, _ in ranks), tuple(tone for _, tone in ranks)


@lru_cache(maxsize=1_024)
def _rank(letter: str) -> tuple[int, int]:
    """(place in the alphabet, tone) of a composed letter; what is no letter stands before all letters."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return _LETTERS.get(plain, ord(letter) - 0x110000), tone


def name_order(full_name: str) -> tuple[SortKey, SortKey]:
    """Where a person stands in a Vietnamese list: by the given name, which stands last, then by the rest."""
    family, _, given = full_name.rpartition(" ")
    return sort_key(given), sort_key(family)


def short_name(full_name: str) -> str:
    """The given name, which in Vietnamese stands last: «Nguyễn Thị Lan» gives «Lan»."""
    words = full_name.split()
    return words[-1] if words else ""


def is_printable(text: str) -> bool:
    """Whether `text` holds no control characters, so that it may stand on a screen and in a log."""
    return all(unicodedata.category(letter)[0] != "C" for letter in text)
