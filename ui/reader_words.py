"""What an officer reads about readers: on the screen and in the terminal alike."""

from collections.abc import Mapping
from datetime import date

from kiosk.clock import local_day
from kiosk.usecases.find_readers import FoundReader
from kiosk.usecases.readers_waiting import Waiting, WaitingFor
from kiosk.values import Consent, Sex
from ui.times import day, hour

SEXES: Mapping[Sex, str] = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ", Sex.UNKNOWN: "Không ghi giới tính"}

_PICTURES: Mapping[str, str] = {
    "Đã xin xóa": "eye-off",
    "Chờ duyệt": "eye",
    "Chờ phụ huynh": "clock",
    "Cán bộ": "id-card",
}


def standings(reader: FoundReader) -> tuple[str, ...]:
    """What stands out about a reader, the most pressing first; nothing for most."""
    said = (
        ("Đã xin xóa", reader.erasure_asked_at is not None),
        ("Chờ duyệt", not reader.approved),
        ("Chờ phụ huynh", reader.consent is Consent.AWAITED),
        ("Cán bộ", reader.staff),
        ("Không có thẻ", reader.valid_until is None),
    )
    return tuple(word for word, holds in said if holds)


def standing_picture(reader: FoundReader) -> str:
    """The icon of the most pressing one, "" for none."""
    return next((_PICTURES[word] for word in standings(reader) if word in _PICTURES), "")


def born(reader: FoundReader) -> str:
    return str(reader.birth_year) if reader.birth_year else "–"


def last_visit(reader: FoundReader, now: int) -> str:
    """When a reader last came. `now`: seconds UTC."""
    at = reader.last_visit
    if at is None:
        return "Chưa đến"
    return f"Hôm nay {hour(at)}" if local_day(at) == local_day(now) else day(local_day(at))


def person(reader: FoundReader) -> str:
    """«Nguyễn Thị Lan, sinh năm 1990, lớp 4A»."""
    parts = [reader.full_name]
    if reader.birth_year:
        parts.append(f"sinh năm {reader.birth_year}")
    if reader.school_class:
        parts.append(f"lớp {reader.school_class}")
    return ", ".join(parts)


def waits(waiting: Waiting) -> tuple[str, bool]:
    """(what for and by when, whether a day has passed)."""
    if waiting.what is WaitingFor.ERASURE and waiting.answer_by is not None and waiting.carry_out_by is not None:
        if waiting.late:
            return f"Xin xóa thông tin. QUÁ HẠN: phải xóa xong trước hết ngày {day(waiting.carry_out_by)}.", True
        if waiting.answer_late:
            line = "Xin xóa thông tin. QUÁ HẠN TRẢ LỜI từ {answer}; xóa xong chậm nhất {done}."
        else:
            line = "Xin xóa thông tin. Trả lời chậm nhất {answer}, xóa xong chậm nhất {done}."
        return line.format(answer=day(waiting.answer_by), done=day(waiting.carry_out_by)), waiting.answer_late
    since = f"{waiting.days} ngày" if waiting.days else "hôm nay"
    if waiting.what is WaitingFor.APPROVAL:
        return f"Tự đăng ký, chờ cán bộ duyệt ({since}). Chưa mượn được sách.", False
    if waiting.too_long:
        return f"Chờ phiếu của phụ huynh đã {since}. Nên hỏi gia đình, hoặc xóa thông tin của em.", True
    return f"Chờ phiếu của phụ huynh ({since}). Chưa mượn được sách.", False


def registered_on(reader: FoundReader) -> date:
    """The day on which a reader was registered."""
    return local_day(reader.registered_at)
