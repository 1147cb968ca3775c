"""A point for every test, and what people do there."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.province.servers import Served
from tests.releases.programs import Program

NAME = "Thư viện xã Đức Hợp"
_numbers = count(1)


@dataclass(frozen=True)
class Kiosk:
    """A kiosk's home and its point. `program` says which release runs it, for this call."""

    home: Path
    point: str

    def open(self, program: Program) -> None:
        """Initialise it."""
        program.done(self.home, "init", "--point", self.point, "--name", NAME)

    def enrol(self, program: Program, province: Served) -> None:
        """Enrol it with a fresh code of `province`, where its point is known already."""
        code = province.command("enrol-code", self.point)["code"]
        program.done(self.home, "enrol", province.url, code)

    def work(self, program: Program, people: int) -> list[dict[str, Any]]:
        """A reader is registered and scans the card; then a class of `people` comes: `people` + 1 visits."""
        reader = ("--name", "Trần Văn Đức", "--birth-year", "1990", "--sex", "male", "--consent", "reader")
        card = program.done(self.home, "reader", "add", *reader)["card"]
        scanned = program.done(self.home, "check-in", card, "--purpose", "reading")
        return [scanned, self.tally(program, people)]

    def tally(self, program: Program, people: int) -> dict[str, Any]:
        """A class of `people` comes: as many visits."""
        return program.done(self.home, "tally", "--count", str(people), "--group", "school_class")

    def sync(self, program: Program) -> dict[str, Any]:
        """One pass, which must end well."""
        return program.done(self.home, "sync")

    def status(self, program: Program) -> dict[str, Any]:
        """Its status, with the chain verified from its genesis."""
        return program.done(self.home, "status", "--verify")

    def ensure_confirmed(self, program: Program, visits: int) -> dict[str, Any]:
        """All of it is confirmed by the province's signature, and its chain holds."""
        status = self.status(program)
        told = (status["confirmed_visits"], status["pending_visits"], status["pending_entries"])
        assert told == (visits, 0, 0), status
        assert (status["last_outcome"], status["chain_verified"]) == ("ok", True)
        assert status["confirmed_seq"] == status["journal_entries"]
        return status


def new_kiosk(folder: Path, province: Served) -> Kiosk:
    """A kiosk to be, of a point of its own that `province` knows."""
    point = f"DIEM-{next(_numbers):03}"
    province.add_point(point, NAME)
    return Kiosk(folder / point, point)
