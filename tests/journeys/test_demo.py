"""The demo as a newcomer starts it: a province, three points, a month of visits, and pictures of every screen."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from tests.journeys.test_spine import run

SIZES = ("1366x768", "1920x1080", "1080x1920")


def test_the_demo_comes_to_its_end_and_leaves_pictures_at_every_size(tmp_path: Path) -> None:
    told: dict[str, Any] = run(tmp_path / "home", "demo", "--headless", "--screenshots", str(tmp_path / "pictures"))
    assert told["exit"] == 0
    assert told["visits_recorded"] == told["visits_at_province"] > 2_000
    assert (told["receipt_valid"], told["chain_verified"], told["pending"]) == (True, True, 0)
    pictures = [Path(place) for place in told["screenshots"]]
    for name in ("welcome", "sync-clock", "sync-held-aside", "sync-doctor", "settings-way-back"):
        for size in SIZES:
            [picture] = [one for one in pictures if one.stem.endswith(f"-{name}-{size}")]
            image = QImage(str(picture))
            assert f"{image.width()}x{image.height()}" == size
    for look in ("en", "vi-high", "vi-reach"):
        seen = {
            one.stem.removesuffix(f"-{look}-1366x768")[3:] for one in pictures if one.stem.endswith(f"-{look}-1366x768")
        }
        assert {"welcome", "welcomed", "walk-in", "group", "display", "help", "my-code", "register-consent"} <= seen
