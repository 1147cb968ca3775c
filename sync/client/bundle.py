"""Sync without a network: the batches of a push go on a stick, and the province's answers come back on it.

An export starts after the last entry that the province *confirmed*, whatever was exported before, so a stick that is
lost loses nothing. Only while one export needs several sticks does the next stick go on where the last one was full.
Files of other devices are never touched; our own are removed once the province has confirmed what they carry.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from kiosk.clock import Clock
from kiosk.errors import Defect, KioskError, Refused, Unavailable
from kiosk.storage import journal, mirror, reconciling, sticks
from kiosk.storage.connection import Store
from kiosk.values import EntryRef
from sync.protocol import volumes
from sync.protocol.errands import carrying
from sync.protocol.messages import Errand, Push, packed
from sync.protocol.push import LARGEST_BATCH, Chain, fitting, signed_push
from sync.protocol.volumes import BadVolume, Kind, PushName
from sync.stick import DRAFT, Stick, StickTrouble

from . import letters
from .alone import alone
from .chains import chain_of
from .errands import Errands
from .replies import recalls

_SMALLEST: Final = 50
"""Entries: a stick that has no room for so few is full."""
RESENT: Final = 1_000
"""Entries of one push of what the province had lost or spoilt."""

Progress = Callable[[int, int], None]
"""Told (entries that are on the stick, entries that waited) after each file."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did. `entries`: on this stick now and not yet confirmed; `files`: those that carry them.

    `remaining`: entries that found no room: for the next stick.
    """

    entries: int
    files: int
    remaining: int


def export(
    store: Store,
    place: Path,
    *,
    clock: Clock,
    from_start: bool = False,
    progress: Progress = lambda done, waiting: None,
    largest: int = LARGEST_BATCH,
) -> Exported:
    """Put everything that waits on the stick at `place`, as far as it fits.

    `from_start`: a stick of an unfinished export was lost, so begin again after what was confirmed. Raises
    Refused(`not_enrolled` | `stick_full` | `stick_read_only`) or Unavailable(`sync_running` | `stick_failed`).
    """
    with alone(store), named():
        with store.reading() as tx:
            if mirror.province(tx) is None and not letters.is_waiting(store):
                raise Refused("not_enrolled")
        stick = Stick(place)
        stick.make()
        tidy(store, stick)
        return _Export(store, stick, largest, progress).run(clock().wall, from_start=from_start)


def told(exported: Exported) -> str:
    """What an export did, in a sentence that says what to do next."""
    if exported.remaining:
        return (
            f"USB đã đầy: đã ghi {exported.entries} mục, còn {exported.remaining} mục. "
            "Hãy rút USB này, cắm USB tiếp theo rồi xuất tiếp."
        )
    if not exported.entries:
        return "Không có mục nào chờ gửi. USB mang theo lời hỏi để tỉnh xác nhận lại những gì đã nhận."
    return f"Đã ghi {exported.entries} mục vào USB, không còn mục nào ngoài USB. Hãy rút USB và mang về tỉnh."


def tidy(store: Store, stick: Stick) -> None:
    """Remove our own drafts, and our own pushes that carry nothing which the province has not confirmed."""
    own = store.keyring.device_id
    with store.reading() as tx:
        held = {epoch.epoch: mirror.confirmed(tx, epoch.epoch) for epoch in journal.epochs(tx)}
    for name in stick.names():
        push = volumes.push_name(name.removesuffix(DRAFT))
        if push is None or push.device != own:
            continue
        receipt = held.get(push.epoch)
        confirmed = receipt is not None and push.last <= receipt.seq
        if name.endswith(DRAFT) or push.last < push.first or confirmed:
            stick.remove(name)


@contextlib.contextmanager
def named() -> Iterator[None]:
    """Trouble with the stick, in the kiosk's words."""
    try:
        yield
    except StickTrouble as trouble:
        raise in_our_words(trouble) from trouble


def in_our_words(trouble: StickTrouble) -> KioskError:
    """What a person can mend is refused; a stick that fails is tried again."""
    return Unavailable(trouble.code) if trouble.code == "stick_failed" else Refused(trouble.code)


class _Export:
    """One stick's share of an export."""

    def __init__(self, store: Store, stick: Stick, largest: int, progress: Progress) -> None:
        self._store = store
        self._keyring = store.keyring
        self._stick = stick
        self._progress = progress
        self._batch = largest
        self._there: list[PushName] = []
        self._entries = 0
        self._files = 0
        self._waiting = 0

    def run(self, now: int, *, from_start: bool) -> Exported:
        with self._store.reading() as tx:
            epochs = journal.epochs(tx)
            held = {epoch.epoch: mirror.confirmed(tx, epoch.epoch) for epoch in epochs}
            unfinished = None if from_start else sticks.exported(tx)
        starts = {epoch.epoch: _start(epoch, held[epoch.epoch], unfinished) for epoch in epochs}
        self._waiting = sum(epoch.last - starts[epoch.epoch] for epoch in epochs)
        self._there = self._whole_ones()
        for epoch in epochs:
            chain = chain_of(self._store, epoch)
            after = self._carried(chain, starts[epoch.epoch])
            if after < epoch.last or epoch is epochs[-1]:
                self._resend(epochs)
                self._ask(chain, after, now)
                return self._ended(EntryRef(epoch.epoch, after))
        raise Defect("journal_not_opened")

    def _resend(self, epochs: list[journal.Epoch]) -> None:
        """Days that the province holds otherwise go along once more, as far as there is room."""
        with self._store.reading() as tx:
            wanted = reconciling.resends(tx)
        chains = {epoch.epoch: chain_of(self._store, epoch) for epoch in epochs}
        for epoch, first, last in wanted:
            while epoch in chains and first <= last:
                links = fitting(chains[epoch].read(first, min(RESENT, last - first + 1)))
                if not links or not self._put(signed_push(chains[epoch], first, links, sign=self._keyring.sign)):
                    break
                first += len(links)

    def _ask(self, chain: Chain, after: int, now: int) -> None:
        """A push without entries comes last: it fetches a receipt even where nothing waits, and carries the errand."""
        push = signed_push(chain, after + 1, [], sign=self._keyring.sign)
        errand = Errands(self._store, now=now, pull=True).compose(EntryRef(chain.epoch, after)) or Errand()
        errand = msgspec.structs.replace(errand, recall=recalls(self._store))
        self._put(carrying(push, errand, self._keyring.public_key, sign=self._keyring.sign))

    def _put(self, push: Push) -> bool:
        """Write the push, if there is room."""
        content = volumes.wrapped(Kind.PUSH, packed(push))
        return len(content) <= self._stick.room() and self._took(str(volumes.name_of(push)), content)

    def _ended(self, reached: EntryRef) -> Exported:
        remaining = self._waiting - self._entries
        if remaining and not self._files:
            raise Refused("stick_full", remaining=remaining)
        with self._store.writing() as tx:
            if remaining:
                sticks.save_exported(tx, reached)
            else:
                sticks.end_export(tx)
        return Exported(self._entries, self._files, remaining)

    def _carried(self, chain: Chain, after: int) -> int:
        """Put the entries of `chain` after `after` on the stick; the last one that is there now."""
        while True:
            last = self._found(chain, after) or self._written(chain, after)
            if last is None:
                return after
            self._entries += last - after
            self._files += 1
            after = last
            self._progress(self._entries, self._waiting)

    def _found(self, chain: Chain, after: int) -> int | None:
        """The last entry of a whole file of ours that is there already and goes on from `after`."""
        for name in self._there:
            if name.epoch != chain.epoch or not name.first <= after + 1 <= name.last:
                continue
            head = chain.hash_at(name.last)
            if head is not None and head[: len(name.mark)] == name.mark:
                return name.last
        return None

    def _written(self, chain: Chain, after: int) -> int | None:
        """Write one more file; its last entry, or None when nothing waits or nothing more fits."""
        while links := fitting(chain.read(after + 1, self._batch)):
            push = signed_push(chain, after + 1, links, sign=self._keyring.sign)
            if self._put(push):
                return push.last
            if len(links) <= _SMALLEST:
                return None
            self._batch = len(links) // 2
        return None

    def _took(self, name: str, content: bytes) -> bool:
        try:
            self._stick.write(name, content)
        except StickTrouble as trouble:
            if trouble.code != "stick_full":
                raise
            return False
        return True

    def _whole_ones(self) -> list[PushName]:
        """Our own files on the stick that are whole."""
        own = self._keyring.device_id
        whole: list[PushName] = []
        for text in self._stick.names():
            name = volumes.push_name(text)
            if name is None or name.device != own:
                continue
            with contextlib.suppress(BadVolume):
                volumes.push_in(self._stick.read(text, volumes.most_of(Kind.PUSH)), name)
                whole.append(name)
        return whole


def _start(epoch: journal.Epoch, receipt: mirror.Confirmed | None, unfinished: EntryRef | None) -> int:
    """The entry after which an export of `epoch` begins: the last confirmed one, or what earlier sticks hold of it."""
    confirmed = min(epoch.last, receipt.seq if receipt else 0)
    if unfinished is None or epoch.epoch > unfinished.epoch:
        return confirmed
    return epoch.last if epoch.epoch < unfinished.epoch else min(epoch.last, max(confirmed, unfinished.seq))
