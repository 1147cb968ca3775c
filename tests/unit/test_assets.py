"""What is shipped is used, and what is used is shipped."""

import json
import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ICONS = HOUSE / "assets" / "icons"
TOKEN = re.compile(r"@(colour|text|radius|size|space)\.([a-z0-9-]+)")


def sources(*rooms: str, end: str = "*.py") -> str:
    return "\n".join(path.read_text(encoding="utf-8") for room in rooms for path in (HOUSE / room).rglob(end))


def test_every_shipped_icon_is_used_by_the_kiosk_or_the_province() -> None:
    written = sources("ui") + sources("sync/province", end="*.html")
    assert [icon.stem for icon in ICONS.glob("*.svg") if f'"{icon.stem}"' not in written] == []


def test_every_font_and_icon_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (HOUSE / "assets" / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in (ICONS / "LICENSE.txt").read_text(encoding="utf-8")


def test_the_style_sheet_holds_no_colour_and_no_size_of_its_own() -> None:
    sheet = (HOUSE / "assets" / "theme" / "kiosk.qss").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b|\b\d+px\b", rules) == []


def test_the_style_sheet_names_only_tokens_that_exist() -> None:
    tokens = json.loads((HOUSE / "assets" / "theme" / "tokens.json").read_text(encoding="utf-8"))
    sheet = (HOUSE / "assets" / "theme" / "kiosk.qss").read_text(encoding="utf-8")
    named = {(group, name) for group, name in TOKEN.findall(sheet) if group != "space"}
    assert [pair for pair in sorted(named) if pair[1] not in tokens[pair[0]]] == []


def test_no_screen_holds_a_colour_of_its_own() -> None:
    assert re.findall(r'"#[0-9A-Fa-f]{6}"', sources("ui")) == []
