"""A code held before the camera is one scan, not fifteen a second. Pure: milliseconds come in as arguments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LEFT_AFTER: Final = 1_500
"""ms out of sight before the same code is a new scan; a hand that trembles is out of sight for less."""
AGAIN_AFTER: Final = 30_000
"""ms in sight after which a code counts as shown again: a card left lying before the camera."""


@dataclass(slots=True)
class _Sighting:
    reported: int
    seen: int


class Sightings:
    """Which codes are in view. Memory is bounded by what one camera sees within LEFT_AFTER ms."""

    def __init__(self) -> None:
        self._in_view: dict[str, _Sighting] = {}

    def see(self, codes: Iterable[str], now: int) -> tuple[str, ...]:
        """Take in what one frame shows at `now` (ms) and give the codes that are to be reported."""
        self._in_view = {code: seen for code, seen in self._in_view.items() if now - seen.seen < LEFT_AFTER}
        return tuple(code for code in codes if self._is_new(code, now))

    def _is_new(self, code: str, now: int) -> bool:
        sighting = self._in_view.get(code)
        if sighting is None or now - sighting.reported >= AGAIN_AFTER:
            self._in_view[code] = _Sighting(reported=now, seen=now)
            return True
        sighting.seen = now
        return False
