"""Commands that count: check-in and tally."""

from datetime import date, datetime

import click

from kiosk.clock import VIETNAM
from kiosk.errors import Refused
from kiosk.usecases import check_in as entering
from kiosk.usecases import tally as counting
from kiosk.usecases.enter_late import enter_late
from kiosk.usecases.list_visits import list_visits
from kiosk.usecases.today import today
from kiosk.values import AgeBand, GroupKind, LateLine, Method, Purpose, Sex
from ui import texts

from . import Desk, Report

PURPOSES = {purpose.name.lower(): purpose for purpose in Purpose}
AGES = {age_band.name.lower(): age_band for age_band in AgeBand}
SEXES = {sex.name.lower(): sex for sex in Sex}
GROUPS = {group.name.lower(): group for group in GroupKind}

_purpose = click.option(
    "--purpose",
    type=click.Choice(list(PURPOSES)),
    default="not_told",
    show_default=True,
    help="Đến để làm gì (đọc, mượn – trả, Internet, lớp – câu lạc bộ, sự kiện).",
)


@click.command("check-in")
@click.argument("text")
@_purpose
@click.pass_obj
def check_in(desk: Desk, text: str, purpose: str) -> Report:
    """Ghi một lượt đến bằng mã thẻ TEXT."""
    with desk.store() as store:
        greeting = entering.check_in(store, text, clock=desk.clock, purpose=PURPOSES[purpose])
        counted_today = today(store, clock=desk.clock).visits
    said = f"{texts.greeting(greeting)} Đã ghi nhận lúc {texts.hour(greeting.at)}."
    return said, {
        "epoch": greeting.visit.epoch,
        "seq": greeting.visit.seq,
        "at": greeting.at,
        "known": greeting.known,
        "visits_today": counted_today,
    }


@click.command()
@click.option("--count", default=1, show_default=True, metavar="N", help="Số người.")
@click.option("--age", type=click.Choice(list(AGES)), default="unknown", show_default=True, help="Nhóm tuổi.")
@click.option("--sex", type=click.Choice(list(SEXES)), default="unknown", show_default=True, help="Giới tính.")
@click.option("--group", type=click.Choice(list(GROUPS)), default="none", show_default=True, help="Loại đoàn.")
@click.option("--label", default="", metavar="TÊN", help="Tên lớp, đoàn; chỉ giữ ở máy này.")
@click.option(
    "--day", metavar="NGÀY", help="Nhập bù từ phiếu giấy cho ngày này, ví dụ 22/11/2026; nhiều nhất 60 ngày trước."
)
@click.option(
    "--hour", type=click.IntRange(0, 23), metavar="GIỜ", help="Giờ trên phiếu (8: từ 8 đến 9 giờ); cần --day."
)
@click.option("--room", default=0, metavar="SỐ", help="Số của phòng đã đếm (0: cả điểm); cần --day.")
@click.option("--estimated", is_flag=True, help="Chỉ là ước chừng, không đếm từng người; cần --day.")
@_purpose
@click.pass_obj
def tally(
    desk: Desk,
    count: int,
    age: str,
    sex: str,
    group: str,
    label: str,
    day: str | None,
    hour: int | None,
    room: int,
    estimated: bool,
    purpose: str,
) -> Report:
    """Đếm lượt đến không cần thẻ: khách vãng lai, đoàn, lớp học; có --day thì nhập bù từ phiếu giấy."""
    if day is not None:
        line = LateLine(
            persons=count,
            hour=hour,
            purpose=PURPOSES[purpose],
            age_band=AGES[age],
            sex=SEXES[sex],
            group=GROUPS[group],
            label=label,
            service_point=room,
        )
        return _entered_late(desk, _day(day), line, Method.ESTIMATED if estimated else Method.TALLIED)
    if hour is not None or room or estimated:
        raise Refused("late_needs_day")
    with desk.store() as store:
        counted = counting.tally(
            store,
            purpose=PURPOSES[purpose],
            age_band=AGES[age],
            sex=SEXES[sex],
            head_count=count,
            group=GROUPS[group],
            label=label,
            clock=desk.clock,
        )
        counted_today = today(store, clock=desk.clock).visits
    said = f"Đã ghi {texts.number(counted.head_count)} lượt lúc {texts.hour(counted.at)}."
    return said, {
        "epoch": counted.visit.epoch,
        "seq": counted.visit.seq,
        "at": counted.at,
        "head_count": counted.head_count,
        "visits_today": counted_today,
    }


def _entered_late(desk: Desk, day: date, line: LateLine, method: Method) -> Report:
    with desk.store() as store:
        counted = enter_late(store, day, [line], clock=desk.clock, method=method)
        that_day = list_visits(store, day, clock=desk.clock).counted
    said = (
        f"Đã nhập bù {texts.number(counted.head_count)} lượt vào {texts.long_day(day)}; "
        f"ngày ấy có {texts.number(that_day)} lượt ở máy này."
    )
    return said, {
        "epoch": counted.visit.epoch,
        "seq": counted.visit.seq,
        "day": day.isoformat(),
        "head_count": counted.head_count,
        "visits_that_day": that_day,
    }


def _day(told: str) -> date:
    try:
        return datetime.strptime(told.strip(), "%d/%m/%Y").replace(tzinfo=VIETNAM).date()
    except ValueError:
        raise Refused("day_not_understood") from None
