"""How to bring up every screen that a visitor can meet, in whatever looks."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial

from PySide6.QtWidgets import QPushButton

from kiosk.errors import Refused, Unavailable
from kiosk.storage.connection import Store
from kiosk.usecases.programme import plan_event
from kiosk.values import Address, AgeBand, EntryRef, Greeting, GroupKind, GroupOffer, Sex, SyncStatus, Tallied
from tests.homes import MORNING, StandingClock
from tests.ui.windows import Open
from ui.visitor.my_card import MyCard
from ui.visitor.register import Register
from ui.visitor.register_form import Form, Step

LAN = Greeting(EntryRef(1, 2), MORNING, True, "Lan", Address.BAN)
STRANGER = Greeting(EntryRef(1, 3), MORNING, False, "", Address.BAN)
STAFF = Greeting(EntryRef(0, 0), MORNING, True, "Hoa", Address.BAN, staff=True)
CLASS = GroupOffer(EntryRef(1, 1), MORNING, GroupKind.SCHOOL_CLASS, 35, "5A")
DATA = (
    *("Thư viện xã Đức Hợp", "Điểm Đọc", "Tiếng Việt", "Kể chuyện sách cho thiếu nhi", "Lớp máy tính", "Nguyễn Thị"),
    *("Lớp 5A", "Lớp 5B", "Lớp 12A1"),
)
"""Vietnamese that stays so in English: names and titles."""


def plan_the_day(store: Store, clock: StandingClock) -> None:
    """Something that runs and something that comes."""
    for title, start, end in (("Kể chuyện sách cho thiếu nhi", -1_800, 3_600), ("Lớp máy tính", 25_200, 32_400)):
        plan_event(store, title=title, starts_at=MORNING + start, ends_at=MORNING + end, clock=clock)


def busy(status: SyncStatus) -> SyncStatus:
    """The longest honest line of an ordinary day."""
    return replace(status, enrolled=True, confirmed_at=MORNING - 86_400, pending_visits=1_234)


def visitor_screens(shown: Open, code: str) -> dict[str, Callable[[], object]]:
    """By name, each from wherever the window is. `code`: a card that is known here."""
    reception = shown.window.reception
    return {
        "welcome": reception.go_home,
        "welcomed": lambda: _welcomed(shown, code),
        "stranger": lambda: reception._greet(STRANGER, code),
        "staff": lambda: reception._greet(STAFF, code),
        "joined": lambda: _joined(shown, code),
        "already": lambda: reception._refuse(Refused("already_counted", at=MORNING), code),
        "refused": lambda: reception._refuse(Refused("health_insurance_card")),
        "damaged": lambda: reception._refuse(Refused("card_damaged")),
        "disk full": lambda: reception._refuse(Unavailable("disk_full")),
        "walk-in": reception.open_walk_in,
        "walk-in, purpose": lambda: _purpose(shown),
        "group": reception.open_group,
        "group, named": lambda: _named_group(shown),
        "thanks": lambda: reception._thank(Tallied(EntryRef(1, 2), MORNING, 35)),
        "display": reception.open_display,
        "help": reception.open_help,
        **{f"register, {name}": partial(_asked, shown, step, form) for name, (step, form) in _QUESTIONS.items()},
        "my card": lambda: _own_card(shown, code),
        "my code": lambda: _own_code(shown, code),
    }


_ADULT = Form(name="Nguyễn Thị Lan", year=1990, sex=Sex.FEMALE)
_CHILD = Form(name="Nguyễn Thị Hường", year=2018, sex=Sex.FEMALE, parent_here=True, representative="Nguyễn Thị")
_ALONE = Form(name="Nguyễn Thị Hường", year=2018, sex=Sex.FEMALE, parent_here=False)
_QUESTIONS = {
    "name": (Step.NAME, _ADULT),
    "year": (Step.YEAR, _ADULT),
    "sex": (Step.SEX, _ADULT),
    "consent": (Step.CONSENT, _ADULT),
    "parent": (Step.PARENT, _CHILD),
    "representative": (Step.REPRESENTATIVE, _CHILD),
    "consent of a parent": (Step.CONSENT, _CHILD),
    "awaiting": (Step.AWAITING, _ALONE),
}


def _welcomed(shown: Open, code: str) -> None:
    shown.window.reception._greet(LAN, code)
    shown.window.reception._offer(LAN, CLASS)


def _joined(shown: Open, code: str) -> None:
    shown.window.reception._greet(LAN, code)
    shown.window.reception.welcomed.joined(CLASS)


def _purpose(shown: Open) -> None:
    shown.window.reception.open_walk_in()
    shown.window.reception.walk_in.ages[AgeBand.CHILD].click()


def _named_group(shown: Open) -> None:
    page = shown.window.reception.group
    shown.window.reception.open_group()
    shown.settled()
    page.show_names({GroupKind.SCHOOL_CLASS: ("Lớp 5A", "Lớp 5B", "Lớp 12A1")})
    page.kinds[GroupKind.SCHOOL_CLASS].click()
    page.names.findChildren(QPushButton)[0].click()


def _asked(shown: Open, step: Step, form: Form) -> None:
    shown.window.reception.go_home()
    shown.window.registrar.open()
    shown.settled()
    page = shown.window.registrar.page
    assert isinstance(page, Register)
    for field in fields(Form):
        setattr(page.form, field.name, getattr(form, field.name))
    page._go(step)


def _own_card(shown: Open, code: str) -> None:
    shown.window.own_card.open(code)
    shown.settled()


def _own_code(shown: Open, code: str) -> None:
    _own_card(shown, code)
    page = shown.window.own_card.page
    assert isinstance(page, MyCard)
    page.code.click()
    shown.settled()
