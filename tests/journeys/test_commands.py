"""The contract of the command line: sentences on stderr, one JSON object last on stdout, 0 · 2 · 1, true --help."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from kiosk.errors import Unavailable
from tests.journeys.test_spine import run

_ROOT = Path(__file__).parents[2]
_HEALTH_CARD = "DN4010123456789|4e677579e1bb856e|01/01/1990|1|Ha Noi|01 - 001|01/01/2026|-|31/12/2026|x|4|y"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk"
    made = run(path, "init", "--point", "12019-01", "--name", "Thư viện xã Văn Giang")
    assert made["exit"] == 0
    assert len(str(made["first_password"])) >= 12
    return path


def test_a_card_is_made_counted_told_again_and_revoked(home: Path, tmp_path: Path) -> None:
    picture = tmp_path / "card.png"
    added = run(home, "reader", "add", "--name", "Trần Văn Đức", "--consent", "reader", "--card", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")
    first = run(home, "check-in", added["card"], "--purpose", "reading")
    assert (first["exit"], first["known"], first["visits_today"]) == (0, True, 1)
    assert "Đức" in first["said"]
    again = run(home, "check-in", added["card"])
    assert (again["exit"], again["error"]) == (2, "already_counted")
    assert run(home, "reader", "revoke", added["card"])["exit"] == 0
    assert run(home, "check-in", added["card"])["error"] == "card_revoked"
    assert run(home, "status", "--verify")["chain_verified"] is True


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("TB0000000000000000", "card_damaged"),
        ("001090012345||Nguyen Van A|01011990|Nam|Ha Noi|01012022", "identity_card"),
        (_HEALTH_CARD, "health_insurance_card"),
        ("https://hungyen.gov.vn", "web_address"),
        ("9786042", "not_a_card"),
        ("7" * 10_000, "code_too_long"),
        ("TB\x07\x1b[31m", "not_a_card"),
    ],
)
def test_what_is_no_card_gets_its_sentence_and_no_visit(home: Path, text: str, error: str) -> None:
    refused = run(home, "check-in", text)
    assert (refused["exit"], refused["error"]) == (2, error)
    assert refused["said"].strip().endswith(".")
    assert text not in refused["said"]
    assert run(home, "status")["visits_today"] == 0


def test_a_class_is_one_record_of_many_visits(home: Path) -> None:
    assert run(home, "tally", "--count", "35", "--group", "school_class")["visits_today"] == 35
    assert run(home, "tally", "--count", "0")["error"] == "head_count_out_of_range"


def test_init_never_touches_a_home_that_is_there(home: Path) -> None:
    before = run(home, "status")
    again = run(home, "init", "--point", "12020-01", "--name", "Điểm khác")
    assert (again["exit"], again["error"]) == (2, "already_initialised")
    assert run(home, "status") == before


def test_a_home_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    missing = run(tmp_path / "none", "status")
    assert (missing["exit"], missing["error"]) == (2, "not_initialised")
    assert not (tmp_path / "none").exists()


def test_sync_without_enrolment_says_what_to_do(home: Path) -> None:
    refused = run(home, "sync")
    assert (refused["exit"], refused["error"]) == (2, "not_enrolled")


def test_a_province_that_cannot_be_reached_is_a_failure_not_a_refusal(home: Path) -> None:
    from sync.protocol.enrolment import new_code

    offline = run(home, "enrol", "http://127.0.0.1:9", new_code())
    assert (offline["exit"], offline["error"]) == (1, "offline")


@pytest.mark.parametrize("command", list(main.COMMANDS))
def test_every_command_has_true_help(command: str) -> None:
    helped = subprocess.run(
        [sys.executable, "main.py", command, "--help"], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    assert "Cách dùng:" in helped.stdout


def test_a_command_whose_packages_are_not_here_says_so() -> None:
    absent = main._absent("sync", "requests")
    assert "requests" in absent.get_short_help_str()
    with pytest.raises(Unavailable, match="not_installed"):
        absent.main(["--json", "anything"], standalone_mode=False)


def test_a_window_without_a_display_is_a_sentence_not_an_abort(home: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in main.DISPLAYS}
    ended = subprocess.run(
        [sys.executable, "main.py", "--home", str(home)],
        cwd=_ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "màn hình" in ended.stderr
