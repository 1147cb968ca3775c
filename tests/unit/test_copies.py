"""What is said about backups: when, how much, and what going back would cost."""

from pathlib import Path

from kiosk.storage.salvage import Salvaged
from kiosk.usecases.list_backups import Listed, Outlook
from kiosk.usecases.restore_backup import Restored
from kiosk.values import EntryRef
from tests.homes import MORNING
from ui.office.copies import backup_line, loss_line, mending_line, missed_line, outlook_line, restored_line

COPY = Listed(Path("backup"), MORNING - 3_600, 1, 5_000, "", 4_312, 210, 3_145_728)


def test_a_backup_is_told_by_its_time_and_its_figures() -> None:
    assert backup_line(COPY, MORNING) == "lúc 07:00 · 4.312 lượt · 210 bạn đọc · 3,2 MB"
    bad = Listed(Path("backup"), MORNING - 86_400, 1, 5, "backup_damaged")
    assert backup_line(bad, MORNING) == "lúc 08:00 ngày 22/11 · không dùng được: bản sao lưu này bị hỏng"


def test_what_going_back_costs_is_told_as_far_as_it_is_known() -> None:
    assert outlook_line(Outlook(COPY, 0, 0, 0), MORNING).endswith("có 4.312 lượt. Sau đó không có thêm lượt nào.")
    told = outlook_line(Outlook(COPY, 1_300, 1_214, 1_200), MORNING)
    assert "thêm 1.214 lượt: 1.200 lượt tỉnh đã nhận, sẽ lấy lại; 14 lượt chỉ có trong dữ liệu đang dùng." in told
    assert loss_line(Outlook(COPY, 1_300, 1_214, 1_200)).startswith("14 lượt tỉnh chưa nhận sẽ không được tính nữa.")
    whole = Outlook(COPY, 1_300, 1_214, 1_214)
    assert (outlook_line(whole, MORNING)[-36:], loss_line(whole)) == ("1.214 lượt tỉnh đã nhận, sẽ lấy lại.", "")
    assert loss_line(Outlook(COPY, 32, None, None)) == ""
    assert "ít nhất 32 mục" in outlook_line(Outlook(COPY, 32, None, None), MORNING)
    assert "Chưa rõ" in outlook_line(Outlook(COPY, None, None, None), MORNING)


def test_mending_promises_what_it_does() -> None:
    assert mending_line(None, MORNING).startswith("Chưa có bản sao lưu nào dùng được. Máy sẽ đọc lại")
    told = mending_line(Outlook(COPY, 32, None, None), MORNING)
    assert "Sau đó máy đã ghi thêm ít nhất 32 mục. Máy sẽ đọc lại" in told
    assert "ghi thêm" not in mending_line(Outlook(COPY, 0, None, None), MORNING)


def test_what_is_there_now_is_told_at_the_end() -> None:
    done = Restored(2, EntryRef(1, 9), Salvaged(0, 0), 1_234, Path("aside"))
    assert restored_line(done).startswith("Dữ liệu có 1.234 lượt. Tệp cũ được cất riêng 15 ngày.")
    saved = Restored(2, EntryRef(1, 9), Salvaged(56, 1), 1_234, Path("aside"))
    assert "trong đó 56 mục đọc lại được từ tệp hỏng" in restored_line(saved)


def test_a_second_place_that_failed_is_told_with_what_to_do() -> None:
    told = missed_line(Path("/mnt/sao-luu"), "backup_not_written")
    assert told.startswith("Không chép được vào /mnt/sao-luu. Không ghi được bản sao lưu. Hãy kiểm tra ổ đĩa hoặc USB")
