"""Two points with three kiosks, their sticks, backups and clones, and what must be true of them in the end.

Every visit is made with a card of its own, so it is known by that card's digest wherever it turns up: in another epoch,
on a stick, at a sister, twice.
"""

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from kiosk.config import Home
from kiosk.errors import KioskError
from kiosk.ids import card_digest, new_card_code
from kiosk.storage import corrections, journal, mirror
from kiosk.storage.connection import Store, open_store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.tell_date import tell_date
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Correction, EntryRef, Point
from sync.client.answers import take_answers
from sync.client.bundle import export
from sync.client.enrolment import enrol
from sync.client.runner import run_pass
from sync.protocol.entries import chained, genesis
from tests.faults.cases import ensure_once, tried
from tests.faults.desk import Desk
from tests.faults.kills import killed_before
from tests.faults.proxy import BadLine, Harm
from tests.homes import StandingClock, new_home
from tests.province.servers import Served

Cards = set[bytes]
_ROUNDS = 12
_READ = "SELECT coalesce(v.counted, v.head_count) FROM province_visit v"
_READ_BY_CARD = "SELECT v.card, coalesce(v.counted, v.head_count) FROM province_visit v"
_READ_HERE = "SELECT card, coalesce(counted, head_count) FROM visits WHERE card IS NOT NULL"


@dataclass
class VillageKiosk:
    """A kiosk, and the visits that its database holds as far as its visitors know."""

    name: str
    store: Store
    clock: StandingClock
    line: BadLine
    holds: Cards = field(default_factory=set)
    backups: dict[Path, Cards] = field(default_factory=dict)
    """Backups and copies made by hand, with what was counted when they were made."""

    @property
    def home(self) -> Home:
        return self.store.home


class Village:
    """The world of one example. `told`: every visit that anybody was told of."""

    def __init__(self, province: Served, desk: Desk, folder: Path, number: int, seed: int) -> None:
        self.province, self.desk, self.folder = province, desk, folder
        self.told: Cards = set()
        self.confirmed: Cards = set()
        self.kiosks: list[VillageKiosk] = []
        self.sticks = [folder / "stick-1", folder / "stick-2"]
        self.points = [f"LANG-{number}-A", f"LANG-{number}-B"]
        self._draw = Random(seed)
        for stick in self.sticks:
            stick.mkdir()
        for code, kiosks in zip(self.points, (2, 1), strict=True):
            for typed in desk.codes(code, kiosks):
                self._settle_down(code, typed)

    def _settle_down(self, code: str, typed: str) -> None:
        clock, name = StandingClock(), f"kiosk-{len(self.kiosks)}"
        home = new_home(self.folder / name, clock, point=Point(code, "Thư viện xã Đức Hợp")).home
        line = BadLine(self.province.url)
        store = open_store(home)
        enrol(store, line.url, typed, clock=clock)
        self.kiosks.append(VillageKiosk(name, store, clock, line))

    def close(self) -> None:
        """Everybody goes home."""
        for kiosk in self.kiosks:
            kiosk.store.close()
            kiosk.line.close()

    def count(self, kiosk: VillageKiosk, visits: int) -> None:
        """Visitors come in, each with a card of its own."""
        for _ in range(visits):
            kiosk.clock.advance(60)
            card = new_card_code()
            check_in(kiosk.store, card, clock=kiosk.clock)
            kiosk.holds.add(card_digest(card))
            self.told.add(card_digest(card))

    def put_right(self, kiosk: VillageKiosk, which: int, counted: int) -> None:
        """The officer says that a visit counts so many persons; 0 voids it."""
        with kiosk.store.writing() as tx:
            visits = tx.execute("SELECT epoch, seq FROM visits ORDER BY epoch, seq").fetchall()
            if not visits:
                return
            visit = EntryRef(*visits[which % len(visits)])
            reading = corrections.reading_of(tx, visit)
            assert reading is not None
            reading.counted = counted
            corrections.correct(tx, journal.Writer(tx, kiosk.clock()), visit, reading, Correction.WRONG_NUMBER)
        tried("visits put right")

    def sync(self, kiosk: VillageKiosk, *harms: Harm, largest: int = 50) -> str:
        """A pass over a line that does these harms; the word it ended with."""
        kiosk.line.harm(*harms)
        try:
            run_pass(kiosk.store, clock=kiosk.clock, largest=largest)
            said = "ok"
        except KioskError as error:
            said = error.code
        kiosk.line.forgive()
        tried("village passes")
        self._note_confirmed(kiosk)
        return said

    def sync_killed(self, kiosk: VillageKiosk, step: int) -> None:
        """A pass that is killed before one of its steps."""
        home = kiosk.home
        kiosk.store.close()
        killed_before(step, lambda: run_pass(open_store(home), clock=kiosk.clock))
        self.reopen(kiosk)

    def reopen(self, kiosk: VillageKiosk) -> None:
        """The window is closed and opened."""
        home = kiosk.home
        kiosk.store.close()
        kiosk.store = open_home(home, clock=kiosk.clock, random_bytes=self._draw.randbytes)

    def back_up(self, kiosk: VillageKiosk) -> None:
        made = back_up(kiosk.store, clock=kiosk.clock, sticks=lambda: ())
        kiosk.backups[made.path] = set(kiosk.holds)

    def restore(self, kiosk: VillageKiosk, which: int) -> None:
        """One of the kiosk's backups takes the place of its database."""
        standing = [path for path in kiosk.backups if path.exists()]
        if not standing:
            return
        chosen, home = standing[which % len(standing)], kiosk.home
        kiosk.store.close()
        restore_backup(home, chosen, clock=kiosk.clock, random_bytes=self._draw.randbytes)
        kiosk.holds = set(kiosk.backups[chosen])
        tried("restores")
        self.reopen(kiosk)

    def roll_back(self, kiosk: VillageKiosk, which: int) -> None:
        """Somebody copies an old database over the present one, by hand."""
        standing = [path for path in kiosk.backups if path.exists()]
        if not standing:
            return
        chosen, home = standing[which % len(standing)], kiosk.home
        kiosk.store.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{home.database}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(chosen, home.database)
        kiosk.holds = set(kiosk.backups[chosen])
        tried("databases put back by hand")
        self.reopen(kiosk)

    def clone(self, kiosk: VillageKiosk) -> VillageKiosk | None:
        """The whole folder is copied to another PC; None where there are enough of them."""
        name = f"{kiosk.name}-clone"
        if len(self.kiosks) > 4 or any(other.name == name for other in self.kiosks):
            return None
        kiosk.store.close()
        shutil.copytree(kiosk.home.path, self.folder / name)
        self.reopen(kiosk)
        clock = StandingClock(kiosk.clock.wall, kiosk.clock.mono)
        store = open_home(Home(self.folder / name), clock=clock, random_bytes=self._draw.randbytes)
        twin = VillageKiosk(name, store, clock, BadLine(self.province.url), set(kiosk.holds))
        twin.backups = {twin.home.backups / path.name: cards for path, cards in kiosk.backups.items()}
        with store.writing() as tx:
            tx.execute("UPDATE province SET url = ?", (twin.line.url,))
        self.kiosks.append(twin)
        tried("clones")
        return twin

    def export(self, kiosk: VillageKiosk, stick: int) -> None:
        with contextlib.suppress(KioskError):
            export(kiosk.store, self.sticks[stick], clock=kiosk.clock)

    def read_stick(self, stick: int) -> None:
        """The province reads a stick."""
        self.desk.read(self.sticks[stick])
        tried("sticks read")

    def take_answers(self, kiosk: VillageKiosk, stick: int) -> None:
        with contextlib.suppress(KioskError):
            take_answers(kiosk.store, self.sticks[stick], clock=kiosk.clock)
        self._note_confirmed(kiosk)

    def tell_date(self, kiosk: VillageKiosk, days: int) -> None:
        """The officer says what day it is, rightly or wrongly."""
        with contextlib.suppress(KioskError):
            tell_date(kiosk.store, kiosk.clock.wall + 86_400 * days, clock=kiosk.clock)

    def _note_confirmed(self, kiosk: VillageKiosk) -> None:
        """What a receipt covers must be there in the end, whatever becomes of this kiosk."""
        with kiosk.store.reading() as tx:
            rows = tx.execute("SELECT epoch, seq, card FROM visits WHERE card IS NOT NULL").fetchall()
            receipts = {epoch: mirror.confirmed(tx, epoch) for epoch in {row[0] for row in rows}}
        for epoch, seq, card in rows:
            receipt = receipts[epoch]
            if receipt is not None and seq <= receipt.seq:
                self.confirmed.add(card)

    def ensure_settled(self) -> None:
        """Good lines at last: in a few rounds all is quiet, and every visit is at the province exactly once."""
        for _ in range(_ROUNDS):
            words = [self.sync(kiosk) for kiosk in self.kiosks]
            waiting = [sync_status(kiosk.store).pending_entries for kiosk in self.kiosks]
            if set(words) == {"ok"} and not any(waiting):
                break
        assert (set(words), sum(waiting)) == ({"ok"}, 0)
        needed = self.confirmed.union(*(kiosk.holds for kiosk in self.kiosks))
        there = self._cards_there()
        ensure_once(needed, there)
        assert set(there) <= self.told
        for kiosk in self.kiosks:
            verify_journal(kiosk.store)
        self._ensure_chains_hold()
        self._ensure_counts_agree()
        self._ensure_readings_agree()

    def _cards_there(self) -> list[bytes]:
        return [card for (card,) in self._asked("SELECT v.card FROM province_visit v", "AND v.card <> x''")]

    def _ensure_chains_hold(self) -> None:
        keys = dict(self._asked("SELECT v.id, v.public_key FROM province_device v", "", of="v.id"))
        for device, epoch, nonce, seq, head in self._asked(
            "SELECT v.device_id, v.epoch, v.nonce, v.seq, v.head FROM province_chain v", ""
        ):
            digest, last = genesis(keys[device], epoch, nonce), 0
            for number, raw, kept in self._asked(
                "SELECT v.seq, v.raw, v.hash FROM province_entry v",
                f"AND v.device_id = {int(device)} AND v.epoch = {int(epoch)} ORDER BY v.seq",
            ):
                digest, last = chained(digest, raw), last + 1
                assert (number, kept) == (last, digest)
            assert (last, digest) == (seq, head)

    def _ensure_counts_agree(self) -> None:
        ((records, persons),) = self._asked("SELECT sum(v.records), sum(v.visits) FROM province_daycount v", "")
        read = [counted for (counted,) in self._asked(_READ, "")]
        assert (records or 0, persons or 0) == (sum(map(bool, read)), sum(read))

    def _ensure_readings_agree(self) -> None:
        """Each kiosk of one story alone reads its visits as the province does, corrections it lost and got back too."""
        there = dict(self._asked(_READ_BY_CARD, "AND v.card <> x''"))
        twins = {name for kiosk in self.kiosks for name in (kiosk.name, kiosk.name.removesuffix("-clone"))}
        twins = {name for name in twins if any(kiosk.name == f"{name}-clone" for kiosk in self.kiosks)}
        for kiosk in self.kiosks:
            if kiosk.name.removesuffix("-clone") in twins or kiosk.name in twins:
                continue  # two stories of one device, each with the officer's word of its own
            with kiosk.store.reading() as tx:
                for card, counted in tx.execute(_READ_HERE):
                    assert there[card] == counted

    def _asked(self, select: str, more: str, *, of: str = "v.device_id") -> list[Any]:
        """Rows of this village's devices."""
        ours = "SELECT d.id FROM province_device d JOIN province_point p ON p.id = d.point_id WHERE p.code IN (?, ?)"
        query = f"{select} WHERE {of} IN ({ours}) {more}"  # all parts stand in this file
        with contextlib.closing(sqlite3.connect(self.province.home / "province.db")) as database:
            return database.execute(query, self.points).fetchall()
