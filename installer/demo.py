"""The demo: a province and three points with sample data in a temporary home, everything real.

The provincial server is a process of its own. The points were made by the same use cases as in a village, with a month
of visits behind them; one of them opens its window. Without a display the window is offscreen, cards are shown to it as
photographs, and what it showed is kept as pictures.
"""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from installer import sample
from kiosk.clock import system_clock
from kiosk.config import Home
from kiosk.storage import journal, mirror
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from sync.client import enrolment, runner
from sync.protocol import statements
from ui.terminal import Desk

_MAIN = Path(__file__).resolve().parents[1] / "main.py"
_OFFICER = "tinh"
_PASSWORD = "hung-yen-2026"  # noqa: S105 - the demo's own province lives in a temporary folder for minutes


@dataclass(frozen=True)
class Province:
    """A provincial server that answers at `url`, with its home."""

    home: Path
    url: str

    def ask(self, *words: str) -> dict[str, Any]:
        """The facts that `main.py province …` reports."""
        return _told("province", "--home", str(self.home), *words)


@click.command()
@click.option("--headless", is_flag=True, help="Không mở cửa sổ: chạy ẩn, chụp ảnh màn hình và kể lại.")
@click.option("--screenshots", type=click.Path(path_type=Path), metavar="DIR", help="Nơi để ảnh màn hình.")
@click.option("--all-looks", is_flag=True, help="Chụp mọi màn hình bạn đọc ở mọi cỡ, tiếng, tương phản (lâu hơn).")
@click.pass_obj
def demo(desk: Desk, headless: bool, screenshots: Path | None, all_looks: bool) -> tuple[str, dict[str, object]]:
    """Chạy thử cả tỉnh: máy chủ, ba điểm đọc, số liệu mẫu, trong thư mục tạm."""
    with _temporary() as folder, _province(folder) as province:
        _say(f"Máy chủ tỉnh đang chạy tại {province.url}  (đăng nhập: {_OFFICER} / {_PASSWORD})")
        points = [_opened(province, folder, plan) for plan in sample.POINTS]
        if headless:
            pictures = _shown(desk, points, screenshots or Path("screenshots"), all_looks=all_looks)
        else:
            _say("Cửa sổ bạn đọc đang mở. Muốn kết thúc: Cán bộ → Cài đặt → Đóng phần mềm.")
            _say(f"Thẻ để thử: {', '.join(card.code for card in points[0].cards[:3])}")
            _say(f"Mật khẩu cán bộ: {points[0].password}")
            subprocess.run([sys.executable, str(_MAIN), "--home", str(points[0].home.path), "kiosk"], check=False)
            pictures = []
        return _account(province, points, pictures)


@contextmanager
def _temporary() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="diem-doc-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _province(folder: Path) -> Iterator[Province]:
    """A provincial server on a free port, in a process of its own."""
    home = folder / "tinh"
    _told("province", "--home", str(home), "add-user", _OFFICER, "--password-stdin", given=_PASSWORD)
    serving = [sys.executable, str(_MAIN), "--home", str(home), "province", "serve", "--port", "0", "--json"]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            yield Province(home, json.loads(server.stdout.readline())["url"])
        finally:
            server.terminate()


def _told(*words: str, given: str = "") -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, str(_MAIN), *words, "--json"],
        check=False,
        capture_output=True,
        input=given,
        text=True,
    )
    if run.returncode:
        raise click.ClickException(run.stderr.strip())
    facts: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return facts


def _opened(province: Province, folder: Path, plan: sample.Plan) -> sample.Point:
    """A point with its readers and its month of visits, enrolled with the province, everything confirmed."""
    province.ask("add-point", plan.code, plan.name)
    code = province.ask("enrol-code", plan.code)["code"]
    point = sample.made(Home(folder / plan.code), plan, now=system_clock().wall)
    with _store(point.home) as store:
        enrolment.enrol(store, province.url, code, clock=system_clock)
        passed = runner.run_pass(store, clock=system_clock)
    wire = passed.bytes_sent + passed.bytes_received
    _say(f"{plan.name}: {point.visits} lượt của một tháng đã về tỉnh, {wire} byte, {passed.pushes} lần gửi.")
    return point


@contextmanager
def _store(home: Home) -> Iterator[Store]:
    store = open_store(home)
    try:
        yield store
    finally:
        store.close()


def _shown(desk: Desk, points: list[sample.Point], folder: Path, *, all_looks: bool) -> list[str]:
    """Drive the first point's window offscreen and keep what it showed."""
    here = points[0].home
    at_home = dataclasses.replace(desk, path=here.path, home=here, store=lambda: _store(here))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from installer import gallery, looks_gallery

    folder.mkdir(parents=True, exist_ok=True)
    with _store(here) as store:
        back_up(store, clock=system_clock, sticks=list)
    pictures = gallery.photographed(at_home, points[0], foreign=points[1].cards[0].code, folder=folder)
    unseen = points[0].cards[len(gallery.SIZES) :]
    in_looks = looks_gallery.photographed_in_looks(at_home, unseen, folder, everything=all_looks)
    with _store(here) as store:
        held = sample.write_what_nobody_counts(store, clock=system_clock)
        runner.run_pass(store, clock=system_clock)
    _say(f"Tỉnh giữ riêng {held} dòng sổ lạ của máy này, không tính. Máy khởi động lại với đồng hồ năm 2010.")
    pictures += gallery.photographed_in_trouble(at_home, points[0], folder=folder, after=len(pictures))
    pictures += in_looks
    for picture in pictures:
        _say(f"Ảnh: {picture}")
    return [str(picture) for picture in pictures]


def _account(province: Province, points: list[sample.Point], pictures: list[str]) -> tuple[str, dict[str, object]]:
    """A last pass of every point, and then what both sides say, compared."""
    recorded = confirmed = pending = 0
    receipts: list[bool] = []
    for point in points:
        with _store(point.home) as store:
            runner.run_pass(store, clock=system_clock)
            verify_journal(store)
            status = sync_status(store)
            recorded += status.confirmed_visits + status.pending_visits
            confirmed += status.confirmed_visits
            pending += status.pending_entries
            receipts.append(_receipt_valid(store))
    at_province = int(province.ask("status")["visits"])
    said = (
        f"Ba điểm đã ghi {recorded} lượt; tỉnh có {at_province} lượt và đã ký nhận {confirmed} lượt.\n"
        f"{'Chữ ký của tỉnh đúng' if all(receipts) else 'CHỮ KÝ CỦA TỈNH SAI'}; "
        f"sổ nhật ký của ba điểm nguyên vẹn; còn {pending} mục chờ gửi."
    )
    return said, {
        "visits_recorded": recorded,
        "visits_at_province": at_province,
        "receipt_valid": all(receipts),
        "pending": pending,
        "chain_verified": True,
        "screenshots": pictures,
    }


def _receipt_valid(store: Store) -> bool:
    """Check the kept receipt once more by itself: the pinned province's signature over our own chain's head."""
    with store.reading() as tx:
        province = mirror.province(tx)
        epoch = journal.epochs(tx)[-1]
        receipt = mirror.confirmed(tx, epoch.epoch)
        head = journal.hash_at(tx, epoch.epoch, receipt.seq) if receipt else None
    if province is None or receipt is None or head != receipt.head:
        return False
    device = store.keyring.device_id
    said = statements.receipt(device, receipt.epoch, receipt.seq, receipt.head, receipt.at)
    try:
        statements.check(province.public_key, said, receipt.signature)
    except statements.BadSignature:
        return False
    return True


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
