"""The point's key, off the recovery sheet of another machine of the point, becomes this machine's."""

from typing import Final

from kiosk.config import Home
from kiosk.rules import recovery
from kiosk.storage import keyring, presence, settings
from kiosk.storage.connection import Store, said_in_our_words

_MARK: Final = "point_key"
"""The setting that tells with which point key the readers' keys of this database are wrapped."""


def adopt_point_key(home: Home, typed: str) -> bool:
    """Take the point key off a sheet; False when it is this machine's own already.

    From that moment both keys open what they closed; the next opening wraps every reader's key anew, in one
    transaction, and the province is given the new wrappings. Killed anywhere, every name opens. Raises what
    recovery.key_of() raises, or Unavailable(`home_in_use` | `keys_missing` | `keys_damaged` | …).
    """
    key = recovery.key_of(typed)
    with said_in_our_words(home), presence.alone(home):
        keys = keyring.load(home.keys)
        return keyring.adopted(home.keys, keys, key) is not keys


def wrap_anew(store: Store) -> int:
    """Wrap by the present point key what a former one wrapped; how many readers' keys. Nothing to do costs one look."""
    now = recovery.fingerprint(store.keyring.point_key)
    with store.reading() as tx:
        if settings.text(tx, _MARK) == now:
            return 0
    changed = 0
    with store.writing() as tx:
        for number, wrapped in tx.execute("SELECT number, wrapped FROM readers WHERE wrapped IS NOT NULL").fetchall():
            if (anew := store.keyring.wrapping.wrapped_anew(wrapped)) is not None:
                tx.execute("UPDATE readers SET wrapped = ?, key_kept = 0 WHERE number = ?", (anew, number))
                changed += 1
        settings.put(tx, _MARK, now)
    return changed
