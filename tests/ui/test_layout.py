"""Every screen at every size: nothing cut, nothing too small to touch, nothing nameless."""

import dataclasses
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from kiosk.errors import Refused, Unavailable
from kiosk.storage.connection import open_store
from kiosk.usecases.back_up import BackedUp
from kiosk.usecases.list_backups import Listed, Outlook
from kiosk.usecases.mend import mend
from kiosk.usecases.metered_link import MOST_DAILY
from kiosk.usecases.restore_backup import restore_backup
from kiosk.values import (
    Address,
    AgeBand,
    ClockStanding,
    Confidence,
    Doubt,
    EntryRef,
    Greeting,
    HeldAside,
    Hop,
    HopOutcome,
    MeteredLink,
    Notice,
    Point,
    SyncStatus,
    Tallied,
)
from sync.client.bundle import Exported, told
from sync.client.findings import FINDINGS
from sync.client.findings import told as finding_in_words
from tests.homes import MORNING, KioskHome, StandingClock
from tests.ui.fitting import complaints, lay_out
from tests.ui.windows import LYING, STANDING, WIDE, Open, open_window
from ui.office.copies import mending_line
from ui.office.desk import Office
from ui.office.drives import Drive
from ui.officer.doctor import DoctorCard
from ui.officer.usb import UsbCard
from ui.sentences import KNOWN_CODES
from ui.texts import _KINDS, NOTICES, REASONS
from ui.wiring import Carried, Wiring

LONGEST_OUTLOOK = mending_line(
    Outlook(Listed(Path("backup"), MORNING - 400 * 86_400, 12, 123_456, "", 123_456, 12_345), 9_999, None, None),
    MORNING,
)
BACKUPS = [
    Listed(Path("/backups/a"), MORNING - 400 * 86_400, 12, 123_456, "", 123_456, 12_345, 99_900_000),
    Listed(Path("/media/thuvien/KINGSTON/diem-doc/b"), MORNING, 1, 5, "", 123_456, 12_345, 99_900_000, here=False),
    Listed(Path("/backups/c"), MORNING, 1, 5, "backup_damaged"),
]
BACKED_UP = BackedUp(
    Path("/backups/a"),
    123_456,
    12_345,
    (Path("/media/thuvien/KINGSTON/diem-doc/a"),),
    ((Path("/mnt/sao-luu"), "backup_not_written"),),
)
GREETING = Greeting(EntryRef(1, 2), MORNING, False, "", Address.BAN)


def screens(shown: Open) -> dict[str, Callable[[], object]]:
    """How to bring up every screen there is."""
    reception, office = shown.window.reception, shown.window.office
    pages: dict[str, Callable[[], object]] = {
        "welcome": reception.go_home,
        "welcomed": lambda: reception._was_welcomed(GREETING),
        "already": lambda: reception._was_refused(Refused("already_counted", at=MORNING)),
        "disk full": lambda: reception._was_refused(Unavailable("disk_full")),
        "walk-in": reception.open_walk_in,
        "walk-in, purpose": reception.walk_in.ages[AgeBand.CHILD].click,
        "group": reception.open_group,
        "thanks": lambda: reception._was_tallied(Tallied(EntryRef(1, 2), MORNING, 35)),
        "halted": lambda: reception.halt(Unavailable("database_damaged")),
        "halted, asked": lambda: reception.halted.ask_to_mend(LONGEST_OUTLOOK),
        "halted, mending": reception.halted.show_mending,
        "login": office.open_door,
        "day": shown.log_in,
        "sync": partial(shown.open_room, "Đồng bộ"),
        "sync, everything at once": partial(_trouble, office),
        "sync, examined": partial(_examined, office.sync.doctor),
        "sync, several sticks": partial(_ask_for_a_stick, office.sync.usb),
        "sync, a stick was full": partial(office.sync.usb.ended, told(Exported(99_999, 25, 99_999)), unfinished=True),
        "settings": partial(shown.open_room, "Cài đặt"),
        "settings, a metered line": lambda: office.settings.line.show_link(MeteredLink(True, MOST_DAILY, 999_999_999)),
        "settings, the date": office.settings.clock_line.change.click,
        "settings, backups": lambda: office.settings.backups.show_backups(BACKUPS, MORNING),
        "settings, backed up": lambda: office.settings.backups.backed_up(BACKED_UP),
        "settings, a way back": lambda: office.settings.backups.ask_to_restore(
            Outlook(BACKUPS[0], 99_999, 99_999, 88_888), MORNING
        ),
        "settings, the sheet": lambda: office.settings.sheet.ended(Path("/home/thuvien/phieu.pdf"), None),
    }
    refusals = {code: partial(reception._was_refused, Refused(code)) for code in sorted(KNOWN_CODES)}
    return {**refusals, **pages}


def _trouble(office: Office) -> None:
    """All that an officer can be told at once, each at its longest."""
    standing = ClockStanding(Doubt.BEFORE_BUILD, MORNING, Confidence.UNSURE, MORNING - 500_000_000, MORNING, MORNING)
    office._standing_known(standing)
    told = tuple(Notice(code, 12, MORNING - 400 * 86_400, "") for code in NOTICES)
    status = dataclasses.replace(
        office._status or SyncStatus(Point("", ""), "", False, "", 0, None, 0, 0, 0, None, None, "", 0, 0),
        enrolled=True,
        last_attempt_at=MORNING - 400 * 86_400,
        last_outcome="captive_portal",
        sister_visits=123_456,
        quarantined=123_456,
        notices=told,
    )
    office.show_status(status)
    held = [HeldAside(12, 1, MORNING - 400 * 86_400, what, reason) for what in _KINDS for reason in REASONS]
    office._held_known(tuple(held))
    office.sync.held.more.click()
    office._link_known(MeteredLink(True, MOST_DAILY, 999_999_999))


class _Longest(dict[str, object]):
    """A long value for whatever a finding tells."""

    def __init__(self) -> None:
        numbers = ("number", "port", "status", "since", "until", "ours", "theirs", "apart", "milliseconds", "confirmed")
        words = re.findall(r"{(\w+)}", " ".join(f"{one.sentence} {one.advice}" for one in FINDINGS.values()))
        super().__init__({**dict.fromkeys(words, "thuvien.hungyen.example"), **dict.fromkeys(numbers, 99_999)})


def _examined(card: DoctorCard) -> None:
    """Every finding that the doctor knows."""
    card.forget()
    for code in FINDINGS:
        finding = finding_in_words(code, _Longest())
        card.show_hop(Hop(code, "Máy chủ của tỉnh", HopOutcome.FAILED, code, finding.sentence, finding.advice))
    card.ended(None)


def _ask_for_a_stick(card: UsbCard) -> None:
    card.drives = lambda: [
        Drive(f"KINGSTON {number}", Path("/media") / str(number), 31_000_000_000) for number in (1, 2)
    ]
    card.export.click()


@pytest.mark.parametrize("size", [LYING, WIDE, STANDING], ids=["1366x768", "1920x1080", "1080x1920"])
def test_every_screen_fits(qtbot: QtBot, kiosk: KioskHome, clock: StandingClock, size: QSize) -> None:
    wiring = Wiring(
        lambda: open_store(kiosk.home),
        clock,
        sync_now=lambda: None,
        enrol=lambda _server, _code: None,
        export_usb=lambda _place, _from_start, _server, _code: Carried(""),
        import_usb=lambda _place: Carried(""),
        sync_even_metered=lambda: None,
        examine=lambda _server, _told: None,
        restore=partial(restore_backup, kiosk.home, clock=clock, random_bytes=os.urandom),
        mend=partial(mend, kiosk.home, clock=clock, random_bytes=os.urandom),
    )
    found: list[str] = []
    with open_window(qtbot, kiosk, clock, wiring, size) as shown:
        for name, bring_up in screens(shown).items():
            bring_up()
            lay_out(shown.window)
            assert shown.window.size() == size, name
            found += [f"{name}: {told}" for told in complaints(shown.window)]
    assert not found, "\n".join(found)
