"""The days of the province's plan that a library point may keep: suggestions, never entered by themselves.

The plan of the People's Committee of Hưng Yên on lifelong learning to 2030, part II.2a, names them (domain.md).
"""

from datetime import date, timedelta
from typing import Final

from kiosk.values import EventKind, SuggestedEvent

_FIXED: Final = (
    (4, 19, "Ngày Văn hóa các dân tộc Việt Nam", EventKind.TALK),
    (4, 21, "Ngày Sách và Văn hóa đọc Việt Nam", EventKind.READING_DAY),
    (4, 23, "Ngày Sách và Bản quyền thế giới", EventKind.READING_DAY),
    (5, 18, "Ngày Quốc tế Bảo tàng", EventKind.DISPLAY),
    (11, 23, "Ngày Di sản văn hóa Việt Nam", EventKind.DISPLAY),
)
_WEEK: Final = "Tuần lễ hưởng ứng học tập suốt đời"
_WEEK_DAYS: Final = 7
AHEAD_DAYS: Final = 60


def coming(today: date) -> list[SuggestedEvent]:
    """What comes within AHEAD_DAYS of `today`, soonest first."""
    last = today + timedelta(days=AHEAD_DAYS)
    found = [one for year in (today.year, today.year + 1) for one in _of_year(year)]
    return sorted((one for one in found if today <= one.last and one.first <= last), key=lambda one: one.first)


def _of_year(year: int) -> list[SuggestedEvent]:
    """The week of lifelong learning lies in early October and moves each year: its dates are only a proposal."""
    days = [
        SuggestedEvent(title, kind, date(year, month, day), date(year, month, day))
        for month, day, title, kind in _FIXED
    ]
    week = date(year, 10, 1)
    return [*days, SuggestedEvent(_WEEK, EventKind.READING_DAY, week, week + timedelta(days=_WEEK_DAYS - 1))]
