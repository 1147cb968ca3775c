"""Error code → what happened and what to do now. Codes are for the program, sentences for people.

Each title and each advice is one entry of the catalogue, told in the language of the moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kiosk.errors import KioskError
from ui.language import spoken
from ui.times import date_and_hour, day, hour, number


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and what to do now."""

    title: str
    advice: str

    def __str__(self) -> str:
        return f"{self.title}. {self.advice}" if self.advice else f"{self.title}."


_CARD_PLEASE = "Lượt đến chưa được ghi. Mời bạn quét mã QR trên thẻ bạn đọc."
_NOTHING_KEPT = "Lượt đến chưa được ghi. Máy không lưu thông tin nào từ thẻ này. Mời bạn dùng thẻ bạn đọc."
_STILL_WELCOME = "Hôm nay bạn vẫn ghi lượt được, không cần thẻ."
_SAFE_HERE = "Số liệu vẫn an toàn ở máy này, máy sẽ tự thử lại."
_SAFE_TELL = "Số liệu vẫn an toàn ở máy này. Hãy báo cán bộ kỹ thuật của tỉnh."
_CALL_HELP = "Không có gì bị ghi đè. Hãy giữ nguyên máy và gọi cán bộ kỹ thuật của tỉnh."
_PAPER_WAITS = "Tờ in đang chờ sẽ tự in tiếp; thiếu tờ nào thì bấm in lại tờ ấy."

_SCAN = {
    "card_damaged": Sentence(
        "Mã thẻ bị mờ hoặc hỏng", "Lượt đến chưa được ghi. Mời bạn quét lại, giữ thẻ thẳng và yên một chút."
    ),
    "not_a_card": Sentence("Đây không phải mã thẻ bạn đọc", _CARD_PLEASE),
    "consent_slip": Sentence(
        "Đây là phiếu xin ý kiến phụ huynh",
        "Mời bạn đưa phiếu cho cán bộ thư viện. Muốn ghi lượt đến, mời quét thẻ bạn đọc.",
    ),
    "identity_card": Sentence("Đây là thẻ căn cước", _NOTHING_KEPT),
    "identity_card_damaged": Sentence(
        "Mã trên thẻ căn cước đọc chưa đúng", "Máy không lưu gì từ thẻ này. Mời bạn quét lại, hoặc dùng thẻ bạn đọc."
    ),
    "identity_card_unlinked": Sentence(
        "Căn cước này chưa gắn với thẻ bạn đọc nào",
        "Máy không lưu gì từ thẻ này. Mời bạn dùng thẻ bạn đọc, và nhờ cán bộ gắn căn cước nếu muốn.",
    ),
    "health_insurance_card": Sentence("Đây là thẻ bảo hiểm y\u00a0tế", _NOTHING_KEPT),
    "vneid": Sentence("Đây là mã VNeID", _NOTHING_KEPT),
    "web_address": Sentence("Đây là mã của một trang web", _CARD_PLEASE),
    "code_too_long": Sentence("Mã này quá dài, không phải thẻ bạn đọc", _CARD_PLEASE),
    "card_revoked": Sentence("Thẻ này đã ngừng dùng", f"Mời bạn gặp cán bộ để nhận thẻ mới. {_STILL_WELCOME}"),
    "visit_unknown": Sentence("Không tìm thấy lượt đến này", "Các lượt khác vẫn được giữ nguyên."),
}
_OFFICER = {
    "card_unknown": Sentence("Máy này không biết thẻ này", "Hãy kiểm tra lại mã in trên thẻ."),
    "clock_confirmed": Sentence("Tỉnh đã xác nhận giờ của máy này", "Không cần báo ngày giờ nữa."),
    "date_not_understood": Sentence(
        "Chưa hiểu ngày giờ này", "Hãy viết ngày/tháng/năm rồi giờ:phút, ví dụ: 23/11/2026 08:00."
    ),
    "reader_unknown": Sentence("Máy này không có bạn đọc này", "Hãy kiểm tra lại mã in trên thẻ."),
    "reader_erased": Sentence("Thông tin của bạn đọc này đã xóa rồi", "Không cần làm gì thêm."),
    "name_missing": Sentence("Thiếu họ tên", "Hãy nhập họ tên bạn đọc."),
    "representative_missing": Sentence("Thiếu tên cha mẹ hoặc người đại diện", "Hãy ghi họ tên người đồng ý thay."),
    "reader_alike": Sentence(
        "Có thể bạn đã có thẻ ở đây", "Hãy hỏi cán bộ thư viện để tìm thẻ cũ. Nếu là người khác, cứ làm thẻ mới."
    ),
    "registration_closed": Sentence(
        "Ở đây cán bộ làm thẻ cho bạn", "Mời bạn gặp cán bộ thư viện, hoặc ghi lượt đến không cần thẻ."
    ),
    "event_unknown": Sentence("Không có hoạt động này", "Hãy mở lại danh sách hoạt động."),
    "event_times_impossible": Sentence(
        "Giờ của hoạt động chưa đúng", "Giờ kết thúc phải sau giờ bắt đầu, và kéo dài nhiều nhất 60 ngày."
    ),
    "reason_impossible": Sentence("Chưa chọn lý do", "Hãy chọn một trong các lý do có sẵn."),
    "visit_not_counted": Sentence("Lượt này đang không được tính", "Muốn tính lại thì bấm «Tính lại lượt này»."),
    "visit_counted": Sentence("Lượt này vẫn đang được tính", "Không cần làm gì thêm."),
    "visit_of_one": Sentence(
        "Lượt này của một người", "Nếu là cả nhóm, hãy bỏ lượt này rồi nhập bù nhóm với số người đúng."
    ),
    "sheet_empty": Sentence("Phiếu chưa có số nào", "Hãy nhập số lượt vào ít nhất một ô rồi lưu."),
    "hour_impossible": Sentence("Giờ này chưa đúng", "Giờ từ 0 đến 23, và của hôm nay thì không sau bây giờ."),
    "method_impossible": Sentence("Cách đếm chưa đúng", "Phiếu giấy chỉ là đếm từng người hoặc ước chừng."),
    "service_point_unknown": Sentence("Không có phòng này", "Hãy xem lại các phòng trong Cài đặt."),
    "service_points_full": Sentence("Đã dùng hết số phòng", "Một điểm có nhiều nhất 99 phòng."),
    "late_needs_day": Sentence("Thiếu ngày của phiếu", "Nhập bù từ phiếu thì thêm --day, ví dụ: --day 22/11/2026."),
    "day_not_understood": Sentence("Chưa hiểu ngày này", "Hãy viết ngày/tháng/năm, ví dụ: 22/11/2026."),
    "choice_unknown": Sentence("Không có mục cài đặt này", "Hãy xem lại tên mục cài đặt."),
    "representative_must_consent": Sentence(
        "Bạn đọc dưới 16 tuổi", "Cần người đại diện hợp pháp đồng ý trước khi làm thẻ."
    ),
    "point_code_invalid": Sentence(
        "Mã điểm chưa đúng", "Mã gồm tối đa 16 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối."
    ),
    "not_enrolled": Sentence("Máy này chưa đăng ký với tỉnh", "Cần địa chỉ máy chủ và mã đăng ký do tỉnh cấp."),
    "enrolment_code_mistyped": Sentence("Mã đăng ký gõ chưa đúng", "Hãy so lại từng chữ với mã do tỉnh cấp."),
    "enrolment_code_refused": Sentence(
        "Tỉnh không nhận mã đăng ký này", "Mã chỉ dùng một lần và có hạn. Hãy xin tỉnh một mã mới."
    ),
    "address_invalid": Sentence("Địa chỉ máy chủ chưa đúng", "Địa chỉ do tỉnh cung cấp, thường bắt đầu bằng https://."),
    "point_differs": Sentence(
        "Mã đăng ký này của một điểm khác", "Hãy xin tỉnh mã đăng ký dành cho điểm thư viện này."
    ),
}
_READERS = {
    "identity_card_of_another": Sentence(
        "Căn cước này đã gắn với một bạn đọc khác",
        "Chưa gắn gì. Hãy quét căn cước để xem đó là ai, bỏ gắn rồi gắn lại.",
    ),
    "identity_cards_off": Sentence(
        "Điểm này chưa cho dùng căn cước làm thẻ", "Hãy bật ở mục Cài đặt, phần «Làm thẻ bạn đọc», rồi làm lại."
    ),
    "not_an_identity_card": Sentence(
        "Đây không phải mã trên thẻ căn cước", "Hãy quét mã QR ở góc trên thẻ căn cước của bạn đọc."
    ),
    "slip_of_another": Sentence(
        "Máy không biết phiếu này", "Phiếu của điểm thư viện khác, hoặc dữ liệu của bạn đọc chưa về máy này."
    ),
    "nobody_waits_for_consent": Sentence("Không còn ai chờ phụ huynh", "Không có phiếu nào cần in."),
    "list_missing": Sentence("Không đọc được tệp danh sách", "Hãy kiểm tra USB hoặc thư mục, rồi chọn lại tệp."),
    "list_too_large": Sentence(
        "Tệp danh sách quá lớn", "Mỗi lần đọc nhiều nhất 3.000 dòng. Hãy tách danh sách theo từng lớp."
    ),
    "list_of_old_excel": Sentence(
        "Tệp này của Excel đời cũ (.xls)", "Hãy mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi chọn tệp ấy."
    ),
    "list_unreadable": Sentence(
        "Tệp danh sách bị hỏng hoặc không phải bảng tính", "Hãy lưu lại thành .xlsx hoặc .csv rồi chọn tệp ấy."
    ),
    "list_old_encoding": Sentence(
        "Danh sách gõ bằng phông chữ cũ (TCVN3 hoặc VNI)",
        "Chưa ghi gì. Hãy chuyển sang Unicode (Unikey: Ctrl + Shift + F6), lưu lại rồi chọn tệp ấy.",
    ),
    "list_without_names": Sentence(
        "Không thấy cột họ tên trong danh sách", "Hãy đặt tên các cột: Họ và tên, Ngày sinh, Giới tính, Lớp."
    ),
    "list_empty": Sentence("Danh sách không có ai để làm thẻ", "Hãy chọn tệp khác, hoặc xem lại các dòng lỗi."),
    "birth_year_missing": Sentence("Thiếu năm sinh", "Hãy ghi thêm ngày sinh hoặc năm sinh vào danh sách."),
    "birth_year_not_understood": Sentence("Ngày sinh không đúng", "Hãy viết như 12/05/2016 hoặc 2016."),
    "own_consent_missing": Sentence("Từ 16 tuổi, chưa ghi đã đồng ý", "Người từ 16 tuổi tự đồng ý, làm thẻ tại quầy."),
}
_MACHINE = {
    "disk_full": Sentence(
        "Ổ đĩa đã đầy", "Lượt vừa rồi chưa được ghi. Cán bộ xóa bớt tệp không dùng, rồi máy chạy tiếp như cũ."
    ),
    "disk_failed": Sentence("Ổ đĩa không đọc ghi được", f"Lượt vừa rồi chưa được ghi. {_CALL_HELP}"),
    "database_busy": Sentence("Máy đang bận một chút", "Lượt vừa rồi chưa được ghi. Mời bạn làm lại sau ít giây."),
    "database_newer": Sentence(
        "Dữ liệu thuộc phiên bản mới hơn phần mềm này",
        "Dữ liệu còn nguyên, không bị sửa. Hãy cài phiên bản phần mềm mới nhất.",
    ),
    "database_damaged": Sentence(
        "Tệp dữ liệu bị hỏng",
        "Không có gì bị ghi đè. Hãy sửa bằng bản sao lưu gần nhất, hoặc gọi cán bộ kỹ thuật tỉnh.",
    ),
    "database_missing": Sentence(
        "Không thấy tệp dữ liệu của máy này",
        "Máy vẫn giữ khóa và các bản sao lưu. Hãy sửa bằng bản sao lưu gần nhất, hoặc báo cán bộ kỹ thuật của tỉnh.",
    ),
    "keys_exist": Sentence(
        "Máy này đã có khóa riêng",
        "Hãy khởi tạo không dùng phiếu, rồi chạy lệnh main.py recovery-use để dùng khóa trên phiếu.",
    ),
    "sheet_not_written": Sentence("Không ghi được phiếu khôi phục", "Hãy chọn một tệp .pdf hoặc .png ở nơi ghi được."),
    "no_printer": Sentence(
        "Máy này chưa có máy in", "Hãy nối máy in và bật lên, hoặc ghi ra tệp hay USB rồi in ở máy khác."
    ),
    "printer_stopped": Sentence(
        "Máy in đang dừng",
        "Hãy xem giấy, dây cắm và công tắc của máy in, rồi cho chạy tiếp trong mục Máy in của máy tính. Không mất gì.",
    ),
    "printer_empty": Sentence("Máy in hết giấy", f"Hãy cho thêm giấy. {_PAPER_WAITS}"),
    "printer_jammed": Sentence("Máy in kẹt giấy", f"Hãy rút giấy kẹt ra rồi đóng nắp. {_PAPER_WAITS}"),
    "printer_inkless": Sentence("Máy in hết mực", f"Hãy thay mực. {_PAPER_WAITS}"),
    "printer_open": Sentence("Nắp máy in đang mở", f"Hãy đóng nắp lại. {_PAPER_WAITS}"),
    "printer_away": Sentence(
        "Không thấy máy in trả lời", f"Hãy xem dây cắm, nguồn điện và công tắc của máy in. {_PAPER_WAITS}"
    ),
    "paper_not_printed": Sentence(
        "Máy in không nhận tờ in", "Không mất gì. Hãy xem máy in rồi bấm in lại, hoặc ghi ra tệp."
    ),
    "paper_not_saved": Sentence(
        "Không ghi được tệp", "Hãy chọn nơi khác, hoặc cắm USB còn chỗ trống và không khóa ghi, rồi làm lại."
    ),
    "paper_unreadable": Sentence("Tờ in này bị lỗi", "Hãy làm lại. Vẫn lỗi thì gọi cán bộ kỹ thuật của tỉnh."),
    "home_in_use": Sentence(
        "Dữ liệu đang được dùng", "Hãy đóng màn hình Điểm Đọc và các lệnh đang chạy trên máy này, rồi làm lại."
    ),
    "pass_running": Sentence("Máy đang gửi số liệu hoặc đang sao lưu", "Chưa đổi gì. Hãy đợi một phút rồi bấm lại."),
    "restore_running": Sentence("Máy đang khôi phục dữ liệu", "Việc này thường xong trong một phút. Mời bạn đợi."),
    "backup_running": Sentence("Máy đang sao lưu rồi", "Hãy đợi lần sao lưu này xong."),
    "backup_damaged": Sentence("Bản sao lưu này bị hỏng", "Hãy chọn một bản khác. Dữ liệu đang dùng được giữ nguyên."),
    "backup_missing": Sentence(
        "Không thấy bản sao lưu", "Hãy cắm USB có bản sao lưu nếu có, hoặc báo cán bộ kỹ thuật của tỉnh."
    ),
    "backup_foreign": Sentence(
        "Bản sao lưu này của máy khác",
        "Dữ liệu đang dùng được giữ nguyên. Máy mới lấy lại dữ liệu của điểm từ tỉnh, sau khi đăng ký với tỉnh.",
    ),
    "backup_not_written": Sentence(
        "Không ghi được bản sao lưu", "Hãy kiểm tra ổ đĩa hoặc USB, rồi làm lại. Dữ liệu đang dùng vẫn nguyên."
    ),
    "nothing_to_mend": Sentence(
        "Dữ liệu của máy này không hỏng", "Không cần sửa. Muốn quay về một bản sao lưu, dùng lệnh: main.py restore."
    ),
    "folder_missing": Sentence("Không thấy thư mục này", "Hãy kiểm tra đường dẫn, hoặc cắm ổ đĩa rồi làm lại."),
    "database_foreign": Sentence("Tệp dữ liệu này không phải của Điểm Đọc", _CALL_HELP),
    "home_read_only": Sentence(
        "Thư mục dữ liệu không cho ghi", "Hãy kiểm tra quyền của thư mục, hoặc ổ đĩa có bị khóa ghi không."
    ),
    "home_missing": Sentence("Chưa có thư mục dữ liệu", "Hãy khởi tạo điểm thư viện bằng lệnh: main.py init."),
    "power_off_refused": Sentence(
        "Máy này không cho phần mềm tắt máy", "Hãy đóng phần mềm, rồi tắt máy như thường lệ. Số liệu đã nằm trên đĩa."
    ),
    "not_initialised": Sentence("Máy này chưa được khởi tạo", "Hãy khởi tạo bằng lệnh: main.py init."),
    "no_display": Sentence(
        "Không có màn hình để mở cửa sổ",
        "Hãy mở từ màn hình của máy. Không có màn hình thì dùng: main.py demo --headless.",
    ),
    "not_installed": Sentence(
        "Máy này chưa cài phần mềm cho lệnh này",
        "Lệnh của quầy cần bản cài cho quầy; lệnh của tỉnh cần bản cài cho tỉnh.",
    ),
    "already_running": Sentence("Điểm Đọc đang chạy rồi", "Hãy chuyển sang cửa sổ đang mở."),
    "keys_missing": Sentence("Thiếu tệp khóa của máy này", f"{_CALL_HELP} Đừng khởi tạo lại."),
    "keys_damaged": Sentence("Tệp khóa của máy này bị hỏng", f"{_CALL_HELP} Đừng khởi tạo lại."),
    "sealed_unreadable": Sentence("Không mở được dữ liệu đã niêm phong", _CALL_HELP),
    "journal_not_opened": Sentence("Sổ của máy chưa được mở", "Hãy báo cán bộ kỹ thuật của tỉnh."),
}
_PROVINCE = {
    "offline": Sentence("Chưa nối được tới máy chủ tỉnh", _SAFE_HERE),
    "captive_portal": Sentence(
        "Mạng này đòi đăng nhập hoặc chặn đường tới tỉnh", f"Hãy mở trình duyệt xem mạng có hỏi gì không. {_SAFE_HERE}"
    ),
    "province_unwell": Sentence("Máy chủ tỉnh đang gặp trục trặc", _SAFE_HERE),
    "province_busy": Sentence("Máy chủ tỉnh đang bận", _SAFE_HERE),
    "province_device_revoked": Sentence("Tỉnh đã ngừng máy này", _SAFE_TELL),
    "province_fork": Sentence("Sổ ở tỉnh không khớp sổ của máy này", _SAFE_TELL),
    "province_broken_chain": Sentence("Sổ ở tỉnh không khớp sổ của máy này", _SAFE_TELL),
    "province_not_proven": Sentence(
        "Máy chủ này không chứng minh được là của tỉnh", "Chưa gửi gì đi. Hãy kiểm tra địa chỉ rồi báo cán bộ tỉnh."
    ),
    "reply_invalid": Sentence("Thư trả lời của tỉnh không đúng chữ ký", _SAFE_TELL),
    "receipt_invalid": Sentence("Giấy xác nhận của tỉnh không đúng chữ ký", _SAFE_TELL),
    "chain_forked": Sentence("Sổ ở tỉnh không khớp sổ của máy này", _SAFE_TELL),
    "sync_running": Sentence("Máy đang gửi rồi", "Hãy đợi lần gửi này xong."),
    "budget_spent": Sentence(
        "Đã dùng hết dung lượng mạng của hôm nay", "Số liệu vẫn an toàn ở máy này, sang ngày mai máy tự gửi tiếp."
    ),
}
_STICK = {
    "stick_without_folder": Sentence(
        "USB này không có thư mục diem-doc", "Hãy cắm đúng USB đã mang về tỉnh, hoặc xuất dữ liệu ra USB này trước."
    ),
    "stick_full": Sentence("USB không còn chỗ trống", "Số liệu vẫn an toàn ở máy này. Hãy cắm một USB khác."),
    "stick_read_only": Sentence(
        "USB đang khóa ghi", "Hãy gạt nút khóa trên USB, hoặc dùng USB khác. Số liệu vẫn an toàn ở máy này."
    ),
    "stick_failed": Sentence(
        "USB bị rút ra giữa chừng hoặc đã hỏng", "Số liệu vẫn an toàn ở máy này. Hãy cắm lại USB rồi làm lại."
    ),
    "sticks_alone": Sentence(
        "Máy này đăng ký bằng USB, chưa có địa chỉ máy chủ",
        "Hãy gửi bằng USB như trước. Muốn gửi qua mạng thì xin tỉnh địa chỉ và một mã đăng ký mới.",
    ),
    "stick_empty": Sentence("USB này chưa có gì", "Hãy xuất dữ liệu ra USB trước, rồi mang USB về tỉnh."),
    "stick_not_answered": Sentence("Tỉnh chưa đọc USB này", "Hãy mang USB về tỉnh trước, rồi cắm lại vào đây."),
    "stick_of_others": Sentence(
        "USB này của máy khác", "Trên USB không có giấy xác nhận cho máy này. Hãy cắm đúng USB của điểm."
    ),
    "receipts_of_others": Sentence(
        "Giấy xác nhận trên USB không phải của tỉnh mình",
        "Chưa ghi nhận gì. Hãy kiểm tra xem có cầm nhầm USB không, rồi báo cán bộ tỉnh.",
    ),
    "stick_file_damaged": Sentence(
        "Giấy xác nhận trên USB bị hỏng", "Hãy mang USB về tỉnh để đọc lại. Không có gì bị mất."
    ),
}
_SENTENCES: Mapping[str, Sentence] = _SCAN | _OFFICER | _READERS | _MACHINE | _PROVINCE | _STICK

Details = Mapping[str, object]
Kind = TypeVar("Kind")


def _detail(details: Details, name: str, kind: type[Kind]) -> Kind | None:
    value = details.get(name)
    return value if isinstance(value, kind) else None


def _already_counted(details: Details) -> Sentence:
    at = _detail(details, "at", int)
    title = spoken("Đã ghi nhận rồi") if at is None else spoken("Đã ghi nhận lúc {at}").format(at=hour(at))
    return Sentence(title, spoken("Lượt của bạn đã có, không cần quét lại."))


def _card_expired(details: Details) -> Sentence:
    on = _detail(details, "on", date)
    title = spoken("Thẻ đã hết hạn") if on is None else spoken("Thẻ đã hết hạn ngày {on}").format(on=day(on))
    return Sentence(title, f"{spoken('Mời bạn gặp cán bộ để gia hạn.')} {spoken(_STILL_WELCOME)}")


def _password_wrong(details: Details) -> Sentence:
    left = _detail(details, "left", int)
    advice = spoken("Hãy thử lại.") if left is None else spoken("Còn {left} lần thử.").format(left=left)
    return Sentence(spoken("Mật khẩu chưa đúng"), advice)


def _locked_out(details: Details) -> Sentence:
    until = _detail(details, "until", int)
    after = spoken("Mời thử lại sau ít phút.")
    if until is not None:
        after = spoken("Mời thử lại sau {until}.").format(until=hour(until))
    return Sentence(spoken("Sai mật khẩu nhiều lần, đang tạm khóa"), after)


def _password_too_short(details: Details) -> Sentence:
    least = _detail(details, "least", int)
    advice = spoken("Hãy chọn mật khẩu dài hơn.")
    if least is not None:
        advice = spoken("Cần ít nhất {least} ký tự.").format(least=least)
    return Sentence(spoken("Mật khẩu mới quá ngắn"), advice)


def _head_count(details: Details) -> Sentence:
    most = number(_detail(details, "most", int) or 200)
    return Sentence(spoken("Số người chưa đúng"), spoken("Mỗi lần ghi từ 1 đến {most} người.").format(most=most))


def _birth_year(details: Details) -> Sentence:
    least, most = _detail(details, "least", int), _detail(details, "most", int)
    advice = spoken("Hãy kiểm tra lại.")
    if least is not None and most is not None:
        advice = spoken("Năm sinh từ {least} đến {most}.").format(least=least, most=most)
    return Sentence(spoken("Năm sinh chưa đúng"), advice)


def _daily_bytes(details: Details) -> Sentence:
    least, most = _detail(details, "least", int), _detail(details, "most", int)
    title = spoken("Mức dùng mạng mỗi ngày chưa đúng")
    if least is None or most is None:
        return Sentence(title, spoken("Hãy kiểm tra lại."))
    advice = spoken("Mỗi ngày từ {least} KB đến {most} KB.")
    return Sentence(title, advice.format(least=number(least // 1_000), most=number(most // 1_000)))


def _date_impossible(details: Details) -> Sentence:
    least, most = _detail(details, "least", int), _detail(details, "most", int)
    title = spoken("Ngày giờ này không thể đúng")
    if least is None or most is None:
        return Sentence(title, spoken("Hãy xem lại lịch và đồng hồ rồi báo lại."))
    advice = spoken("Ngày giờ phải từ {least} đến {most}.")
    return Sentence(title, advice.format(least=date_and_hour(least), most=date_and_hour(most)))


def _late_day(details: Details) -> Sentence:
    first, last = _detail(details, "first", date), _detail(details, "last", date)
    title = spoken("Ngày này không nhập bù được")
    if first is None or last is None:
        return Sentence(title, spoken("Hãy kiểm tra lại."))
    advice = spoken("Nhập bù được từ {first} đến {last}. Nếu hôm nay không phải {last}, hãy đặt lại ngày giờ trước.")
    return Sentence(title, advice.format(first=day(first), last=day(last)))


def _too_long(title: str) -> Callable[[Details], Sentence]:
    def told(details: Details) -> Sentence:
        most = _detail(details, "most", int)
        advice = spoken("Hãy viết gọn hơn.") if most is None else spoken("Từ 1 đến {most} ký tự.").format(most=most)
        return Sentence(spoken(title), advice)

    return told


def _recovery_mistyped(details: Details) -> Sentence:
    lines = _detail(details, "lines", str)
    title = spoken("Mã khôi phục gõ chưa đúng")
    if lines is not None:
        title = spoken("Mã khôi phục gõ sai ở dòng {lines}").format(lines=lines)
    return Sentence(title, spoken("Hãy so lại từng chữ với phiếu. Mã không có chữ O, chữ I; chỉ có số 0, số 1."))


def _recovery_incomplete(details: Details) -> Sentence:
    given, whole = _detail(details, "given", int), _detail(details, "whole", int)
    advice = spoken("Hãy quét mã vuông hoặc gõ đủ sáu dòng trên phiếu.")
    if given is not None and whole is not None:
        advice += " " + spoken("Đã gõ {given} trong {whole} ký tự.").format(given=given, whole=whole)
    return Sentence(spoken("Mã khôi phục chưa đủ"), advice)


def _already_initialised(details: Details) -> Sentence:
    name = _detail(details, "name", str)
    title = spoken("Máy này đã được khởi tạo rồi")
    if name is not None:
        title = spoken("Máy này đã được khởi tạo cho {name}").format(name=name)
    return Sentence(title, spoken("Dữ liệu có sẵn được giữ nguyên."))


def _choice(details: Details) -> Sentence:
    least, most = _detail(details, "least", int), _detail(details, "most", int)
    title = spoken("Giá trị cài đặt này không dùng được")
    if least is None or most is None:
        return Sentence(title, spoken("Cài đặt được giữ như cũ. Hãy chọn giá trị khác."))
    advice = spoken("Hãy chọn từ {least} đến {most}.")
    return Sentence(title, advice.format(least=number(least), most=number(most)))


_WITH_DETAILS: Mapping[str, Callable[[Details], Sentence]] = {
    "already_counted": _already_counted,
    "card_expired": _card_expired,
    "password_wrong": _password_wrong,
    "locked_out": _locked_out,
    "password_too_short": _password_too_short,
    "head_count_out_of_range": _head_count,
    "birth_year_impossible": _birth_year,
    "date_impossible": _date_impossible,
    "daily_bytes_out_of_range": _daily_bytes,
    "choice_impossible": _choice,
    "late_day_impossible": _late_day,
    "service_point_name_missing": _too_long("Tên phòng thiếu hoặc quá dài"),
    "name_too_long": _too_long("Họ tên quá dài"),
    "class_too_long": _too_long("Tên lớp quá dài"),
    "label_too_long": _too_long("Tên nhóm quá dài"),
    "title_missing": _too_long("Tên hoạt động thiếu hoặc quá dài"),
    "point_name_missing": _too_long("Tên điểm thư viện thiếu hoặc quá dài"),
    "already_initialised": _already_initialised,
    "recovery_code_mistyped": _recovery_mistyped,
    "recovery_code_incomplete": _recovery_incomplete,
}

KNOWN_CODES = frozenset(_SENTENCES) | frozenset(_WITH_DETAILS)


def sentence(error: KioskError) -> Sentence:
    """What to tell the person in front about `error`. A code without a sentence gets an honest general one."""
    if error.code in _WITH_DETAILS:
        return _WITH_DETAILS[error.code](error.details)
    if error.code in _SENTENCES:
        told = _SENTENCES[error.code]
        return Sentence(spoken(told.title), spoken(told.advice))
    code = spoken("Mã lỗi: {code}.").format(code=error.code)
    if error.code.startswith("province_"):
        return Sentence(spoken("Máy chủ tỉnh không nhận"), f"{spoken(_SAFE_TELL)} {code}")
    return Sentence(spoken("Máy chưa làm được việc này"), f"{spoken('Mời bạn báo cán bộ thư viện.')} {code}")
