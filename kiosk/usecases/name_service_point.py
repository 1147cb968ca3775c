"""The service points of a site get their names: reading room, learning centre, computer corner."""

from typing import Final

from kiosk import text
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.rules import choices
from kiosk.storage import journal, service_points, settings
from kiosk.storage.connection import Store

MOST: Final = 99
LONGEST_NAME: Final = 60
"""Characters."""


def name_service_point(store: Store, name: str, *, clock: Clock, number: int | None = None) -> int:
    """Name a service point, a new one where no `number` is told; its number.

    A service point is a place of the site where visitors are served (ISO 2789 counts external service points and
    branches; one commune site often has a library and a learning centre). Its number stands in visits for ever, so a
    new one never takes the number of one that is closed and still named in visits.

    Raises Refused(`service_point_name_missing`, most=…), Refused(`service_point_unknown`) or
    Refused(`service_points_full`, most=…).
    """
    said = text.nfc(name)
    if not said or len(said) > LONGEST_NAME or not text.is_printable(said):
        raise Refused("service_point_name_missing", most=LONGEST_NAME)
    with store.writing() as tx:
        named = service_points.named(tx)
        if number is None:
            number = service_points.next_number(tx)
            if number > MOST:
                raise Refused("service_points_full", most=MOST)
        elif number not in named:
            raise Refused("service_point_unknown")
        if named.get(number) != said:
            service_points.name(tx, journal.Writer(tx, clock()), number, said)
    return number


def close_service_point(store: Store, number: int, *, clock: Clock) -> None:
    """Close a service point; visits that were counted there stay so. A kiosk that stood there stands for the site now.

    Raises Refused(`service_point_unknown`).
    """
    with store.writing() as tx:
        if number not in service_points.named(tx):
            raise Refused("service_point_unknown")
        service_points.name(tx, journal.Writer(tx, clock()), number, "")
        if choices.parsed(settings.every(tx)).service_point == number:
            settings.put(tx, "service_point", 0)
    store.forget_surroundings()
