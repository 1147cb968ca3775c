"""The peer of bench `sync`: PouchDB replicating to pouchdb-server, both on leveldb, in batches of 1,000."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.measure import CACHE, Transfer, free_port, scratch
from tests.bench.proxy import CountingProxy, counting_proxy

SOURCES = Path(__file__).parent / "peers"
INSTALLED = CACHE / "bench-peers"
BATCH = 1_000
START_SECONDS = 30


class PeerMissing(RuntimeError):
    """npm or the registry is not to be had, so there is nothing to compare with."""


def _install() -> None:
    """Bring the pinned packages into the cache, once."""
    wanted = (SOURCES / "package.json").read_text()
    stamp = INSTALLED / "installed.json"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise PeerMissing("Node.js with npm is needed for the peer of bench sync (apt-get install nodejs npm)")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    (INSTALLED / "package.json").write_text(wanted)
    # No scripts: leveldown ships its binaries, and sqlite3, which would compile, is never loaded.
    arguments = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.run(arguments, cwd=INSTALLED, check=False).returncode != 0:
        raise PeerMissing("npm could not install PouchDB: see the lines above")
    stamp.write_text(wanted)


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    """A running pouchdb-server: its port."""
    port = free_port()
    program = INSTALLED / "node_modules" / ".bin" / "pouchdb-server"
    arguments = ["node", str(program), "--port", str(port), "--dir", str(folder), "--no-stdout-logs"]
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_until_it_listens(port, process)
            yield port
        finally:
            process.terminate()


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise PeerMissing(f"pouchdb-server did not start within {START_SECONDS} s")


class Peer:
    """A local PouchDB beside its server."""

    def __init__(self, process: subprocess.Popen[str], proxy: CountingProxy) -> None:
        self._process = process
        self._proxy = proxy
        self._records = 0

    def replicate(self, records: int) -> Transfer:
        """Put `records` more visits into the local database and replicate them; only the replication is measured.

        `traffic` has one small question more, in which the server is asked what it holds.
        """
        assert self._process.stdin
        self._process.stdin.write(f"{records}\n")
        self._process.stdin.flush()
        self._told()  # the local database is filled
        before = self._proxy.traffic()
        replicated = self._told()
        self._records += records
        assert replicated["arrived"] == self._records, replicated
        return Transfer(records, replicated["seconds"], self._proxy.traffic().since(before))

    def _told(self) -> dict[str, Any]:
        assert self._process.stdout
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


@contextmanager
def peer() -> Iterator[Peer]:
    """An empty local database and an empty server. Raises PeerMissing."""
    _install()
    with scratch("pouchdb") as folder:
        (folder / "server").mkdir()
        with _server(folder / "server") as port, counting_proxy(port) as proxy:
            command = ["node", str(SOURCES / "replicate.js"), str(folder / "local")]
            command += [f"http://127.0.0.1:{proxy.port}/visits", str(BATCH)]
            with subprocess.Popen(
                command, cwd=INSTALLED, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            ) as process:
                yield Peer(process, proxy)
