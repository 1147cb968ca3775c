"""Run in a process of its own: one act that keeps, brings back or destroys what a kiosk has; then it tells `done`.

    python -m tests.faults.keeping_kiosk FOLDER (restore BACKUP | mend | erase CARD | adopt CODE | back-up)

The kiosk lives in FOLDER/home; the line is written to FOLDER/told.
"""

import os
import sys
from pathlib import Path

from kiosk.config import Home
from kiosk.usecases.back_up import back_up
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.mend import mend
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.use_recovery_code import adopt_point_key
from tests.homes import StandingClock


def main(folder: Path, act: str, what: str = "") -> None:
    """Do the act, with a clock that stands."""
    clock, home = StandingClock(), Home(folder / "home")
    with (folder / "told").open("ab", buffering=0) as told:
        if act == "restore":
            restore_backup(home, home.backups / what, clock=clock, random_bytes=os.urandom)
        elif act == "mend":
            mend(home, clock=clock, random_bytes=os.urandom, sticks=list)
        elif act == "adopt":
            adopt_point_key(home, what)
        if act in ("adopt", "erase", "back-up"):
            store = open_home(home, clock=clock, random_bytes=os.urandom)
            if act == "erase":
                erase_reader(store, what, clock=clock)
            elif act == "back-up":
                back_up(store, clock=clock, sticks=list)
            store.close()
        told.write(b"done\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
