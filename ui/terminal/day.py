"""The command that ends a day: its sums, a backup, one pass to the province. Nothing that fails stops what follows."""

import click

from kiosk.errors import KioskError
from kiosk.usecases.back_up import back_up
from kiosk.usecases.end_day import DayEnd, end_day
from ui import day_words, texts

from . import Desk, Report


@click.group()
def day() -> None:
    """Ngày làm việc của điểm."""


@day.command()
@click.option("--no-sync", is_flag=True, help="Không gửi về tỉnh.")
@click.pass_obj
def end(desk: Desk, no_sync: bool) -> Report:
    """Kết thúc ngày: cộng sổ, sao lưu, gửi về tỉnh một lần. Việc nào không được thì nói rõ và làm tiếp việc sau."""
    backup, backed_up = _back_up(desk)
    sent, outcome = _send(desk, skipped=no_sync)
    with desk.store() as store:
        sums = end_day(store, clock=desk.clock)
    now = desk.clock().wall
    lines = [f"{texts.long_day(sums.day)}: {texts.number(sums.visits)} lượt.", day_words.sum_line(sums)]
    lines += [f"Chờ cán bộ xem: {day_words.look_line(one)}." for one in sums.to_look_at]
    lines += [*backup, sent, day_words.waits_line(sums.status, now)]
    return "\n".join(line for line in lines if line), {**_facts(sums), "backup": backed_up, "sync": outcome}


def _back_up(desk: Desk) -> tuple[list[str], str]:
    try:
        with desk.store() as store:
            made = back_up(store, clock=desk.clock)
    except KioskError as error:
        return [day_words.not_backed_up(error)], error.code
    return day_words.backed_up_lines(made), str(made.path)


def _send(desk: Desk, *, skipped: bool) -> tuple[str, str]:
    if skipped or desk.carry is None:
        return day_words.SKIPPED, "skipped"
    try:
        desk.carry()
    except KioskError as error:
        return day_words.not_sent(error), error.code
    return day_words.SENT, "ok"


def _facts(sums: DayEnd) -> dict[str, object]:
    return {
        "day": sums.day.isoformat(),
        "visits": sums.visits,
        "by_purpose": {one.name.lower(): count for one, count in sums.by_purpose.items()},
        "by_method": {one.name.lower(): count for one, count in sums.by_method.items()},
        "by_age": {one.name.lower(): count for one, count in sums.by_age.items()},
        "groups": sums.groups,
        "in_groups": sums.in_groups,
        "late": sums.late,
        "voided": sums.voided,
        "to_look_at": [{**one._asdict(), "kind": one.kind.name.lower()} for one in sums.to_look_at],
        "pending_visits": sums.status.pending_visits,
        "confirmed_visits": sums.status.confirmed_visits,
    }
