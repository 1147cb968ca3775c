"""An officer at the command line: a class from its list, its slips, and what becomes of its readers."""

from pathlib import Path

import pytest

from tests.documents.rendering import codes, pages
from tests.journeys.test_spine import run

LIST = """DANH SÁCH LỚP 4A;;;;
Họ và tên;Ngày sinh;Giới tính;Phụ huynh;Đồng ý
Nguyễn Thị Hường;12/05/2016;Nữ;Nguyễn Văn Hùng;x
Phạm Minh Khôi;2016;Nam;Phạm Văn Hòa;
Trần Đức Anh;31/02/2016;Nam;;
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk"
    assert run(path, "init", "--point", "12019-01", "--name", "Thư viện xã Văn Giang")["exit"] == 0
    return path


def test_a_class_gets_its_cards_and_every_command_finds_its_reader(home: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "lop.csv", tmp_path / "the.pdf"
    file.write_text(LIST, encoding="utf-8")
    tried = run(home, "reader", "import", str(file), "--out", str(out), "--dry-run")
    assert (tried["chosen"], tried["cards"], out.exists()) == (2, [], False)
    assert tried["flaws"] == [{"line": 5, "error": "birth_year_not_understood"}]
    made = run(home, "reader", "import", str(file), "--out", str(out), "--per-page", "8")
    assert [seen.text for seen in codes(pages(out.read_bytes())[0])] == made["cards"]
    [slip] = [seen.text for seen in codes(pages((tmp_path / "the-phieu.pdf").read_bytes())[0])]
    again = run(home, "reader", "import", str(file), "--out", str(out))
    assert (again["chosen"], again["alike"], again["cards"]) == (0, [3, 4], [])

    [waits] = run(home, "reader", "waiting")["waiting"]
    assert waits["what"] == "consent"
    assert run(home, "reader", "slips", str(tmp_path / "lai.pdf"))["slips"] == 1
    assert run(home, "reader", "consent", slip)["exit"] == 0
    assert run(home, "reader", "waiting")["waiting"] == []
    found = run(home, "reader", "find", "huong", "4a")
    assert (found["matching"], found["total"]) == (1, 2)
    [huong] = found["readers"]
    assert (huong["name"], huong["class"]) == ("Nguyễn Thị Hường", "4A")

    assert run(home, "reader", "staff", huong["entry"])["staff"] is True
    assert run(home, "check-in", made["cards"][0])["visits_today"] == 0
    assert run(home, "reader", "staff", huong["entry"], "--no-longer")["staff"] is False
    new = run(home, "reader", "reissue", made["cards"][0], "--out", str(out))
    assert run(home, "check-in", made["cards"][0])["error"] == "card_revoked"
    assert run(home, "check-in", new["cards"][0])["visits_today"] == 1
    assert run(home, "reader", "requests")["waiting"] == []
    assert run(home, "reader", "decline", huong["entry"], "--reason", "withdrawn")["declined"] is True
    assert run(home, "reader", "approve", "9-9")["error"] == "reader_unknown"
    assert run(home, "status", "--verify")["chain_verified"] is True


def test_no_card_is_issued_that_could_not_be_put_anywhere(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "lop.csv"
    file.write_text(LIST, encoding="utf-8")
    nowhere = tmp_path / "khong-co" / "the.pdf"
    assert run(home, "reader", "import", str(file), "--out", str(nowhere))["error"] == "paper_not_saved"
    assert run(home, "reader", "find")["total"] == 0
