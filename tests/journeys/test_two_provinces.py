"""The same month of the same three points, sent to a province on SQLite and to one on PostgreSQL, counts the same."""

from pathlib import Path
from typing import Any

from installer import sample
from kiosk.clock import system_clock
from kiosk.config import Home
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from tests.homes import MORNING, opened
from tests.province.servers import Served, served


def _reported(province: Served, homes: Path) -> list[dict[str, Any]]:
    """Three sample points made afresh, enrolled and sent; what the province's table then says."""
    for plan in sample.POINTS:
        province.add_point(plan.code, plan.name)
        code = province.command("enrol-code", plan.code)["code"]
        point = sample.made(Home(homes / plan.code), plan, now=MORNING)
        with opened(point.home) as store:
            enrol(store, province.url, code, clock=system_clock)
            run_pass(store, clock=system_clock, largest=97)
        assert province.visits(plan.code) == point.visits
    assert province.command("rebuild-projection", "--check")["exit"] == 0
    lines: list[dict[str, Any]] = province.command("status")["points"]
    return [{name: value for name, value in line.items() if name != "last_contact_at"} for line in lines]


def test_sqlite_and_postgresql_give_the_same_counts(tmp_path: Path, postgresql_url: str) -> None:
    with served(tmp_path / "on-sqlite") as province:
        on_sqlite = _reported(province, tmp_path / "first")
    with served(tmp_path / "on-postgresql", postgresql_url) as province:
        on_postgresql = _reported(province, tmp_path / "second")
    assert on_sqlite == on_postgresql
    assert sum(line["visits"] for line in on_sqlite) > 2_000
