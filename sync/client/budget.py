"""A line that is paid by the byte: passes hand over and fetch nothing, within what a day may cost."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.clock import Clock, day_number
from kiosk.errors import Unavailable
from kiosk.storage import traffic
from kiosk.storage.connection import Store
from kiosk.storage.traffic import Traffic
from kiosk.usecases.metered_link import metered_link
from kiosk.usecases.sync_status import sync_status
from kiosk.values import MeteredLink
from sync.protocol.push import LARGEST_BATCH

from .runner import Passed, Progress, run_pass
from .transport import STALL_SECONDS, Transport

_HEADS: Final = Traffic(250, 250)
"""Bytes of one exchange beside its bodies: HTTP's own lines and what TCP and IP put around them."""
_HANDSHAKE: Final = Traffic(1_500, 5_500)
"""Bytes of opening an encrypted line: two or three certificates and the rest."""
_ENTRY: Final = 50
"""Bytes by which the rest of a day's budget is divided to bound a batch; most entries need far less."""
_CONTACT: Final = 20 * 3_600
"""Seconds after which a metered kiosk with nothing to hand over shows all the same that it lives."""


class Meter:
    """Counts what the line carries, day by day. `daily_bytes`: no exchange begins once so many were spent today."""

    def __init__(self, store: Store, *, clock: Clock, daily_bytes: int | None) -> None:
        self._store, self._clock, self._daily_bytes = store, clock, daily_bytes
        self._unwritten = Traffic()

    def ensure_open(self) -> None:
        """Raises Unavailable(`budget_spent`)."""
        if self._daily_bytes is None:
            return
        with self._store.reading() as tx:
            spent = sum(traffic.of_day(tx, self._day()))
        if spent >= self._daily_bytes:
            raise Unavailable("budget_spent")

    def count(self, *, sent: int = 0, received: int = 0) -> None:
        """Add bytes. Where they are paid for, they are written down at once: a power cut makes nothing cheaper."""
        self._unwritten = Traffic(self._unwritten.sent + sent, self._unwritten.received + received)
        if self._daily_bytes is not None:
            self.write()

    def write(self) -> None:
        """Write down what was counted."""
        if any(self._unwritten):
            with self._store.writing() as tx:
                traffic.add(tx, self._day(), self._unwritten)
            self._unwritten = Traffic()

    def _day(self) -> int:
        return day_number(self._clock().wall)


class MeteredTransport(Transport):
    """A line whose every exchange goes through a meter first."""

    def __init__(self, url: str, *, meter: Meter, stall: float = STALL_SECONDS) -> None:
        super().__init__(url, stall=stall)
        self._meter = meter
        self._opening = _HANDSHAKE if url.startswith("https:") else Traffic()

    def post(self, path: str, body: bytes, *, meanwhile: Callable[[], None] = lambda: None) -> bytes:
        """As Transport.post(). Raises Unavailable(`budget_spent`) too, before anything is sent."""
        self._meter.ensure_open()
        # What breaks off on the way was paid for as well, so it counts before it is sent.
        self._meter.count(sent=len(body) + _HEADS.sent + self._opening.sent, received=self._opening.received)
        self._opening = Traffic()
        before = self.bytes_received
        try:
            return super().post(path, body, meanwhile=meanwhile)
        finally:
            self._meter.count(received=self.bytes_received - before + _HEADS.received)


def carry(
    store: Store,
    *,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
    progress: Progress = lambda confirmed, waiting: None,
    even_metered: bool = False,
    stall: float = STALL_SECONDS,
) -> Passed:
    """Make one pass as this kiosk's line allows, and count what it cost.

    On a metered line (unless `even_metered`) the pass fetches nothing, stops where the day's budget is spent, and is
    left out where nothing waits and the province has heard of us today. Raises what run_pass() raises, and
    Unavailable(`budget_spent`).
    """
    link = metered_link(store, clock=clock)
    free = even_metered or not link.metered
    if not free and _is_idle(store, clock):
        return Passed(confirmed=0, pushes=0, bytes_sent=0, bytes_received=0)
    meter = Meter(store, clock=clock, daily_bytes=None if free else link.daily_bytes)
    try:
        return run_pass(
            store,
            clock=clock,
            stopping=stopping,
            progress=progress,
            pull=free,
            largest=LARGEST_BATCH if free else _fitting(link),
            connect=partial(MeteredTransport, meter=meter, stall=stall),
        )
    finally:
        meter.write()


def _fitting(link: MeteredLink) -> int:
    """Entries of a batch that will not go far beyond what is left of today."""
    return max(1, min(LARGEST_BATCH, (link.daily_bytes - link.spent_today) // _ENTRY))


def _is_idle(store: Store, clock: Clock) -> bool:
    status = sync_status(store)
    if status.pending_entries or status.last_outcome != "ok" or status.last_attempt_at is None:
        return False
    return 0 <= clock().wall - status.last_attempt_at < _CONTACT
