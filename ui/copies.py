"""Words about backups: when, how much, and what going back would cost. No Qt: the terminal speaks the same words."""

from kiosk.errors import KioskError
from kiosk.usecases.list_backups import Listed, Outlook
from kiosk.usecases.restore_backup import Restored
from ui.sentences import sentence
from ui.times import number, when


def backup_line(copy: Listed, now: int) -> str:
    """«lúc 17:05 ngày 22/11 · 4.312 lượt · 210 bạn đọc», or what is wrong with it. `now`: seconds UTC."""
    if copy.trouble:
        return f"{when(copy.at, now)} · không dùng được: {sentence(KioskError(copy.trouble)).title.lower()}"
    return f"{when(copy.at, now)} · {number(copy.visits)} lượt · {number(copy.readers)} bạn đọc"


def outlook_line(outlook: Outlook, now: int) -> str:
    """What is newer than the backup, as far as anybody knows."""
    made = f"Bản sao lưu {when(outlook.backup.at, now)}, có {number(outlook.backup.visits)} lượt."
    if outlook.visits is None:
        after = "Chưa rõ sau đó có bao nhiêu lượt"
        if outlook.entries is not None:
            after = f"Sau đó máy đã ghi thêm ít nhất {number(outlook.entries)} mục"
        return f"{made} {after}; những gì tỉnh đã nhận sẽ được lấy lại."
    if not outlook.visits:
        return f"{made} Sau đó không có thêm lượt nào."
    confirmed = outlook.confirmed_visits or 0
    only_here = outlook.visits - confirmed
    said = f"{made} Sau đó có thêm {number(outlook.visits)} lượt: {number(confirmed)} lượt tỉnh đã nhận, sẽ lấy lại"
    return f"{said}; {number(only_here)} lượt chỉ có trong dữ liệu đang dùng."


def mending_line(outlook: Outlook | None, now: int) -> str:
    """What mending a damaged file would bring back."""
    rest = "đọc lại những gì còn đọc được trong tệp hỏng, và lấy lại từ tỉnh những gì tỉnh đã nhận."
    if outlook is None:
        return f"Chưa có bản sao lưu nào dùng được. Máy sẽ {rest}"
    made = f"Bản sao lưu {when(outlook.backup.at, now)}, có {number(outlook.backup.visits)} lượt."
    after = f" Sau đó máy đã ghi thêm ít nhất {number(outlook.entries)} mục." if outlook.entries else ""
    return f"{made}{after} Máy sẽ {rest}"


def restored_line(done: Restored) -> str:
    """What is there now."""
    said = f"Dữ liệu có {number(done.visits)} lượt"
    if done.salvaged.entries:
        said += f", trong đó {number(done.salvaged.entries)} mục đọc lại được từ tệp hỏng"
    return f"{said}. Tệp cũ được cất riêng 15 ngày. Lần gửi tới, máy tự lấy lại từ tỉnh những gì còn thiếu."
