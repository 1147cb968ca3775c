"""The kiosk's commands towards the province: enrol, sync, and both by a stick."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import click

from kiosk.clock import Clock
from kiosk.storage.connection import Store
from sync.stick import Stick

from . import answers, bundle, enrolment, letters, runner


class Desk(Protocol):
    """What these commands need of the composition root."""

    @property
    def store(self) -> Callable[[], AbstractContextManager[Store]]:
        """Opens the home for the length of a `with`."""

    @property
    def clock(self) -> Clock:
        """The time."""


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
        exported = bundle.export(store, place, from_start=from_start)
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
@click.pass_obj
def sync(desk: Desk) -> tuple[str, dict[str, object]]:
    """Gửi ngay mọi điều đang chờ về tỉnh."""
    with desk.store() as store:
        passed = runner.run_pass(store, clock=desk.clock)
    said = f"Tỉnh đã xác nhận thêm {passed.confirmed} mục ({passed.bytes_sent + passed.bytes_received} byte)."
    return said, {
        "confirmed": passed.confirmed,
        "pushes": passed.pushes,
        "bytes_sent": passed.bytes_sent,
        "bytes_received": passed.bytes_received,
    }
