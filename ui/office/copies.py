"""Words about backups: when, how much, and what going back would cost. No Qt: the terminal speaks the same words."""

from pathlib import Path

from kiosk.errors import KioskError
from kiosk.usecases.list_backups import Listed, Outlook
from kiosk.usecases.restore_backup import Restored
from ui.sentences import sentence
from ui.times import number, size, when


def backup_line(copy: Listed, now: int) -> str:
    """«lúc 17:05 ngày 22/11 · 4.312 lượt · 210 bạn đọc · 3,2 MB», or what is wrong with it. `now`: seconds UTC."""
    if copy.trouble:
        return f"{when(copy.at, now)} · không dùng được: {sentence(KioskError(copy.trouble)).title.lower()}"
    content = f"{number(copy.visits)} lượt · {number(copy.readers)} bạn đọc"
    return f"{when(copy.at, now)} · {content} · {size(copy.size)}"


def missed_line(place: Path, code: str) -> str:
    """A second place that did not take its copy."""
    return f"Không chép được vào {place}. {sentence(KioskError(code))}"


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
    return f"{said}; {number(only_here)} lượt chỉ có trong dữ liệu đang dùng." if only_here else f"{said}."


def loss_line(outlook: Outlook) -> str:
    """What going back would take out of the count for good, and how to keep it; "" when nothing."""
    only_here = (outlook.visits or 0) - (outlook.confirmed_visits or 0)
    if not only_here:
        return ""
    return f"{number(only_here)} lượt tỉnh chưa nhận sẽ không được tính nữa. Nên gửi về tỉnh trước (trang Đồng bộ)."


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
