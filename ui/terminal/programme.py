"""Commands about the programme: what is planned, one more, one less."""

from datetime import datetime, timedelta

import click

from kiosk.clock import VIETNAM, local_day
from kiosk.errors import Refused
from kiosk.usecases import programme as use_cases
from kiosk.usecases.suggest_events import suggest_events
from kiosk.values import EventKind, PlannedEvent
from ui import texts, visit_words

from . import Desk, Report

KINDS = {kind.name.lower(): kind for kind in EventKind}
_WRITTEN = "%d/%m/%Y %H:%M"
_DAY = 86_400


@click.group()
def programme() -> None:
    """Chương trình hoạt động của điểm; lượt đến trong giờ của một hoạt động được ghi kèm hoạt động ấy."""


@programme.command("add")
@click.option("--title", required=True, metavar="TÊN", help="Tên hoạt động.")
@click.option("--from", "starts", required=True, metavar="NGÀY-GIỜ", help="Bắt đầu, ví dụ “21/04/2027 08:00”.")
@click.option("--to", "ends", required=True, metavar="NGÀY-GIỜ", help="Kết thúc, ví dụ “21/04/2027 11:00”.")
@click.option("--kind", type=click.Choice(list(KINDS)), default="other", show_default=True, help="Loại hoạt động.")
@click.pass_obj
def add(desk: Desk, title: str, starts: str, ends: str, kind: str) -> Report:
    """Thêm một hoạt động vào chương trình."""
    with desk.store() as store:
        event = use_cases.plan_event(
            store,
            title=title,
            kind=KINDS[kind],
            starts_at=_seconds(starts),
            ends_at=_seconds(ends),
            clock=desk.clock,
        )
    return f"Đã thêm: {_line(event)}", _facts(event)


@programme.command("list")
@click.option("--days", default=30, show_default=True, metavar="N", help="Xem bấy nhiêu ngày tới, từ hôm nay.")
@click.pass_obj
def show(desk: Desk, days: int) -> Report:
    """Liệt kê chương trình sắp tới, và gợi ý theo kế hoạch của tỉnh."""
    now = desk.clock().wall
    today = local_day(now)
    start = int(datetime(today.year, today.month, today.day, tzinfo=VIETNAM).timestamp())
    with desk.store() as store:
        events = use_cases.programme_between(store, start, start + max(1, days) * _DAY)
        suggested = suggest_events(store, clock=desk.clock)
    last = today + timedelta(days=max(1, days) - 1)
    lines = [f"Chương trình từ {texts.day(today)} đến {texts.day(last)}:"]
    lines += [_line(event) for event in events] or ["Chưa có hoạt động nào."]
    if suggested:
        lines.append("Gợi ý theo kế hoạch của tỉnh (chưa có trong chương trình):")
        lines += [f"{texts.day(one.first)} · {one.title}" for one in suggested]
    return "\n".join(lines), {
        "events": [_facts(event) for event in events],
        "suggested": [{"title": one.title, "first": one.first.isoformat()} for one in suggested],
    }


@programme.command("cancel")
@click.argument("number", type=int)
@click.pass_obj
def cancel(desk: Desk, number: int) -> Report:
    """Hủy hoạt động số NUMBER (xem số bằng lệnh list). Lượt đã ghi kèm hoạt động ấy vẫn giữ nguyên."""
    with desk.store() as store:
        use_cases.cancel_event(store, number, clock=desk.clock)
    return f"Đã hủy hoạt động số {number}.", {"number": number, "cancelled": True}


def _seconds(told: str) -> int:
    try:
        return int(datetime.strptime(told.strip(), _WRITTEN).replace(tzinfo=VIETNAM).timestamp())
    except (ValueError, OverflowError):
        raise Refused("date_not_understood") from None


def _line(event: PlannedEvent) -> str:
    state = " (đã hủy)" if event.cancelled else ""
    day = texts.long_day(local_day(event.starts_at))
    return f"{event.number}. {day} · {visit_words.span(event)} · {event.title}{state}"


def _facts(event: PlannedEvent) -> dict[str, object]:
    return {
        "number": event.number,
        "title": event.title,
        "kind": event.kind.name.lower(),
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "cancelled": event.cancelled,
    }
