"""The province's Vietnamese: a sentence for every code, and how days, times and numbers are written."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from ..protocol.entries import Method, Purpose

VIETNAM: Final = timezone(timedelta(hours=7))
_EPOCH: Final = date(1970, 1, 1)
_WEEKDAYS: Final = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")

PURPOSES: Final = {
    Purpose.READING: "Đọc tại chỗ",
    Purpose.LENDING: "Mượn – trả",
    Purpose.INTERNET: "Internet",
    Purpose.CLASS_OR_CLUB: "Lớp – câu lạc bộ",
    Purpose.EVENT: "Sự kiện",
    Purpose.NOT_TOLD: "Không nói rõ",
}
METHODS: Final = {
    Method.SCANNED: "Quét thẻ",
    Method.SELF_REGISTERED: "Tự ghi",
    Method.TALLIED: "Cán bộ đếm",
    Method.ESTIMATED: "Ước lượng",
}
QUARANTINE: Final = {
    "malformed": "Nội dung không đúng khuôn dạng của một mục nhật ký.",
    "unknown_kind": "Máy ở điểm dùng phiên bản mới hơn: tỉnh chưa hiểu loại mục này. Hãy cập nhật chương trình ở tỉnh.",
    "out_of_range": "Có con số không hợp lệ, nên không được tính.",
    "device_revoked": "Máy đã bị thu hồi: dữ liệu được giữ lại nhưng không được tính.",
}
ALARMS: Final = {
    "fork": "Máy gửi một nhật ký khác với nhật ký tỉnh đã nhận. Có thể máy đã bị sao chép hoặc phục hồi từ bản cũ. "
    "Không có gì bị ghi đè.",
    "broken_chain": "Chuỗi nhật ký của máy không khớp. Có thể ổ đĩa hoặc tệp dữ liệu ở máy đã hỏng.",
    "bad_signature": "Có gói dữ liệu mang tên máy này nhưng không đúng chữ ký của máy. Gói đó đã bị từ chối.",
}
STICK: Final = {
    "stick_without_folder": "USB này không có thư mục diem-doc. Hãy cắm USB đã xuất từ máy ở điểm thư viện.",
    "stick_full": "USB đã đầy.",
    "stick_read_only": "USB đang khóa ghi. Hãy gạt nút khóa trên USB, rồi chạy lại lệnh này.",
    "stick_failed": "USB bị rút ra giữa chừng, hoặc đã hỏng. Hãy cắm lại rồi chạy lại lệnh này.",
}
SKIPPED: Final = {
    "half": "tệp bị chép dở. Cần xuất lại ở điểm.",
    "damaged": "tệp bị hỏng. Cần xuất lại ở điểm.",
    "newer": "tệp của phiên bản mới hơn. Hãy cập nhật chương trình ở tỉnh.",
    "foreign": "tệp hỏng, hoặc không phải của Điểm Đọc.",
    "renamed": "tệp đã bị đổi tên. Hãy đặt lại tên cũ.",
    "stick_failed": "không đọc được tệp này.",
    "gap": "thiếu tập trước. Hãy đọc USB có tập trước, rồi đọc lại USB này.",
    "fork": "nhật ký khác với nhật ký tỉnh đã nhận. Đã ghi báo động, không có gì bị ghi đè.",
    "broken_chain": "chuỗi nhật ký không khớp. Đã ghi báo động.",
    "bad_signature": "không đúng chữ ký của máy.",
    "bad_message": "nội dung không đúng khuôn dạng.",
    "unknown_device": "máy này chưa đăng ký ở đây. Có thể USB đến nhầm tỉnh.",
    "code_unknown": "không có mã đăng ký này.",
    "code_expired": "mã đăng ký đã hết hạn. Hãy cấp mã mới.",
    "code_spent": "mã đăng ký đã dùng cho máy khác. Hãy cấp mã mới.",
    "bad_proof": "mã đăng ký gõ sai ở điểm.",
    "device_revoked": "máy đã bị thu hồi.",
    "device_elsewhere": "máy này đã đăng ký ở điểm khác.",
}


def number(value: int) -> str:
    """1.234"""
    return f"{value:,}".replace(",", ".")


def day_of(day: int) -> date:
    """The date of a day number (days since 1970-01-01)."""
    return _EPOCH + timedelta(days=day)


def day(value: int) -> str:
    """23/11/2026"""
    return f"{day_of(value):%d/%m/%Y}"


def weekday(value: int) -> str:
    """Thứ hai"""
    return _WEEKDAYS[day_of(value).weekday()]


def moment(seconds: int) -> str:
    """08:15 23/11/2026, at +07:00."""
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def since(seconds: int, now: int) -> str:
    """How long ago, in one unit: «vừa xong», «12 phút trước», «5 giờ trước», «3 ngày trước»."""
    past = max(0, now - seconds)
    if past < 60:
        return "vừa xong"
    if past < 3_600:
        return f"{past // 60} phút trước"
    if past < 86_400:
        return f"{past // 3_600} giờ trước"
    return f"{past // 86_400} ngày trước"


def span(seconds: int) -> str:
    """A length of time in one unit: «40 giây», «2 giờ», «3 ngày»."""
    if seconds < 60:
        return f"{seconds} giây"
    if seconds < 3_600:
        return f"{seconds // 60} phút"
    if seconds < 86_400:
        return f"{seconds // 3_600} giờ"
    return f"{seconds // 86_400} ngày"
