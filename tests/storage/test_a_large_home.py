"""What stands between a scan and its answer takes as many steps beside many visits as beside few."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.today import today
from tests.bench import million, point
from tests.homes import MORNING, StandingClock

FEW, MANY = 2_000, 12_000
SLACK = 300
"""Steps of SQLite's machine; a look through 10,000 visits takes some 100,000."""


def _steps_beside(visits: int, path: Path) -> dict[str, int]:
    """What each question costs beside so many visits of earlier days."""
    clock = StandingClock()
    with closing(point.new_kiosk(path)) as store:
        with point.not_durable(store):
            first, second = point.readers(store, 2)
        million.fill(store, visits, before=MORNING - million.DAY)
        check_in(store, first, clock=clock)
        return {
            "today": _steps(store, lambda: today(store, clock=clock)),
            "check_in": _steps(store, lambda: check_in(store, second, clock=clock)),
        }


def _steps(store: Store, question: Callable[[], object]) -> int:
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection = store._database.conn
    connection.set_progress_handler(step, 1)
    try:
        question()
    finally:
        connection.set_progress_handler(None, 0)
    return taken


def test_no_question_of_a_scan_looks_through_the_visits_of_earlier_days(tmp_path: Path) -> None:
    few, many = _steps_beside(FEW, tmp_path / "few"), _steps_beside(MANY, tmp_path / "many")
    assert {name: (few[name], many[name]) for name in few if many[name] - few[name] > SLACK} == {}
