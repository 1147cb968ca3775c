"""The kiosk's commands towards the province: enrol, sync, both by a stick, and the connection doctor."""

import dataclasses
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import click

from kiosk.clock import Clock
from kiosk.storage.connection import Store
from kiosk.values import HopOutcome
from sync.stick import Stick

from . import answers, budget, bundle, enrolment, letters, runner
from .patience import persistently

_LONGEST = 600
_MARKS = {HopOutcome.OK: "✓", HopOutcome.FAILED: "✗", HopOutcome.SKIPPED: "–"}


class Desk(Protocol):
    """What these commands need of the composition root."""

    @property
    def store(self) -> Callable[[], AbstractContextManager[Store]]:
        """Opens the home for the length of a `with`."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def random_bytes(self) -> Callable[[int], bytes]:
        """Bytes that nobody can foresee."""


@click.command()
@click.argument("words", nargs=-1, metavar="[URL] CODE")
@click.option("--usb", "place", metavar="DIR", type=click.Path(path_type=Path), help="Đăng ký bằng USB cắm ở DIR.")
@click.pass_obj
def enrol(desk: Desk, words: tuple[str, ...], place: Path | None) -> tuple[str, dict[str, object]]:
    """Đăng ký máy này với tỉnh ở địa chỉ URL bằng mã một lần CODE."""
    if len(words) not in ((2,) if place is None else (1, 2)):
        raise click.UsageError("Cần địa chỉ máy chủ và mã đăng ký." if place is None else "Cần mã đăng ký.")
    url, code = words if len(words) == 2 else ("", words[0])
    with desk.store() as store:
        if place is not None:
            with bundle.named():
                letters.ask(store, Stick(place), code, url)
            said = "Đã ghi lời xin đăng ký vào USB. Hãy mang USB về tỉnh, rồi cắm lại đây và chạy: main.py import-usb."
            return said, {"device": store.keyring.device_id.hex()}
        province = enrolment.enrol(store, url, code, clock=desk.clock)
    said = f"Đã đăng ký với tỉnh: {province.url}, máy số {province.number}."
    return said, {"server": province.url, "number": province.number, "province_key": province.public_key.hex()}


@click.command("export-usb")
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from-start", is_flag=True, help="Xuất lại từ đầu: USB trước của lần xuất này đã mất hoặc hỏng.")
@click.pass_obj
def export_usb(desk: Desk, place: Path, from_start: bool) -> tuple[str, dict[str, object]]:
    """Ghi mọi điều đang chờ gửi vào USB cắm ở DIR, để mang về tỉnh khi không có mạng."""
    with desk.store() as store:
        exported = bundle.export(store, place, clock=desk.clock, from_start=from_start)
    return bundle.told(exported), dataclasses.asdict(exported)


@click.command("import-usb")
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def import_usb(desk: Desk, place: Path) -> tuple[str, dict[str, object]]:
    """Đọc giấy xác nhận của tỉnh trên USB cắm ở DIR."""
    with desk.store() as store:
        imported = answers.take_answers(store, place, clock=desk.clock)
    return answers.told(imported), dataclasses.asdict(imported)


@click.command()
@click.option("--even-metered", is_flag=True, help="Gửi và nhận đủ, dù đường mạng tính tiền theo dung lượng.")
@click.option(
    "--keep-trying",
    "minutes",
    metavar="PHÚT",
    default=0,
    type=click.IntRange(0, _LONGEST),
    help="Chưa gửi được thì tự thử lại trong bấy nhiêu phút, rồi mới thôi.",
)
@click.pass_obj
def sync(desk: Desk, even_metered: bool, minutes: int) -> tuple[str, dict[str, object]]:
    """Gửi ngay mọi điều đang chờ về tỉnh."""

    def make_pass() -> runner.Passed:
        with desk.store() as store:
            return budget.carry(store, clock=desk.clock, even_metered=even_metered)

    passed = persistently(make_pass, seconds=minutes * 60)
    said = f"Tỉnh đã xác nhận thêm {passed.confirmed} mục ({passed.bytes_sent + passed.bytes_received} byte)."
    return said, {
        "confirmed": passed.confirmed,
        "pushes": passed.pushes,
        "bytes_sent": passed.bytes_sent,
        "bytes_received": passed.bytes_received,
    }


@click.command()
@click.option("--server", "url", default="", metavar="URL", help="Thử địa chỉ này thay cho địa chỉ đã đăng ký.")
@click.option("--json", "as_json", is_flag=True, help="In thêm một dòng JSON.")
@click.pass_context
def doctor(context: click.Context, url: str, as_json: bool) -> None:
    """Xem đường tới tỉnh đứt ở chặng nào và phải làm gì."""
    from .doctor import diagnosis, examine

    desk: Desk = context.obj
    hops = []
    for hop in examine(desk.store, clock=desk.clock, random_bytes=desk.random_bytes, url=url):
        click.echo(f"{_MARKS[hop.outcome]} {hop.title}: {hop.sentence}", err=True)
        hops.append(hop)
    first = diagnosis(hops)
    click.echo(f"Cần làm: {first.advice}" if first else "Đường tới tỉnh thông suốt.", err=True)
    if as_json:
        told = {
            "failed": first and first.name,
            "code": first and first.code,
            "hops": list(map(dataclasses.asdict, hops)),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    context.exit(1 if first else 0)
