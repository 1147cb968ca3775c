"""What this kiosk wants of the province beside handing over entries, and what it does with the reply."""

import logging
from typing import Final

from kiosk.errors import Unavailable
from kiosk.storage import erasures, evidence, fold, readers, reconciling, sisters
from kiosk.storage.connection import Store
from kiosk.values import EntryRef
from sync.protocol import columns
from sync.protocol.entries import chained
from sync.protocol.messages import BadMessage, Cursor, Day, Errand, Page, ReaderKey, Reply, Run

PAGE: Final = 500
"""Entries of one page of the feed: they and their cursor are written in one transaction."""
EVERYTHING: Final = (0, 0)
"""Recalls nothing, but has the province tell what it holds of this device."""
_KEYS: Final = 200
_DAYS: Final = 400
_ALL: Final = 2**31
_ANY: Final = EntryRef(2**53, 0)

_LOG = logging.getLogger(__name__)


class Errands:
    """The errands of one pass. Ask compose() for the next one, and give its reply to take(), until none is wanted.

    `pull`: whether to read the feed and compare days; a metered line only hands over. `held`: (epoch, seq) of all that
    the province holds of this device, once it was asked. `taken`: entries of sisters that were read.
    """

    def __init__(self, store: Store, *, now: int, pull: bool) -> None:
        self._store = store
        self._now = now
        self._pull = pull
        self._compared: list[reconciling.Stretch] | None = None
        self._answered = False
        self._keys: list[readers.UnkeptKey] = []
        self.wanted = True
        self.held: tuple[tuple[int, int], ...] = ()
        self.taken = 0

    def compose(self, upto: EntryRef) -> Errand | None:
        """The next errand, going with a push after which the province holds everything up to `upto`; None: no need."""
        self.wanted = False
        with self._store.reading() as tx:
            self._keys = readers.unkept_keys(tx, self._store.keyring.device_id, upto, _KEYS)
            is_due = self._pull and not self._answered and reconciling.is_due(tx, self._now)
            self._compared = reconciling.stretches(tx, self._now, _DAYS) if is_due else None
            cursor = sisters.cursor(tx) if self._pull else None
        if cursor is None and not self._keys:
            return None
        own = self._store.keyring.device_id
        return Errand(
            cursor=Cursor(*cursor) if cursor else None,
            limit=PAGE if cursor else 0,
            keys=tuple(ReaderKey(device=own, epoch=k.epoch, seq=k.seq, wrapped=k.wrapped) for k in self._keys),
            days=tuple(
                Day(epoch=day.epoch, first=day.first, last=day.last, digest=day.digest, visits=day.visits)
                for day in self._compared or ()
            ),
            recall=(EVERYTHING,) if is_due else (),
        )

    def resume(self, errand: Errand) -> None:
        """Take up an errand that was composed for a stick, before its reply is given to take()."""
        asked = {(key.epoch, key.seq, key.wrapped) for key in errand.keys}
        with self._store.reading() as tx:
            unkept = readers.unkept_keys(tx, self._store.keyring.device_id, _ANY, _ALL)
        self._keys = [key for key in unkept if (key.epoch, key.seq, key.wrapped) in asked]
        days = [reconciling.Stretch(day.epoch, day.first, day.last, day.digest, day.visits) for day in errand.days]
        self._compared = days or None

    def take(self, reply: Reply | None) -> None:
        """Do what the reply says: keep the page and its cursor, note which keys are kept and which days differ."""
        reply = reply or Reply()
        if self._keys and reply.kept >= len(self._keys):
            with self._store.writing() as tx:
                readers.keys_kept(tx, self._keys)
            self.wanted = len(self._keys) == _KEYS
        if self._compared is not None:
            # A province of the first release compares nothing: then nothing is agreed, and the next night asks again.
            compared = self._compared if reply.epochs else []
            differing = {reconciling.Resend(*stretch) for stretch in reply.differing}
            with self._store.writing() as tx:
                reconciling.note(tx, compared, differing, self._now)
            self.held, self._answered = reply.epochs, True
        if reply.page is not None:
            self._keep(reply.page)
            self.wanted = self.wanted or reply.page.more

    def _keep(self, page: Page) -> None:
        unpacked = [(run, _entries(run)) for run in page.runs]
        with self._store.writing() as tx:
            for run, entries in unpacked:
                known = sisters.head_of(tx, run.device, run.epoch)
                if known is not None and run.first == known[0] + 1 and run.before != known[1]:
                    _LOG.warning("epoch %d of %s goes on otherwise than it was read", run.epoch, run.device.hex())
                for seq, (raw, _) in enumerate(entries, run.first):
                    sisters.take(tx, sisters.Name(run.device, run.epoch, seq), raw)
                evidence.settle(tx, run.device, (run.epoch, run.first), (run.epoch, run.last))
                sisters.move_head(tx, sisters.Name(run.device, run.epoch, run.last), entries[-1][1])
                self.taken += len(entries)
            for key in page.keys:
                fold.keep_key(tx, (key.device, key.epoch, key.seq), key.wrapped)
            sisters.claim(tx)
            sisters.move_cursor(tx, page.cursor.position, page.cursor.seq)
        erasures.keep(self._store)


def _entries(run: Run) -> list[tuple[bytes, bytes]]:
    """(bytes, chain hash) of the entries in a run. Raises Unavailable(`reply_invalid`)."""
    count = run.last - run.first + 1
    try:
        raws = columns.unpacked(run.frame, count)
    except BadMessage as error:
        _LOG.warning("a page of the feed was not taken: %s", error)
        raise Unavailable("reply_invalid") from None
    head, entries = run.before, []
    for raw in raws:
        head = chained(head, raw)
        entries.append((raw, head))
    return entries
