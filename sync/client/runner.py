"""One sync pass: everything that waits goes to the province, its signed word and the point's feed come back."""

from collections.abc import Callable

from kiosk.clock import Clock
from kiosk.errors import KioskError, Refused
from kiosk.storage import highwater, mirror
from kiosk.storage.connection import Store
from sync.protocol.push import FIRST_BATCH, LARGEST_BATCH

from .alone import alone
from .transport import Transport
from .walk import PATH, Passed, Progress, Walk

__all__ = ["PATH", "Passed", "Progress", "run_pass"]


def run_pass(
    store: Store,
    *,
    clock: Clock,
    progress: Progress = lambda confirmed, waiting: None,
    stopping: Callable[[], bool] = lambda: False,
    largest: int = LARGEST_BATCH,
    connect: Callable[[str], Transport] = Transport,
    pull: bool = True,
) -> Passed:
    """Push every epoch until the province has confirmed it, read what the point's other kiosks wrote, and remember how
    it ended.

    `pull`: False on a metered line, which only hands over. Only one pass runs at a time, whichever process starts it.
    No transaction waits for the line. Raises Refused(`not_enrolled` | `sticks_alone`: enrolled without an
    address) or Unavailable(`sync_running` | `offline` | `captive_portal` | `province_unwell` | `province_…` |
    `receipt_invalid` | `reply_invalid` | `chain_forked`); what was confirmed before stays confirmed.
    """
    with alone(store):
        with store.reading() as tx:
            province, attempt = mirror.province(tx), mirror.last_attempt(tx)
        if province is None:
            raise Refused("not_enrolled")
        if not province.url:
            raise Refused("sticks_alone")
        walk = Walk(
            store,
            province,
            connect(province.url),
            clock=clock,
            progress=progress,
            stopping=stopping,
            largest=largest,
            pull=pull,
        )
        batch = attempt.batch if attempt else FIRST_BATCH
        outcome = "ok"
        try:
            return walk.through(batch)
        except KioskError as error:
            outcome = error.code
            raise
        finally:
            walk.transport.close()
            with store.writing() as tx:
                mirror.save_attempt(tx, mirror.Attempt(clock().wall, outcome, walk.batch or batch))
            highwater.keep(store)
