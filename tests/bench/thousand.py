"""Bench `thousand`: a night in which a thousand kiosks call one province, over HTTP, on SQLite and on PostgreSQL.

Each kiosk has its own key and chain and brings 200 entries in five pushes. Three go out in the window that the schedule
spreads the kiosks over (seconds here, hours in earnest), the last two when all thousand come at the same moment, as
after an outage. With each push a kiosk asks for the feed, which tells it of its sister at the same point. One kiosk in
ten loses an answer and repeats itself. At the end every chain head, entry and visit at the province is compared with
the kiosks' own, what each heard with what its sister wrote, and the server's memory with what two hundred had left it.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import psutil

from tests.bench.crowd import Caller, Night, last_contacts, night
from tests.bench.figures import Figure, Goal, Size
from tests.bench.measure import HOUSE, scratch
from tests.bench.pushes import kiosk_with, pushes_of
from tests.postgresql import running_cluster, server_programs
from tests.province.kiosks import Kiosk
from tests.province.servers import know

KIOSKS = 1_000
VISIT = 20
WARMING = 200
POINTS = 600
"""Two kiosks at each, neighbours in the list: they hear of each other by the feed."""
ENTRIES = 200
BATCH = 40
WINDOW = 40.0
"""Seconds over which the kiosks come."""
SPREAD, TOGETHER = slice(0, 3), slice(3, None)
NIGHT = 8 * 3_600
PATIENCE = 60_000
"""Milliseconds that a kiosk waits on a line that stands still."""
NOTHING_LOST = Goal("at most", 0, of_ratio=False)
MEMORY = Goal("at most", 1.1)
_DISK = Path("/var/tmp")  # noqa: S108 # a disk that PostgreSQL's own user may reach
_HELD = """
import json, sys
from pathlib import Path
from sync.province.home import ProvinceHome
from sync.province.settings import configure
configure(ProvinceHome(Path(sys.argv[1])), sys.argv[2] or None)
from django.db import connections
from django.db.models import Count, Sum
from sync.province.models import Chain, DayCount, Entry, Visit
def by_device(rows): return {bytes(device).hex(): count for device, count in rows}
heads = Chain.objects.values_list("device__device_id", "seq", "head")
print(json.dumps({
    "heads": {bytes(device).hex(): [seq, bytes(head).hex()] for device, seq, head in heads},
    "entries": by_device(Entry.objects.values_list("device__device_id").annotate(Count("seq"))),
    "visits": by_device(Visit.objects.values_list("device__device_id").annotate(Count("seq"))),
    "counted": by_device(DayCount.objects.values_list("device__device_id").annotate(Sum("visits"))),
}))
connections.close_all()
"""


@dataclass(frozen=True)
class Told:
    """What one province came to: its memory in MiB before and after, the two parts of the night, and what is wrong."""

    before: float
    after: float
    spread: Night
    together: Night
    wrong: int


def run(size: Size) -> list[Figure]:
    """For each database: answer times, entries per second, memory, and what was lost or doubled."""
    chance = random.Random(3)
    kiosks = [kiosk_with(ENTRIES, point="P-1", chance=chance, readers=6) for _ in range(WARMING + KIOSKS)]
    with scratch("thousand") as folder, ExitStack() as stack:
        figures = _figures("SQLite", _night(folder / "sqlite", None, 1, kiosks))
        programs = server_programs()
        if programs is None:
            print("no PostgreSQL server programs here: SQLite only", file=sys.stderr)
            return figures
        cluster = stack.enter_context(running_cluster(programs, parent=_DISK, durable=True))
        url = stack.enter_context(cluster.database())
        return figures + _figures("PostgreSQL", _night(folder / "postgresql", url, 2, kiosks))


def _figures(name: str, told: Told) -> list[Figure]:
    entries = KIOSKS * ENTRIES
    spread, together = _milliseconds(told.spread), _milliseconds(told.together)
    rate = len(told.together.answers) * BATCH / told.together.seconds
    return [
        Figure(f"{name}: lost or doubled", told.wrong, "entries", entries, NOTHING_LOST, "sent", digits=0),
        Figure(f"{name}: memory after a thousand", told.after, "MiB", told.before, MEMORY, "before", digits=1),
        Figure(f"{name}: all at once", rate, "entries/s", entries / NIGHT, beside="night", digits=0),
        Figure(f"{name}: answer, spread, median", spread[0], "ms", PATIENCE, beside="patience", digits=1),
        Figure(f"{name}: answer, spread, p99", spread[1], "ms", PATIENCE, beside="patience", digits=1),
        Figure(f"{name}: answer, all at once, median", together[0], "ms", PATIENCE, beside="patience", digits=1),
        Figure(f"{name}: answer, all at once, p99", together[1], "ms", PATIENCE, beside="patience", digits=1),
    ]


def _milliseconds(part: Night) -> tuple[float, float]:
    """Median and 99th percentile of the answers."""
    return 1_000 * median(part.answers), 1_000 * quantiles(part.answers, n=100)[98]


def _night(home: Path, url: str | None, workers: int, kiosks: list[Kiosk]) -> Told:
    know(home, url, kiosks[::2] + kiosks[1::2], points=POINTS)
    callers = [Caller(kiosk, pushes_of(kiosk, BATCH), number % 10 == 0) for number, kiosk in enumerate(kiosks)]
    chance = random.Random(4)
    begins = [chance.uniform(0, WINDOW) for _ in range(KIOSKS)]
    with _serving(home, url, workers) as (port, server):
        night(port, callers[:WARMING], begins[:WARMING], SPREAD)
        night(port, callers[:WARMING], [0.0] * WARMING, TOGETHER)
        last_contacts(port, callers[:WARMING])
        before = _resident(server)
        spread = night(port, callers[WARMING:], begins, SPREAD)
        together = night(port, callers[WARMING:], [0.0] * KIOSKS, TOGETHER)
        last_contacts(port, callers)
        after = _resident(server)
    asking = [sys.executable, "-c", _HELD, str(home), url or ""]
    held = json.loads(subprocess.run(asking, cwd=HOUSE, check=True, stdout=subprocess.PIPE).stdout)
    wrong = sum(_faults(caller, callers[number ^ 1], held) for number, caller in enumerate(callers))
    return Told(before, after, spread, together, wrong)


def _faults(caller: Caller, sister: Caller, held: dict[str, dict[str, object]]) -> int:
    """What the province has too few or too many of one kiosk, or told it of its sister; and each wrong head."""
    kiosk, device = caller.kiosk, caller.kiosk.device.hex()
    head, visits = kiosk.hashes[-1], sum(raw[1] == VISIT for raw in kiosk.raws)
    expected = {"entries": kiosk.seq, "visits": visits, "counted": visits}
    wrong = sum(abs(count - int(str(held[name].get(device, 0)))) for name, count in expected.items())
    wrong += held["heads"].get(device) != [kiosk.seq, head.hex()]
    wrong += caller.acknowledged != (kiosk.seq, head)
    told = [(device, seq) for device, first, last in caller.heard for seq in range(first, last + 1)]
    theirs = [(sister.kiosk.device, seq) for seq in range(1, sister.kiosk.seq + 1)]
    return wrong + (0 if told == theirs else max(1, len(set(told) ^ set(theirs))))


@contextmanager
def _serving(home: Path, url: str | None, workers: int) -> Iterator[tuple[int, psutil.Process]]:
    """A province's port and first process, until the block ends."""
    place = ["--home", str(home), *(["--database-url", url] if url else [])]
    command = [sys.executable, "main.py", "province", *place, "serve", "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            port = urlsplit(process.stdout.readline().strip()).port
            assert port, "the province did not start"
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


def _resident(server: psutil.Process) -> float:
    """MiB that the server's processes have in memory, together."""
    processes = [server, *server.children(recursive=True)]
    return float(sum(process.memory_info().rss for process in processes)) / 2**20
