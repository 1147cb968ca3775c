"""Kiosks as the province sees them, with the visits of a busy village, and the pushes that carry them."""

import random

from sync.protocol.entries import CardIssued, Consent, ReaderRegistered
from sync.protocol.messages import Push
from tests.province.kiosks import Kiosk

READERS = 60
VISITS_A_DAY = 100
_FIRST_MORNING = 1_735_693_200  # 1 January 2025, 08:00 at +07:00
_OPEN_SECONDS = 8 * 3_600


def kiosk_with(entries: int, *, point: str, chance: random.Random, readers: int = READERS) -> Kiosk:
    """A kiosk with so many entries: its readers and their cards, then days of visits, a quarter with a purpose told."""
    kiosk = Kiosk()
    kiosk.open(point, _FIRST_MORNING - 3_600)
    known = [_registered(kiosk, chance) for _ in range(readers)]
    day = 0
    while kiosk.seq < entries:
        for second in sorted(chance.choices(range(_OPEN_SECONDS), k=min(VISITS_A_DAY, entries - kiosk.seq))):
            wall = _FIRST_MORNING + 86_400 * day + second
            reader = (b"", 1, chance.choice(known)) if known and chance.randrange(8) else (b"", 0, 0)
            visit = kiosk.visit(wall, purpose=chance.randrange(6), reader=reader)
            if kiosk.seq < entries and chance.randrange(4) == 0:
                kiosk.tell(visit, chance.randrange(6), wall + 3)
            if kiosk.seq >= entries:
                break
        day += 1
    return kiosk


def pushes_of(kiosk: Kiosk, batch: int) -> list[Push]:
    """All of a kiosk's entries in pushes of at most `batch`."""
    return [kiosk.push(first, min(first + batch - 1, kiosk.seq)) for first in range(1, kiosk.seq + 1, batch)]


def _registered(kiosk: Kiosk, chance: random.Random) -> int:
    wall = _FIRST_MORNING - 1_800
    sealed = chance.randbytes(72)
    reader = kiosk.write(
        ReaderRegistered(wall=wall, mono=1_860, boot=1, sealed=sealed, consent=int(Consent.READER), consent_text=1)
    )
    kiosk.write(
        CardIssued(
            wall=wall,
            mono=1_860,
            boot=1,
            reader_device=b"",
            reader_epoch=1,
            reader_seq=reader,
            card=chance.randbytes(16),
            valid_until=21_185,
        )
    )
    return reader
