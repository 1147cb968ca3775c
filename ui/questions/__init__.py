"""Use cases as questions for the storage worker.

Each is imported on the worker's thread at its first use, so the window paints before any storage code is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.usecases.back_up import BackedUp
    from kiosk.usecases.end_day import DayEnd
    from kiosk.usecases.list_backups import Listed, Outlook
    from kiosk.usecases.print_papers import Letterhead
    from kiosk.values import (
        AgeBand,
        CardHolder,
        Choices,
        ClockStanding,
        Consent,
        EntryRef,
        Greeting,
        GroupKind,
        GroupOffer,
        HeldAside,
        IssuedCard,
        MeteredLink,
        PlannedEvent,
        Point,
        Purpose,
        Sex,
        SyncStatus,
        Tallied,
        Today,
    )

Store = Any
"""An opened home. Screens hold questions only, never the store itself, so they need not know its type."""


def check_in(text: str, *, clock: Clock) -> Callable[[Store], Greeting]:
    def question(store: Store) -> Greeting:
        from kiosk.usecases.check_in import check_in as use_case

        return use_case(store, text, clock=clock)

    return question


def tell_purpose(visit: EntryRef, purpose: Purpose, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.tell_purpose import tell_purpose as use_case

        use_case(store, visit, purpose, clock=clock)

    return question


def register_walk_in(age_band: AgeBand, purpose: Purpose, *, clock: Clock) -> Callable[[Store], Tallied]:
    """One visitor without a card who told it by touch: method SELF_REGISTERED."""

    def question(store: Store) -> Tallied:
        from kiosk.usecases.tally import tally as use_case
        from kiosk.values import Method

        return use_case(store, purpose=purpose, age_band=age_band, method=Method.SELF_REGISTERED, clock=clock)

    return question


def tally_group(head_count: int, group: GroupKind, label: str, *, clock: Clock) -> Callable[[Store], Tallied]:
    """A group in one record. A class or a club came for just that; of a delegation nobody told the purpose.

    `label`: what it calls itself, "" where nobody said.
    """

    def question(store: Store) -> Tallied:
        from kiosk.usecases.tally import tally as use_case
        from kiosk.values import GroupKind, Purpose

        purpose = Purpose.NOT_TOLD if group is GroupKind.DELEGATION else Purpose.CLASS_OR_CLUB
        return use_case(store, purpose=purpose, head_count=head_count, group=group, label=label, clock=clock)

    return question


def recent_groups(store: Store) -> Mapping[GroupKind, tuple[str, ...]]:
    from kiosk.usecases.recent_groups import recent_groups as use_case

    return use_case(store)


def today(*, clock: Clock) -> Callable[[Store], Today]:
    def question(store: Store) -> Today:
        from kiosk.usecases.today import today as use_case

        return use_case(store, clock=clock)

    return question


def sync_status(store: Store) -> SyncStatus:
    from kiosk.usecases.sync_status import sync_status as use_case

    return use_case(store)


def point_of(store: Store) -> Point:
    from kiosk.usecases.point_of import point_of as use_case

    return use_case(store)


def log_in(password: str, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.log_in import log_in as use_case

        use_case(store, password, clock=clock)

    return question


def change_password(old: str, new: str, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.change_password import change_password as use_case

        use_case(store, old=old, new=new, clock=clock)

    return question


def choices(store: Store) -> Choices:
    from kiosk.usecases.choices import choices as use_case

    return use_case(store)


def programme(*, clock: Clock) -> Callable[[Store], tuple[PlannedEvent, ...]]:
    def question(store: Store) -> tuple[PlannedEvent, ...]:
        from kiosk.usecases.programme import programme as use_case

        return use_case(store, clock=clock)

    return question


def group_offer(*, clock: Clock) -> Callable[[Store], GroupOffer | None]:
    def question(store: Store) -> GroupOffer | None:
        from kiosk.usecases.join_group import group_offer as use_case

        return use_case(store, clock=clock)

    return question


def join_group(visit: EntryRef, group: EntryRef, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.join_group import join_group as use_case

        use_case(store, visit, group, clock=clock)

    return question


def register_reader(
    *,
    full_name: str,
    birth_year: int,
    sex: Sex,
    consent: Consent,
    representative: str,
    despite_likeness: bool,
    clock: Clock,
) -> Callable[[Store], IssuedCard]:
    """A visitor makes a card without an officer."""

    def question(store: Store) -> IssuedCard:
        from kiosk.usecases.register_reader import register_reader as use_case

        return use_case(
            store,
            full_name=full_name,
            birth_year=birth_year,
            sex=sex,
            consent=consent,
            representative=representative,
            despite_likeness=despite_likeness,
            clock=clock,
        )

    return question


def my_card(text: str, *, clock: Clock) -> Callable[[Store], CardHolder]:
    def question(store: Store) -> CardHolder:
        from kiosk.usecases.my_card import my_card as use_case

        return use_case(store, text, clock=clock)

    return question


def ask_for_erasure(text: str, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.my_card import ask_for_erasure as use_case

        use_case(store, text, clock=clock)

    return question


# ---- what only an officer asks ----


def choose(**changes: Any) -> Callable[[Store], Choices]:
    """Choose, and what then holds."""

    def question(store: Store) -> Choices:
        from kiosk.usecases.choices import choose as use_case

        return use_case(store, **changes)

    return question


def clock_standing(*, clock: Clock) -> Callable[[Store], ClockStanding]:
    def question(store: Store) -> ClockStanding:
        from kiosk.usecases.clock_standing import clock_standing as use_case

        return use_case(store, clock=clock)

    return question


def tell_date(told_at: int, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.tell_date import tell_date as use_case

        use_case(store, told_at, clock=clock)

    return question


def see_notices(*, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.see_notices import see_notices as use_case

        use_case(store, clock=clock)

    return question


def held_aside(limit: int) -> Callable[[Store], tuple[HeldAside, ...]]:
    def question(store: Store) -> tuple[HeldAside, ...]:
        from kiosk.usecases.held_aside import held_aside as use_case

        return use_case(store, limit=limit)

    return question


def metered_link(*, clock: Clock) -> Callable[[Store], MeteredLink]:
    def question(store: Store) -> MeteredLink:
        from kiosk.usecases.metered_link import metered_link as use_case

        return use_case(store, clock=clock)

    return question


def change_metered_link(metered: bool, daily_bytes: int, *, clock: Clock) -> Callable[[Store], MeteredLink]:
    """Choose, and what then holds."""

    def question(store: Store) -> MeteredLink:
        from kiosk.usecases.metered_link import change_metered_link as use_case

        use_case(store, metered=metered, daily_bytes=daily_bytes)
        return metered_link(clock=clock)(store)

    return question


def tell_falls(count: int, *, clock: Clock) -> Callable[[Store], None]:
    """The window fell so often in the last ten minutes."""

    def question(store: Store) -> None:
        from kiosk.usecases.tell_falls import tell_falls as use_case

        use_case(store, count, clock=clock)

    return question


def end_day(*, clock: Clock) -> Callable[[Store], DayEnd]:
    def question(store: Store) -> DayEnd:
        from kiosk.usecases.end_day import end_day as use_case

        return use_case(store, clock=clock)

    return question


# ---- backups: asked over a connection of its own, since looking through a copy takes a while ----


def last_backup(store: Store) -> int | None:
    from kiosk.usecases.list_backups import last_backup as use_case

    return use_case(store)


def backup_folder(store: Store) -> Path | None:
    from kiosk.usecases.back_up import backup_folder as use_case

    return use_case(store)


def choose_backup_folder(folder: Path | None) -> Callable[[Store], Path | None]:
    """Choose, and what then holds."""

    def question(store: Store) -> Path | None:
        from kiosk.usecases.back_up import choose_backup_folder as use_case

        use_case(store, folder)
        return backup_folder(store)

    return question


def back_up(*, clock: Clock) -> Callable[[Store], BackedUp]:
    def question(store: Store) -> BackedUp:
        from kiosk.usecases.back_up import back_up as use_case

        return use_case(store, clock=clock)

    return question


def list_backups(store: Store) -> list[Listed]:
    from kiosk.usecases.list_backups import list_backups as use_case

    return use_case(store.home)


def foresee(copy: Listed) -> Callable[[Store], Outlook]:
    def question(store: Store) -> Outlook:
        from kiosk.usecases.list_backups import foresee as use_case

        return use_case(store.home, copy)

    return question


def save_recovery_sheet(file: Path, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.print_recovery_sheet import save_recovery_sheet as use_case

        use_case(store, file, clock=clock)

    return question


def recovery_sheet(*, clock: Clock) -> Callable[[Store], bytes]:
    """As a picture (PNG)."""

    def question(store: Store) -> bytes:
        from kiosk.usecases.print_recovery_sheet import print_recovery_sheet as use_case

        return use_case(store, clock=clock, form="PNG")

    return question


# ---- papers: what they need of the store; they are drawn elsewhere (ui/paper/press.py) ----


def letterhead(*, clock: Clock) -> Callable[[Store], Letterhead]:
    def question(store: Store) -> Letterhead:
        from kiosk.usecases.print_papers import letterhead as use_case

        return use_case(store, clock=clock)

    return question
