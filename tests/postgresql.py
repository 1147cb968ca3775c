"""A real PostgreSQL server for one test run: its own cluster in a temporary folder, reached by a Unix socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

PROGRAMS = "/usr/lib/postgresql"  # where Debian keeps every version's server programs, off the PATH


def server_programs() -> Path | None:
    """Folder of initdb and pg_ctl, the newest version installed; None if there is no server here."""
    found = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def server_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to run as root. None means as we are."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Cluster:
    """A running cluster; `database()` makes empty databases in it."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs = programs
        self._folder = folder
        self._user = user
        self._numbers = count(1)

    def run(self, program: str, *arguments: str) -> None:
        output = self._folder / "output"
        # Not a pipe: the server inherits it, and it would stay open as long as that lives.
        with output.open("ab") as stream:
            result = subprocess.run(
                [self._programs / program, *arguments],
                cwd=self._folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},  # nobody's own locale in sorting and messages
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                check=False,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )
        if result.returncode != 0:
            raise RuntimeError(f"{program} failed: {output.read_text()}")

    def restart(self, how: str = "immediate") -> None:
        """Stop the server and start it again: `immediate` as a crash does, `fast` as a machine that shuts down."""
        data = self._folder / "data"
        self.run("pg_ctl", "restart", "-w", "-m", how, "-D", str(data), "-l", str(data / "log"))

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty database, for as long as the context lives; its address is yielded."""
        name = f"province_{next(self._numbers)}"
        self.run("createdb", "-h", str(self._folder), "-U", "province", name)
        try:
            yield f"postgresql://province@{quote(str(self._folder), safe='')}/{name}"
        finally:
            self.run("dropdb", "-h", str(self._folder), "-U", "province", "--force", name)


@contextmanager
def running_cluster(programs: Path, *, parent: Path | None = None, durable: bool = False) -> Iterator[Cluster]:
    """Make a cluster, start it, and take it away again at the end.

    `parent`: the folder it lies in (default: the system's temporary one). `durable`: every commit waits for the disk,
    as it must in earnest; a cluster of tests never outlives the run.
    """
    user = server_user()
    # Not pytest's own folder: it is closed to other users, and a socket's path may have only 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="diem-doc-pg-", dir=parent))
    folder.chmod(0o755)
    if user:
        shutil.chown(folder, user)
    cluster = Cluster(programs, folder, user)
    data = str(folder / "data")
    try:
        cluster.run("initdb", "-D", data, "-U", "province", "--auth=trust", "-E", "UTF8", "--no-sync")
        fsync = "on" if durable else "off"
        settings = f"-k {folder} -c listen_addresses='' -c fsync={fsync} -c max_connections=50"  # no TCP at all
        cluster.run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "data" / "log"), "-o", settings)
        try:
            yield cluster
        finally:
            cluster.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)
