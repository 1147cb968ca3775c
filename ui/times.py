"""How Vietnamese writes numbers, sizes, days and times. No Qt here."""

from datetime import date

from kiosk.clock import local_day, local_time

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def number(value: int) -> str:
    """1234 → «1.234»."""
    return f"{value:,}".replace(",", ".")


def size(octets: int) -> str:
    """«12 KB», «1 MB», «3,2 MB», «31 GB»: rounded up, so that nothing is ever shown as nothing."""
    kilobytes = -(-octets // 1_000)
    if kilobytes < 1_000:
        return f"{kilobytes} KB"
    tenths, unit = -(-kilobytes // 100), "MB"
    if tenths >= 10_000:
        tenths, unit = -(-tenths // 1_000), "GB"
    whole, rest = divmod(tenths, 10)
    return f"{number(whole)},{rest} {unit}" if rest else f"{number(whole)} {unit}"


def day(value: date) -> str:
    """«22/11/2026»."""
    return f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """«Chủ nhật, 22/11/2026»."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def hour(wall: int) -> str:
    """Seconds UTC → «08:15», Vietnamese time."""
    return f"{local_time(wall):%H:%M}"


def date_and_hour(wall: int) -> str:
    """Seconds UTC → «22/11/2026 08:15», Vietnamese time."""
    return f"{local_time(wall):%d/%m/%Y %H:%M}"


def when(wall: int, now: int) -> str:
    """«lúc 07:10» on the same day, «lúc 07:10 ngày 20/11» in the same year, else with the year. Seconds UTC."""
    if local_day(wall) == local_day(now):
        return f"lúc {hour(wall)}"
    written = local_day(wall)
    if written.year == local_day(now).year:
        return f"lúc {hour(wall)} ngày {written:%d/%m}"
    return f"lúc {hour(wall)} ngày {day(written)}"
