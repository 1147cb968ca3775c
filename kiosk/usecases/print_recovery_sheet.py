"""The point's key goes on paper, once."""

import os
from pathlib import Path
from typing import Final

from kiosk.clock import Clock, local_day
from kiosk.documents.recovery import recovery_sheet
from kiosk.errors import Refused, Unavailable
from kiosk.storage import point
from kiosk.storage.connection import Store

_FORMS: Final = {".pdf": "PDF", ".png": "PNG"}


def print_recovery_sheet(store: Store, *, clock: Clock, form: str) -> bytes:
    """The sheet with this machine's point key as a file. `form`: "PDF" or "PNG". Raises Refused(`not_initialised`)."""
    with store.reading() as tx:
        here = point.load(tx)
    if here is None:
        raise Refused("not_initialised")
    return recovery_sheet(store.keyring.point_key, here, local_day(clock().wall), form)


def save_recovery_sheet(store: Store, file: Path, *, clock: Clock) -> None:
    """Write the sheet to `file` (.pdf or .png), for its owner's eyes alone, to be printed from there and deleted.

    Raises Refused(`not_initialised`), Refused(`sheet_not_written`) for another kind of file, or
    Unavailable(`sheet_not_written`).
    """
    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise Refused("sheet_not_written", file=str(file))
    sheet = print_recovery_sheet(store, clock=clock, form=form)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(sheet)
    except OSError:
        raise Unavailable("sheet_not_written", file=str(file)) from None
