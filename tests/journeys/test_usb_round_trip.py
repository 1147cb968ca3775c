"""A point without any network, as its officer goes the way: commands, a stick, the bus to the province and back."""

from pathlib import Path
from typing import Any

import pytest

from sync.stick import Stick
from tests.journeys.test_spine import run
from tests.province.servers import command

_POINT = "12019-01"
_NAME = "Thư viện xã Văn Giang"


@pytest.fixture
def province(tmp_path: Path) -> Path:
    """A province that no line leads to: nothing serves it."""
    home = tmp_path / "province"
    assert command(home, "add-point", _POINT, _NAME)["exit"] == 0
    return home


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    home = tmp_path / "kiosk"
    assert run(home, "init", "--point", _POINT, "--name", _NAME)["exit"] == 0
    return home


def facts(status: dict[str, Any]) -> dict[str, Any]:
    names = ("enrolled", "confirmed_visits", "pending_visits", "pending_entries")
    return {name: status[name] for name in names}


def test_status_before_and_after_a_round_trip_tells_what_the_province_has(
    kiosk: Path, province: Path, stick: Path
) -> None:
    card = run(kiosk, "reader", "add", "--name", "Trần Văn Đức", "--consent", "reader")["card"]
    assert run(kiosk, "check-in", card, "--purpose", "reading")["exit"] == 0
    assert run(kiosk, "tally", "--count", "35", "--group", "school_class")["exit"] == 0
    before = run(kiosk, "status", "--verify")
    waiting = before["pending_entries"]
    assert facts(before) == {
        "enrolled": False,
        "confirmed_visits": 0,
        "pending_visits": 36,
        "pending_entries": waiting,
    }
    assert "Chưa đăng ký với tỉnh · 36 lượt chờ gửi." in before["said"]

    code = command(province, "enrol-code", _POINT)["code"]
    assert run(kiosk, "enrol", "--usb", str(stick), code)["exit"] == 0
    exported = run(kiosk, "export-usb", str(stick))
    assert (exported["exit"], exported["entries"], exported["remaining"]) == (0, waiting, 0)
    assert "mang về tỉnh" in exported["said"]
    assert run(kiosk, "import-usb", str(stick))["error"] == "stick_not_answered"

    read = command(province, "import-usb", str(stick))
    assert (read["exit"], read["skipped"]) == (0, [])
    assert f"{_POINT}, máy số 1: nhận {waiting} mục mới, đã đăng ký máy." in read["said"]
    assert command(province, "status")["points"][0]["visits"] == 36

    imported = run(kiosk, "import-usb", str(stick))
    assert (imported["exit"], imported["confirmed"], imported["enrolled"]) == (0, waiting, True)
    assert f"xác nhận thêm {waiting} mục" in imported["said"]
    after = run(kiosk, "status", "--verify")
    assert facts(after) == {"enrolled": True, "confirmed_visits": 36, "pending_visits": 0, "pending_entries": 0}
    assert "không còn lượt chờ." in after["said"]
    assert "Tỉnh đã xác nhận 36 lượt." in after["said"]
    assert after["chain_verified"] is True
    assert run(kiosk, "sync")["error"] == "sticks_alone"


def test_a_stick_that_is_none_is_told_on_both_sides(kiosk: Path, province: Path, stick: Path, tmp_path: Path) -> None:
    nowhere = command(province, "import-usb", str(tmp_path / "nowhere"))
    assert (nowhere["exit"], nowhere["error"]) == (2, "stick_without_folder")
    empty = command(province, "import-usb", str(stick))
    assert (empty["exit"], empty["error"]) == (2, "stick_without_folder")
    assert run(kiosk, "export-usb", str(stick))["error"] == "not_enrolled"
    refused = run(kiosk, "import-usb", str(stick))
    assert (refused["exit"], refused["error"]) == (2, "stick_without_folder")
    assert refused["said"].strip().endswith(".")


def test_a_damaged_file_is_named_in_words_and_the_rest_is_taken(kiosk: Path, province: Path, stick: Path) -> None:
    code = command(province, "enrol-code", _POINT)["code"]
    run(kiosk, "enrol", "--usb", str(stick), code)
    run(kiosk, "export-usb", str(stick))
    first = sorted(Stick(stick).folder.glob("*.dd"))[0]
    first.write_bytes(first.read_bytes()[:-20])
    read = command(province, "import-usb", str(stick))
    assert read["exit"] == 0
    assert f"{first.name}: tệp bị chép dở." in read["said"]
    assert read["devices"][0]["enrolled"] is True
    imported = run(kiosk, "import-usb", str(stick))
    assert (imported["exit"], imported["enrolled"], imported["confirmed"]) == (0, True, 0)
    assert run(kiosk, "export-usb", str(stick))["exit"] == 0
    assert command(province, "import-usb", str(stick))["skipped"] == []
    assert run(kiosk, "import-usb", str(stick))["pending"] == 0
