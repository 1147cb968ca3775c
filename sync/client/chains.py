"""This device's epochs as the protocol reads them: entry by entry, never in one long transaction."""

from functools import partial
from itertools import starmap

from kiosk.storage import journal
from kiosk.storage.connection import Store
from sync.protocol.push import Chain, Link


def chain_of(store: Store, epoch: journal.Epoch) -> Chain:
    """An epoch of `store`, each look into it a transaction of its own."""
    return Chain(
        store.keyring.public_key,
        epoch.epoch,
        epoch.nonce,
        partial(_read, store, epoch.epoch),
        partial(_hash_at, store, epoch.epoch),
    )


def _read(store: Store, epoch: int, first: int, limit: int) -> list[Link]:
    with store.reading() as tx:
        return list(starmap(Link, journal.links(tx, epoch, first, limit)))


def _hash_at(store: Store, epoch: int, seq: int) -> bytes | None:
    with store.reading() as tx:
        return journal.hash_at(tx, epoch, seq)
