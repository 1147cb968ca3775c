"""How numbers, sizes, days and times are written: the Vietnamese way, and the English one. No Qt here."""

from datetime import date

from kiosk.clock import local_day, local_time
from ui.language import VIETNAMESE, Spoken, language, spoken

_WEEKDAYS = Spoken(
    dict(enumerate(("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")))  # 0 is Monday
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""English names a month: 06/07 would be read as June by one and as July by another."""


def _vietnamese() -> bool:
    return language() == VIETNAMESE


def number(value: int) -> str:
    """1234 → «1.234», in English «1,234»."""
    written = f"{value:,}"
    return written.replace(",", ".") if _vietnamese() else written


def size(octets: int) -> str:
    """«12 KB», «1 MB», «3,2 MB», «31 GB»: rounded up, so that nothing is ever shown as nothing."""
    kilobytes = -(-octets // 1_000)
    if kilobytes < 1_000:
        return f"{kilobytes} KB"
    tenths, unit = -(-kilobytes // 100), "MB"
    if tenths >= 10_000:
        tenths, unit = -(-tenths // 1_000), "GB"
    whole, rest = divmod(tenths, 10)
    mark = "," if _vietnamese() else "."
    return f"{number(whole)}{mark}{rest} {unit}" if rest else f"{number(whole)} {unit}"


def day(value: date) -> str:
    """«22/11/2026», in English «22 Nov 2026»."""
    return f"{value:%d/%m/%Y}" if _vietnamese() else f"{_day_and_month(value)} {value.year}"


def _day_and_month(value: date) -> str:
    return f"{value:%d/%m}" if _vietnamese() else f"{value.day} {_MONTHS[value.month - 1]}"


def long_day(value: date) -> str:
    """«Chủ nhật, 22/11/2026», in English «Sunday, 22 Nov 2026»."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def hour(wall: int) -> str:
    """Seconds UTC → «08:15», Vietnamese time."""
    return f"{local_time(wall):%H:%M}"


def date_and_hour(wall: int) -> str:
    """Seconds UTC → «22/11/2026 08:15», Vietnamese time."""
    return f"{day(local_day(wall))} {hour(wall)}"


def when(wall: int, now: int) -> str:
    """«lúc 07:10» on the same day, «lúc 07:10 ngày 20/11» in the same year, else with the year. Seconds UTC."""
    if local_day(wall) == local_day(now):
        return spoken("lúc {hour}").format(hour=hour(wall))
    written = local_day(wall)
    on = _day_and_month(written) if written.year == local_day(now).year else day(written)
    return spoken("lúc {hour} ngày {day}").format(hour=hour(wall), day=on)
