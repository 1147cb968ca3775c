"""How the databases of the first release were made: by that release itself, run as a person would. For the record:

python -m tests.databases.making tests/databases/first.tar.xz

A province with one point; a kiosk of it with an adult, a child and a walk-in class, a revoked card, a purpose, and two
visits that were never sent; a second kiosk of the same point. Every name in it is invented, every key was thrown away.
"""

import io
import json
import lzma
import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tests.releases.points import NAME, Kiosk
from tests.releases.programs import Program, unpacked

POINT: Final = "HY-0412"


def made(folder: Path) -> dict[str, Any]:
    """Make kiosk, sister and province in `folder`; what there is to know about them."""
    first = unpacked(folder / "program")
    kiosk, sister = Kiosk(folder / "kiosk", POINT), Kiosk(folder / "sister", POINT)
    with first.serving(folder / "province") as province:
        province.add_point(POINT, NAME)
        for one in (kiosk, sister):
            one.open(first)
        cards = _first_days(first, kiosk)
        for one in (kiosk, sister):
            one.enrol(first, province)
        sister.work(first, 20)
        for one in (kiosk, sister):
            one.sync(first)
        cards["late"] = _reader(first, kiosk, "Phạm Thị Mai", "1955", "female")
        first.done(kiosk.home, "check-in", cards["late"])
        first.done(kiosk.home, "tally", "--count", "4")
        return {"cards": cards, "url": province.url, "kiosk": kiosk.status(first), "sister": sister.status(first)}


def _first_days(first: Program, kiosk: Kiosk) -> dict[str, str]:
    cards = {
        "adult": _reader(first, kiosk, "Nguyễn Thị Lan", "1990", "female"),
        "child": _reader(first, kiosk, "Đỗ Minh Khôi", "2016", "male", consent="representative"),
        "revoked": _reader(first, kiosk, "Lê Văn Tám", "1980", "male"),
    }
    first.done(kiosk.home, "check-in", cards["adult"], "--purpose", "reading")
    first.done(kiosk.home, "check-in", cards["child"])
    first.done(kiosk.home, "tally", "--count", "35", "--group", "school_class", "--purpose", "class_or_club")
    first.done(kiosk.home, "reader", "revoke", cards["revoked"])
    return cards


def _reader(first: Program, kiosk: Kiosk, name: str, year: str, sex: str, *, consent: str = "reader") -> str:
    facts = ("--name", name, "--birth-year", year, "--sex", sex, "--consent", consent)
    return str(first.done(kiosk.home, "reader", "add", *facts)["card"])


def packed(folder: Path, facts: dict[str, Any]) -> bytes:
    """What was made, as one compressed archive: the homes without locks and logs, and the facts about them."""
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    names = ["facts.json"]
    for home in ("kiosk", "sister", "province"):
        for file in sorted((folder / home).iterdir()):
            if file.suffix == ".sqlite3" or file.suffix == ".db":
                with closing(sqlite3.connect(file)) as database:
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                names.append(f"{home}/{file.name}")
            elif file.suffix in (".json", ".key", ".secret"):
                names.append(f"{home}/{file.name}")
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name in names:
            archive.add(folder / name, name)
    return lzma.compress(held.getvalue(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        Path(sys.argv[1]).write_bytes(packed(Path(temporary), made(Path(temporary))))
