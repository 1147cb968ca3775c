"""What the officer chose for this kiosk: language, looks, sounds, screen, camera, and how it counts and registers."""

from dataclasses import asdict
from typing import Any

from kiosk.rules import choices as rules
from kiosk.storage import settings
from kiosk.storage.connection import Store
from kiosk.values import Choices


def choices(store: Store) -> Choices:
    """All choices of this kiosk; what nobody chose is as Choices has it."""
    with store.reading() as tx:
        return rules.parsed(settings.every(tx))


def choose(store: Store, **changes: Any) -> Choices:
    """Change some of them, by their names; what then holds.

    Raises Refused(`choice_unknown` | `choice_impossible`, name=…), and then nothing is changed.
    """
    with store.writing() as tx:
        before = rules.parsed(settings.every(tx))
        now = rules.changed(before, changes)
        stood = asdict(before)
        for name, value in asdict(now).items():
            if value != stood[name]:
                settings.put(tx, name, value)
    store.forget_surroundings()
    return now
