"""The kiosks of one point, side by side at one real province."""

import json
import shutil
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kiosk.config import Home
from kiosk.storage.connection import Store
from kiosk.values import Point
from sync.client.enrolment import enrol
from tests.homes import StandingClock, new_home, opened
from tests.province.servers import Served


class Room:
    """The kiosks of one point, each enrolled and open; those of `sharing` hold the same point key."""

    def __init__(self, folder: Path, province: Served, point: Point, clock: StandingClock, stack: ExitStack) -> None:
        self.folder, self.province, self.point, self.clock, self._stack = folder, province, point, clock, stack
        self._point_key = ""

    def kiosk(self, name: str) -> Store:
        """A new enrolled kiosk."""
        home = new_home(self.folder / name, self.clock, point=self.point).home
        keys: dict[str, Any] = json.loads(home.keys.read_text())
        self._point_key = keys["point_key"] = self._point_key or keys["point_key"]
        home.keys.write_text(json.dumps(keys))
        store = self.open(home)
        enrol(store, self.province.url, self.province.command("enrol-code", self.point.code)["code"], clock=self.clock)
        return store

    def open(self, home: Home) -> Store:
        return self._stack.enter_context(opened(home))

    def copy(self, store: Store, name: str) -> Home:
        """The folder of a kiosk as it is now, somewhere else: a backup, or a clone."""
        there = self.folder / name
        shutil.copytree(store.home.path, there)
        with sqlite3.connect(there / store.home.database.name) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return Home(there)

    def visits(self) -> int:
        return self.province.visits(self.point.code)
