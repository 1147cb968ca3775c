"""The kiosk's commands: each parses, asks one use case and says in one sentence what happened.

A command returns `(sentence, facts)`; the composition root prints the sentence on stderr and, with --json, the facts as
the last line of stdout. What is refused is raised, never printed here.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.config import Home

Report = tuple[str, dict[str, object]]
"""What a command did: a plain sentence, and the same as facts."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work on. `path`: what --home said; `store()` opens the home for the length of a `with`.

    `carry()`: one pass to the province; None where there is nobody to carry it.
    """

    path: Path | None
    home: Home
    store: Callable[[], AbstractContextManager[Any]]
    clock: Clock
    random_bytes: Callable[[int], bytes]
    carry: Callable[[], None] | None = None
