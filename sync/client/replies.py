"""The province's replies on a stick: the feed, kept keys, compared days, and what was lost here and comes back.

On the line one question follows the other. A stick brings the replies to a whole row of them, each signed together with
the errand that it answers; so each says by itself where it begins, and one that no longer fits is passed over.
"""

import logging
from functools import reduce

import msgspec

from kiosk.clock import Clock
from kiosk.errors import Unavailable
from kiosk.storage import journal, sisters, sticks
from kiosk.storage.connection import Store
from sync.protocol import columns, statements
from sync.protocol.entries import chained
from sync.protocol.messages import BadMessage, Errand, ReaderKey, Reply, Run, unpacked
from sync.protocol.volumes import Replied

from .errands import EVERYTHING, Errands
from .recovery import Recovery

_LOG = logging.getLogger(__name__)
_MOST_RECALLS = 16
"""Pairs of one errand (PROTOCOL.md, «Limits»)."""


def recalls(store: Store) -> tuple[tuple[int, int], ...]:
    """What an errand on a stick recalls: whatever follows our own ends, and of a forked epoch a row of earlier places,
    among which the last common entry will be found without asking again.
    """
    with store.reading() as tx:
        epochs = journal.epochs(tx)
        forked = sticks.forked(tx)
    ends = [(epoch.epoch, epoch.last) for epoch in reversed(epochs)]
    probes = [
        (epoch.epoch, epoch.last >> halved)
        for epoch in epochs
        if epoch.epoch == forked
        for halved in range(1, epoch.last.bit_length() + 1)
    ]
    return (EVERYTHING, *probes[: _MOST_RECALLS // 2 + 3], *ends)[:_MOST_RECALLS]


class Replies:
    """The replies of one stick, given one by one to take(); then recover() brings back what was lost.

    `taken`: entries of the point's other kiosks that were read; `recalled`: own entries that came back.
    """

    def __init__(self, store: Store, province_key: bytes, *, clock: Clock) -> None:
        self._store = store
        self._province_key = province_key
        self._clock = clock
        self._runs: list[Run] = []
        self._keys: list[ReaderKey] = []
        self._held: dict[int, int] = {}
        self.taken = 0
        self.recalled = 0

    def take(self, replied: Replied) -> bool:
        """Take a reply; False when the province did not sign it. Raises Unavailable(`reply_invalid`)."""
        own = self._store.keyring.public_key
        try:
            statement = statements.reply(own, replied.errand, replied.reply)
            statements.check(self._province_key, statement, replied.signature)
            errand, reply = unpacked(replied.errand, Errand), unpacked(replied.reply, Reply)
        except (statements.BadSignature, BadMessage) as error:
            _LOG.warning("a reply on the stick was not taken: %r", error)
            return False
        self._runs.extend(reply.recalled)
        self._keys.extend(reply.keys)
        self._held |= dict(reply.epochs)
        errands = Errands(self._store, now=self._clock().wall, pull=True)
        errands.resume(errand)
        errands.take(reply if self._goes_on(errand) else msgspec.structs.replace(reply, page=None))
        self.taken += errands.taken
        return True

    def recover(self, forked: set[int]) -> bool:
        """Part from what the province tells otherwise, and take back what it holds beyond ours; False: not yet.

        Then the next stick asks for what was lacking on this one.
        """
        with self._store.reading() as tx:
            here = {epoch.epoch: epoch.last for epoch in journal.epochs(tx)}
        recovery = Recovery(self._store, self._ask, clock=self._clock)
        done = True
        for number in sorted(forked | {number for number, last in self._held.items() if last > here.get(number, 0)}):
            try:
                recovery.recover(number)
            except Unavailable:
                done = False
                with self._store.writing() as tx:
                    sticks.note_fork(tx, number)
        self.recalled = recovery.recalled
        if done:
            with self._store.writing() as tx:
                sticks.forget_fork(tx)
        return done

    def _goes_on(self, errand: Errand) -> bool:
        """Whether the page begins where this kiosk has stopped reading."""
        with self._store.reading() as tx:
            return errand.cursor is not None and sisters.cursor(tx) == (errand.cursor.position, errand.cursor.seq)

    def _ask(self, _number: int, errand: Errand) -> Reply:
        """What the line would answer. Raises Unavailable(`chain_forked`) where that does not lie on this stick."""
        ((epoch, after),) = errand.recall
        run = next((run for run in self._runs if run.epoch == epoch and run.first <= after + 1 <= run.last), None)
        if run is None and after < self._held.get(epoch, 0):
            raise Unavailable("chain_forked")
        if run is None:
            run = next((run for run in self._runs if run.epoch == epoch and run.first == after + 1), None)
        elif run.first <= after:
            run = _from(run, after)
        return Reply(recalled=(run,) if run else (), epochs=tuple(self._held.items()), keys=tuple(self._keys))


def _from(run: Run, after: int) -> Run:
    """The part of a run that begins after entry `after`. Raises Unavailable(`reply_invalid`)."""
    try:
        raws = columns.unpacked(run.frame, run.last - run.first + 1)
    except BadMessage as error:
        _LOG.warning("recalled entries were not taken: %s", error)
        raise Unavailable("reply_invalid") from None
    passed = after - run.first + 1
    before = reduce(chained, raws[:passed], run.before)
    return msgspec.structs.replace(run, first=after + 1, before=before, frame=columns.packed(raws[passed:]))
