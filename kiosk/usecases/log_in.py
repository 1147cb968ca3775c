"""An officer opens the console."""

from kiosk import passwords
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import access
from kiosk.storage import point
from kiosk.storage.connection import Store


def log_in(store: Store, password: str, *, clock: Clock) -> None:
    """Let the officer in, or count a failure that a restart does not forget.

    Raises Refused(`password_wrong`, left=tries) or Refused(`locked_out`, until=seconds UTC).
    """
    now = clock().wall
    with store.reading() as tx:
        account = point.account(tx)
    if account is None:
        raise Refused("not_initialised")
    # A clock that was set back must not keep the door closed for years.
    if now < account.locked_until <= now + access.LONGEST_WAIT:
        raise Refused("locked_out", until=account.locked_until)
    right = passwords.is_right(account.password, password)
    if right and not account.failures:
        return
    with store.writing() as tx:
        # Read again: while argon2 took its time, somebody else may have failed, or changed the password.
        account = point.account(tx) or account
        failures = 0 if right else account.failures + 1
        until = 0 if right else now + access.wait_after(failures)
        point.save_account(tx, point.Account(account.password, failures, until))
    if right:
        return
    if until > now:
        raise Refused("locked_out", until=until)
    raise Refused("password_wrong", left=access.tries_left(failures))
