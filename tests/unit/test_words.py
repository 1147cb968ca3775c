"""The product's words: one sentence for every error code, numbers and times as Vietnamese writes them."""

import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.errors import KioskError, Refused
from kiosk.values import HeldAside, Notice, Point, SyncStatus
from tests.homes import MORNING
from ui import texts

HOUSE = Path(__file__).resolve().parents[2]
CODE = re.compile(r'(?:Refused|Unavailable|Defect|KioskError)\(\s*"([a-z_]+)"')
DAY = 86_400


def raised_codes() -> set[str]:
    sources = [HOUSE / "main.py", *(HOUSE / "kiosk").rglob("*.py"), *(HOUSE / "sync" / "client").rglob("*.py")]
    return {code for source in sources for code in CODE.findall(source.read_text(encoding="utf-8"))}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    assert raised_codes() - texts.KNOWN_CODES == set()


@pytest.mark.parametrize("code", sorted(texts.KNOWN_CODES))
def test_a_sentence_says_what_happened_and_what_to_do(code: str) -> None:
    told = texts.sentence(KioskError(code))
    assert told.title
    assert told.advice.endswith(".")
    assert not told.title.endswith(".")
    assert unicodedata.is_normalized("NFC", str(told))


def test_a_code_nobody_wrote_a_sentence_for_is_admitted() -> None:
    assert "Mã lỗi: something_new." in str(texts.sentence(KioskError("something_new")))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("already_counted", at=MORNING), "Đã ghi nhận lúc 08:00"),
        (Refused("card_expired", on=date(2026, 10, 1)), "Thẻ đã hết hạn ngày 01/10/2026"),
        (Refused("password_wrong", left=2), "Còn 2 lần thử"),
        (Refused("locked_out", until=MORNING + 300), "Mời thử lại sau 08:05"),
        (Refused("password_too_short", least=8), "ít nhất 8 ký tự"),
        (Refused("head_count_out_of_range", most=1_500), "từ 1 đến 1.500 người"),
    ],
)
def test_a_sentence_carries_its_figures(error: KioskError, said: str) -> None:
    assert said in str(texts.sentence(error))


def test_numbers_and_days_are_written_the_vietnamese_way() -> None:
    assert [texts.number(value) for value in (0, 999, 1_234, 1_234_567)] == ["0", "999", "1.234", "1.234.567"]
    assert texts.long_day(date(2026, 11, 22)) == "Chủ nhật, 22/11/2026"
    assert texts.long_day(date(2026, 11, 23)) == "Thứ hai, 23/11/2026"


def test_a_size_is_never_shown_as_less_than_it_is() -> None:
    sizes = (0, 1, 12_000, 12_001, 999_000, 999_001, 1_000_000, 3_145_728, 31_000_000_000, 999_999_999)
    told = ["0 KB", "1 KB", "12 KB", "13 KB", "999 KB", "1 MB", "1 MB", "3,2 MB", "31 GB", "1 GB"]
    assert [texts.size(octets) for octets in sizes] == told


def test_a_time_carries_its_day_when_it_was_not_today() -> None:
    assert texts.when(MORNING - 3_600, MORNING) == "lúc 07:00"
    assert texts.when(MORNING - DAY, MORNING) == "lúc 08:00 ngày 22/11"
    assert texts.when(MORNING - 365 * DAY, MORNING) == "lúc 08:00 ngày 23/11/2025"


STATUS = SyncStatus(
    point=Point("HY-0412", "Thư viện xã Đức Hợp"),
    device="00" * 16,
    enrolled=True,
    server="https://thuvien.example",
    confirmed_visits=4_312,
    confirmed_at=MORNING - 3_000,
    confirmed_seq=5_000,
    pending_visits=14,
    pending_entries=20,
    oldest_pending_at=MORNING - 600,
    last_attempt_at=MORNING - 60,
    last_outcome="offline",
    journal_entries=5_020,
    quarantined=0,
)


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (STATUS, "Đã gửi về tỉnh lúc 07:10 · 14 lượt chờ gửi"),
        (replace(STATUS, pending_visits=0), "Đã gửi về tỉnh lúc 07:10 · không còn lượt chờ"),
        (replace(STATUS, pending_visits=1_214), "Đã gửi về tỉnh lúc 07:10 · 1.214 lượt chờ gửi"),
        (replace(STATUS, confirmed_at=None, pending_visits=3), "Chưa gửi về tỉnh lần nào · 3 lượt chờ gửi"),
        (replace(STATUS, enrolled=False, confirmed_at=None), "Chưa đăng ký với tỉnh · 14 lượt chờ gửi"),
        (replace(STATUS, enrolled=False, confirmed_at=None, pending_visits=0), "Chưa đăng ký với tỉnh"),
    ],
)
def test_the_line_below_says_what_the_province_has_and_what_waits(status: SyncStatus, line: str) -> None:
    assert texts.sync_line(status, MORNING) == line


def test_the_last_attempt_is_told_in_plain_words() -> None:
    assert texts.attempt_line(replace(STATUS, last_attempt_at=None), MORNING) == "Chưa thử gửi lần nào."
    assert "lúc 07:59: Chưa nối được tới máy chủ tỉnh" in texts.attempt_line(STATUS, MORNING)
    assert "gửi được" in texts.attempt_line(replace(STATUS, last_outcome="ok"), MORNING)


def test_what_is_held_aside_is_told_whatever_a_later_province_says() -> None:
    told = texts.held_aside(HeldAside(1, 2, MORNING, "VisitRecorded", "out_of_range"))
    assert told == ("Lượt bạn đọc", "Có số liệu ngoài khoảng cho phép nên chưa tính. Hãy báo tỉnh xem lại.")
    unknown = texts.held_aside(HeldAside(1, 2, MORNING, "", "a_reason_from_the_future"))
    assert unknown == ("Mục khác", "Tỉnh chưa tính mục này (a_reason_from_the_future). Hãy báo tỉnh xem lại.")
    assert "(later_word)" in texts.notice(Notice("later_word", 1, MORNING, ""))


def test_the_words_need_no_qt() -> None:
    asked = "import sys, ui.texts; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=HOUSE, check=False).returncode == 0
