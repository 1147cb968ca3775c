"""`main.py province …`: the province's command line. Works beside a running server.

Sentences go to stderr, results to stdout; with --json the last line of stdout is one object. Exit 0 done, 2 refused
input, 1 failure. Django is loaded only by the command that runs.
"""

import functools
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn, ParamSpec

import click

from .home import DATABASE_URL_VARIABLE, ProvinceHome, ProvinceUnusable

P = ParamSpec("P")
Report = dict[str, object]

_FAILURES: Final = {
    "unwritable": "Không ghi được vào thư mục của tỉnh: {detail}. Hãy kiểm tra quyền và chỗ trống trên đĩa.",
    "key_damaged": "Không đọc được tệp khóa {detail}. Hãy phục hồi tệp này từ bản sao lưu; đừng xóa nó.",
    "newer": "Cơ sở dữ liệu do phiên bản mới hơn tạo ra. Không có gì bị thay đổi. Hãy dùng chương trình mới hơn.",
    "unreachable": "Không dùng được cơ sở dữ liệu: {detail}",
    "address": "Địa chỉ cơ sở dữ liệu không đúng. Ví dụ: postgresql://ten:matkhau@may/tinh",
}


class Stopped(click.ClickException):
    """A command that could not be done; `code` is a stable word for --json."""

    as_json = False

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)
        if self.as_json:
            click.echo(json.dumps({"error": self.code}))


class Refused(Stopped):
    """The person can mend it, and nothing was written."""

    exit_code = 2


def refuse(code: str, sentence: str) -> NoReturn:
    """End the command."""
    raise Refused(code, sentence)


@click.group(help="Máy chủ của Thư viện tỉnh: nhận số liệu từ các điểm, và trang theo dõi.")
@click.option("--home", "folder", type=click.Path(file_okay=False, path_type=Path), help="Thư mục dữ liệu của tỉnh.")
@click.option("--database-url", envvar=DATABASE_URL_VARIABLE, help="PostgreSQL, thay cho SQLite trong thư mục dữ liệu.")
@click.pass_context
def province(context: click.Context, folder: Path | None, database_url: str | None) -> None:
    given = folder or getattr(context.obj, "path", None)
    home = ProvinceHome(Path(given).absolute()) if given else ProvinceHome.usual()
    context.obj = (home, database_url)


def _on_database(run: Callable[P, Report]) -> Callable[..., None]:
    """A command that works on the opened database and reports an object, printed with --json."""

    @click.option("--json", "as_json", is_flag=True, help="Dòng cuối là một đối tượng JSON.")
    @functools.wraps(run)
    def command(as_json: bool, *args: P.args, **kwargs: P.kwargs) -> None:
        with _telling(as_json):
            home, database_url = click.get_current_context().obj
            from django.db import connections  # Django is loaded here, not by --help

            from .database import migrate
            from .settings import configure

            configure(home, database_url)
            migrate(home)
            try:
                report = run(*args, **kwargs)
            finally:
                connections.close_all()
            if as_json:
                click.echo(json.dumps(report, ensure_ascii=False))

    return command


@contextmanager
def _telling(as_json: bool) -> Iterator[None]:
    """Turn what stops a command into a sentence, and into an object where that was asked for."""
    try:
        yield
    except ProvinceUnusable as error:
        stopped = Stopped(error.code, _FAILURES[error.code].format(detail=error.detail))
        stopped.as_json = as_json
        raise stopped from error
    except Stopped as stopped:
        stopped.as_json = as_json
        raise


@province.command(help="Chạy máy chủ. Cổng 0: tự chọn một cổng còn trống và in ra.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ để nghe; 0.0.0.0 là mọi địa chỉ.")
@click.option("--port", default=8_733, show_default=True, type=click.IntRange(0, 65_535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Số tiến trình cùng phục vụ. Một là đủ cho cả tỉnh; dùng PostgreSQL và máy có nhiều nhân thì mỗi nhân một"
    " tiến trình. Windows chỉ chạy được một.",
)
@click.option("--trusted-proxy", help="Địa chỉ của máy trung gian TLS đặt trước máy chủ này, ví dụ 127.0.0.1.")
@click.option("--database-url", "own_database_url", help="Như --database-url đứng trước lệnh.")
@click.option("--json", "as_json", is_flag=True, help="In địa chỉ bằng một dòng JSON.")
@click.pass_obj
def serve(
    obj: tuple[ProvinceHome, str | None],
    host: str,
    port: int,
    workers: int,
    trusted_proxy: str | None,
    own_database_url: str | None,
    as_json: bool,
) -> None:
    from . import server
    from .workers import CAN_FORK

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    for quiet in ("django.request", "waitress.queue"):  # a refused push, a short queue: neither is news
        logging.getLogger(quiet).setLevel(logging.ERROR)
    home, database_url = obj

    def opened(url: str) -> None:
        click.echo(f"Máy chủ của tỉnh đang chạy tại {url}. Dừng bằng Ctrl-C.", err=True)
        click.echo(json.dumps({"url": url}) if as_json else url)

    with _telling(as_json):
        try:
            if workers > 1 and not CAN_FORK:
                refuse("one_worker_only", "Hệ điều hành này chỉ chạy được một tiến trình. Hãy bỏ --workers.")
            place = server.Place(host, port, trusted_proxy)
            address = own_database_url or database_url
            server.serve(home, place, database_url=address, opened=opened, workers=workers)
        except OSError as error:
            sentence = (
                f"Không mở được {host}, cổng {port}: {error.strerror}. Cổng có thể đang có chương trình khác dùng."
            )
            raise Stopped("port_unusable", sentence) from error


@province.command("add-point", help="Thêm một điểm thư viện. Bỏ trống tên khi mã bắt đầu bằng mã xã, phường 5 chữ số.")
@click.argument("code")
@click.argument("name", required=False)
@_on_database
def add_point(code: str, name: str | None) -> Report:
    from . import registry

    try:
        point = registry.add_point(code, name, now=_now())
    except registry.NotAPoint as error:
        refuse(error.code, error.sentence)
    click.echo(f"Đã thêm điểm {point.code}: {point.name}.", err=True)
    return {"code": point.code, "name": point.name}


@province.command("enrol-code", help="Cấp mã đăng ký dùng một lần cho một máy ở điểm.")
@click.argument("point")
@_on_database
def enrol_code(point: str) -> Report:
    from . import enrolling, registry, words

    found = registry.open_point(point)
    if found is None:
        refuse("no_such_point", f"Không có điểm {point}. Xem các điểm bằng lệnh: province status")
    code, until = enrolling.give_code(found, now=_now()), _now() + enrolling.LIFETIME
    click.echo(f"Mã đăng ký cho {found.name}, dùng một lần, đến {words.moment(until)}:", err=True)
    click.echo(code)
    return {"point": found.code, "code": code, "expires_at": until}


@province.command(help="Các điểm, máy, lượt đã nhận.")
@_on_database
def status() -> Report:
    from . import figures, words

    now = _now()
    lines = figures.point_lines(now)
    if not lines:
        click.echo("Chưa có điểm nào. Thêm điểm bằng lệnh: province add-point MÃ TÊN", err=True)
    for line in lines:
        contact = "chưa lần nào" if line.last_contact_at is None else words.since(line.last_contact_at, now)
        click.echo(
            f"{line.code:<16} {line.name} · {line.devices} máy · liên hệ {contact}"
            f" · hôm nay {words.number(line.sums.today)} · tất cả {words.number(line.sums.total)} lượt",
            err=True,
        )
    return figures.as_report(lines)


@province.command(
    "add-user", help="Thêm một cán bộ được vào trang theo dõi. Mật khẩu hỏi riêng, hoặc --password-stdin."
)
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn.")
@_on_database
def add_user(name: str, password_stdin: bool) -> Report:
    return _with_password(name, password_stdin, is_new=True)


@province.command("set-password", help="Đặt lại mật khẩu của một cán bộ, và mở khóa nếu tên đang bị khóa.")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ dòng đầu của đầu vào chuẩn.")
@_on_database
def set_password(name: str, password_stdin: bool) -> Report:
    return _with_password(name, password_stdin, is_new=False)


def _with_password(name: str, from_stdin: bool, *, is_new: bool) -> Report:
    from . import registry

    try:
        registry.ensure_user_may(name, is_new=is_new)
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        else:
            password = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Gõ lại mật khẩu", err=True)
        registry.save_user(name, password, is_new=is_new)
    except registry.NotAUser as error:
        refuse(error.code, error.sentence)
    click.echo(f"{'Đã thêm' if is_new else 'Đã đặt mật khẩu cho'} {name}.", err=True)
    return {"user": name}


@province.command("revoke-device", help="Thu hồi một máy: dữ liệu của nó từ nay được giữ riêng, không tính.")
@click.argument("device")
@_on_database
def revoke_device(device: str) -> Report:
    from . import registry

    found = registry.revoke_device(device)
    if found is None:
        refuse("no_such_device", f"Không có đúng một máy mang mã {device}. Mã máy có ở trang của điểm.")
    click.echo(f"Đã thu hồi máy số {found.number} của {found.point.name}.", err=True)
    return {"device": str(found), "point": found.point.code, "number": found.number}


@province.command("settle-alarms", help="Ghi nhận rằng các báo động của một điểm đã được xem xét.")
@click.argument("point")
@_on_database
def settle_alarms(point: str) -> Report:
    from . import alarms, registry

    found = registry.open_point(point)
    if found is None:
        refuse("no_such_point", f"Không có điểm {point}. Xem các điểm bằng lệnh: province status")
    count = alarms.settle_alarms(found, now=_now())
    click.echo(f"Đã ghi nhận {count} báo động của {found.name}. Nếu xảy ra lần nữa, báo động sẽ hiện lại.", err=True)
    return {"point": found.code, "settled": count}


@province.command("rebuild-projection", help="Tính lại mọi số liệu từ các mục đã nhận, rồi so với số đang có.")
@click.option("--check", is_flag=True, help="Chỉ so, không ghi.")
@_on_database
def rebuild_projection(check: bool) -> Report:
    from . import rebuilding

    report = rebuilding.rebuild(keep=not check)
    if report.differing:
        end = "Chưa ghi gì." if check else "Đã thay bằng số tính lại."
        click.echo(f"Có khác biệt ở: {', '.join(report.differing)}. {end}", err=True)
    else:
        click.echo(f"Khớp: {report.entries} mục, {report.visits} lượt.", err=True)
    if check and report.differing:
        raise Stopped("projection_differs", "Hãy chạy lại không có --check để sửa.")
    return {"entries": report.entries, "visits": report.visits, "differing": list(report.differing)}


@province.command("import-usb", help="Đọc USB mang từ các điểm về, rồi ghi giấy xác nhận của tỉnh lên USB.")
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path))
@_on_database
def import_usb(place: Path) -> Report:
    from django.db import DatabaseError

    from ..stick import StickTrouble
    from . import sticks, wire, words

    try:
        reading = sticks.read_stick(place, key=wire.signing_key(), now=_now())
    except StickTrouble as trouble:
        refuse(trouble.code, words.STICK[trouble.code])
    except DatabaseError as error:
        said = "Cơ sở dữ liệu đang bận. Những gì đã nhận vẫn được giữ. Hãy chạy lại lệnh này."
        raise Stopped("busy", said) from error
    for line in sticks.told(reading):
        click.echo(line, err=True)
    if reading.unanswered:
        raise Stopped(reading.unanswered, f"Chưa ghi được giấy xác nhận lên USB. {words.STICK[reading.unanswered]}")
    return sticks.as_report(reading)


def _now() -> int:
    return int(time.time())
