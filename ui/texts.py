"""Error code → sentence, and how numbers and times are written. No Qt here: the terminal speaks the same words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.clock import local_day, local_time
from kiosk.errors import KioskError
from kiosk.values import Address, Greeting, GroupKind, Method, Purpose, SyncStatus

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
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and what to do now."""

    title: str
    advice: str

    def __str__(self) -> str:
        return f"{self.title}. {self.advice}" if self.advice else f"{self.title}."


# ---- numbers and times ---------------------------------------------------------------------------------------------


def number(value: int) -> str:
    """1234 → «1.234»."""
    return f"{value:,}".replace(",", ".")


def day(value: date) -> str:
    """«22/11/2026»."""
    return f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """«Chủ nhật, 22/11/2026»."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def hour(wall: int) -> str:
    """Seconds UTC → «08:15», Vietnamese time."""
    return f"{local_time(wall):%H:%M}"


def when(wall: int, now: int) -> str:
    """«lúc 07:10» on the same day, «lúc 07:10 ngày 20/11» in the same year, else with the year. Seconds UTC."""
    if local_day(wall) == local_day(now):
        return f"lúc {hour(wall)}"
    written = local_day(wall)
    if written.year == local_day(now).year:
        return f"lúc {hour(wall)} ngày {written:%d/%m}"
    return f"lúc {hour(wall)} ngày {day(written)}"


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


# ---- errors --------------------------------------------------------------------------------------------------------

_SCAN_AGAIN = "Mời bạn quét lại, giữ thẻ thẳng và yên một chút."
_NOTHING_KEPT = "Lượt đến chưa được ghi. Máy không lưu thông tin nào từ thẻ này. Mời bạn dùng thẻ bạn đọc."
_TELL_OFFICER = "Mời bạn báo cán bộ thư viện."

_SENTENCES: Mapping[str, Sentence] = {
    # a scan
    "card_damaged": Sentence("Mã thẻ bị mờ hoặc hỏng", _SCAN_AGAIN),
    "not_a_card": Sentence(
        "Đây không phải mã thẻ bạn đọc", "Lượt đến chưa được ghi. Mời bạn quét mã QR trên thẻ bạn đọc."
    ),
    "identity_card": Sentence("Đây là thẻ căn cước", _NOTHING_KEPT),
    "health_insurance_card": Sentence("Đây là thẻ bảo hiểm y tế", _NOTHING_KEPT),
    "vneid": Sentence("Đây là mã VNeID", _NOTHING_KEPT),
    "web_address": Sentence(
        "Đây là mã của một trang web", "Lượt đến chưa được ghi. Mời bạn quét mã QR trên thẻ bạn đọc."
    ),
    "code_too_long": Sentence("Mã này quá dài, không phải thẻ bạn đọc", "Mời bạn quét mã QR trên thẻ bạn đọc."),
    "card_revoked": Sentence(
        "Thẻ này đã ngừng dùng", "Mời bạn gặp cán bộ để nhận thẻ mới. Hôm nay bạn vẫn ghi lượt được, không cần thẻ."
    ),
    "card_unknown": Sentence("Không có thẻ này ở đây", "Hãy kiểm tra lại mã in trên thẻ."),
    "visit_unknown": Sentence("Không tìm thấy lượt đến này", "Lượt đến khác vẫn được giữ nguyên."),
    "purpose_closed": Sentence("Không đổi mục đích được nữa", "Lượt đến của bạn vẫn được ghi."),
    "head_count_out_of_range": Sentence("Số người chưa đúng", "Mỗi lần ghi từ 1 đến 200 người."),
    # the officer
    "password_missing": Sentence("Máy này chưa có mật khẩu cán bộ", "Đặt mật khẩu bằng lệnh: main.py init."),
    "not_enrolled": Sentence("Máy này chưa đăng ký với tỉnh", "Nhập địa chỉ máy chủ và mã đăng ký do tỉnh cấp."),
    "already_enrolled": Sentence("Máy này đã đăng ký với tỉnh rồi", "Không cần đăng ký lại."),
    "code_used": Sentence("Mã đăng ký này đã dùng rồi", "Hãy xin tỉnh một mã mới."),
    "code_unknown": Sentence("Tỉnh không nhận ra mã đăng ký này", "Hãy kiểm tra từng chữ, hoặc xin tỉnh một mã mới."),
    "code_expired": Sentence("Mã đăng ký đã hết hạn", "Hãy xin tỉnh một mã mới."),
    "address_malformed": Sentence("Địa chỉ máy chủ chưa đúng", "Địa chỉ bắt đầu bằng https://, do tỉnh cung cấp."),
    # this machine
    "disk_full": Sentence(
        "Ổ đĩa đã đầy", "Lượt vừa rồi chưa được ghi. Cán bộ xóa bớt tệp không dùng, rồi máy chạy tiếp như cũ."
    ),
    "database_busy": Sentence("Máy đang bận một chút", "Lượt vừa rồi chưa được ghi. Mời bạn quét lại."),
    "database_newer": Sentence(
        "Dữ liệu thuộc phiên bản mới hơn phần mềm này",
        "Dữ liệu còn nguyên, chưa bị sửa. Hãy cài phiên bản phần mềm mới nhất.",
    ),
    "database_damaged": Sentence(
        "Tệp dữ liệu bị hỏng", "Không có gì bị ghi đè. Hãy giữ nguyên máy và gọi cán bộ kỹ thuật của tỉnh."
    ),
    "home_read_only": Sentence(
        "Thư mục dữ liệu không cho ghi", "Hãy kiểm tra quyền của thư mục, hoặc ổ đĩa có bị khóa ghi không."
    ),
    "home_missing": Sentence("Chưa có thư mục dữ liệu", "Hãy khởi tạo điểm thư viện bằng lệnh: main.py init."),
    "not_initialised": Sentence("Máy này chưa được khởi tạo", "Hãy chạy lệnh: main.py init."),
    "already_initialised": Sentence("Máy này đã được khởi tạo rồi", "Dữ liệu có sẵn được giữ nguyên."),
    "already_running": Sentence("Điểm Đọc đang chạy rồi", "Hãy chuyển sang cửa sổ đang mở."),
    "key_missing": Sentence("Thiếu khóa của máy này", "Hãy gọi cán bộ kỹ thuật của tỉnh; đừng khởi tạo lại."),
    # the way to the province
    "no_network": Sentence("Chưa có mạng", "Số liệu vẫn nằm an toàn ở máy này và tự gửi khi có mạng."),
    "province_unreachable": Sentence(
        "Chưa nối được tới máy chủ tỉnh", "Số liệu vẫn an toàn ở máy này, máy sẽ tự thử lại."
    ),
    "province_silent": Sentence("Máy chủ tỉnh không trả lời kịp", "Số liệu vẫn an toàn ở máy này, máy sẽ tự thử lại."),
    "province_busy": Sentence("Máy chủ tỉnh đang bận", "Số liệu vẫn an toàn ở máy này, máy sẽ tự thử lại."),
    "province_refused": Sentence("Máy chủ tỉnh không nhận", "Số liệu vẫn an toàn ở máy này. Hãy báo cán bộ tỉnh."),
    "certificate_untrusted": Sentence(
        "Không tin được máy chủ này", "Hãy kiểm tra địa chỉ máy chủ và ngày giờ của máy này."
    ),
    "receipt_invalid": Sentence(
        "Giấy xác nhận của tỉnh không đúng chữ ký", "Số liệu vẫn an toàn ở máy này. Hãy báo cán bộ tỉnh."
    ),
    "sync_running": Sentence("Máy đang gửi rồi", "Hãy đợi lần gửi này xong."),
}


def _already_counted(details: Mapping[str, object]) -> Sentence:
    at = details.get("at")
    title = f"Đã ghi nhận lúc {hour(at)}" if isinstance(at, int) else "Đã ghi nhận rồi"
    return Sentence(title, "Lượt của bạn đã có, không cần quét lại.")


def _card_expired(details: Mapping[str, object]) -> Sentence:
    on = details.get("on")
    title = f"Thẻ đã hết hạn ngày {day(on)}" if isinstance(on, date) else "Thẻ đã hết hạn"
    return Sentence(title, "Mời bạn gặp cán bộ để gia hạn. Hôm nay bạn vẫn ghi lượt được, không cần thẻ.")


def _password_wrong(details: Mapping[str, object]) -> Sentence:
    left = details.get("left")
    advice = f"Còn {left} lần thử." if isinstance(left, int) else "Hãy thử lại."
    return Sentence("Mật khẩu chưa đúng", advice)


def _locked_out(details: Mapping[str, object]) -> Sentence:
    until = details.get("until")
    advice = f"Mời thử lại sau {hour(until)}." if isinstance(until, int) else "Mời thử lại sau ít phút."
    return Sentence("Sai mật khẩu nhiều lần, tạm khóa", advice)


def _password_too_short(details: Mapping[str, object]) -> Sentence:
    least = details.get("least")
    return Sentence(
        "Mật khẩu mới quá ngắn",
        f"Cần ít nhất {least} ký tự." if isinstance(least, int) else "Hãy chọn mật khẩu dài hơn.",
    )


_WITH_DETAILS: Mapping[str, Callable[[Mapping[str, object]], Sentence]] = {
    "already_counted": _already_counted,
    "card_expired": _card_expired,
    "password_wrong": _password_wrong,
    "locked_out": _locked_out,
    "password_too_short": _password_too_short,
}

KNOWN_CODES = frozenset(_SENTENCES) | frozenset(_WITH_DETAILS)


def sentence(error: KioskError) -> Sentence:
    """What to tell the person in front about `error`. A code without a sentence gets an honest general one."""
    if error.code in _WITH_DETAILS:
        return _WITH_DETAILS[error.code](error.details)
    known = _SENTENCES.get(error.code)
    if known is not None:
        return known
    return Sentence("Máy chưa làm được việc này", f"{_TELL_OFFICER} Mã lỗi: {error.code}.")
