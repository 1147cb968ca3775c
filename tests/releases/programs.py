"""Releases of the program side by side: each runs from a folder of its own, in processes of its own.

first = unpacked(tmp_path / "first")          # as it was released
first.run(home, "init", "--point", "HY-0412", "--name", "Thư viện xã Đức Hợp")
with TODAY.serving(province_home) as province:
    ...
"""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.province.servers import Served, command, served

_ROOT = Path(__file__).parents[2]
ARCHIVE = Path(__file__).parent / "first.tar.xz"


@dataclass(frozen=True)
class Program:
    """One release, in its folder."""

    folder: Path

    def run(self, home: Path, *words: str) -> dict[str, Any]:
        """`main.py --home … WORDS --json`: its facts, with its exit code as `exit` and its sentences as `said`."""
        ended = subprocess.run(
            [sys.executable, "main.py", "--home", str(home), *words, "--json"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            # Nobody will mend the warnings of an earlier release.
            env={**os.environ, "PYTHONWARNINGS": "error" if self.folder == _ROOT else "default"},
        )
        lines = ended.stdout.splitlines()
        assert lines, ended.stderr
        return {**json.loads(lines[-1]), "exit": ended.returncode, "said": ended.stderr}

    def done(self, home: Path, *words: str) -> dict[str, Any]:
        """run(), which must succeed."""
        facts = self.run(home, *words)
        assert facts["exit"] == 0, facts
        return facts

    @contextmanager
    def serving(self, home: Path, *, at: str = "", database_url: str | None = None) -> Iterator[Served]:
        """A province of this release; `at`: the address of one that ended, to take its place."""
        port = ("--port", str(urlsplit(at).port)) if at else ()
        with served(home, database_url, *port, root=self.folder) as province:
            yield province

    def province(self, home: Path, *words: str, database_url: str | None = None) -> dict[str, Any]:
        """`province …` without a running server; it must succeed."""
        facts = command(home, *words, database_url=database_url, root=self.folder)
        assert facts["exit"] == 0, facts
        return facts


TODAY = Program(_ROOT)


def unpacked(folder: Path) -> Program:
    """The first release, unpacked into a new folder."""
    with tarfile.open(ARCHIVE) as archive:
        # Debian 12's Python 3.11.2 has no filters yet, later ones warn without.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(folder)  # noqa: S202 # our own archive
    return Program(folder)
