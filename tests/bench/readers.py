"""The peers of bench `decode`: pyzbar and OpenCV, in a virtual environment of their own: numpy stays out of ours."""

import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from tests.bench.measure import CACHE, HOUSE

PROGRAM = HOUSE / "tests" / "bench" / "peers" / "decode.py"
WANTED = HOUSE / "installer" / "requirements" / "peers.txt"
INSTALLED = CACHE / "decode-peers"


class PeersMissing(RuntimeError):
    """None of them is to be had, so there is nothing to compare with."""


@dataclass(frozen=True)
class Reading:
    """What a decoder read in one frame, and how long it took."""

    milliseconds: float
    texts: tuple[str, ...]


class Readers:
    """The peers' process: one frame after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        greeting = self._told()
        self.names: list[str] = greeting["peers"]
        self.missing: dict[str, str] = greeting["missing"]

    def read(self, grey: bytes) -> dict[str, Reading]:
        """What each of them reads in 1280×720 grey bytes."""
        assert self._process.stdin
        self._process.stdin.write(grey)
        self._process.stdin.flush()
        return {name: Reading(taken, tuple(texts)) for name, (taken, texts) in self._told().items()}

    def _told(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise PeersMissing(f"the peers' process ended: {PROGRAM}")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def readers() -> Iterator[Readers]:
    """All peers that can be had; which are missing is said on stderr. Raises PeersMissing where none can."""
    _install()
    python = INSTALLED / "bin" / "python"
    with subprocess.Popen([python, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        peers = Readers(process)
        for name, why in peers.missing.items():
            click.echo(f"peer {name} is missing: {why}", err=True)
        if not peers.names:
            raise PeersMissing("neither pyzbar nor OpenCV can be had here: see the lines above")
        yield peers
        assert process.stdin
        process.stdin.close()


def _install() -> None:
    """Make the environment, once for each version of the requirements; libzbar comes from the system's packages."""
    if ctypes.util.find_library("zbar") is None:
        _install_zbar()
    wanted, stamp = WANTED.read_text(), INSTALLED / "installed.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(INSTALLED, ignore_errors=True)
    pip = [str(INSTALLED / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement"]
    for command in ([sys.executable, "-m", "venv", str(INSTALLED)], [*pip, str(WANTED)]):
        if subprocess.run(command, check=False, stdout=sys.stderr).returncode != 0:
            raise PeersMissing("pip could not install the peers: see the lines above")
    stamp.write_text(wanted)


def _install_zbar() -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        click.echo("pyzbar needs the system's libzbar (apt-get install libzbar0)", err=True)
        return
    for command in (["update"], ["install", "--yes", "libzbar0"]):
        subprocess.run([apt, "--quiet", *command], check=False, stdout=sys.stderr)
