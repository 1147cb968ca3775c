"""Which Vietnamese words the visitor's screens say: read off the source, and off the tables of sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kiosk.rules.consent import VERSIONS
from ui import sentences

HOUSE = Path(__file__).resolve().parents[1]
PO = HOUSE / "assets" / "translations" / "en.po"
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")

_OFFICERS = (
    "office",
    "questions",
    "terminal",
    "officer",
)
"""Rooms that visitors never see, and what is called …_words; they speak Vietnamese alone."""
_TOLD = {"tr": 0, "spoken": 0, "spoken_of": 1, "_too_long": 0}
_OTHERWISE_READ = ("sentences.py", "texts.py", "marks.py", "board.py")
"""Sentences come by their tables; texts speak to officers too; marks and keys are letters."""
VISITORS_CODES = frozenset(
    {
        *sentences._SCAN,
        *("card_unknown", "reader_unknown", "reader_erased", "name_missing", "representative_missing"),
        *("representative_must_consent", "reader_alike", "registration_closed", "service_point_unknown"),
        *("disk_full", "disk_failed", "database_busy", "database_newer", "database_damaged", "database_missing"),
        *("database_foreign", "home_in_use", "home_read_only", "home_missing", "not_initialised", "keys_missing"),
        *("keys_damaged", "sealed_unreadable", "journal_not_opened", "restore_running", "backup_damaged"),
        *("backup_missing", "nothing_to_mend"),
        *(code for code in sentences._SENTENCES if code.startswith(("printer_", "paper_", "no_printer"))),
    }
)
"""What may be refused on a visitor's screen. All else is told in the console and the terminal, in Vietnamese."""


class Said(NamedTuple):
    """A literal that is looked up; `counted`: it bends with a number."""

    text: str
    counted: bool
    where: str


def sources() -> list[Path]:
    """Every module whose words a visitor may see."""
    rooms = (path.relative_to(HOUSE / "ui") for path in (HOUSE / "ui").rglob("*.py"))
    return sorted(HOUSE / "ui" / room for room in rooms if not _is_for_officers(room.parts[0].removesuffix(".py")))


def _is_for_officers(room: str) -> bool:
    return room in _OFFICERS or room.endswith("_words")


def looked_up() -> list[Said]:
    """What tr(), spoken(), spoken_of() and Spoken() are given, what sentences say, and what is agreed to."""
    said = [one for source in sources() for one in _in(source)]
    for code in sorted(VISITORS_CODES):
        told = sentences._SENTENCES[code]
        said += [Said(text, False, f"sentences.py {code}") for text in (told.title, told.advice) if text]
    for version, texts in VERSIONS.items():
        words = [word for text in texts for word in (*(part for term in text.terms for part in term), text.promise)]
        said += [Said(word, False, f"consent.py {version}") for word in words]
    return said


def _in(source: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        where = f"{source.name}:{node.lineno}"
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Spoken":
            yield from (Said(text, False, where) for text in _strings(node))
        elif name in _TOLD:
            counted = name == "spoken_of" or (name == "tr" and len(node.args) == 3)
            yield from (Said(text, counted, where) for text in _strings(node.args[_TOLD[name]]))


def _strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def raw() -> list[Said]:
    """Vietnamese literals that are not looked up: nobody would ever see them in English."""
    known = {one.text for one in looked_up()}
    return [
        Said(text, False, f"{source.name}:{line}")
        for source in sources()
        if source.name not in _OTHERWISE_READ
        for text, line in _spoken_constants(ast.parse(source.read_text(encoding="utf-8")))
        if VIETNAMESE.search(text) and text not in known
    ]


def _spoken_constants(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Strings with Vietnamese letters and their lines, without docstrings."""
    silent = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value, node.lineno
