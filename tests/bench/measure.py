"""What the benches share: where they work, medians, and what a transfer came to."""

import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.proxy import Traffic

HOUSE = Path(__file__).resolve().parents[2]
CACHE = HOUSE / ".cache"


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A folder on the disk that holds the program, never in memory as /tmp may be; gone afterwards."""
    CACHE.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=CACHE))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Transfer:
    """Records that arrived, wall seconds they took, and what went over the wire for them, both ways."""

    records: int
    seconds: float
    traffic: Traffic

    @classmethod
    def together(cls, parts: Iterable["Transfer"]) -> "Transfer":
        """All of them, one after the other."""
        parts = list(parts)
        traffic = Traffic(sum(part.traffic.sent for part in parts), sum(part.traffic.received for part in parts))
        return cls(sum(part.records for part in parts), sum(part.seconds for part in parts), traffic)

    @property
    def rate(self) -> float:
        """Records per second."""
        return self.records / self.seconds

    @property
    def bytes_per_record(self) -> float:
        return self.traffic.total / self.records
