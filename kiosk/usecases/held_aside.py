"""What the province keeps of this kiosk and does not count, and why."""

from kiosk.storage import journal, mirror
from kiosk.storage.connection import Store
from kiosk.values import HeldAside
from sync.protocol.entries import MalformedEntry, Reentered, clocks_of, decode


def held_aside(store: Store, *, limit: int = 100) -> tuple[HeldAside, ...]:
    """The newest `limit` entries that the province told it holds aside, newest first.

    `reason`: a word of PROTOCOL.md («Entries»). Nothing of it is lost: what a later province understands, it counts.
    """
    with store.reading() as tx:
        told = mirror.quarantined(tx, limit)
        raws = [journal.raw_at(tx, epoch, seq) for epoch, seq, _ in told]
    return tuple(
        HeldAside(epoch, seq, clocks_of(raw)[0], _what(raw), reason)
        for (epoch, seq, reason), raw in zip(told, raws, strict=True)
        if raw is not None
    )


def _what(raw: bytes) -> str:
    try:
        entry = decode(raw)
        if isinstance(entry, Reentered):
            entry = decode(entry.raw)
    except MalformedEntry:
        return ""
    return type(entry).__name__ if entry else ""
