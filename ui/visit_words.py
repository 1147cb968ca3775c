"""How visits, corrections, events and the counting rule are put into words. No Qt: the terminal speaks them too."""

from collections.abc import Mapping
from typing import Final

from kiosk.clock import local_day
from kiosk.text import folded
from kiosk.values import (
    AgeBand,
    Correction,
    Counting,
    CountingRule,
    EventKind,
    GroupKind,
    ListedVisit,
    Method,
    PlannedEvent,
    ToLookAt,
    VisitReading,
)
from ui.texts import GROUPS, PURPOSES
from ui.times import day, hour, number

AGES: Final[Mapping[AgeBand, str]] = {
    AgeBand.CHILD: "Dưới 16 tuổi",
    AgeBand.YOUTH: "16–30 tuổi",
    AgeBand.ADULT: "31–59 tuổi",
    AgeBand.SENIOR: "Từ 60 tuổi",
    AgeBand.UNKNOWN: "Không rõ tuổi",
}
REASONS: Final[Mapping[Correction, str]] = {
    Correction.MISTAKE: "Ghi nhầm",
    Correction.COUNTED_TWICE: "Đã tính ở lượt khác",
    Correction.STAFF: "Là cán bộ đang làm việc",
    Correction.TEST: "Chỉ là thử máy",
    Correction.WRONG_NUMBER: "Sai số người",
    Correction.WRONG_PURPOSE: "Sai mục đích",
    Correction.WRONG_KIND: "Sai loại",
    Correction.WITH_GROUP: "Đi cùng lớp, đoàn",
    Correction.COUNTED_AFTER_ALL: "Tính lại",
}
EVENT_KINDS: Final[Mapping[EventKind, str]] = {
    EventKind.READING_DAY: "Ngày đọc sách",
    EventKind.TALK: "Nói chuyện",
    EventKind.CLASS: "Lớp học",
    EventKind.CLUB: "Câu lạc bộ",
    EventKind.DISPLAY: "Trưng bày",
    EventKind.OUTREACH: "Lưu động",
    EventKind.TRAINING: "Tập huấn",
    EventKind.OTHER: "Hoạt động khác",
}
COUNTED_BY: Final[Mapping[CountingRule, str]] = {
    CountingRule.SITE: "Đếm theo điểm: vào một lần là một lượt cho cả điểm.",
    CountingRule.SERVICE_POINT: "Đếm theo từng phòng: vào mỗi phòng là một lượt của phòng ấy.",
}
"""The stated rule, shown wherever counts are: a figure without it means nothing (ISO 2789, TCVN 12843)."""


def who(visit: ListedVisit) -> str:
    """«Bạn đọc Lan», «Lớp 5A», «Khách không thẻ»."""
    group = visit.now.group
    if group is not GroupKind.NONE:
        return group_name(group, visit.label)
    if visit.name:
        return f"Bạn đọc {visit.name}"
    if visit.card:
        return "Thẻ của điểm khác"
    if visit.method is Method.SCANNED:
        return "Bạn đọc"
    return "Khách không thẻ" if visit.heads == 1 else "Khách đếm trên phiếu"


def group_name(kind: GroupKind, label: str) -> str:
    """«Lớp 5A», «Đoàn đại biểu tỉnh», «Câu lạc bộ Măng non»: the kind once, whether its label says it or not."""
    word = GROUPS.get(kind, "Đoàn")
    if not label:
        return word
    begins = folded(label).split(" ", 1)[0] == folded(word).split(" ", 1)[0]
    return label if begins else f"{word} {label}"


HOW: Final[Mapping[Method, str]] = {
    Method.SCANNED: "quét thẻ",
    Method.SELF_REGISTERED: "tự ghi trên màn hình",
    Method.TALLIED: "đếm từng người",
    Method.ESTIMATED: "ước chừng",
}


def about(visit: ListedVisit) -> str:
    """Purpose, age, how it was counted, where, and amid what."""
    age = "" if visit.name or visit.now.age_band is AgeBand.UNKNOWN else AGES[visit.now.age_band].lower()
    parts = [PURPOSES[visit.now.purpose], age, HOW[visit.method], visit.service_point, visit.event]
    return " · ".join(part for part in parts if part)


def marks(visit: ListedVisit) -> list[str]:
    """What an eye should fall on: entered late, corrected (old → new), not counted, looked at."""
    told = ["Nhập bù"] if visit.late else []
    if visit.with_group is not None:
        told.append("Đi cùng đoàn, không tính riêng")
    elif not visit.now.counted:
        told.append(f"Không tính: {REASONS[visit.reason].lower()}" if visit.reason else "Không tính")
    elif (changed := changes(visit)) != "":
        told.append(changed)
    elif visit.confirmed:
        told.append("Đã xem, đúng")
    return told


def changes(visit: ListedVisit) -> str:
    """«35 → 32 người»: what a correction changed, old and new; "" where all is as before."""
    before, now = visit.before, visit.now
    if before is None:
        return ""
    told = [f"{number(before.counted)} → {number(now.counted)} người"] if before.counted != now.counted else []
    told += [f"{old} → {new}" for old, new in _words(before, now) if old != new]
    return ", ".join(told)


def _words(before: VisitReading, now: VisitReading) -> list[tuple[str, str]]:
    return [
        (PURPOSES[before.purpose], PURPOSES[now.purpose]),
        (AGES[before.age_band], AGES[now.age_band]),
        (GROUPS.get(before.group, ""), GROUPS.get(now.group, "")),
    ]


def glance(waiting: ToLookAt, today: object) -> str:
    """What waits for a glance, and why. `today`: the present local day (date)."""
    on = local_day(waiting.first)
    when = "hôm nay" if on == today else f"ngày {day(on)}"
    persons = number(waiting.persons)
    if waiting.burst:
        return f"{persons} khách tự ghi trên màn hình {when}, từ {hour(waiting.first)} đến {hour(waiting.last)}"
    name = group_name(waiting.kind, waiting.label)
    return f"{name}: {persons} người, {when} lúc {hour(waiting.first)}"


def span(event: PlannedEvent) -> str:
    """«08:00–11:00», or with days where an event lasts longer than one."""
    first, last = local_day(event.starts_at), local_day(event.ends_at - 1)
    if first == last:
        return f"{hour(event.starts_at)}–{hour(event.ends_at)}"
    return f"{hour(event.starts_at)} ngày {day(first)} đến {hour(event.ends_at)} ngày {day(local_day(event.ends_at))}"


def counted_by(counting: Counting) -> str:
    """How visits are counted here, and where this kiosk stands."""
    here = counting.service_points.get(counting.here)
    said = COUNTED_BY[counting.rule]
    return f"{said} Máy này đặt ở {here}." if here else said
