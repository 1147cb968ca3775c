"""The product's words: how numbers and times are written, the honest lines, and the sentence for every error code.

No Qt here: the terminal speaks the same words.
"""

from collections.abc import Mapping

from kiosk.errors import KioskError
from kiosk.values import (
    Address,
    ClockStanding,
    Confidence,
    Doubt,
    Greeting,
    GroupKind,
    GroupOffer,
    HeldAside,
    MeteredLink,
    Method,
    Notice,
    Purpose,
    SyncStatus,
)
from ui.language import Spoken, spoken, spoken_of
from ui.sentences import KNOWN_CODES, Sentence, sentence
from ui.times import date_and_hour, day, hour, long_day, number, size, when

__all__ = [
    "CONFIDENCES",
    "DOUBTS",
    "GROUPS",
    "KNOWN_CODES",
    "METHODS",
    "PURPOSES",
    "Sentence",
    "attempt_line",
    "belonging",
    "clock_line",
    "date_and_hour",
    "day",
    "greeting",
    "group_named",
    "held_aside",
    "hour",
    "long_day",
    "metered_line",
    "notice",
    "number",
    "recorded",
    "sentence",
    "size",
    "sync_line",
    "when",
]

PURPOSES: Mapping[Purpose, str] = Spoken(
    {
        Purpose.READING: "Đọc tại chỗ",
        Purpose.LENDING: "Mượn – trả",
        Purpose.INTERNET: "Internet",
        Purpose.CLASS_OR_CLUB: "Lớp – câu lạc bộ",
        Purpose.EVENT: "Sự kiện",
        Purpose.NOT_TOLD: "Không nói rõ",
    }
)
METHODS: Mapping[Method, str] = {
    Method.SCANNED: "Quét thẻ",
    Method.SELF_REGISTERED: "Tự ghi trên màn hình",
    Method.TALLIED: "Ghi theo đoàn, đếm tay",
    Method.ESTIMATED: "Ước tính",
}
GROUPS: Mapping[GroupKind, str] = Spoken(
    {GroupKind.SCHOOL_CLASS: "Lớp học", GroupKind.DELEGATION: "Đoàn", GroupKind.CLUB: "Câu lạc bộ"}
)

_BELONGING: Mapping[GroupKind, str] = Spoken(
    {
        GroupKind.SCHOOL_CLASS: "Em đi cùng lớp",
        GroupKind.DELEGATION: "Tôi đi cùng đoàn",
        GroupKind.CLUB: "Tôi đi cùng câu lạc bộ",
    }
)

DOUBTS: Mapping[Doubt, str] = {
    Doubt.BEHIND: "sớm hơn lần ghi trước",
    Doubt.BEFORE_BUILD: "sớm hơn ngày làm ra phần mềm này",
    Doubt.FAR_AHEAD: "muộn hơn lần ghi trước trên 30 ngày",
    Doubt.STEPPED: "vừa nhảy tới trên 30 ngày",
}
"""Why a clock is not believed, after «Đồng hồ máy chỉ … và có thể sai: »."""
CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.CLOCK: "theo đồng hồ máy",
    Confidence.PROVINCE: "theo giờ của tỉnh",
    Confidence.OFFICER: "theo lời cán bộ",
    Confidence.UNSURE: "chưa chắc chắn",
}
"""On whose word a time stands."""


# ---- the honest lines ----------------------------------------------------------------------------------------------


def greeting(welcome: Greeting) -> str:
    """«Chào bạn Lan!», and «Chào bạn!» for a card without a name here."""
    if not welcome.known or not welcome.short_name:
        return spoken("Chào bạn!")
    return spoken("Chào {address} {name}!").format(address=welcome.address, name=welcome.short_name)


def recorded(welcome: Greeting) -> str:
    """The line under the greeting. Nobody is called anything but bạn unless the card told the year of birth."""
    if welcome.staff:
        return spoken("Thẻ cán bộ thư viện: lượt này không đếm.")
    address = welcome.address if welcome.known else Address.BAN
    told = spoken("Đã ghi nhận lúc {at}. Hôm nay {address} đến để…")
    return told.format(at=hour(welcome.at), address=address)


def belonging(group: GroupOffer) -> str:
    """«Em đi cùng lớp», «Tôi đi cùng CLB Phố Hiến»: what a member of the group that has just come says."""
    if not group.label:
        return _BELONGING[group.kind]
    told = spoken("Em đi cùng {name}") if group.kind is GroupKind.SCHOOL_CLASS else spoken("Tôi đi cùng {name}")
    return told.format(name=group.label)


def group_named(group: GroupOffer) -> str:
    """What a group calls itself, or what kind it is."""
    return group.label or GROUPS[group.kind].lower()


def sync_line(status: SyncStatus, now: int) -> str:
    """The footer: what the province has and what waits. `now`: seconds UTC. Offline is normal, so it never alarms."""
    pending = max(0, status.pending_visits)  # corrections that wait may take back more than what is new
    waiting = spoken_of(pending, "{count} lượt chờ gửi").format(count=number(pending)) if pending else ""
    if not status.enrolled:
        said = spoken("Chưa đăng ký với tỉnh")
    elif status.confirmed_at is None:
        said = spoken("Chưa gửi về tỉnh lần nào")
    else:
        said = spoken("Đã gửi về tỉnh {when}").format(when=when(status.confirmed_at, now))
        waiting = waiting or spoken("không còn lượt chờ")
    return f"{said} · {waiting}" if waiting else said


def clock_line(standing: ClockStanding) -> str:
    """Which time the kiosk counts by and on whose word; in doubt, why, and that counting goes on."""
    if standing.doubt is Doubt.NONE:
        return f"Bây giờ là {date_and_hour(standing.now)}, {CONFIDENCES[standing.confidence]}."
    return (
        f"Đồng hồ máy chỉ {date_and_hour(standing.wall)} và có thể sai: {DOUBTS[standing.doubt]}. "
        "Máy vẫn ghi lượt như thường; ngày giờ sẽ được sửa khi nối được với tỉnh hoặc khi cán bộ báo ngày đúng."
    )


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
    spent = f"hôm nay đã dùng {size(link.spent_today)}"
    if not link.metered:
        return f"Đường mạng không tính theo dung lượng; {spent}."
    most = size(link.daily_bytes)
    return f"Đường mạng tính tiền: máy chỉ gửi, không tải về, mỗi ngày nhiều nhất {most}; {spent}."


NOTICES: Mapping[str, str] = {
    "database_rolled_back": (
        "Dữ liệu trên máy này từng lùi về một bản cũ hơn. Máy đã mở sổ mới và lấy lại từ tỉnh những gì thiếu. "
        "Nếu không ai khôi phục dữ liệu, hãy báo tỉnh: ổ đĩa có thể đang hỏng."
    ),
    "database_forked": (
        "Máy này và tỉnh từng có hai sổ khác nhau, có thể vì dữ liệu đã bị chép sang máy khác. "
        "Cả hai đều được giữ, không lượt nào mất. Hãy báo tỉnh để biết máy nào đang dùng dữ liệu này."
    ),
    "database_restored": "Dữ liệu đã được khôi phục từ bản sao lưu. Những gì thiếu sẽ được lấy lại từ tỉnh.",
    "database_mended": (
        "Tệp dữ liệu từng bị hỏng và đã được sửa từ bản sao lưu. Những gì tỉnh đã nhận sẽ được lấy lại ở lần gửi tới. "
        "Nếu việc này lặp lại, hãy báo tỉnh: ổ đĩa có thể đang hỏng."
    ),
    "window_fell": (
        "Màn hình bạn đọc đã tự tắt nhiều lần trong mười phút, và máy đã tự mở lại. Lượt đã ghi vẫn nguyên. "
        "Nếu việc này lặp lại, hãy báo cán bộ kỹ thuật của tỉnh."
    ),
    "database_unreadable": (
        "Dữ liệu cũ trên máy này không đọc được nữa. Những gì tỉnh đã nhận sẽ được lấy lại ở lần đồng bộ tới."
    ),
}
"""What happened to this kiosk's data, for an officer."""

REASONS: Mapping[str, str] = {
    "malformed": "Tỉnh không đọc được mục này. Hãy báo cán bộ kỹ thuật của tỉnh; mục vẫn được giữ.",
    "unknown_kind": "Máy chủ của tỉnh cũ hơn máy này nên chưa hiểu. Khi tỉnh nâng cấp, mục sẽ được tính.",
    "out_of_range": "Có số liệu ngoài khoảng cho phép nên chưa tính. Hãy báo tỉnh xem lại.",
    "device_revoked": "Máy này đã bị tỉnh ngừng cấp quyền. Số liệu vẫn được giữ riêng; hãy gọi cho tỉnh.",
    "doubled": "Mục này đã được tính một lần ở sổ khác, nên không tính lại.",
}
"""Why the province keeps an entry and does not count it (PROTOCOL.md, «Entries»)."""

_KINDS: Mapping[str, str] = {
    "VisitRecorded": "Lượt bạn đọc",
    "PurposeTold": "Mục đích của một lượt",
    "ReaderRegistered": "Đăng ký bạn đọc",
    "CardIssued": "Cấp thẻ",
    "CardRevoked": "Thu hồi thẻ",
    "ReaderErased": "Xóa dữ liệu bạn đọc",
    "ReaderRegisteredAwaiting": "Đăng ký bạn đọc",
    "ConsentTold": "Ghi sự đồng ý",
    "ReaderApproved": "Duyệt bạn đọc",
    "StaffMarked": "Đánh dấu người của thư viện",
    "ErasureRequested": "Xin xóa dữ liệu",
    "ErasureDeclined": "Không xóa dữ liệu",
    "VisitDetailed": "Lượt bạn đọc",
    "VisitCorrected": "Sửa một lượt",
    "VisitConfirmed": "Xác nhận một lượt",
    "EventPlanned": "Thêm hoạt động",
    "EventCancelled": "Hủy hoạt động",
    "ServicePointNamed": "Đặt tên phòng",
    "CountingChosen": "Chọn cách đếm",
    "ClockCompared": "So giờ với tỉnh",
    "DateTold": "Ngày giờ do cán bộ nói",
    "EpochOpened": "Mở sổ mới",
    "BootStarted": "Khởi động máy",
}


def notice(told: Notice) -> str:
    """What happened, and what to do."""
    return NOTICES.get(told.code, f"Máy này cần được xem lại ({told.code}). Hãy báo tỉnh.")


def held_aside(entry: HeldAside) -> tuple[str, str]:
    """What an entry was, and why it is not counted."""
    reason = REASONS.get(entry.reason, f"Tỉnh chưa tính mục này ({entry.reason}). Hãy báo tỉnh xem lại.")
    return _KINDS.get(entry.what, "Mục khác"), reason
