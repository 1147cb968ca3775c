"""How often the camera's pictures are looked at, and how hard: so much that a card is read at once, so little that two
slow cores keep the screen smooth, and next to nothing while nobody is there.

Pure: milliseconds of any steady clock come in as arguments.
"""

from typing import Final

QUICKEST: Final = 33
"""ms between the beginnings of two looks, at the least: no camera here gives more than thirty pictures a second."""
REST: Final = 2
"""After a look the decoder rests so many times as long as the look took: a third of one core at the most."""
SECOND_REST: Final = 6
"""… and after a second attempt so many times as long as that took, before the next one."""
STILL_INTERVAL: Final = 250
"""ms between two looks at a scene that does not move and in which there was nothing."""
STILL_SECOND_INTERVAL: Final = 3_000
"""ms between two second attempts at such a scene."""
NOTICEABLE: Final = 8
"""Grey levels by which a part of the picture changes when something moves there; grain averages out to less than 1."""
_BLACK: Final = 20
"""Grey level. A lens behind its cover, or a camera that answers without seeing, gives 0–16 everywhere."""
BLACK_FOR: Final = 3_000
"""ms of black after which the camera is as good as none."""


class Budget:
    """When to look again, and when there is time for a second attempt."""

    def __init__(self) -> None:
        self._second_from = 0

    def rest_until(self, began: int, ended: int, work: int) -> int:
        """The ms at which the next look may begin, after one that began and ended then and took `work` ms of a core.

        While others keep the cores busy a look takes longer and costs no more: the rest is not the longer for it.
        """
        return max(began + QUICKEST, ended + REST * work)

    def admits_second(self, now: int) -> bool:
        return now >= self._second_from

    def second_made(self, ended: int, work: int, *, still: bool) -> None:
        """A second attempt ended then and took `work` ms of a core."""
        self._second_from = ended + max(SECOND_REST * work, STILL_SECOND_INTERVAL if still else 0)


class Scene:
    """What the camera has in front of it, in a handful of grey levels: one for each part of the picture."""

    def __init__(self) -> None:
        self._searched = b""
        self._black_since: int | None = None

    def is_still(self, parts: bytes) -> bool:
        """Whether this is the scene that was searched in vain."""
        return len(parts) == len(self._searched) and all(
            abs(now - before) < NOTICEABLE for now, before in zip(parts, self._searched, strict=True)
        )

    def searched_in_vain(self, parts: bytes) -> None:
        self._searched = parts

    def is_black(self, parts: bytes, now: int) -> bool:
        """Whether the camera has seen nothing but black for BLACK_FOR ms."""
        if max(parts, default=0) > _BLACK:
            self._black_since = None
            return False
        if self._black_since is None:
            self._black_since = now
        return now - self._black_since >= BLACK_FOR
