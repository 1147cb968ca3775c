"""The product's words: how numbers and times are written, the honest lines, and the sentence for every error code.

No Qt here: the terminal speaks the same words.
"""

from collections.abc import Mapping

from kiosk.errors import KioskError
from kiosk.values import Address, Greeting, GroupKind, MeteredLink, Method, Purpose, SyncStatus
from ui.sentences import KNOWN_CODES, Sentence, sentence
from ui.times import day, hour, long_day, number, when

__all__ = [
    "GROUPS",
    "KNOWN_CODES",
    "METHODS",
    "PURPOSES",
    "Sentence",
    "attempt_line",
    "day",
    "greeting",
    "hour",
    "long_day",
    "metered_line",
    "number",
    "recorded",
    "sentence",
    "sync_line",
    "when",
]

PURPOSES: Mapping[Purpose, str] = {
    Purpose.READING: "Đọc tại chỗ",
    Purpose.LENDING: "Mượn – trả",
    Purpose.INTERNET: "Internet",
    Purpose.CLASS_OR_CLUB: "Lớp – câu lạc bộ",
    Purpose.EVENT: "Sự kiện",
    Purpose.NOT_TOLD: "Không nói rõ",
}
METHODS: Mapping[Method, str] = {
    Method.SCANNED: "Quét thẻ",
    Method.SELF_REGISTERED: "Tự ghi trên màn hình",
    Method.TALLIED: "Ghi theo đoàn, đếm tay",
    Method.ESTIMATED: "Ước tính",
}
GROUPS: Mapping[GroupKind, str] = {
    GroupKind.SCHOOL_CLASS: "Lớp học",
    GroupKind.DELEGATION: "Đoàn",
    GroupKind.CLUB: "Câu lạc bộ",
}


# ---- the honest lines ----------------------------------------------------------------------------------------------


def greeting(welcome: Greeting) -> str:
    """«Chào bạn Lan!», and «Chào bạn!» for a card without a name here."""
    if not welcome.known or not welcome.short_name:
        return "Chào bạn!"
    return f"Chào {welcome.address} {welcome.short_name}!"


def recorded(welcome: Greeting) -> str:
    """The line under the greeting. Nobody is called anything but bạn unless the card told the year of birth."""
    address = welcome.address if welcome.known else Address.BAN
    return f"Đã ghi nhận lúc {hour(welcome.at)}. Hôm nay {address} đến để…"


def sync_line(status: SyncStatus, now: int) -> str:
    """The footer: what the province has and what waits. `now`: seconds UTC. Offline is normal, so it never alarms."""
    waiting = f"{number(status.pending_visits)} lượt chờ gửi" if status.pending_visits else ""
    if not status.enrolled:
        said = "Chưa đăng ký với tỉnh"
    elif status.confirmed_at is None:
        said = "Chưa gửi về tỉnh lần nào"
    else:
        said = f"Đã gửi về tỉnh {when(status.confirmed_at, now)}"
        waiting = waiting or "không còn lượt chờ"
    return f"{said} · {waiting}" if waiting else said


def attempt_line(status: SyncStatus, now: int) -> str:
    """The last attempt to reach the province, in plain words."""
    if status.last_attempt_at is None:
        return "Chưa thử gửi lần nào."
    at = when(status.last_attempt_at, now)
    if status.last_outcome == "ok":
        return f"Lần thử gần nhất {at}: gửi được, tỉnh đã xác nhận."
    reason = sentence(KioskError(status.last_outcome))
    return f"Lần thử gần nhất {at}: {reason}"


def metered_line(link: MeteredLink) -> str:
    """What the line may cost a day, and what it cost today."""
    spent = f"hôm nay đã dùng {number(-(-link.spent_today // 1_000))} KB"
    if not link.metered:
        return f"Đường mạng không tính theo dung lượng; {spent}."
    most = number(link.daily_bytes // 1_000)
    return f"Đường mạng tính tiền: máy chỉ gửi, không tải về, mỗi ngày nhiều nhất {most} KB; {spent}."
