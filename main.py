"""Điểm Đọc: the composition root and the command line. Parse, open, wire, run; nothing else."""

import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.clock import system_clock
from kiosk.config import Home, default_home
from kiosk.errors import Defect, KioskError, Refused, Unavailable
from ui.terminal import Desk

if TYPE_CHECKING:
    from concurrent.futures import Future

    from kiosk.storage.connection import Store
    from kiosk.usecases.list_backups import Outlook
    from kiosk.usecases.restore_backup import Restored
    from kiosk.values import Hop
    from sync.client.schedule import Schedule
    from ui.shell import Shell
    from ui.wiring import Carried, Wiring

COMMANDS = {
    "kiosk": "main:kiosk",
    "watch": "ui.terminal.watch:watch",
    "demo": "installer.demo:demo",
    "init": "ui.terminal.point:init",
    "enrol": "sync.client.commands:enrol",
    "status": "ui.terminal.point:status",
    "sync": "sync.client.commands:sync",
    "doctor": "sync.client.commands:doctor",
    "metered": "ui.terminal.line:metered",
    "export-usb": "sync.client.commands:export_usb",
    "import-usb": "sync.client.commands:import_usb",
    "clock": "ui.terminal.clock:clock",
    "day": "ui.terminal.day:day",
    "check-in": "ui.terminal.visits:check_in",
    "tally": "ui.terminal.visits:tally",
    "programme": "ui.terminal.programme:programme",
    "reader": "ui.terminal.reader_desk:reader",
    "backup": "ui.terminal.safety:backup",
    "restore": "ui.terminal.safety:restore",
    "mend": "ui.terminal.safety:mend",
    "recovery-sheet": "ui.terminal.safety:recovery_sheet",
    "recovery-use": "ui.terminal.safety:recovery_use",
    "province": "sync.province.commands:province",
}


OPTIONS, COMMAND = "[TÙY CHỌN]", "LỆNH …"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
SETTLED_MS = 5_000
"""After the first paint everything is loaded by then."""


class LazyGroup(click.Group):
    """Loads a command's room only when that command is called, so that the kiosk starts without Django and the like."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        try:
            command: click.Command = globals()[name] if module == "main" else _loaded(module, name)
        except ModuleNotFoundError as error:
            return _absent(cmd_name, str(error.name))
        _speak(command)
        return command


def _loaded(module: str, name: str) -> click.Command:
    command: click.Command = getattr(importlib.import_module(module), name)
    return command


def _absent(name: str, package: str) -> click.Command:
    """A command whose packages are not on this machine: a province has no Qt, a kiosk no Django."""

    def refuse(**_options: object) -> None:
        raise Unavailable("not_installed", package=package)

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=refuse, help=f"(máy này chưa cài: {package})", context_settings=settings)


def _speak(command: click.Command) -> None:
    """Let every command say what it did: its sentence on stderr and, with --json, its facts on stdout."""
    command.options_metavar = OPTIONS
    if isinstance(command, click.Group):
        command.subcommand_metavar = COMMAND
        for member in command.commands.values():
            _speak(member)
        return
    if command.callback is None or any(parameter.name == "as_json" for parameter in command.params):
        return
    command.params.append(click.Option(["--json", "as_json"], is_flag=True, help="In thêm một dòng JSON."))
    command.callback = _reported(command.callback)


def _reported(callback: Callable[..., Any]) -> Callable[..., None]:
    def call(*args: object, as_json: bool, **options: object) -> None:
        import json

        try:
            report = callback(*args, **options)
        except KioskError as error:
            if as_json:
                click.echo(json.dumps({"error": error.code, **error.details}, ensure_ascii=False, default=str))
            raise
        if report is None:
            return
        said, facts = report
        click.echo(said, err=True)
        if as_json:
            click.echo(json.dumps(facts, ensure_ascii=False, default=str))

    return call


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar=OPTIONS,
    subcommand_metavar=COMMAND,
)
@click.option("--home", type=click.Path(path_type=Path), metavar="DIR", help="Thư mục dữ liệu của máy này.")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """Điểm Đọc — quầy tự phục vụ của thư viện xã. Không có lệnh nào: mở màn hình bạn đọc."""
    here = Home(home) if home else default_home()
    ctx.obj = Desk(home, here, lambda: opened(here), system_clock, os.urandom, lambda: sync_while(here))
    if ctx.invoked_subcommand is None:
        ctx.invoke(kiosk)


@click.command()
@click.pass_obj
def kiosk(desk: Desk) -> None:
    """Mở màn hình bạn đọc (mặc định)."""
    from ui.app import run_kiosk

    if sys.platform == "linux" and not any(os.environ.get(name) for name in DISPLAYS):
        raise Unavailable("no_display")  # Qt would abort the process instead
    with alone(desk.home):
        sys.exit(run_kiosk(wired(desk)))


def wired(desk: Desk) -> "Wiring":
    """The window's wires: the store, the line to the province, and what starts after the first paint."""
    from ui.window.power import can_switch_off, switch_off
    from ui.wiring import Wiring

    def sync_now(*, even_metered: bool = False) -> None:
        from sync.client.budget import carry

        with desk.store() as store:
            carry(store, clock=desk.clock, even_metered=even_metered)

    def send(stopping: Callable[[], bool]) -> None:
        sync_while(desk.home, stopping)

    def examine(server: str, told: Callable[["Hop"], None]) -> None:
        from sync.client.doctor import examine

        for hop in examine(desk.store, clock=desk.clock, random_bytes=desk.random_bytes, url=server):
            told(hop)

    def enrol(server: str, code: str) -> None:
        from sync.client.enrolment import enrol

        with desk.store() as store:
            enrol(store, server, code, clock=desk.clock)
        sync_now()

    def mending_outlook() -> "Outlook | None":
        from kiosk.usecases.mend import outlook

        return outlook(desk.home)

    def mend() -> "Restored":
        from kiosk.usecases.mend import mend

        return mend(desk.home, clock=desk.clock, random_bytes=desk.random_bytes)

    def restore(file: Path) -> "Restored":
        from kiosk.usecases.restore_backup import restore_backup

        return restore_backup(desk.home, file, clock=desk.clock, random_bytes=desk.random_bytes)

    return Wiring(
        mending_outlook=mending_outlook,
        mend=mend,
        restore=restore,
        open_store=lambda: open_home(desk.home),
        clock=desk.clock,
        sync_now=sync_now,
        sync_even_metered=lambda: sync_now(even_metered=True),
        sync_while=send,
        switch_off=switch_off if can_switch_off() else None,
        examine=examine,
        enrol=enrol,
        export_usb=lambda place, from_start, server, code: exported(desk, place, from_start, server, code),
        import_usb=lambda place: imported(desk, place),
        started=lambda window: started(desk, window),
    )


def sync_while(home: Home, stopping: Callable[[], bool] = lambda: False) -> None:
    """One pass to the province, given up at its next step once `stopping()` is true."""
    from sync.client.budget import carry

    with opened(home) as store:
        carry(store, clock=system_clock, stopping=stopping)


def exported(desk: Desk, place: Path, from_start: bool, server: str, code: str) -> "Carried":
    """What waits, on the stick at `place`; with a code the request to be enrolled goes along."""
    from sync.client import bundle, letters
    from sync.stick import Stick
    from ui.wiring import Carried

    with desk.store() as store:
        if code:
            with bundle.named():
                letters.ask(store, Stick(place), code, server)
        done = bundle.export(store, place, clock=desk.clock, from_start=from_start)
    return Carried(bundle.told(done), bool(done.remaining))


def imported(desk: Desk, place: Path) -> "Carried":
    """What the province wrote on the stick at `place`."""
    from sync.client import answers
    from ui.wiring import Carried

    with desk.store() as store:
        return Carried(answers.told(answers.take_answers(store, place, clock=desk.clock)))


def started(desk: Desk, window: "Shell") -> Callable[[], None]:
    """After the first paint: log and scanner at once, the schedule on a thread of its own, then sounds and camera.

    Returns how to stop: the camera first, then one short last try to reach the province.
    """
    from concurrent.futures import ThreadPoolExecutor

    from PySide6.QtCore import Qt, QTimer

    from kiosk import ids
    from kiosk.logs import keep_log
    from ui import questions
    from ui.scanning.camera import Camera
    from ui.scanning.wedge import Wedge
    from ui.sounds import Sounds, Tone
    from ui.terminal.watch import remembered_falls
    from ui.window.memory import give_back_large_buffers, tidy_up

    keep_log(desk.home)
    if falls := remembered_falls():
        window.desk.ask(questions.tell_falls(falls, clock=desk.clock))
    give_back_large_buffers()
    wedge = Wedge(ids.is_card_code, code_length=ids.CARD_LENGTH, parent=window)
    wedge.code_read.connect(window.card_scanned)
    wedge.burst_measured.connect(window.burst_measured)
    beside = ThreadPoolExecutor(1, "schedule-start")  # requests and APScheduler take a while to load
    schedule = beside.submit(scheduled, desk, window)
    beside.shutdown(wait=False)
    schedule.add_done_callback(_log_failure)
    sounds = Sounds(parent=window)
    window.sounded.connect(lambda name: sounds.play(Tone(name)))
    window.office.tone_tried.connect(lambda name: sounds.try_out(Tone(name)))
    window.choices_known.connect(lambda choices: sounds.choose(on=choices.sounds, volume=choices.volume))
    sounds.loudspeaker_found.connect(window.office.show_loudspeaker)
    sounds.start()
    camera = Camera(parent=window)
    camera.code_read.connect(window.card_scanned)
    camera.code_read.connect(window.office.code_seen)
    camera.frame_shown.connect(window.frame_shown)
    camera.camera_found.connect(window.camera_found)
    camera.camera_lost.connect(window.camera_lost)
    camera.state_changed.connect(window.office.show_camera)
    window.framed.connect(window.office.show_frame)
    window.choices_known.connect(camera.choose)
    window.choices_known.connect(camera.start, Qt.ConnectionType.SingleShotConnection)  # none wanted: none is opened
    QTimer.singleShot(SETTLED_MS, camera.start)
    QTimer.singleShot(SETTLED_MS, tidy_up)

    def stop() -> None:
        window.hide()
        camera.stop()
        if schedule.exception() is None:
            schedule.result().close()
        safe_at_closing(desk)

    return stop


def safe_at_closing(desk: Desk) -> None:
    """The last backup of the day, of all that is new since the one before."""
    from kiosk.usecases.keep_safe import keep_safe

    with contextlib.suppress(KioskError), desk.store() as store:
        keep_safe(store, clock=desk.clock, closing=True)


def _log_failure(start: "Future[Schedule]") -> None:
    if (error := start.exception()) is not None:
        logging.getLogger(__name__).error("the schedule did not start", exc_info=error)


def scheduled(desk: Desk, window: "Shell") -> "Schedule":
    """The background sync of an open window; the status line is read again after each pass."""
    from kiosk.storage import keyring
    from kiosk.usecases.keep_safe import keep_safe
    from sync.client.budget import carry
    from sync.client.schedule import Schedule

    def sync(stopping: Callable[[], bool]) -> None:
        try:
            with desk.store() as store:
                try:
                    carry(store, clock=desk.clock, stopping=stopping)
                finally:
                    if not stopping():
                        keep_safe(store, clock=desk.clock)
        finally:
            if not stopping():
                window.refresh_wanted.emit()

    schedule = Schedule(sync, device=keyring.load(desk.home.keys).device_id)
    schedule.start()
    return schedule


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Be the only window on this home. Raises Refused(`not_initialised` | `already_running`).

    Qt's own lock: it is loaded anyway, and it takes over what a killed kiosk or a power cut left behind.
    """
    from PySide6.QtCore import QLockFile

    if not home.was_made:
        raise Refused("not_initialised", home=str(home.path))
    lock = QLockFile(str(home.window_lock))
    lock.setStaleLockTime(0)  # however long a kiosk has been open, its lock is good while it lives
    if not lock.tryLock(0):
        if lock.error() == QLockFile.LockError.LockFailedError:
            raise Refused("already_running")
        raise Unavailable("home_read_only", home=str(home.path))
    try:
        yield
    finally:
        lock.unlock()


@contextlib.contextmanager
def opened(home: Home) -> Iterator["Store"]:
    """The home's store for the length of a `with`."""
    store = open_home(home)
    try:
        yield store
    finally:
        store.close()


def open_home(home: Home) -> "Store":
    """The home's store, set right where its files were changed meanwhile. Loaded here, after the first paint."""
    from kiosk.usecases.open_home import open_home

    return open_home(home, clock=system_clock, random_bytes=os.urandom)


def speak_vietnamese() -> None:
    """The command line's own words («Usage», «Error») too, whatever language the system has: click asks gettext."""
    import gettext

    from ui.language import CATALOGUES, VIETNAMESE

    gettext.bindtextdomain("messages", CATALOGUES)
    os.environ["LANGUAGE"] = VIETNAMESE


def run() -> None:
    """Run the command line. Exit 0: done; 2: refused input; 1: failure."""
    speak_vietnamese()
    try:
        main(prog_name="main.py")
    except KioskError as error:
        from ui import texts

        click.echo(str(texts.sentence(error)), err=True)
        if isinstance(error, Defect):
            raise
        sys.exit(2 if isinstance(error, Refused) else 1)


if __name__ == "__main__":
    run()
