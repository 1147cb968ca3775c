"""How a release was frozen: its sources as committed, and of its assets what its commands need. For the record:

python -m tests.releases.freezing 29db9c4 tests/releases/first.tar.xz

Left out are the windows, the province's templates and what is only looked at: a frozen release is run by its commands.
"""

import lzma
import subprocess
import sys
from pathlib import Path
from typing import Final

PARTS: Final = (
    "main.py",
    "kiosk",
    "sync",
    "ui/__init__.py",
    "ui/texts.py",
    "ui/sentences.py",
    "ui/times.py",
    "ui/terminal",
    "assets/fonts/OFL.txt",  # the province serves this folder, so it must be there
    "assets/units",
    ":!kiosk/DECISIONS.md",
    ":!*.html",
)


def frozen(commit: str) -> bytes:
    """The release as a compressed archive; PROTOCOL.md with its vectors is among it."""
    archived = subprocess.run(["git", "archive", "--format=tar", commit, *PARTS], capture_output=True, check=True)
    return lzma.compress(archived.stdout, preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(frozen(sys.argv[1]))
