"""The one bridge between threads."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pytestqt.qtbot import QtBot

from kiosk.errors import Defect, KioskError, Refused, Unavailable
from ui.background import Worker


class Desk:
    """What a worker owns, noting which threads touched it."""

    def __init__(self) -> None:
        self.opened_on = threading.get_ident()
        self.closed_on: int | None = None

    def close(self) -> None:
        self.closed_on = threading.get_ident()


@contextmanager
def working(open_desk: Callable[[], Desk] = Desk) -> Iterator[Worker[Desk]]:
    worker = Worker("test", open_desk)
    try:
        yield worker
    finally:
        worker.close()


def raising(error: Exception) -> Callable[[Desk], None]:
    def question(_desk: Desk) -> None:
        raise error

    return question


def test_a_question_runs_on_the_worker_and_its_answer_comes_back_here(qtbot: QtBot) -> None:
    threads: list[int] = []
    with working() as worker:
        worker.ask(lambda _desk: threading.get_ident(), lambda there: threads.extend((there, threading.get_ident())))
        qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] != threading.get_ident()
    assert threads[1] == threading.get_ident()


def test_answers_come_in_the_order_asked(qtbot: QtBot) -> None:
    seen: list[int] = []
    with working() as worker:
        for number in range(50):
            worker.ask(lambda _desk, n=number: n, seen.append)  # type: ignore[misc]  # mypy cannot type n=number
        qtbot.waitUntil(lambda: worker.waiting == 0)
    assert seen == list(range(50))


@pytest.mark.parametrize("error", [Refused("card_revoked"), Unavailable("disk_full")])
def test_what_a_person_or_the_world_can_mend_goes_to_who_asked(qtbot: QtBot, error: KioskError) -> None:
    told: list[KioskError] = []
    with working() as worker:
        worker.ask(raising(error), None, told.append)
        qtbot.waitUntil(lambda: bool(told))
    assert told == [error]


@pytest.mark.parametrize("error", [Defect("journal_not_opened"), ZeroDivisionError("ours")])
def test_a_mistake_of_ours_is_logged_and_told_apart(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    told: list[KioskError] = []
    with working() as worker:
        with qtbot.waitSignal(worker.failed) as failed:
            worker.ask(raising(error), None, told.append)
        answers: list[int] = []
        worker.ask(lambda _desk: 1, answers.append)
        qtbot.waitUntil(lambda: answers == [1])
    assert failed.args == [error]
    assert told == []
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_desk_that_cannot_be_opened_is_tried_again(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    ready = threading.Event()

    def open_desk() -> Desk:
        if not ready.is_set():
            raise Unavailable("disk_full")
        return Desk()

    told: list[KioskError] = []
    answers: list[int] = []
    with working(open_desk) as worker:
        with qtbot.waitSignal(worker.unopened) as unopened:
            worker.ask(lambda _desk: 1, answers.append, told.append)
        assert unopened.args is not None
        qtbot.waitUntil(lambda: bool(told))
        ready.set()
        worker.ask(lambda _desk: 2, answers.append, told.append)
        qtbot.waitUntil(lambda: answers == [2])
    assert [error.code for error in told] == ["disk_full"]


def test_closing_finishes_what_was_asked_and_closes_the_desk_on_its_own_thread() -> None:
    done: list[int] = []
    desks: list[Desk] = []

    def open_desk() -> Desk:
        desks.append(Desk())
        return desks[0]

    with working(open_desk) as worker:
        for number in range(200):
            worker.ask(lambda _desk, n=number: done.append(n))  # type: ignore[misc]  # mypy cannot type n=number
    assert done == list(range(200))
    assert desks[0].closed_on == desks[0].opened_on


def test_nothing_is_asked_after_closing(qtbot: QtBot) -> None:
    with working() as worker:
        worker.close()
        worker.ask(lambda _desk: 1)
        assert worker.waiting == 0


def test_a_desk_is_closed_for_an_errand_and_opened_anew_for_the_next_question(qtbot: QtBot) -> None:
    made: list[Desk] = []

    def open_desk() -> Desk:
        made.append(Desk())
        return made[-1]

    heard: list[object] = []
    with working(open_desk) as worker:
        worker.ask(lambda desk: made.index(desk), heard.append)
        worker.ask_with_the_desk_closed(lambda: made[0].closed_on, heard.append)
        worker.ask(lambda desk: made.index(desk), heard.append)
        qtbot.waitUntil(lambda: worker.waiting == 0)
        assert heard == [0, made[0].opened_on, 1]
        assert made[1].closed_on is None


def test_a_refused_errand_with_the_desk_closed_opens_it_again(qtbot: QtBot) -> None:
    refused: list[KioskError] = []
    heard: list[object] = []

    def errand() -> None:
        raise Refused("backup_foreign")

    with working() as worker:
        worker.ask_with_the_desk_closed(errand, None, refused.append)
        worker.ask(lambda desk: desk.closed_on, heard.append)
        qtbot.waitUntil(lambda: worker.waiting == 0)
    assert [error.code for error in refused] == ["backup_foreign"]
    assert heard == [None]


def test_what_is_asked_in_passing_waits_until_nobody_waits_for_anything_else(qtbot: QtBot) -> None:
    seen: list[str] = []
    held = threading.Event()
    with working() as worker:
        worker.ask(lambda _desk: held.wait(10))
        for name in ("today", "status", "today"):
            worker.ask_in_passing(name, lambda _desk, n=name: n, seen.append)  # type: ignore[misc]  # as above
        worker.ask(lambda _desk: "a visitor", seen.append)
        held.set()
        qtbot.waitUntil(lambda: worker.waiting == 0)
    assert seen == ["a visitor", "today", "status"]


def test_what_was_asked_in_passing_is_asked_again_once_it_has_begun(qtbot: QtBot) -> None:
    """An answer that is being made may not know of what has just been written."""
    seen: list[int] = []
    begun, held = threading.Event(), threading.Event()

    def slow(_desk: Desk) -> int:
        begun.set()
        held.wait(10)
        return 1

    with working() as worker:
        worker.ask_in_passing("today", slow, seen.append)
        assert begun.wait(10)
        worker.ask_in_passing("today", lambda _desk: 2, seen.append)
        held.set()
        qtbot.waitUntil(lambda: worker.waiting == 0)
    assert seen == [1, 2]
