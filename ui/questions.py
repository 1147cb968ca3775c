"""Use cases as questions for the storage worker.

Each is imported on the worker's thread at its first use, so the window paints before any storage code is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.values import AgeBand, EntryRef, Greeting, GroupKind, Point, Purpose, SyncStatus, Tallied, Today

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


def tally_group(head_count: int, group: GroupKind, *, clock: Clock) -> Callable[[Store], Tallied]:
    """A group in one record. A class or a club came for just that; of a delegation nobody told the purpose."""

    def question(store: Store) -> Tallied:
        from kiosk.usecases.tally import tally as use_case
        from kiosk.values import GroupKind, Purpose

        purpose = Purpose.NOT_TOLD if group is GroupKind.DELEGATION else Purpose.CLASS_OR_CLUB
        return use_case(store, purpose=purpose, head_count=head_count, group=group, clock=clock)

    return question


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
