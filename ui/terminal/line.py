"""The command about the line: what a metered one may cost."""

import dataclasses

import click

from kiosk.usecases.metered_link import change_metered_link, metered_link
from ui import texts

from . import Desk, Report

_KB = 1_000


@click.command()
@click.option("--on/--off", "metered", default=None, help="Đường mạng này có tính tiền theo dung lượng hay không.")
@click.option("--daily", "daily_kb", type=int, metavar="KB", help="Mỗi ngày dùng nhiều nhất bấy nhiêu KB.")
@click.pass_obj
def metered(desk: Desk, metered: bool | None, daily_kb: int | None) -> Report:
    """Xem hoặc đặt mức dùng mạng mỗi ngày, cho đường mạng tính tiền."""
    with desk.store() as store:
        link = metered_link(store, clock=desk.clock)
        if metered is not None or daily_kb is not None:
            wanted = link.metered if metered is None else metered
            daily = link.daily_bytes if daily_kb is None else daily_kb * _KB
            change_metered_link(store, metered=wanted, daily_bytes=daily)
            link = metered_link(store, clock=desk.clock)
    return texts.metered_line(link), dataclasses.asdict(link)
