"""A bad village line between two network namespaces of this machine: real TCP, whose losses and waits are real too.

As a program (`python -m tests.bench.line '{…}'`, run by bad_line()): makes two namespaces joined by a pair of TUN
devices and carries packets between them until its stdin ends. Each direction has a serialisation rate, half the round
trip as delay, random loss and a queue that drops what does not fit. It needs root, iproute2 and /dev/net/tun; the
kernel's own netem is not everywhere.
"""

import fcntl
import heapq
import json
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

KIOSK_ADDRESS, PROVINCE_ADDRESS = "10.77.0.1", "10.77.0.2"
_MTU = 1_400
_LONGEST = 2_048
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


@dataclass(frozen=True)
class Quality:
    """`rate` in bit/s each way, `round_trip` in seconds, `loss` as a share of packets, `queue` in bytes."""

    rate: float
    round_trip: float
    loss: float
    seed: int = 1
    queue: int = 32_000


GOOD = Quality(rate=1e9, round_trip=0, loss=0, queue=10_000_000)


@dataclass(frozen=True)
class Ends:
    """Commands before a command that run it at one end of the line."""

    kiosk: list[str]
    province: list[str]


def missing() -> str | None:
    """What this machine lacks for namespaces, or None."""
    if os.geteuid() != 0:
        return "root"
    if shutil.which("ip") is None:
        return "iproute2"
    return None if Path("/dev/net/tun").exists() else "/dev/net/tun"


class NoLine(RuntimeError):
    """This machine refuses namespaces or devices, root or not."""


@contextmanager
def bad_line(quality: Quality) -> Iterator[Ends]:
    """Such a line until the end of the `with`. Raises NoLine."""
    command = [sys.executable, "-m", "tests.bench.line", json.dumps(asdict(quality))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        names = process.stdout.readline().split()
        if len(names) != 2:
            raise NoLine
        try:
            yield Ends(*(["ip", "netns", "exec", name] for name in names))
        finally:
            process.stdin.close()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _end(name: str, device: str, address: str, peer: str) -> int:
    """One namespace and its TUN device, open here, so that what is sent into it comes out to us."""
    _ip("netns", "add", name)
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _IFF_TUN | _IFF_NO_PI))
    _ip("link", "set", device, "netns", name)
    _ip("-n", name, "address", "add", address, "peer", peer, "dev", device)
    _ip("-n", name, "link", "set", device, "up", "mtu", str(_MTU))
    _ip("-n", name, "link", "set", "lo", "up")
    return end


class _Carrier:
    """Packets on their way between two open TUN devices."""

    def __init__(self, ends: list[int], quality: Quality) -> None:
        self._ends = ends
        self._quality = quality
        self._chance = random.Random(quality.seed)
        self._free_at = [0.0, 0.0]
        self._flying: list[tuple[float, int, int, bytes]] = []
        self._count = 0

    def carry(self, until: int) -> None:
        """Carry until there is something to read from `until`."""
        while True:
            wait = max(0.0, self._flying[0][0] - time.monotonic()) if self._flying else None
            ready, _, _ = select.select([*self._ends, until], [], [], wait)
            if until in ready:
                return
            for end in ready:
                self._take_from(self._ends.index(end))
            self._deliver()

    def _take_from(self, side: int) -> None:
        quality = self._quality
        with suppress(BlockingIOError):
            while packet := os.read(self._ends[side], _LONGEST):
                now = time.monotonic()
                waiting = (self._free_at[side] - now) * quality.rate / 8
                if packet[0] >> 4 != 4 or waiting + len(packet) > quality.queue:
                    continue
                self._free_at[side] = max(now, self._free_at[side]) + len(packet) * 8 / quality.rate
                if self._chance.random() >= quality.loss:
                    self._count += 1
                    arrives = self._free_at[side] + quality.round_trip / 2
                    heapq.heappush(self._flying, (arrives, self._count, 1 - side, packet))

    def _deliver(self) -> None:
        now = time.monotonic()
        while self._flying and self._flying[0][0] <= now:
            _, _, side, packet = heapq.heappop(self._flying)
            with suppress(OSError):  # a namespace on its way down takes no more
                os.write(self._ends[side], packet)


def _main() -> None:
    quality = Quality(**json.loads(sys.argv[1]))
    names = [f"diem-doc-{os.getpid()}-{end}" for end in ("kiosk", "province")]
    addresses = (KIOSK_ADDRESS, PROVINCE_ADDRESS)
    try:
        ends = [
            _end(name, f"dd{os.getpid()}{side}", addresses[side], addresses[1 - side])
            for side, name in enumerate(names)
        ]
        print(*names, flush=True)
        _Carrier(ends, quality).carry(sys.stdin.fileno())
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], check=False, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    _main()
