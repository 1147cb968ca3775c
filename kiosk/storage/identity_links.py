"""Identity cards that serve as library cards: a card entry like any other, whose digest only this point can compute.

A link has no end of its own (LASTS), which no card that is issued here has: so every kiosk of the point tells links
from cards by what the journal says already.
"""

from datetime import date
from typing import Final

from sqlite_utils import Database

from kiosk.rules import identity

from .keyring import Keyring

LASTS: Final = (date.max - date(1970, 1, 1)).days
"""The day number until which a link is valid: the last day there is. The longest-lived card here is for ten years."""


def find(tx: Database, keyring: Keyring, number: str) -> bytes | None:
    """The digest by which the identity card with these 12 digits opens something here, or None."""
    for key in keyring.identity_keys:
        card, is_live = _last(tx, key, number)
        if is_live:
            return card
    return None


def new(tx: Database, keyring: Keyring, number: str) -> bytes:
    """The digest under which this identity card is linked next; never one that was revoked."""
    return _last(tx, keyring.identity_keys[0], number)[0]


def _last(tx: Database, key: bytes, number: str) -> tuple[bytes, bool]:
    """The first digest of a card that is not revoked, and whether it is somebody's."""
    generation = 0
    while True:
        card = identity.digest(key, number, generation)
        row = tx.execute(
            "SELECT (SELECT 1 FROM cards WHERE digest = :card), "
            "EXISTS (SELECT 1 FROM cards WHERE digest = :card AND revoked_at IS NOT NULL) "
            "OR EXISTS (SELECT 1 FROM revocations WHERE digest = :card)",
            {"card": card},
        ).fetchone()
        is_known, is_revoked = row
        if not is_revoked:
            return card, bool(is_known)
        generation += 1


def of_reader(tx: Database, reader: int) -> list[bytes]:
    """The digests of a reader's links that are not revoked. `reader`: the local number."""
    rows = tx.execute(
        "SELECT digest FROM cards WHERE reader = ? AND revoked_at IS NULL AND valid_until = ? ORDER BY digest",
        (reader, LASTS),
    )
    return [digest for (digest,) in rows]


def cards_of(tx: Database, reader: int) -> list[tuple[bytes, int]]:
    """(digest, last day of validity) of a reader's cards that are not revoked, links left out."""
    return tx.execute(
        "SELECT digest, valid_until FROM cards WHERE reader = ? AND revoked_at IS NULL AND valid_until < ? "
        "ORDER BY valid_until DESC",
        (reader, LASTS),
    ).fetchall()
