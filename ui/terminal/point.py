"""Commands about the point itself: init and status."""

import dataclasses

import click

from kiosk.usecases.clock_standing import clock_standing
from kiosk.usecases.initialise import initialise
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from ui import texts

from . import Desk, Report
from .keyboard import typed_code

_NONCE = 16


@click.command()
@click.option("--point", "code", required=True, metavar="MÃ", help="Mã điểm thư viện do tỉnh cấp, ví dụ 12019-01.")
@click.option("--name", required=True, metavar="TÊN", help="Tên điểm, như ghi trên biển.")
@click.option("--recovery", is_flag=True, help="Điểm đã có máy khác: hỏi mã trên phiếu khôi phục, để mở được họ tên.")
@click.pass_obj
def init(desk: Desk, code: str, name: str, recovery: bool) -> Report:
    """Khởi tạo máy này thành một điểm đọc (không cần mạng)."""
    made = initialise(
        desk.home,
        code=code,
        name=name,
        nonce=desk.random_bytes(_NONCE),
        clock=desk.clock,
        recovery_code=typed_code() if recovery else None,
    )
    said = (
        f"Đã khởi tạo {made.point.name} ({made.point.code}) tại {desk.home.path}.\n"
        f"Mật khẩu cán bộ lần đầu: {made.first_password}\n"
        "Hãy ghi lại ngay: mật khẩu chỉ hiện một lần. Đổi mật khẩu ở mục Cài đặt."
    )
    return said, {
        "point": made.point.code,
        "name": made.point.name,
        "home": str(desk.home.path),
        "device": made.device,
        "first_password": made.first_password,
    }


@click.command()
@click.option("--verify", is_flag=True, help="Kiểm tra toàn bộ sổ nhật ký, từ mục đầu tiên.")
@click.pass_obj
def status(desk: Desk, verify: bool) -> Report:
    """Cho biết tỉnh đã xác nhận gì, còn gì chờ gửi."""
    with desk.store() as store:
        now = sync_status(store)
        day = today(store, clock=desk.clock)
        clock = clock_standing(store, clock=desk.clock)
        sound = verify_journal(store) if verify else None
    at = clock.now
    lines = [
        f"{now.point.name} ({now.point.code}) · hôm nay {texts.number(day.visits)} lượt.",
        f"{texts.sync_line(now, at)}.",
        f"Tỉnh đã xác nhận {texts.number(now.confirmed_visits)} lượt.",
        texts.attempt_line(now, at),
    ]
    if now.sister_visits:
        lines.append(f"Các máy khác của điểm này đã đếm {texts.number(now.sister_visits)} lượt.")
    if clock.doubt:
        lines.append(texts.clock_line(clock))
    lines.extend(texts.notice(notice) for notice in now.notices)
    if sound is not None:
        lines.append(f"Sổ nhật ký nguyên vẹn: {texts.number(sound)} mục.")
    point_visits = now.confirmed_visits + now.pending_visits + now.sister_visits
    facts = {
        **dataclasses.asdict(now),
        "point_visits": point_visits,
        "visits_today": day.visits,
        "clock_doubt": clock.doubt.name.lower(),
        "chain_verified": None if sound is None else True,
    }
    return "\n".join(lines), facts
