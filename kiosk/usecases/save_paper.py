"""A paper goes into a file, to be printed elsewhere or to be kept."""

from pathlib import Path

from kiosk.errors import Unavailable
from kiosk.storage.files import write_whole


def save_paper(paper: bytes, file: Path) -> None:
    """Write `paper` (PDF) whole or not at all, for its owner's eyes alone: papers carry names.

    Raises Unavailable(`paper_not_saved`); what stood in `file` before is then still there.
    """
    try:
        write_whole(file, paper)
    except OSError:
        raise Unavailable("paper_not_saved", file=file.name) from None
