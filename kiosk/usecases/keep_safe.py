"""What is done beside the counting, so that no lost disk and no wrong move loses anything."""

import logging
import time
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.storage import erasures, highwater
from kiosk.storage.connection import Store

from .back_up import back_up_at_closing, back_up_when_due
from .take_from_remains import take_from_remains

_BREATH: Final = 0.02
"""Seconds between two steps of a backup while visitors come."""
_LOG = logging.getLogger(__name__)


def keep_safe(store: Store, *, clock: Clock, closing: bool = False) -> None:
    """After each pass and when the window closes: note the erasures that were heard of, take what the pass made
    readable of a damaged file, raise the high-water mark, make the day's backup (`closing`: one of everything that is
    new). What cannot be done is logged and tried the next time.
    """
    try:
        erasures.keep(store)
        take_from_remains(store)
        highwater.keep(store)
        if closing:
            back_up_at_closing(store, clock=clock)
        else:
            back_up_when_due(store, clock=clock, pause=lambda: time.sleep(_BREATH))
    except KioskError as error:
        _LOG.warning("not kept safe: %s", error)
