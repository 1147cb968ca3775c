"""What the connection doctor says: a sentence for each finding, and what to do. Plain Vietnamese, no jargon."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from kiosk.clock import local_time

Details = Mapping[str, object]

TITLES: Final = {
    "address": "Địa chỉ máy chủ",
    "network": "Mạng của máy này",
    "name": "Tra tên máy chủ",
    "connection": "Nối tới máy chủ",
    "encryption": "Mã hóa và chứng chỉ",
    "province": "Đúng máy chủ tỉnh",
    "clock": "Đồng hồ",
    "identity": "Tỉnh nhận ra máy này",
    "sending": "Gửi và nhận",
}
"""Every hop on the way, in order."""


class Finding(NamedTuple):
    """What was found and what to do. Both may name details: «{host}»."""

    sentence: str
    advice: str = ""


_KEPT: Final = "Số liệu vẫn an toàn ở máy này, máy sẽ tự thử lại."
_TELL: Final = "Hãy báo cán bộ kỹ thuật của tỉnh."
_SET_CLOCK: Final = (
    "Hãy chỉnh ngày giờ của máy (bật «tự động đặt giờ» nếu có), rồi kiểm tra lại. Nếu giờ sai mỗi lần bật máy thì pin "
    "đồng hồ trong máy đã hết."
)
_INTERCEPTED: Final = (
    "Thường là do mạng đòi đăng nhập hoặc thiết bị chặn ở giữa. Hãy thử mạng khác, ví dụ 4G của điện thoại; nếu vẫn "
    "vậy thì báo cán bộ kỹ thuật của tỉnh."
)

_FOUND_WELL: Final = {
    "address_known": Finding("Máy đã đăng ký với tỉnh: {url}."),
    "address_given": Finding("Đang thử địa chỉ {url}."),
    "network_there": Finding("Máy có mạng, địa chỉ của máy là {own}."),
    "name_not_needed": Finding("Địa chỉ máy chủ là số, không cần tra tên."),
    "name_found": Finding("{host} có địa chỉ {found}."),
    "connected": Finding("Nối được tới máy chủ sau {milliseconds} mili giây."),
    "not_encrypted": Finding("Đường này không mã hóa (http). Số liệu vẫn có chữ ký, không ai sửa được."),
    "certificate_good": Finding("Đường được mã hóa, chứng chỉ còn hạn đến {until}."),
    "province_proven": Finding("Máy chủ đã ký đúng bằng khóa của tỉnh mà máy này đã đăng ký."),
    "province_unproven": Finding("Ở địa chỉ này có một máy chủ Điểm Đọc; khi đăng ký mới kiểm được chữ ký."),
    "clock_right": Finding("Đồng hồ máy này khớp với tỉnh, lệch {apart}."),
    "clock_unproven": Finding("Đồng hồ máy này khớp với máy chủ ấy, lệch {apart}."),
    "known": Finding("Tỉnh nhận ra máy này (máy số {number}) và đang giữ {held} dòng sổ của nó."),
    "parted": Finding("Tỉnh nhận ra máy này; sổ hai bên khác nhau một đoạn, lần gửi này máy sẽ tự nối lại."),
    "sent": Finding("Đã gửi hết, tỉnh xác nhận thêm {confirmed} dòng sổ."),
    "nothing_waiting": Finding("Gửi và nhận được; không còn gì chờ gửi."),
}
PASSED_OVER: Final = {
    "not_reached": Finding("Chưa kiểm tra, vì chặng trước chưa thông."),
    "needs_enrolment": Finding("Chưa kiểm tra được khi máy chưa đăng ký với tỉnh."),
    "other_address": Finding("Không gửi thử: máy này đăng ký với địa chỉ khác, {url}."),
    "sync_running": Finding("Máy đang gửi ở một cửa sổ khác."),
    "budget_spent": Finding("Dung lượng mạng của hôm nay đã dùng hết, nên không gửi thử; mai máy gửi tiếp."),
}
_THIS_SIDE: Final = {
    "not_initialised": Finding("Máy này chưa được khởi tạo.", "Hãy khởi tạo bằng lệnh: main.py init."),
    "home_unreadable": Finding(
        "Không mở được dữ liệu của máy này ({reason}).", "Hãy giữ nguyên máy và gọi cán bộ kỹ thuật của tỉnh."
    ),
    "not_enrolled": Finding(
        "Máy này chưa đăng ký với tỉnh, nên chưa có địa chỉ để gửi.",
        "Hãy xin tỉnh địa chỉ máy chủ và một mã đăng ký, rồi nhập ở mục Đồng bộ.",
    ),
    "sticks_alone": Finding(
        "Máy này đăng ký bằng USB, chưa có địa chỉ máy chủ để gửi qua mạng.",
        "Cứ gửi bằng USB như trước. Muốn gửi qua mạng thì xin tỉnh địa chỉ và một mã đăng ký mới.",
    ),
    "address_invalid": Finding(
        "Địa chỉ máy chủ chưa đúng: {url}.", "Hãy so lại với địa chỉ do tỉnh cấp, thường bắt đầu bằng https://."
    ),
    "no_network": Finding(
        "Máy này không có mạng.",
        f"Hãy xem dây mạng, Wi-Fi hoặc 4G đã nối chưa, bộ phát đã bật chưa. {_KEPT}",
    ),
    "name_unknown": Finding(
        "Không có máy chủ nào tên {host}.",
        "Hãy so lại địa chỉ với tỉnh; nếu mạng vừa đổi thì thử tắt bật bộ phát Wi-Fi.",
    ),
    "name_unanswered": Finding(
        "Mạng không trả lời khi tra tên {host}.",
        f"Thường là bộ phát có sóng nhưng không ra được Internet. Hãy tắt bật bộ phát, thử mở một trang web. {_KEPT}",
    ),
}
_ON_THE_WAY: Final = {
    "connection_refused": Finding(
        "Máy chủ có trả lời nhưng không mở cổng {port}.",
        f"Chương trình ở tỉnh có thể đang tắt, hoặc địa chỉ sai cổng. {_TELL}",
    ),
    "connection_silent": Finding(
        "Máy chủ không trả lời ở cổng {port}.",
        "Hãy thử mở một trang web khác: nếu cũng không được thì mạng ở đây đang hỏng; nếu được thì báo tỉnh.",
    ),
    "unreachable": Finding(
        "Mạng ở đây không có đường tới máy chủ.", f"Hãy tắt bật bộ phát mạng, hoặc thử mạng khác. {_KEPT}"
    ),
    "tls_not_spoken": Finding("Ở cổng {port} có máy trả lời nhưng không mã hóa được.", _INTERCEPTED),
    "tls_silent": Finding("Máy chủ nhận kết nối rồi đứng yên, chưa mã hóa được.", _INTERCEPTED),
    "tls_cut": Finding("Kết nối bị ngắt ngay khi bắt đầu mã hóa.", _INTERCEPTED),
    "certificate_expired": Finding(
        "Chứng chỉ của máy chủ đã hết hạn từ {until}.",
        "Trước hết hãy xem ngày giờ máy này có đúng không. Nếu đúng thì báo cán bộ kỹ thuật của tỉnh.",
    ),
    "certificate_not_yet_valid": Finding(
        "Theo đồng hồ máy này, chứng chỉ của máy chủ đến {since} mới có hiệu lực.",
        f"Nhiều khả năng đồng hồ máy này chạy chậm. {_SET_CLOCK}",
    ),
    "certificate_wrong_name": Finding(
        "Máy trả lời không phải {host}: chứng chỉ của nó ghi {names}.",
        f"Hãy so lại địa chỉ với tỉnh. {_INTERCEPTED}",
    ),
    "certificate_unknown_issuer": Finding(
        "Không rõ ai cấp chứng chỉ của máy trả lời (ghi là {issuer}).", f"Chưa gửi gì đi. {_INTERCEPTED}"
    ),
    "clock_wrong_for_certificate": Finding(
        "Đồng hồ máy này sai: máy ghi {ours}, tỉnh ghi {theirs}, nên chứng chỉ của tỉnh bị coi là sai hạn.", _SET_CLOCK
    ),
    "captive_portal": Finding(
        "Mạng này đưa ra một trang khác thay cho máy chủ tỉnh.",
        f"Hãy mở trình duyệt xem mạng có đòi đăng nhập không, đăng nhập rồi kiểm tra lại. {_KEPT}",
    ),
    "answer_silent": Finding(
        "Nối được tới máy chủ nhưng không nhận được câu trả lời.",
        f"Đường truyền quá yếu hoặc máy chủ đang kẹt. {_KEPT}",
    ),
    "province_unwell": Finding(
        "Máy chủ tỉnh đang gặp trục trặc (mã {status}).", f"{_KEPT} Nếu kéo dài hơn một ngày thì báo tỉnh."
    ),
    "not_our_door": Finding(
        "Máy chủ ở địa chỉ này không biết Điểm Đọc (mã {status}).", f"Hãy so lại địa chỉ với tỉnh. {_KEPT}"
    ),
    "foreign_province": Finding(
        "Máy chủ này không phải tỉnh mà máy đã đăng ký: chữ ký không khớp.",
        f"Chưa gửi gì đi. Địa chỉ đã về tay máy chủ khác hoặc tỉnh đã đổi khóa. {_TELL}",
    ),
}
_AT_THE_PROVINCE: Final = {
    "clock_behind": Finding(
        "Đồng hồ máy này chậm {apart} so với tỉnh.", f"Máy vẫn ghi và gửi được, giờ sẽ được sửa theo tỉnh. {_SET_CLOCK}"
    ),
    "clock_ahead": Finding(
        "Đồng hồ máy này nhanh {apart} so với tỉnh.",
        f"Máy vẫn ghi và gửi được, giờ sẽ được sửa theo tỉnh. {_SET_CLOCK}",
    ),
    "unknown_device": Finding(
        "Tỉnh không biết máy này.",
        "Số liệu vẫn an toàn ở máy này. Hãy xin tỉnh một mã đăng ký mới và đăng ký lại.",
    ),
    "device_revoked": Finding(
        "Tỉnh đã ngừng máy này: số liệu gửi lên vẫn được giữ riêng, chưa tính vào lượt.",
        f"Không mất gì cả. {_TELL}",
    ),
    "history_differs": Finding(
        "Sổ ở tỉnh không khớp sổ của máy này.", f"Không có gì bị ghi đè. Hãy giữ nguyên máy. {_TELL}"
    ),
    "receipt_invalid": Finding("Giấy xác nhận của tỉnh không đúng chữ ký.", f"{_KEPT} {_TELL}"),
    "refused": Finding("Tỉnh không nhận (mã {reason}).", f"Số liệu vẫn an toàn ở máy này. {_TELL}"),
    "too_large": Finding("Một thiết bị trên đường không cho gửi gói lớn (mã 413).", f"{_KEPT} {_TELL}"),
    "sending_broken": Finding(
        "Đường truyền đứt hoặc đứng yên khi đang gửi.",
        f"Mạng quá yếu: hãy đặt máy gần bộ phát hơn hoặc thử lại lúc vắng. {_KEPT}",
    ),
    "not_sent": Finding("Chưa gửi được ({reason}).", f"{_KEPT} Nếu lặp lại thì báo cán bộ kỹ thuật của tỉnh."),
}

FINDINGS: Final = _FOUND_WELL | PASSED_OVER | _THIS_SIDE | _ON_THE_WAY | _AT_THE_PROVINCE
"""Every code the doctor knows."""


def told(code: str, details: Details) -> Finding:
    """The finding in words, its details filled in as people write them."""
    words = {name: _SHOWN.get(name, _plain)(value) for name, value in details.items()}
    finding = FINDINGS[code]
    return Finding(finding.sentence.format_map(words), finding.advice.format_map(words))


def _plain(value: object) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def _raw(value: object) -> str:
    return str(value)


def _date(value: object) -> str:
    at = local_time(_whole(value))
    return f"ngày {at.day}/{at.month}/{at.year}"


def _moment(value: object) -> str:
    at = local_time(_whole(value))
    return f"{at:%H:%M} ngày {at.day}/{at.month}/{at.year}"


def _span(value: object) -> str:
    """«2 giờ»: seconds in the largest unit of which there are at least two."""
    seconds = abs(_whole(value))
    for size, unit in ((86_400, "ngày"), (3_600, "giờ"), (60, "phút")):
        if (rounded := round(seconds / size)) >= 2:
            return f"{_plain(rounded)} {unit}"
    return f"{seconds} giây"


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


_SHOWN: Final[dict[str, Callable[[object], str]]] = {
    "number": _raw,
    "port": _raw,
    "status": _raw,
    "since": _date,
    "until": _date,
    "ours": _moment,
    "theirs": _moment,
    "apart": _span,
}
