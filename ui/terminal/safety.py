"""Commands that keep what was counted: backup, restore, mend, and the recovery sheet."""

import dataclasses
from pathlib import Path

import click

from kiosk.errors import Refused
from kiosk.usecases.back_up import BackedUp, back_up, choose_backup_folder
from kiosk.usecases.list_backups import Listed, foresee, list_backups
from kiosk.usecases.mend import mend as mending
from kiosk.usecases.mend import outlook
from kiosk.usecases.print_recovery_sheet import save_recovery_sheet
from kiosk.usecases.restore_backup import Restored, restore_backup
from kiosk.usecases.use_recovery_code import adopt_point_key
from ui import texts
from ui.office import copies

from . import Desk, Report
from .keyboard import typed_code

_yes = click.option("--yes", is_flag=True, help="Làm thật. Không có: chỉ cho biết sẽ ra sao, không đổi gì.")


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), metavar="DIR", help="Từ nay chép thêm vào thư mục này.")
@click.option("--no-folder", is_flag=True, help="Từ nay không chép vào thư mục thứ hai nữa.")
@click.pass_obj
def backup(desk: Desk, folder: Path | None, no_folder: bool) -> Report:
    """Sao lưu ngay (máy tự sao lưu mỗi ngày và khi đóng). USB có thư mục diem-doc-sao-luu được chép thêm một bản."""
    with desk.store() as store:
        if folder is not None or no_folder:
            choose_backup_folder(store, folder)
        made = back_up(store, clock=desk.clock)
    lines = [f"Đã sao lưu {texts.number(made.visits)} lượt, {texts.number(made.readers)} bạn đọc vào {made.path}."]
    lines += [f"Đã chép thêm một bản vào {place}." for place in made.copies]
    lines += [copies.missed_line(place, code) for place, code in made.missed]
    lines.append("Bản sao không chứa khóa: giữ phiếu khôi phục riêng (main.py recovery-sheet).")
    return "\n".join(lines), _facts(made)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_yes
@click.pass_obj
def restore(desk: Desk, file: Path | None, yes: bool) -> Report:
    """Quay về bản sao lưu FILE (không ghi FILE: bản tốt mới nhất). Không có --yes: chỉ liệt kê và cho biết mất gì."""
    found = list_backups(desk.home)
    if yes:
        chosen = file or next((copy.path for copy in found if not copy.trouble), None)
        if chosen is None:
            raise Refused("backup_missing")
        done = restore_backup(desk.home, chosen, clock=desk.clock, random_bytes=desk.random_bytes)
        return f"Đã quay về bản sao lưu. {copies.restored_line(done)}", _done(done)
    now = desk.clock().wall
    lines = [f"Có {len(found)} bản sao lưu:", *(f"{copy.path}\n  {copies.backup_line(copy, now)}" for copy in found)]
    meant = next((copy for copy in found if _is_meant(copy, file)), None)
    if meant is not None:
        lines += [copies.outlook_line(foresee(desk.home, meant), now), "Chưa đổi gì. Thêm --yes để làm thật."]
    facts = {"restored": False, "backups": [dataclasses.asdict(copy) for copy in found]}
    return "\n".join(lines), facts


@click.command()
@_yes
@click.pass_obj
def mend(desk: Desk, yes: bool) -> Report:
    """Sửa dữ liệu hỏng: bản sao lưu mới nhất, cộng mọi thứ còn đọc được trong tệp hỏng."""
    if yes:
        done = mending(desk.home, clock=desk.clock, random_bytes=desk.random_bytes)
        return f"Đã sửa xong. {copies.restored_line(done)}", _done(done)
    seen = outlook(desk.home)
    said = copies.mending_line(seen, desk.clock().wall)
    return f"{said}\nChưa đổi gì. Thêm --yes để làm thật.", {"mended": False, "backup": seen and str(seen.backup.path)}


@click.command("recovery-sheet")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def recovery_sheet(desk: Desk, file: Path) -> Report:
    """Ghi phiếu khôi phục ra FILE (.pdf hoặc .png) để in một lần. Ai có phiếu đọc được họ tên mọi bạn đọc."""
    with desk.store() as store:
        save_recovery_sheet(store, file, clock=desk.clock)
    said = f"Phiếu khôi phục ở {file}. Hãy in, cất nơi khóa được, rồi xóa tệp này."
    return said, {"sheet": str(file)}


@click.command("recovery-use")
@click.pass_obj
def recovery_use(desk: Desk) -> Report:
    """Dùng khóa trên phiếu khôi phục của điểm cho máy này (đọc mã từ bàn phím, máy quét hoặc đầu vào chuẩn)."""
    adopted = adopt_point_key(desk.home, typed_code())
    with desk.store():  # opening wraps every reader's key anew
        pass
    said = "Máy này đã dùng khóa trên phiếu." if adopted else "Máy này vốn đã dùng đúng khóa trên phiếu này."
    return said, {"adopted": adopted}


def _is_meant(copy: Listed, file: Path | None) -> bool:
    return copy.path.resolve() == file.resolve() if file else not copy.trouble


def _facts(made: BackedUp) -> dict[str, object]:
    return {
        "backup": str(made.path),
        "visits": made.visits,
        "readers": made.readers,
        "copies": [str(path) for path in made.copies],
        "missed": {str(place): code for place, code in made.missed},
    }


def _done(done: Restored) -> dict[str, object]:
    return {
        "restored": True,
        "epoch": done.epoch,
        "last": [done.last.epoch, done.last.seq],
        "visits": done.visits,
        "salvaged": done.salvaged.entries,
        "set_aside": str(done.aside),
    }
