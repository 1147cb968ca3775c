"""What a visit is recorded amid: where this kiosk stands, what is going on today, what counts as an accident.

Looked up when somebody else has written into the database, and kept in memory meanwhile: it stands before every visit.
"""

from typing import Final, NamedTuple

NEAR: Final = 3_600
"""Seconds: events that begin this soon, or ended so lately, are looked up along with what runs."""


class Happening(NamedTuple):
    """An event of the programme near this time. `number`: the local one; times are seconds UTC, `ends` exclusive."""

    number: int
    starts: int
    ends: int
    name: tuple[bytes, int, int]


class Surroundings(NamedTuple):
    """`version`: SQLite's count of what other connections wrote; `since`: seconds UTC, when they were looked up.

    `service_point`: 0 for the site as a whole.
    `per_site`: a visit is counted at the site, not at each service point. `has_sisters`: other kiosks of the point have
    been heard of.
    """

    version: int
    since: int
    service_point: int
    debounce_seconds: int
    identity_cards: bool
    per_site: bool
    has_sisters: bool
    happenings: tuple[Happening, ...]

    def holds(self, version: int, at: int) -> bool:
        """Whether they are as good as new at `at` (seconds UTC), with the database at `version`."""
        return self.version == version and self.since <= at < self.since + NEAR

    def happening(self, at: int) -> Happening | None:
        """What runs at `at` (seconds UTC); of two at once the one that began last."""
        running = [event for event in self.happenings if event.starts <= at < event.ends]
        return max(running, key=lambda event: event.starts, default=None)
