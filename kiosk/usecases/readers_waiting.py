"""Readers who wait for an officer: to be forgotten, to be looked at, or for a parent's slip."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from kiosk.clock import Clock, local_day
from kiosk.errors import Unavailable
from kiosk.rules import erasure
from kiosk.storage import journal, readers
from kiosk.storage.connection import Store
from kiosk.storage.named import Named
from kiosk.usecases.find_readers import FoundReader, told_of
from kiosk.values import Consent


class WaitingFor(IntEnum):
    """What for, the most pressing first."""

    ERASURE = 1
    APPROVAL = 2
    CONSENT = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reader who waits. `since`: seconds UTC; `days`: whole days since then.

    For ERASURE the law's last days for an answer and for the erasure, and whether they have passed. For CONSENT
    `too_long`: after 30 days the officer is asked to erase what is kept.
    """

    what: WaitingFor
    reader: FoundReader
    since: int
    days: int
    answer_by: date | None = None
    carry_out_by: date | None = None
    answer_late: bool = False
    late: bool = False
    too_long: bool = False


def readers_waiting(store: Store, *, clock: Clock) -> tuple[Waiting, ...]:
    """Everybody who waits, the most pressing first and then the longest."""
    moment = clock()
    found = []
    with store.reading() as tx:
        today = local_day(journal.present_time(tx, moment))
        for reader in readers.every(tx, waiting=True):
            try:
                personal = readers.opened(reader, store.keyring)
            except Unavailable:
                continue  # a notice tells of the key
            assert personal is not None  # noqa: S101 - every() gives only those who have a key
            told = told_of(tx, reader, Named.of(personal))
            if told.erasure_asked_at is not None:
                found.append(_erasure(told, told.erasure_asked_at, today))
                continue  # who is to be forgotten waits for nothing else
            for what, waits in (
                (WaitingFor.APPROVAL, not told.approved),
                (WaitingFor.CONSENT, told.consent is Consent.AWAITED),
            ):
                if waits:
                    found.append(_other(what, told, today))
    return tuple(sorted(found, key=lambda one: (one.what, one.since)))


def _erasure(reader: FoundReader, asked_at: int, today: date) -> Waiting:
    asked = local_day(asked_at)
    answer, done = erasure.answer_by(asked), erasure.carry_out_by(asked)
    return Waiting(
        WaitingFor.ERASURE,
        reader,
        asked_at,
        max(0, (today - asked).days),
        answer_by=answer,
        carry_out_by=done,
        answer_late=today > answer,
        late=today > done,
    )


def _other(what: WaitingFor, reader: FoundReader, today: date) -> Waiting:
    days = max(0, (today - local_day(reader.registered_at)).days)
    too_long = what is WaitingFor.CONSENT and days > erasure.FORGOTTEN_CONSENT_DAYS
    return Waiting(what, reader, reader.registered_at, days, too_long=too_long)
