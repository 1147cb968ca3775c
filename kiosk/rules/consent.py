"""What readers agree to, in the words of each version (Law 91/2025/QH15: consent is explicit and verifiable).

A version that somebody has agreed to is never changed here: other words are a new version. The Vietnamese words hold;
what a screen shows in another language is a translation of them.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class ConsentText(NamedTuple):
    """`terms`: heading and sentences, in order. `promise`: what the tick says."""

    terms: tuple[tuple[str, str], ...]
    promise: str


class Version(NamedTuple):
    """`reader`: whoever is 16 or older and agrees for themselves; `representative`: who agrees for a child."""

    reader: ConsentText
    representative: ConsentText


_KEPT_OF_READERS: Final = (
    "Họ tên, năm sinh, giới tính bạn vừa nói; những lần bạn đến thư viện và sách bạn mượn. "
    "Không lưu ảnh, địa chỉ, số điện thoại, số định danh."
)
_KEPT_OF_CHILDREN: Final = (
    "Họ tên, năm sinh, giới tính, lớp của em; họ tên bố, mẹ hoặc người giám hộ; những lần em đến thư viện "
    "và sách em mượn. Không lưu ảnh, địa chỉ, số điện thoại, số định danh."
)
_WHY_OF_READERS: Final = (
    "Cho bạn mượn sách, nhắc trả sách, đếm lượt bạn đọc. Không dùng vào việc khác. "
    "Họ tên được khóa trong máy của thư viện; báo cáo gửi lên tỉnh chỉ có con số."
)
_WHY_OF_CHILDREN: Final = (
    "Cho em mượn sách, nhắc trả sách, đếm lượt bạn đọc. Không dùng vào việc khác. "
    "Họ tên được khóa trong máy của thư viện; báo cáo gửi lên tỉnh chỉ có con số."
)
_RIGHTS_OF_READERS: Final = (
    "Xem, sửa, rút lại sự đồng ý, yêu cầu xóa bất cứ lúc nào. Thư viện trả lời trong 2 ngày làm việc và "
    "xóa xong trong 15 ngày. Không đồng ý thì bạn vẫn được vào đọc sách, chỉ chưa mượn sách về nhà."
)
_RIGHTS_OF_FAMILIES: Final = (
    "Xem, sửa, rút lại sự đồng ý, yêu cầu xóa bất cứ lúc nào. Thư viện trả lời trong 2 ngày làm việc và "
    "xóa xong trong 15 ngày. Không đồng ý thì em vẫn được vào đọc sách, chỉ chưa mượn sách về nhà."
)

_FIRST: Final = Version(
    reader=ConsentText(
        (
            ("Lưu gì", _KEPT_OF_READERS),
            ("Để làm gì", _WHY_OF_READERS),
            ("Giữ bao lâu", "Đến khi bạn rút lại sự đồng ý hoặc yêu cầu xóa."),
            ("Quyền của bạn", _RIGHTS_OF_READERS),
        ),
        "Tôi đã đọc và đồng ý",
    ),
    representative=ConsentText(
        (
            ("Lưu gì", _KEPT_OF_CHILDREN),
            ("Để làm gì", _WHY_OF_CHILDREN),
            ("Giữ bao lâu", "Đến khi gia đình rút lại sự đồng ý hoặc yêu cầu xóa."),
            ("Quyền của gia đình", _RIGHTS_OF_FAMILIES),
        ),
        "Tôi là bố, mẹ hoặc người giám hộ của em, và tôi đồng ý",
    ),
)

VERSIONS: Final[Mapping[int, Version]] = {1: _FIRST}
LATEST: Final = max(VERSIONS)
