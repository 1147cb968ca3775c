"""Commands that count: check-in and tally."""

import click

from kiosk.usecases import check_in as entering
from kiosk.usecases import tally as counting
from kiosk.usecases.today import today
from kiosk.values import AgeBand, GroupKind, Purpose, Sex
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
@click.option("--count", default=1, show_default=True, help="Số người.")
@click.option("--age", type=click.Choice(list(AGES)), default="unknown", show_default=True, help="Nhóm tuổi.")
@click.option("--sex", type=click.Choice(list(SEXES)), default="unknown", show_default=True, help="Giới tính.")
@click.option("--group", type=click.Choice(list(GROUPS)), default="none", show_default=True, help="Loại đoàn.")
@_purpose
@click.pass_obj
def tally(desk: Desk, count: int, age: str, sex: str, group: str, purpose: str) -> Report:
    """Đếm lượt đến không cần thẻ: khách vãng lai, đoàn, lớp học."""
    with desk.store() as store:
        counted = counting.tally(
            store,
            purpose=PURPOSES[purpose],
            age_band=AGES[age],
            sex=SEXES[sex],
            head_count=count,
            group=GROUPS[group],
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
