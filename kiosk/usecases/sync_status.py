"""What the province has confirmed, and what waits."""

from sqlite_utils import Database

from kiosk.errors import Refused
from kiosk.storage import journal, mirror, notices, point, sisters, visits
from kiosk.storage.connection import Store
from kiosk.values import SyncStatus


def sync_status(store: Store) -> SyncStatus:
    """The honest line: only verified receipts count as confirmed, whatever was sent.

    Raises Refused(`not_initialised`).
    """
    with store.reading() as tx:
        here = point.load(tx)
        if here is None:
            raise Refused("not_initialised")
        province = mirror.province(tx)
        attempt = mirror.last_attempt(tx)
        chains = journal.epochs(tx)
        receipts = {chain.epoch: mirror.confirmed(tx, chain.epoch) for chain in chains}
        held = {epoch: receipt.seq if receipt else 0 for epoch, receipt in receipts.items()}
        newest = max(
            (receipt for receipt in receipts.values() if receipt), key=lambda receipt: receipt.at, default=None
        )
        return SyncStatus(
            point=here,
            device=store.keyring.device_id.hex(),
            enrolled=province is not None,
            server=province.url if province else "",
            confirmed_visits=sum(receipt.visits for receipt in receipts.values() if receipt),
            confirmed_at=newest.at if newest else None,
            confirmed_seq=newest.seq if newest else 0,
            pending_visits=sum(mirror.pending_visits(tx, chain.epoch, held[chain.epoch]) for chain in chains),
            pending_entries=sum(chain.last - held[chain.epoch] for chain in chains),
            oldest_pending_at=_oldest_pending(tx, held),
            last_attempt_at=attempt.at if attempt else None,
            last_outcome=attempt.outcome if attempt else "",
            journal_entries=sum(chain.last for chain in chains),
            quarantined=mirror.quarantined_count(tx),
            sister_visits=sisters.visits_total(tx),
            notices=tuple(notices.unseen(tx)),
        )


def _oldest_pending(tx: Database, held: dict[int, int]) -> int | None:
    times = (visits.first_after(tx, epoch, seq) for epoch, seq in held.items())
    return min((at for at in times if at is not None), default=None)
