"""The command line speaks Vietnamese, its own words («Usage», «Error») included, whatever the system speaks."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from ui.language import CATALOGUES

HOUSE = Path(__file__).resolve().parents[2]
PO = CATALOGUES / "vi" / "LC_MESSAGES" / "messages.po"
FOR_PROGRAMMERS = ("Arguments take", "Boolean option", "Choice(", "Could not determine", "Name '", "No options defined")
FOREIGN = ("Couldn't detect Bash", "Shell completion", "Invalid start", "Unknown", "Value must", "Windows error", "_")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--help"],
            ["Cách dùng: main.py [TÙY CHỌN] LỆNH …", "Tùy chọn:", "Các lệnh:", "Hiện hướng dẫn này rồi dừng."],
        ),
        (["quét"], ["Lỗi: Không có lệnh 'quét'.", "Xem hướng dẫn bằng 'main.py --help'."]),
        (["check-in"], ["Lỗi: Thiếu tham số 'TEXT'."]),
        (["tally", "--count", "x"], ["Lỗi: Giá trị của '--count' chưa đúng: 'x' không phải là số (integer)."]),
        (["tally", "--cont", "3"], ["Không có tùy chọn '--cont'.", "Ý bạn là '--count'"]),
    ],
)
def test_the_terminals_own_words_are_vietnamese(words: list[str], said: list[str]) -> None:
    environment = os.environ | {"LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, str(HOUSE / "main.py"), *words]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8")
    for sentence in said:
        assert sentence in told.stdout + told.stderr


def test_every_word_that_click_may_say_is_known() -> None:
    """A new version of click with new words says so here."""
    with PO.open("rb") as file:
        known = {
            message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file) if message.id
        }
    asked = {
        node.args[0].value
        for source in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext")
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }
    assert {text for text in asked - known if not text.startswith(FOR_PROGRAMMERS + FOREIGN)} == set()


def test_the_compiled_words_are_the_written_ones(tmp_path: Path) -> None:
    with PO.open("rb") as file, (tmp_path / "messages.mo").open("wb") as compiled:
        write_mo(compiled, read_po(file))
    assert PO.with_suffix(".mo").read_bytes() == (tmp_path / "messages.mo").read_bytes()
    with PO.with_suffix(".mo").open("rb") as file:
        assert len(read_mo(file)) > 50
