"""This device and the province tell two stories of one epoch, or the province tells more: nothing is overwritten.

A restored, rolled back or cloned database is brought in order: the last common entry is found, what was written here
after it goes into a new epoch, and what the province holds of the old one is taken back (sync.md, guarantee 4).
"""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk import SOFTWARE
from kiosk.clock import Clock
from kiosk.errors import Unavailable
from kiosk.storage import boots, erasures, evidence, fold, highwater, journal, notices, parting, point
from kiosk.storage.connection import Store
from sync.protocol import columns
from sync.protocol.entries import NONCE_SIZE, chained
from sync.protocol.messages import BadMessage, Errand, Reply, Run

_ROWS: Final = 500
_LOG = logging.getLogger(__name__)

Asking = Callable[[int, Errand], Reply | None]
"""Sends an errand beside an empty push of the epoch with this number."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What both sides hold of an epoch: alike up to `common` (None: not even the genesis), under their `nonce`.

    `goes_on`: they hold entries after it; `epochs`: all that they hold of this device.
    """

    common: int | None
    nonce: bytes
    goes_on: bool
    epochs: tuple[int, ...]


class Recovery:
    """Brings one epoch after the other in order. `ask` may raise what a pass raises; done again, it goes on."""

    def __init__(self, store: Store, ask: Asking, *, clock: Clock) -> None:
        self._store = store
        self._ask = ask
        self._clock = clock
        self.recalled = 0

    def recover(self, number: int) -> None:
        """Part from the province's branch of epoch `number` where there is one, and take back what is lacking here.

        Raises Unavailable(`chain_forked`) where the province cannot tell its branch.
        """
        with self._store.reading() as tx:
            epochs = {epoch.epoch: epoch for epoch in journal.epochs(tx)}
        here = epochs.get(number)
        if here is not None:
            shared = self._shared(here)
            lacks_end = number == max(epochs) and shared.common == here.last and shared.goes_on
            if lacks_end or shared.common is None or self._goes_on(number, shared.common):
                into = max(*epochs, *shared.epochs) + 1
                self._part(parting.Parting(number, shared.common, into, os.urandom(NONCE_SIZE), shared.nonce))
        self._take_back(number)

    def _shared(self, epoch: journal.Epoch) -> _Shared:
        probe = epoch.last
        while True:
            reply, run = self._recalled(epoch.epoch, probe)
            epochs = tuple(number for number, _ in reply.epochs)
            if run is None:  # they do not hold `probe` at all
                if probe == 0:
                    raise Unavailable("chain_forked")
            elif run.nonce != epoch.nonce:
                return _Shared(None, run.nonce, goes_on=True, epochs=epochs)
            elif run.before == self._hash_at(epoch.epoch, probe):
                common, goes_on = self._last_alike(epoch.epoch, run)
                return _Shared(common, run.nonce, goes_on, epochs)
            probe //= 2

    def _last_alike(self, epoch: int, run: Run) -> tuple[int, bool]:
        """The last entry that is the same on both sides, and whether theirs go on after it."""
        while True:
            head, seq = run.before, run.first - 1
            for raw in _entries(run):
                head = chained(head, raw)
                if self._hash_at(epoch, seq + 1) != head:
                    return seq, True
                seq += 1
            _, further = self._recalled(epoch, seq)
            if further is None or further.last < further.first:
                return seq, False
            run = further

    def _goes_on(self, epoch: int, common: int) -> bool:
        with self._store.reading() as tx:
            return journal.last_of(tx, epoch) > common

    def _part(self, what: parting.Parting) -> None:
        now = self._clock()
        with self._store.writing() as tx:
            here = point.load(tx)
            if here is None:
                raise Unavailable("chain_forked")
            moved = parting.part(tx, self._store.keyring, now, what, point=here.code, software=SOFTWARE)
            code = "database_forked" if moved else "database_rolled_back"
            detail = f"{what.epoch}-{what.common or 0} +{moved}"
            notices.keep(tx, notices.Notice(code, what.into, now.wall, detail))
        highwater.keep(self._store)
        _LOG.warning("%s: epoch %d parted after entry %s; %d entries told again", code, what.epoch, what.common, moved)

    def _take_back(self, number: int) -> None:
        while True:
            with self._store.reading() as tx:
                last = journal.last_of(tx, number)
            reply, run = self._recalled(number, last)
            if run is None or run.last < run.first:
                return
            self._append(number, run, reply)

    def _append(self, number: int, run: Run, reply: Reply) -> None:
        keyring = self._store.keyring
        if run.first == 1:
            with self._store.writing() as tx:
                fold.open_known_epoch(tx, keyring, number, run.nonce)
        if self._hash_at(number, run.first - 1) != run.before:
            raise Unavailable("chain_forked")  # somebody wrote meanwhile: the next pass looks again
        raws = _entries(run)
        for start in range(0, len(raws), _ROWS):
            with self._store.writing() as tx:
                refs = [fold.append_own(tx, keyring, number, raw) for raw in raws[start : start + _ROWS]]
                evidence.settle(tx, boots.OWN, refs[0], refs[-1])
            self.recalled += len(refs)
        with self._store.writing() as tx:
            for key in reply.keys:
                fold.keep_key(tx, (key.device, key.epoch, key.seq), key.wrapped)
        erasures.keep(self._store)

    def _recalled(self, epoch: int, after: int) -> tuple[Reply, Run | None]:
        reply = self._ask(epoch, Errand(recall=((epoch, after),)))
        if reply is None or not reply.epochs:
            raise Unavailable("chain_forked")  # a province of the first release cannot tell
        runs = [run for run in reply.recalled if run.epoch == epoch and run.first == after + 1]
        return reply, runs[0] if runs else None

    def _hash_at(self, epoch: int, seq: int) -> bytes | None:
        with self._store.reading() as tx:
            return journal.hash_at(tx, epoch, seq)


def _entries(run: Run) -> Sequence[bytes]:
    if run.last < run.first:
        return ()
    try:
        return columns.unpacked(run.frame, run.last - run.first + 1)
    except BadMessage as error:
        _LOG.warning("recalled entries were not taken: %s", error)
        raise Unavailable("reply_invalid") from None
