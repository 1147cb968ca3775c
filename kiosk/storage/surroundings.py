"""What a visit is recorded amid: where this kiosk stands, what is going on today, what counts as an accident.

Looked up at most every ten seconds and kept in memory meanwhile, since it stands before every visit.
"""

from typing import Final, NamedTuple

FRESH_SECONDS: Final = 10
"""So soon a choice made by a command beside the open window is followed. The window's own choices hold at once."""


class Happening(NamedTuple):
    """An event of the programme near this time. `number`: the local one; times are seconds UTC, `ends` exclusive."""

    number: int
    starts: int
    ends: int
    name: tuple[bytes, int, int]


class Surroundings(NamedTuple):
    """`seen`: seconds since the boot `boot` when they were looked up; `service_point`: 0 for the site as a whole.

    `per_site`: a visit is counted at the site, not at each service point. `has_sisters`: other kiosks of the point have
    been heard of.
    """

    boot: bytes
    seen: int
    service_point: int
    debounce_seconds: int
    identity_cards: bool
    per_site: bool
    has_sisters: bool
    happenings: tuple[Happening, ...]

    def happening(self, at: int) -> Happening | None:
        """What runs at `at` (seconds UTC); of two at once the one that began last."""
        running = [event for event in self.happenings if event.starts <= at < event.ends]
        return max(running, key=lambda event: event.starts, default=None)
