"""What a kiosk wants beside handing over entries: its point's feed, keys kept, days compared, lost entries back."""

import logging
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from ..protocol import statements
from ..protocol.messages import MAX_BATCH_BYTES, BadMessage, Errand, Push, Reply, Run, packed, unpacked
from . import feed, reader_keys, reconciling
from .ledger import Sender

LARGEST: Final = 65_536
"""Bytes of an errand."""
_MOST_RECALLS: Final = 16
_RECALLED: Final = 2_000
_WHOLE: Final = (0, 0)
"""Among the recalls: tell what is held of this device."""

_log = logging.getLogger(__name__)


def answered(sender: Sender, push: Push, *, key: Ed25519PrivateKey, now: int) -> tuple[bytes, bytes]:
    """The packed reply to the push's errand and the province's signature; (b"", b"") where there is nothing to say.

    A bad errand is passed over: the entries beside it were taken, and that is what the kiosk must hear.
    """
    if not push.errand or sender.is_revoked:
        return b"", b""
    if len(push.errand) > LARGEST:
        _log.warning("an errand of %d bytes was not run", len(push.errand))
        return b"", b""
    try:
        statements.check(sender.public_key, statements.errand(sender.public_key, push.errand), push.errand_signature)
        return run(sender, push.errand, key=key, now=now)
    except (BadMessage, statements.BadSignature) as error:
        _log.warning("an errand was not run: %r", error)
        return b"", b""


def run(sender: Sender, errand: bytes, *, key: Ed25519PrivateKey, now: int) -> tuple[bytes, bytes]:
    """As answered(), for a packed errand that is the device's own or follows from it. Raises BadMessage."""
    reply = _done(sender, unpacked(errand, Errand), now)
    if reply == Reply():
        return b"", b""
    said = packed(reply)
    return said, key.sign(statements.reply(sender.public_key, errand, said))


def further(errand: Errand, reply: Reply) -> Errand | None:
    """What a kiosk would ask next, had it read this reply; None when it has all. A stick brings no second question.

    Epochs that it did not name are told from their beginning: it may have lost them whole.
    """
    page = reply.page
    recall = [(run.epoch, run.last) for run in reply.recalled if run.last >= run.first]
    named = {epoch for epoch, _ in errand.recall}
    if _WHOLE in errand.recall and len(named) < _MOST_RECALLS:
        recall += [(epoch, 0) for epoch, _ in reply.epochs if epoch not in named]
    more = page is not None and page.more
    if not more and not recall:
        return None
    return Errand(cursor=page.cursor if page and more else None, limit=errand.limit, recall=tuple(recall))


def _done(sender: Sender, errand: Errand, now: int) -> Reply:
    kept = reader_keys.keep(sender.point, errand.keys, now=now) if errand.keys else 0
    differing = reconciling.differing(sender, errand.days) if errand.days else ()
    recalled = tuple(_recalled(sender, errand)) if errand.recall else ()
    page = feed.page_for(sender.key, sender.point, errand.cursor, errand.limit) if errand.cursor else None
    return Reply(
        page=page,
        kept=kept,
        differing=differing,
        recalled=recalled,
        epochs=_epochs(sender) if errand.recall else (),
        keys=tuple(key for run in recalled for key in feed.keys_of(run.device, run.epoch, run.first, run.last)),
    )


def _recalled(sender: Sender, errand: Errand) -> list[Run]:
    runs: list[Run] = []
    room = MAX_BATCH_BYTES
    for epoch, seq in errand.recall[:_MOST_RECALLS]:
        if not (1 <= epoch < 2**53 and 0 <= seq < 2**53):
            continue
        run, size = feed.packed_run(
            sender.key, sender.device_id, sender.public_key, epoch, (seq + 1, seq + _RECALLED), room
        )
        if run is not None:
            runs.append(run)
            room -= size
    return runs


def _epochs(sender: Sender) -> tuple[tuple[int, int], ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, seq FROM province_chain WHERE device_id = %s ORDER BY epoch", [sender.key])
        return tuple((epoch, seq) for epoch, seq in cursor.fetchall())
