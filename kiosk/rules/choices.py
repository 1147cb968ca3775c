"""What an officer may choose: the words and the bounds of each choice."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from kiosk import text
from kiosk.errors import Refused
from kiosk.values import Choices

_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "language": frozenset(("vi", "en")),
    "contrast": frozenset(("normal", "high")),
}
_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "text_size": (100, 150),
    "volume": (0, 100),
    "saver_minutes": (0, 120),
    "night_from": (0, 24 * 60 - 1),
    "night_until": (0, 24 * 60 - 1),
    "camera_exposure": (-30, 30),
    "service_point": (0, 99),
    "debounce_minutes": (1, 30),  # ISO 2789 counts every entry, so the window stays short
    "card_years": (1, 10),
    "large_group": (2, 500),
    "burst": (2, 100),
}
_LONGEST: Final = 200
"""Characters of the name of a screen or a camera."""
KINDS: Final[Mapping[str, type]] = {field.name: type(field.default) for field in fields(Choices)}


def changed(choices: Choices, changes: Mapping[str, Any]) -> Choices:
    """`choices` with `changes` made. Raises Refused(`choice_unknown`, name=…) or Refused(`choice_impossible`, name=…,
    and least=…, most=… where there are bounds), and then nothing is changed.
    """
    for name, value in changes.items():
        if name not in KINDS:
            raise Refused("choice_unknown", name=name)
        _ensure_possible(name, value)
    return replace(choices, **changes)


def _ensure_possible(name: str, value: object) -> None:
    if KINDS[name] is not type(value):  # a truth value is an int too, and no number of minutes
        raise Refused("choice_impossible", name=name)
    if isinstance(value, int) and name in _BOUNDS:
        least, most = _BOUNDS[name]
        if not least <= value <= most:
            raise Refused("choice_impossible", name=name, least=least, most=most)
    elif name in _WORDS:
        if value not in _WORDS[name]:
            raise Refused("choice_impossible", name=name)
    elif isinstance(value, str) and (len(value) > _LONGEST or not text.is_printable(value)):
        raise Refused("choice_impossible", name=name)


def parsed(said: Mapping[str, str]) -> Choices:
    """Choices as they lie on disk. What this program does not know, or no longer admits, is passed over."""
    choices = Choices()
    for name, word in said.items():
        if name in KINDS:
            try:
                choices = changed(choices, {name: _value(KINDS[name], word)})
            except (Refused, ValueError):
                continue
    return choices


def _value(kind: type, word: str) -> str | int | bool:
    if kind is bool:
        return word == "1"
    return int(word) if kind is int else word
