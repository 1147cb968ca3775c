"""What an officer asks and settles about readers, as questions for the storage worker (see ui/questions.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.questions import Store

if TYPE_CHECKING:
    from kiosk.clock import Clock
    from kiosk.usecases.find_readers import Found, FoundReader, Order, Scanned
    from kiosk.usecases.new_cards import NewCard
    from kiosk.usecases.readers_waiting import Waiting
    from kiosk.usecases.register_class import ClassPreview, Pupil
    from kiosk.usecases.register_reader import Applicant
    from kiosk.values import Consent, Declined


def find(wanted: str, order: Order, most: int) -> Callable[[Store], Found]:
    def question(store: Store) -> Found:
        from kiosk.usecases.find_readers import find_readers as use_case

        return use_case(store, wanted, order=order, most=most)

    return question


def export(wanted: str, order: Order, file: Path) -> Callable[[Store], int]:
    def question(store: Store) -> int:
        from kiosk.usecases.export_readers import export_readers as use_case

        return use_case(store, wanted, order, file)

    return question


def look_at(number: int) -> Callable[[Store], FoundReader]:
    def question(store: Store) -> FoundReader:
        from kiosk.usecases.find_readers import look_at as use_case

        return use_case(store, number)

    return question


def scanned(text: str) -> Callable[[Store], Scanned]:
    def question(store: Store) -> Scanned:
        from kiosk.usecases.find_readers import find_scanned as use_case

        return use_case(store, text)

    return question


def alike(full_name: str, birth_year: int) -> Callable[[Store], tuple[FoundReader, ...]]:
    def question(store: Store) -> tuple[FoundReader, ...]:
        from kiosk.usecases.find_readers import find_alike as use_case

        return use_case(store, full_name, birth_year)

    return question


def forget_names(store: Store) -> None:
    from kiosk.usecases.find_readers import forget_names as use_case

    use_case(store)


def waiting(*, clock: Clock) -> Callable[[Store], tuple[Waiting, ...]]:
    def question(store: Store) -> tuple[Waiting, ...]:
        from kiosk.usecases.readers_waiting import readers_waiting as use_case

        return use_case(store, clock=clock)

    return question


def register(applicant: Applicant, *, despite_likeness: bool, clock: Clock) -> Callable[[Store], NewCard]:
    def question(store: Store) -> NewCard:
        from kiosk.usecases.new_cards import register_at_desk as use_case

        return use_case(store, applicant, clock=clock, despite_likeness=despite_likeness)

    return question


def reissue(numbers: Sequence[int], *, clock: Clock) -> Callable[[Store], tuple[NewCard, ...]]:
    def question(store: Store) -> tuple[NewCard, ...]:
        from kiosk.usecases.new_cards import reissue_cards as use_case

        return use_case(store, numbers, clock=clock)

    return question


def slips_of(numbers: Sequence[int]) -> Callable[[Store], tuple[NewCard, ...]]:
    def question(store: Store) -> tuple[NewCard, ...]:
        from kiosk.usecases.new_cards import slips_of as use_case

        return use_case(store, numbers)

    return question


def look_over(file: Path, *, clock: Clock) -> Callable[[Store], ClassPreview]:
    def question(store: Store) -> ClassPreview:
        from kiosk.usecases.register_class import look_over as use_case

        return use_case(store, file, clock=clock)

    return question


def register_class(pupils: Sequence[Pupil], *, clock: Clock) -> Callable[[Store], tuple[NewCard, ...]]:
    def question(store: Store) -> tuple[NewCard, ...]:
        from kiosk.usecases.register_class import register_class as use_case

        return use_case(store, pupils, clock=clock)

    return question


def tell_consent(number: int, consent: Consent, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.tell_consent import tell_consent as use_case

        use_case(store, number, consent=consent, clock=clock)

    return question


def approve(number: int, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.approve_reader import approve_reader as use_case

        use_case(store, number, clock=clock)

    return question


def mark_staff(number: int, staff: bool, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.mark_staff import mark_staff as use_case

        use_case(store, number, staff=staff, clock=clock)

    return question


def erase(number: int, *, clock: Clock) -> Callable[[Store], int]:
    def question(store: Store) -> int:
        from kiosk.usecases.answer_erasure import carry_out_erasure as use_case

        return use_case(store, number, clock=clock)

    return question


def decline(number: int, reason: Declined, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.answer_erasure import decline_erasure as use_case

        use_case(store, number, reason, clock=clock)

    return question


def link(number: int, presented: str, *, clock: Clock) -> Callable[[Store], None]:
    def question(store: Store) -> None:
        from kiosk.usecases.link_identity_card import link_identity_card as use_case

        use_case(store, number, presented, clock=clock)

    return question


def unlink(number: int, *, clock: Clock) -> Callable[[Store], bool]:
    def question(store: Store) -> bool:
        from kiosk.usecases.link_identity_card import unlink_identity_card as use_case

        return use_case(store, number, clock=clock)

    return question
