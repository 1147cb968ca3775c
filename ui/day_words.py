"""Words about a day that ends. No Qt: the terminal speaks the same words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from kiosk.errors import KioskError
from kiosk.values import AgeBand, SyncStatus, ToLookAt
from ui import texts
from ui.office import copies
from ui.sentences import sentence
from ui.times import hour, number, when
from ui.visit_words import group_name

if TYPE_CHECKING:
    from kiosk.usecases.back_up import BackedUp
    from kiosk.usecases.end_day import DayEnd

Kind = TypeVar("Kind")
AGES: Mapping[AgeBand, str] = {
    AgeBand.CHILD: "Dưới 16 tuổi",
    AgeBand.YOUTH: "Từ 16 đến 30 tuổi",
    AgeBand.ADULT: "Từ 31 đến 59 tuổi",
    AgeBand.SENIOR: "Từ 60 tuổi",
    AgeBand.UNKNOWN: "Không rõ tuổi",
}


def sum_line(end: "DayEnd") -> str:
    """What is in the day's sum, and what is not."""
    parts = []
    if end.groups:
        parts.append(f"{number(end.groups)} đoàn hoặc lớp, {number(end.in_groups)} người")
    if end.late:
        parts.append(f"{number(end.late)} lượt ghi sau")
    if not end.visits:
        return "Hôm nay chưa có ai đến."
    said = f"Trong đó có {'; '.join(parts)}." if parts else ""
    if end.voided:
        said = f"{said} Không tính {number(end.voided)} lượt đã hủy.".strip()
    return said


def tables(end: "DayEnd") -> list[tuple[str, list[tuple[str, int]]]]:
    """The day's counts by purpose, way and age, as they stand on its sheet; what nobody did is left out."""
    return [
        ("Đến để làm gì", _told(texts.PURPOSES, end.by_purpose)),
        ("Ghi bằng cách nào", _told(texts.METHODS, end.by_method)),
        ("Tuổi", _told(AGES, end.by_age)),
    ]


def notes(end: "DayEnd") -> list[str]:
    """What is in the day's sum and what is not, and what somebody should still look at."""
    waiting = "; ".join(look_line(one) for one in end.to_look_at)
    return [line for line in (sum_line(end), f"Chờ cán bộ xem: {waiting}." if waiting else "") if line]


def _told(names: Mapping[Kind, str], counts: Mapping[Kind, int]) -> list[tuple[str, int]]:
    return [(name, counts[kind]) for kind, name in names.items() if counts.get(kind)]


def look_line(waiting: ToLookAt) -> str:
    """«Lớp 5A, 75 người, lúc 09:12» or «14 khách vãng lai trong 5 phút, từ 10:05»."""
    if waiting.burst:
        return (
            f"{number(waiting.persons)} khách vãng lai đến cùng lúc, từ {hour(waiting.first)} đến {hour(waiting.last)}"
        )
    return f"{group_name(waiting.kind, waiting.label)}, {number(waiting.persons)} người, lúc {hour(waiting.first)}"


def waits_line(status: SyncStatus, now: int) -> str:
    """What the province has, what waits, and since when. `now`: seconds UTC."""
    said = f"{texts.sync_line(status, now)}."
    if status.pending_visits and status.oldest_pending_at is not None:
        said = f"{said} Lượt chờ lâu nhất được ghi {when(status.oldest_pending_at, now)}."
    return said


def backed_up_lines(made: "BackedUp") -> list[str]:
    """How the backup went, the second places too."""
    lines = [f"Đã sao lưu {number(made.visits)} lượt, {number(made.readers)} bạn đọc."]
    lines += [f"Đã chép thêm vào {place.parent}." for place in made.copies]
    return lines + [copies.missed_line(place, code) for place, code in made.missed]


def not_backed_up(error: KioskError) -> str:
    """A backup that could not be made costs nothing that was counted."""
    if error.code == "disk_full":
        return (
            "Chưa sao lưu được: ổ đĩa đã đầy. Mọi lượt đã ghi vẫn nguyên trên máy. "
            "Hãy xóa bớt tệp không dùng, rồi sao lưu lại ở trang Cài đặt."
        )
    return f"Chưa sao lưu được. {sentence(error)}"


def not_sent(error: KioskError) -> str:
    """A pass that did not go through; the next one brings everything."""
    return f"Chưa gửi được. {sentence(error)}"


SENT = "Đã gửi xong, tỉnh đã xác nhận."
SKIPPED = "Đã bỏ qua. Số liệu vẫn an toàn ở máy này, lần sau máy tự gửi."
