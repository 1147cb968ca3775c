"""A small log that never fills the disk and never holds a name or a card code."""

import logging
import logging.handlers

from .config import Home

_SIZE = 1_000_000
_KEPT = 3


def keep_log(home: Home) -> None:
    """Write this program's warnings and errors to the home's log: 4 MB at most, then the oldest go."""
    home.log.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        home.log, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
