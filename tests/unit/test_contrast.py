"""Words and edges stand out from what they lie on (WCAG 2.1, 1.4.3, 1.4.6 and 1.4.11), in both contrasts."""

import json
import re

import pytest
from PySide6.QtGui import QColor

from ui.looks import Looks
from ui.theme import ASSETS, Theme

TINTS = ("leaf-tint", "amber-tint", "brick-tint")
WORDS = [
    *(("ink", ground) for ground in ("paper", "card", *TINTS)),
    *(("soft", ground) for ground in ("paper", "card", *TINTS)),
    *(("leaf-dark", ground) for ground in ("leaf-tint", "card", "paper")),
    *(("leaf", ground) for ground in ("card", "paper", "leaf-tint")),
    ("amber", "amber-tint"),
    *(("brick", ground) for ground in ("brick-tint", "card", "paper", "amber-tint")),
    *(("lotus", ground) for ground in ("card", "paper")),
    *(("on-dark", ground) for ground in ("leaf", "leaf-dark", "brick", "amber", "console", "console-raised", "ink")),
    *(("console-soft", ground) for ground in ("console", "console-raised")),
    *(("mint", ground) for ground in ("night", "night-light", "ink", "console")),
]
EDGES = [
    *(("edge", ground) for ground in ("paper", "card", *TINTS)),
    *(("leaf", ground) for ground in ("paper", "card", *TINTS)),
    *(("leaf-dark", ground) for ground in ("leaf-tint", "card")),
    *(("bar", ground) for ground in ("card", "paper")),
    *(("focus", ground) for ground in ("focus-gap", "paper", "card", *TINTS)),
]
DECORATION = {"hairline", "lotus-soft", "lotus-tint", "quiet-edge", "dark", "dusk"}
"""Nothing is to be read from these; the empty room at night is dark on purpose."""
LOOKS = {"normal": Looks(), "high": Looks(contrast="high")}


@pytest.mark.parametrize(("contrast", "least"), [("normal", 4.5), ("high", 7.0)])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_stand_out_from_their_ground(ink: str, ground: str, contrast: str, least: float) -> None:
    assert ratio(Theme(looks=LOOKS[contrast]), ink, ground) >= least


@pytest.mark.parametrize(("contrast", "least"), [("normal", 3.0), ("high", 4.5)])
@pytest.mark.parametrize(("line", "ground"), EDGES)
def test_edges_stand_out_from_their_ground(line: str, ground: str, contrast: str, least: float) -> None:
    assert ratio(Theme(looks=LOOKS[contrast]), line, ground) >= least


def test_no_colour_goes_unmeasured() -> None:
    tokens = json.loads((ASSETS / "theme" / "tokens.json").read_text(encoding="utf-8"))
    measured = {name for pair in (*WORDS, *EDGES) for name in pair}
    assert set(tokens["colour"]) - measured - DECORATION == set()


def test_quiet_buttons_have_an_edge_in_high_contrast_alone() -> None:
    assert Theme().colour("quiet-edge").alpha() == 0
    assert ratio(Theme(looks=LOOKS["high"]), "quiet-edge", "card") >= 4.5


def test_high_contrast_changes_only_what_there_is() -> None:
    tokens = json.loads((ASSETS / "theme" / "tokens.json").read_text(encoding="utf-8"))
    changed = {(group, name) for group in ("colour", "size") for name in tokens["high"][group]}
    assert [pair for pair in changed if pair[1] not in tokens[pair[0]]] == []


def test_large_letters_are_a_quarter_larger_and_nothing_else_grows() -> None:
    plain, large = Theme(), Theme(looks=Looks(text_size=125))
    assert large.font("body").pixelSize() == round(plain.font("body").pixelSize() * 1.25)
    assert large.size("target") == plain.size("target")
    assert "@" not in re.sub(r"/\*.*?\*/", "", large.sheet(), flags=re.DOTALL)


def ratio(theme: Theme, one: str, other: str) -> float:
    """WCAG 2.1: 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(theme.colour(one)), luminance(theme.colour(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.1)."""
    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
