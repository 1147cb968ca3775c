"""A disk that loses its power: which bytes may be left of what a process wrote and did not sync.

The process runs with unsynced.c before its C library, which notes what it does. Replayed here up to any moment, a file
is what its last fsync found, and of the writes after that any may have reached the disk, whole or by sectors of 512
bytes. New, changed and removed names are kept from the first on as far as they came, and for certain once their folder
was synced (POSIX promises no more). The shared index of SQLite is mapped memory, and never outlives a crash.
"""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

_HEAD: Final = struct.Struct("=c3xii4xqII")
_SECTOR: Final = 512
_UNKEPT: Final = ("-shm", ".lock")


def compiled(folder: Path) -> Path | None:
    """The library that notes what a process does to its disk, or None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "unsynced.so"
    source = Path(__file__).with_name("unsynced.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def environment(library: Path, root: Path, log: Path) -> dict[str, str]:
    """Variables for a process whose files below `root` are to be noted in `log`."""
    return {"LD_PRELOAD": str(library), "UNSYNCED_ROOT": str(root), "UNSYNCED_LOG": str(log)}


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that a process did: `op` is the letter that unsynced.c gives it. `line`: its process and descriptor."""

    op: str
    line: tuple[int, int]
    at: int
    one: bytes
    two: bytes


def records(log: Path) -> Iterator[Record]:
    """What was noted, in its order."""
    raw, place = log.read_bytes(), 0
    while place < len(raw):
        op, fd, process, at, first, second = _HEAD.unpack_from(raw, place)
        place += _HEAD.size
        yield Record(
            op.decode(), (process, fd), at, raw[place : place + first], raw[place + first : place + first + second]
        )
        place += first + second


@dataclass(eq=False)
class File:
    """`kept` is surely on the disk; `waiting` are writes (at, bytes) and cuts (size, None) since then."""

    kept: bytes = b""
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.kept = _applied(self.kept, self.waiting)
        self.waiting = []

    def left(self, draw: Random | None) -> bytes:
        """Its bytes after a power cut; without `draw` nothing that waited was written."""
        if draw is None:
            return self.kept
        lucky = draw.choice((0.1, 0.5, 0.9, 1.0))
        came = [piece for change in self.waiting for piece in _pieces(change, draw) if draw.random() < lucky]
        return _applied(self.kept, came)


class Disk:
    """The files below one root as a process left them, moment by moment."""

    def __init__(self, root: Path, before: Path | None = None) -> None:
        """`before`: a copy of what lay there when the process began; without it, nothing did."""
        self._root = f"{root}/"
        found = [path for path in before.rglob("*") if path.is_file()] if before else []
        self._names = {f"{root}/{path.relative_to(before or root)}": File(path.read_bytes()) for path in found}
        self._kept = dict(self._names)
        self._waiting: list[dict[str, File | None]] = []
        self._opened: dict[tuple[int, int], str | File] = {}

    def take(self, record: Record) -> bool:
        """The process does this; whether more than before is now surely on the disk."""
        match record.op:
            case "O":
                self._open(record.line, record.one.decode(), created=record.at == 1, emptied=record.at == 2)
            case "C":
                self._opened.pop(record.line, None)
            case "W" | "T":
                self._changed(record.line).waiting.append((record.at, record.one if record.op == "W" else None))
            case "S":
                self._sync(record.line)
                return True
            case "U" | "R" | "L":
                self._rename(record.op, record.one.decode(), record.two.decode())
        return False

    def left(self, draw: Random | None, folder: Path) -> None:
        """Write what a power cut would leave into the empty `folder`."""
        names = dict(self._kept)
        for change in self._waiting[: draw.randrange(len(self._waiting) + 1) if draw else 0]:
            _name(names, change)
        for path, file in names.items():
            if not path.endswith(_UNKEPT):
                target = folder / path.removeprefix(self._root)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.left(draw))

    def _open(self, line: tuple[int, int], path: str, *, created: bool, emptied: bool) -> None:
        if path in self._names or created:
            if created:
                self._change({path: File()})
            file = self._names[path]
            if emptied:
                file.waiting.append((0, None))
            self._opened[line] = file
        else:
            self._opened[line] = path  # a folder

    def _changed(self, line: tuple[int, int]) -> File:
        file = self._opened[line]
        assert isinstance(file, File)
        return file

    def _sync(self, line: tuple[int, int]) -> None:
        match self._opened[line]:
            case File() as file:
                file.sync()
            case str() as folder:
                done = [change for change in self._waiting if any(_folder(path) == folder for path in change)]
                self._waiting = [change for change in self._waiting if change not in done]
                for change in done:
                    _name(self._kept, change)

    def _rename(self, op: str, old: str, new: str) -> None:
        if op == "U":
            self._change({old: None})
            return
        moved = {path: file for path, file in self._names.items() if path == old or path.startswith(old + "/")}
        change: dict[str, File | None] = {new + path.removeprefix(old): file for path, file in moved.items()}
        if op == "R":
            change |= dict.fromkeys(moved)
        self._change(change)

    def _change(self, change: dict[str, File | None]) -> None:
        self._waiting.append(change)
        _name(self._names, change)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(names: dict[str, File], change: dict[str, File | None]) -> None:
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _pieces(change: tuple[int, bytes | None], draw: Random) -> list[tuple[int, bytes | None]]:
    """A write as it reaches the disk: usually whole, sometimes by sectors."""
    at, data = change
    if data is None or draw.random() < 0.7:
        return [change]
    first = _SECTOR - at % _SECTOR
    edges = [0, *range(first, len(data), _SECTOR), len(data)]
    return [(at + start, data[start:end]) for start, end in pairwise(edges) if start < end]


def _applied(kept: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    data = bytearray(kept)
    for at, piece in changes:
        if piece is None:
            del data[at:]
            data.extend(bytes(at - len(data)))
        else:
            data.extend(bytes(max(0, at - len(data))))
            data[at : at + len(piece)] = piece
    return bytes(data)
