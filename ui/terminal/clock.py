"""The command about this PC's clock: how it stands, and the officer's word for what day it is."""

from datetime import datetime

import click

from kiosk.clock import VIETNAM
from kiosk.errors import Refused
from kiosk.usecases.clock_standing import clock_standing
from kiosk.usecases.tell_date import tell_date
from ui import texts

from . import Desk, Report

_WRITTEN = "%d/%m/%Y %H:%M"


@click.command()
@click.option("--told", metavar="NGÀY", help="Hôm nay là ngày…? Ngày giờ đúng bây giờ, ví dụ “23/11/2026 08:00”.")
@click.pass_obj
def clock(desk: Desk, told: str | None) -> Report:
    """Cho biết giờ của máy có tin được không; báo ngày giờ đúng khi đồng hồ máy sai."""
    with desk.store() as store:
        if told is not None:
            tell_date(store, _seconds(told), clock=desk.clock)
        standing = clock_standing(store, clock=desk.clock)
    said = texts.clock_line(standing)
    if standing.doubt:
        example = texts.date_and_hour(standing.proposed)
        said += f"\nHôm nay là ngày…? Hãy báo ngày giờ đúng bây giờ, ví dụ: main.py clock --told “{example}”"
    return said, {
        "doubt": standing.doubt.name.lower(),
        "now": standing.now,
        "confidence": standing.confidence.name.lower(),
        "wall": standing.wall,
        "trusted": standing.trusted,
        "proposed": standing.proposed,
    }


def _seconds(told: str) -> int:
    try:
        return int(datetime.strptime(told.strip(), _WRITTEN).replace(tzinfo=VIETNAM).timestamp())
    except (ValueError, OverflowError):
        raise Refused("date_not_understood") from None
