"""How many wrong passwords, and then how long a wait."""

from typing import Final

ALLOWED: Final = 5
"""Wrong passwords in a row before the door closes."""
_FIRST_WAIT: Final = 60
LONGEST_WAIT: Final = 3_600
"""Seconds."""
LEAST_LENGTH: Final = 8
"""Characters of a password that an officer chooses."""


def tries_left(failures: int) -> int:
    """Wrong passwords still allowed after `failures` in a row; 0 means the door is closed for a while."""
    return max(0, ALLOWED - failures) if failures < ALLOWED else 0


def wait_after(failures: int) -> int:
    """Seconds the door stays closed after `failures` wrong passwords in a row: a minute, doubling to an hour."""
    if failures < ALLOWED:
        return 0
    return int(min(LONGEST_WAIT, _FIRST_WAIT << min(failures - ALLOWED, 10)))
