"""What groups of this kiosk called themselves lately, so that the next one only points at its name."""

from collections.abc import Mapping

from kiosk.storage import visits
from kiosk.storage.connection import Store
from kiosk.values import GroupKind

SHOWN = 4


def recent_groups(store: Store) -> Mapping[GroupKind, tuple[str, ...]]:
    """The newest names of each kind of group, the newest first; they never left this kiosk."""
    kinds = [kind for kind in GroupKind if kind is not GroupKind.NONE]
    with store.reading() as tx:
        return {kind: tuple(visits.recent_labels(tx, int(kind), SHOWN)) for kind in kinds}
