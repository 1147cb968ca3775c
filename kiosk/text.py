"""Vietnamese text: stored as NFC, searched without marks, greeted by the last word of the name."""

import unicodedata


def nfc(text: str) -> str:
    """`text` composed (NFC), with runs of white space folded to one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """The search key of `text`: no marks, đ as d, lower case. «hòa» and «hoà» have the same key."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").lower().split())


def short_name(full_name: str) -> str:
    """The given name, which in Vietnamese stands last: «Nguyễn Thị Lan» gives «Lan»."""
    words = full_name.split()
    return words[-1] if words else ""


def is_printable(text: str) -> bool:
    """Whether `text` holds no control characters, so that it may stand on a screen and in a log."""
    return all(unicodedata.category(letter)[0] != "C" for letter in text)
