"""Switching the machine off in order, where the program may. No Qt here."""

import logging
import shutil
import sys
from pathlib import Path
from typing import Final

from kiosk.errors import Unavailable

_LOG = logging.getLogger(__name__)
_PATIENCE_S: Final = 20
_RUNNING_SYSTEMD: Final = Path("/run/systemd/system")


def can_switch_off() -> bool:
    """Whether there is anybody here to ask: logind on Linux (it lets the user at the screen), the system on Windows."""
    if sys.platform == "win32":
        return True
    return _RUNNING_SYSTEMD.is_dir() and shutil.which("systemctl") is not None


def switch_off() -> None:
    """Ask for it and come back at once; programs are then told to end. Raises Unavailable(`power_off_refused`)."""
    import subprocess  # the window paints before anybody switches off

    if sys.platform == "win32":
        command = ["shutdown", "/s", "/t", "5"]
    else:
        command = ["systemctl", "--no-ask-password", "poweroff"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_S)  # noqa: S603 - our own words
    except (OSError, subprocess.SubprocessError) as error:
        _LOG.warning("not switched off: %s", error)
        raise Unavailable("power_off_refused") from error
