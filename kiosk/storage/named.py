"""A reader's fields as an officer's search needs them, opened once and kept in memory while the home is open."""

from typing import NamedTuple

from kiosk.sealing import Personal
from kiosk.text import SortKey, folded, name_order


class Named(NamedTuple):
    """`key`: name, class and birth year without marks, a space before each word; `order`: where a list has the name."""

    personal: Personal
    key: str
    order: tuple[SortKey, SortKey]

    @classmethod
    def of(cls, personal: Personal) -> "Named":
        said = f"{personal.full_name} {personal.school_class} {personal.birth_year or ''}"
        return cls(personal, f" {folded(said)}", name_order(personal.full_name))
