"""By when a request to be forgotten must be answered and carried out (Law 91/2025/QH15, Decree 356/2025)."""

from datetime import date, timedelta
from typing import Final

ANSWER_WORKING_DAYS: Final = 2
CARRY_OUT_DAYS: Final = 15
FORGOTTEN_CONSENT_DAYS: Final = 30
"""A child whose representative has not answered after so long: the officer is asked to erase what is kept."""
_SATURDAY: Final = 5


def answer_by(asked: date) -> date:
    """The last day for an answer: two working days, Monday to Friday, after the day it was asked.

    Public holidays are not known here, so it may come out earlier than the law has it and never later.
    """
    day, left = asked, ANSWER_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def carry_out_by(asked: date) -> date:
    """The last day for carrying it out."""
    return asked + timedelta(days=CARRY_OUT_DAYS)
