"""Erased readers, kept outside the database as well: no backup brings back what somebody had the right to lose.

A line is `device epoch seq digest .` (hex, decimal, decimal, hex or -), appended and on disk before the key is
destroyed. The digest is of the sealed fields: a reader who was written again in another epoch (parting.py) has another
name in an older database. Whoever opens the home destroys again what an older database still holds (sync.md, guarantee
9; Law 91/2025/QH15).
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from kiosk.errors import Unavailable
from sync.protocol.entries import ReaderErased

from . import files, readers
from .connection import Store
from .journal import Writer
from .keyring import Keyring


class Erased(NamedTuple):
    """The entry that once made the reader: its device (16 bytes), epoch and seq."""

    device: bytes
    epoch: int
    seq: int


def known(path: Path) -> list[Erased]:
    """Every erasure that the file tells. A last line that a power cut left unfinished is passed over."""
    return [name for name, _ in _lines(path)]


def _lines(path: Path) -> list[tuple[Erased, bytes]]:
    """Erasures with the digest of what was sealed, b"" where it was not known here."""
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            device, epoch, seq, digest, end = line.split(" ")
            name = Erased(bytes.fromhex(device), int(epoch), int(seq))
            told = bytes.fromhex(digest.replace("-", ""))
        except ValueError:
            continue
        if end == ".":
            found.append((name, told))
    return found


def note(tx: Database, path: Path, names: list[Erased]) -> None:
    """Have these erasures on disk before their keys are destroyed; `tx` only reads. Raises Unavailable(`disk_full`)."""
    lines = "".join(f"{name.device.hex()} {name.epoch} {name.seq} {_sealed(tx, name)} .\n" for name in names)
    is_new = not path.exists()
    try:
        if not is_new and not path.read_bytes().endswith(b"\n"):
            lines = "\n" + lines  # after a line that a power cut left unfinished
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(lines.encode())
            file.flush()
            os.fsync(descriptor)
        if is_new:
            files.sync_folder(path.parent)
    except OSError as error:
        raise Unavailable("disk_full", file=path.name) from error


def _sealed(tx: Database, name: Erased) -> str:
    row = tx.execute("SELECT sealed FROM readers WHERE device = ? AND epoch = ? AND seq = ?", name).fetchone()
    return _digest(row[0]).hex() if row else "-"


def _digest(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()[:16]


def outstanding(tx: Database, path: Path) -> list[Erased]:
    """Erasures of the file that this database has not heard of: it is older than they are."""
    return [name for name in known(path) if not is_erased(tx, name)]


def under_other_names(tx: Database, path: Path) -> list[Erased]:
    """Erased readers whom this older database knows by a name of before a parting, and whose keys it still holds."""
    digests = {digest for _, digest in _lines(path) if digest}
    if not digests:
        return []
    rows = tx.execute("SELECT device, epoch, seq, sealed FROM readers WHERE wrapped IS NOT NULL")
    return [Erased(*name) for *name, sealed in rows if _digest(sealed) in digests]


def unnoted(tx: Database, path: Path) -> list[Erased]:
    """Erasures of this database that the file lacks: the point's other kiosks told of them."""
    noted = set(known(path))
    rows = (Erased(*row) for row in tx.execute("SELECT device, epoch, seq FROM erased"))
    return [name for name in rows if name not in noted]


def keep(store: Store) -> None:
    """Note what the database has heard from elsewhere. Raises Unavailable(`disk_full`)."""
    with store.reading() as tx:
        if lacking := unnoted(tx, store.home.erasures):
            note(tx, store.home.erasures, lacking)
    if lacking:
        store.truncate_log()


def erase(tx: Database, journal: Writer, keyring: Keyring, name: Erased) -> int:
    """Destroy a reader's key, revoke their cards and tell the journal; the number of cards revoked."""
    tx.execute("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", name)
    tx.execute("UPDATE readers SET wrapped = NULL WHERE device = ? AND epoch = ? AND seq = ?", name)
    cards = tx.execute(
        "SELECT digest FROM cards JOIN readers ON readers.number = cards.reader "
        "WHERE device = ? AND epoch = ? AND seq = ? AND revoked_at IS NULL ORDER BY digest",
        name,
    ).fetchall()
    for (digest,) in cards:
        readers.revoke_card(tx, journal, digest)
    journal.write(
        ReaderErased(
            wall=journal.wall,
            mono=journal.mono,
            boot=journal.boot,
            reader_device=b"" if name.device == keyring.device_id else name.device,
            reader_epoch=name.epoch,
            reader_seq=name.seq,
        )
    )
    return len(cards)


def erase_again(tx: Database, journal: Writer, keyring: Keyring, path: Path) -> None:
    """Destroy what an older database still holds of readers who were erased since."""
    for name in outstanding(tx, path):
        erase(tx, journal, keyring, name)
    for name in under_other_names(tx, path):
        erase(tx, journal, keyring, name)


def is_erased(tx: Database, name: Erased) -> bool:
    """Whether this database has heard of the erasure."""
    return bool(tx.execute("SELECT 1 FROM erased WHERE device = ? AND epoch = ? AND seq = ?", name).fetchone())
