"""The way of one pass: every epoch to the province, then the errands, then what the two sides do not share."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import Unavailable
from kiosk.storage import journal, mirror, reconciling
from kiosk.storage.connection import Store
from kiosk.usecases.compare_clock import compare_clock
from kiosk.values import EntryRef
from sync.protocol.errands import ReplyInvalid, carrying, reply_to
from sync.protocol.messages import BadMessage, Errand, Problem, Push, Receipt, Reply, packed, unpacked
from sync.protocol.push import (
    ChainForked,
    PushSession,
    ReceiptInvalid,
    ensure_confirms,
    fitting,
    signed_push,
)

from .chains import chain_of
from .errands import Errands
from .recovery import Recovery
from .transport import ProvinceRefused, Transport

PATH: Final = "/sync/v1/push"
_SILENCES: Final = 3
"""Unanswered tries of one pass; the schedule goes on trying, this pass does not."""
_PARTINGS: Final = 4
"""How often one pass begins anew because the two sides told different stories."""
_RESENT: Final = 1_000

_LOG = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told (entries confirmed in this pass, entries that waited at its start) after each receipt."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What a pass did. `confirmed`: entries newly confirmed; `bytes_*`: HTTP bodies.

    `taken`: entries of the point's other kiosks that were read; `recalled`: own entries that were lost and came back;
    `resent`: entries that the province had lost or spoilt.
    """

    confirmed: int
    pushes: int
    bytes_sent: int
    bytes_received: int
    taken: int = 0
    recalled: int = 0
    resent: int = 0


class _OtherHistory(Exception):
    """The province tells an epoch otherwise than this journal."""

    def __init__(self, epoch: int) -> None:
        super().__init__(epoch)
        self.epoch = epoch


class Walk:
    """One pass through all epochs, with a transport that the caller closes. `batch`: the size that fits the line."""

    def __init__(
        self,
        store: Store,
        province: mirror.Province,
        transport: Transport,
        *,
        clock: Clock,
        progress: Progress,
        stopping: Callable[[], bool],
        largest: int,
        pull: bool,
    ) -> None:
        self._store = store
        self._province = province
        self._clock = clock
        self._progress = progress
        self._stopping = stopping
        self._largest = largest
        self._errands = Errands(store, now=clock().wall, pull=pull)
        self._recovery = Recovery(store, self._ask, clock=clock)
        self._confirmed = 0
        self._waiting = 0
        self._pushes = 0
        self._resent = 0
        self._unkept: Receipt | None = None
        self.transport = transport
        self.batch = 0

    def through(self, batch: int) -> Passed:
        """Walk. Raises Unavailable as run_pass() says."""
        self.batch = batch
        for _ in range(_PARTINGS):
            try:
                self._all_epochs()
                self._set_right()
                break
            except _OtherHistory as other:
                self._recovery.recover(other.epoch)
        else:
            raise Unavailable("chain_forked")
        return Passed(
            self._confirmed,
            self._pushes,
            self.transport.bytes_sent,
            self.transport.bytes_received,
            self._errands.taken,
            self._recovery.recalled,
            self._resent,
        )

    def _all_epochs(self) -> None:
        with self._store.reading() as tx:
            epochs = journal.epochs(tx)
            held = {epoch.epoch: mirror.confirmed(tx, epoch.epoch) for epoch in epochs}
        acknowledged = {number: receipt.seq if receipt else 0 for number, receipt in held.items()}
        self._waiting = sum(epoch.last - acknowledged[epoch.epoch] for epoch in epochs)
        for epoch in epochs:
            newest = epoch is epochs[-1]
            if newest or acknowledged[epoch.epoch] != epoch.last:
                self._push(epoch, acknowledged[epoch.epoch], newest=newest)

    def _push(self, epoch: journal.Epoch, acknowledged: int, *, newest: bool) -> None:
        session = PushSession(
            chain_of(self._store, epoch),
            sign=self._store.keyring.sign,
            province_key=self._province.public_key,
            acknowledged=acknowledged,
            batch=self.batch,
            largest=self._largest,
        )
        try:
            self._push_all(session, epoch, newest=newest)
        finally:
            self._keep()

    def _push_all(self, session: PushSession, epoch: journal.Epoch, *, newest: bool) -> None:
        silences = 0
        while not self._stopping():
            push = session.next_push()
            if push is None and newest and self._errands.wanted:
                push = session.contact()
            if push is None:
                return
            try:
                self._exchange(session, self._laden(push) if newest and push.last >= epoch.last else push)
                silences = 0
            except ProvinceRefused as refusal:
                self._refused(epoch.epoch, session, refusal)
            except Unavailable as error:
                silences += 1
                session.receive_silence()
                if error.code != "offline" or silences >= _SILENCES or self._stopping():
                    raise
                self._errands.wanted = True
            finally:
                self.batch = session.batch

    def _laden(self, push: Push) -> Push:
        """The push with the next errand, where one is wanted."""
        if not self._errands.wanted:
            return push
        self._keep()
        errand = self._errands.compose(EntryRef(push.epoch, push.last))
        if errand is None:
            return push
        keyring = self._store.keyring
        return carrying(push, errand, keyring.public_key, sign=keyring.sign)

    def _exchange(self, session: PushSession, push: Push) -> None:
        started, sent = time.monotonic(), self._clock()
        answer = self.transport.post(PATH, packed(push), meanwhile=partial(self._meanwhile, session))
        received = self._clock()
        self._pushes += 1
        try:
            receipt = unpacked(answer, Receipt)
            session.receive(receipt, seconds=time.monotonic() - started)
        except (BadMessage, ReceiptInvalid) as error:
            _LOG.warning("the province's answer was not taken: %s", error)
            raise Unavailable("receipt_invalid") from None
        except ChainForked:
            raise _OtherHistory(push.epoch) from None
        self._unkept = receipt
        compare_clock(self._store, receipt.at, sent=sent, received=received)
        self._confirmed += max(0, receipt.seq - push.first + 1)
        self._waiting = max(self._waiting, self._confirmed)  # the contact itself may be worth an entry
        if push.errand:
            self._keep()
            self._errands.take(self._reply(push, receipt))

    def _meanwhile(self, session: PushSession) -> None:
        """What the kiosk does while the province works: the disk is waited for on both sides at once."""
        self._keep()
        session.prepare()

    def _keep(self) -> None:
        """Write down the last receipt, unless it was: before anything asks for it, or the pass ends. A kiosk that is
        killed before sends that batch again.
        """
        receipt, self._unkept = self._unkept, None
        if receipt is not None:
            self._confirm(receipt)
            self._progress(self._confirmed, self._waiting)

    def _confirm(self, receipt: Receipt) -> None:
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

    def _reply(self, push: Push, answer: Receipt | Problem) -> Reply | None:
        own = self._store.keyring.public_key
        try:
            return reply_to(push, answer, own, province_key=self._province.public_key)
        except ReplyInvalid as error:
            _LOG.warning("the province's reply was not taken: %s", error)
            raise Unavailable("reply_invalid") from None

    def _refused(self, epoch: int, session: PushSession, refusal: ProvinceRefused) -> None:
        _LOG.warning("the province refused a push: %s", refusal)
        try:
            if not session.receive_problem(refusal.problem):
                raise refusal
        except ChainForked:
            raise _OtherHistory(epoch) from None
        except ReceiptInvalid:
            raise Unavailable("receipt_invalid") from None
        self._keep()
        with self._store.writing() as tx:
            mirror.forget_confirmed_after(tx, epoch, session.acknowledged)

    def _ask(self, number: int, errand: Errand) -> Reply | None:
        """Send an errand beside an empty push of epoch `number`, or of the newest where that one is not known here."""
        with self._store.reading() as tx:
            epochs = journal.epochs(tx)
        chain = chain_of(self._store, next((epoch for epoch in epochs if epoch.epoch == number), epochs[-1]))
        keyring = self._store.keyring
        contact = signed_push(chain, 1, [], sign=keyring.sign)
        push = carrying(contact, errand, keyring.public_key, sign=keyring.sign)
        try:
            receipt = unpacked(self.transport.post(PATH, packed(push)), Receipt)
            ensure_confirms(receipt, chain, province_key=self._province.public_key)
            self._confirm(receipt)
        except ProvinceRefused as refusal:
            if refusal.problem.code not in ("gap", "fork"):
                raise
            return self._reply(push, refusal.problem)
        except (BadMessage, ReceiptInvalid):
            raise Unavailable("receipt_invalid") from None
        except ChainForked:
            pass  # they hold more, or otherwise: that is why we ask
        return self._reply(push, receipt)

    def _set_right(self) -> None:
        """What the comparison found: epochs and entries that are lacking here, and days that are lacking there."""
        with self._store.reading() as tx:
            here = {epoch.epoch: epoch.last for epoch in journal.epochs(tx)}
            wanted = reconciling.resends(tx)
        for number, last in self._errands.held:
            if last > here.get(number, 0):
                self._recovery.recover(number)
        for resend in wanted:
            if not self._stopping():
                self._resend(resend)

    def _resend(self, resend: reconciling.Resend) -> None:
        with self._store.reading() as tx:
            epoch = next((epoch for epoch in journal.epochs(tx) if epoch.epoch == resend.epoch), None)
        first = resend.first
        while epoch is not None and first <= min(resend.last, epoch.last):
            chain = chain_of(self._store, epoch)
            links = fitting(chain.read(first, min(_RESENT, resend.last - first + 1)))
            push = signed_push(chain, first, links, sign=self._store.keyring.sign)
            try:
                receipt = unpacked(self.transport.post(PATH, packed(push)), Receipt)
                ensure_confirms(receipt, chain, province_key=self._province.public_key)
            except (BadMessage, ReceiptInvalid, ChainForked):
                raise Unavailable("receipt_invalid") from None
            with self._store.writing() as tx:
                mirror.judged_again(tx, push.epoch, push.first, push.last, receipt.quarantined)
            self._resent += len(links)
            first += len(links)
        with self._store.writing() as tx:
            reconciling.resent(tx, resend)
