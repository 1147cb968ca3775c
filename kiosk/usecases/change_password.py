"""An officer chooses a new password."""

from kiosk import passwords
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import access
from kiosk.storage import point
from kiosk.storage.connection import Store

from .log_in import log_in


def change_password(store: Store, *, old: str, new: str, clock: Clock) -> None:
    """Replace the password; the old one is asked again and counts as a login.

    Raises what log_in() raises, or Refused(`password_too_short`, least=characters).
    """
    if len(new) < access.LEAST_LENGTH:
        raise Refused("password_too_short", least=access.LEAST_LENGTH)
    log_in(store, old, clock=clock)
    kept = passwords.hashed(new)
    with store.writing() as tx:
        point.save_account(tx, point.Account(kept, 0, 0))
