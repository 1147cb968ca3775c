"""The kiosk's commands towards the province: enrol and sync."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

import click

from kiosk.clock import Clock
from kiosk.storage.connection import Store

from . import enrolment, runner


class Desk(Protocol):
    """What these commands need of the composition root."""

    @property
    def store(self) -> Callable[[], AbstractContextManager[Store]]:
        """Opens the home for the length of a `with`."""

    @property
    def clock(self) -> Clock:
        """The time."""


@click.command()
@click.argument("url")
@click.argument("code")
@click.pass_obj
def enrol(desk: Desk, url: str, code: str) -> tuple[str, dict[str, object]]:
    """Đăng ký máy này với tỉnh ở địa chỉ URL bằng mã một lần CODE."""
    with desk.store() as store:
        province = enrolment.enrol(store, url, code, clock=desk.clock)
    said = f"Đã đăng ký với tỉnh: {province.url}, máy số {province.number}."
    return said, {"server": province.url, "number": province.number, "province_key": province.public_key.hex()}


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
