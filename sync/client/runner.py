"""One sync pass: everything that waits goes to the province, and its signed word comes back."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.storage import journal, mirror
from kiosk.storage.connection import Store
from sync.protocol.messages import BadMessage, Push, Receipt, packed, unpacked
from sync.protocol.push import FIRST_BATCH, LARGEST_BATCH, ChainForked, PushSession, ReceiptInvalid

from .alone import alone
from .chains import chain_of
from .transport import ProvinceRefused, Transport

PATH: Final = "/sync/v1/push"
_SILENCES: Final = 3
"""Unanswered tries of one pass; the schedule goes on trying, this pass does not."""

_LOG = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told (entries confirmed in this pass, entries that waited at its start) after each receipt."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What a pass did. `confirmed`: entries newly confirmed; `bytes_*`: HTTP bodies."""

    confirmed: int
    pushes: int
    bytes_sent: int
    bytes_received: int


def run_pass(
    store: Store,
    *,
    clock: Clock,
    progress: Progress = lambda confirmed, waiting: None,
    stopping: Callable[[], bool] = lambda: False,
    largest: int = LARGEST_BATCH,
    connect: Callable[[str], Transport] = Transport,
) -> Passed:
    """Push every epoch until the province has confirmed it, and remember how it ended.

    Only one pass runs at a time, whichever process starts it. No transaction is open while the line is in use.
    Raises Refused(`not_enrolled`) or Unavailable(`sync_running` | `offline` | `captive_portal` | `province_unwell` |
    `province_…` | `receipt_invalid` | `chain_forked`); what was confirmed before stays confirmed.
    """
    with alone(store):
        with store.reading() as tx:
            province, attempt = mirror.province(tx), mirror.last_attempt(tx)
        if province is None:
            raise Refused("not_enrolled")
        walk = _Walk(store, province, connect(province.url), progress, stopping, largest)
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


class _Walk:
    """One pass through all epochs."""

    def __init__(
        self,
        store: Store,
        province: mirror.Province,
        transport: Transport,
        progress: Progress,
        stopping: Callable[[], bool],
        largest: int,
    ) -> None:
        self._store = store
        self._province = province
        self._progress = progress
        self._stopping = stopping
        self._largest = largest
        self._confirmed = 0
        self._waiting = 0
        self._pushes = 0
        self.transport = transport
        self.batch = 0

    def through(self, batch: int) -> Passed:
        self.batch = batch
        with self._store.reading() as tx:
            epochs = journal.epochs(tx)
            held = {epoch.epoch: mirror.confirmed(tx, epoch.epoch) for epoch in epochs}
        acknowledged = {number: receipt.seq if receipt else 0 for number, receipt in held.items()}
        self._waiting = sum(epoch.last - acknowledged[epoch.epoch] for epoch in epochs)
        for epoch in epochs:
            finished = epoch is not epochs[-1] and acknowledged[epoch.epoch] == epoch.last
            if not finished:
                self._push(epoch, acknowledged[epoch.epoch])
        return Passed(self._confirmed, self._pushes, self.transport.bytes_sent, self.transport.bytes_received)

    def _push(self, epoch: journal.Epoch, acknowledged: int) -> None:
        keyring = self._store.keyring
        session = PushSession(
            chain_of(self._store, epoch),
            sign=keyring.sign,
            province_key=self._province.public_key,
            acknowledged=acknowledged,
            batch=self.batch,
            largest=self._largest,
        )
        silences = 0
        while not self._stopping() and (push := session.next_push()) is not None:
            try:
                self._exchange(session, push)
                silences = 0
            except ProvinceRefused as refusal:
                self._refused(epoch.epoch, session, refusal)
            except Unavailable as error:
                silences += 1
                session.receive_silence()
                if error.code != "offline" or silences >= _SILENCES or self._stopping():
                    raise
            finally:
                self.batch = session.batch

    def _exchange(self, session: PushSession, push: Push) -> None:
        started = time.monotonic()
        answer = self.transport.post(PATH, packed(push), meanwhile=session.prepare)
        self._pushes += 1
        try:
            receipt = unpacked(answer, Receipt)
            session.receive(receipt, seconds=time.monotonic() - started)
        except (BadMessage, ReceiptInvalid) as error:
            _LOG.warning("the province's answer was not taken: %s", error)
            raise Unavailable("receipt_invalid") from None
        except ChainForked:
            raise Unavailable("chain_forked") from None
        with self._store.writing() as tx:
            mirror.confirm(
                tx,
                epoch=receipt.epoch,
                seq=receipt.seq,
                head=receipt.head,
                at=receipt.at,
                signature=receipt.signature,
                quarantined=receipt.quarantined,
            )
        self._confirmed += max(0, receipt.seq - push.first + 1)
        self._progress(self._confirmed, self._waiting)

    def _refused(self, epoch: int, session: PushSession, refusal: ProvinceRefused) -> None:
        _LOG.warning("the province refused a push: %s", refusal)
        try:
            if not session.receive_problem(refusal.problem):
                raise refusal
        except ChainForked:
            raise Unavailable("chain_forked") from None
        except ReceiptInvalid:
            raise Unavailable("receipt_invalid") from None
        with self._store.writing() as tx:
            mirror.forget_confirmed_after(tx, epoch, session.acknowledged)
