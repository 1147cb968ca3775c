"""Where a kiosk lives on disk."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one kiosk: its database, its keys, its locks and its log."""

    path: Path

    @property
    def database(self) -> Path:
        """The SQLite database with every fact and the journal."""
        return self.path / "diem-doc.sqlite3"

    @property
    def keys(self) -> Path:
        """The device's key and the point's key; only the kiosk's user may read it."""
        return self.path / "keys.json"

    @property
    def window_lock(self) -> Path:
        """Held by the one open kiosk window."""
        return self.path / "window.lock"

    @property
    def sync_lock(self) -> Path:
        """Held during one sync pass."""
        return self.path / "sync.lock"

    @property
    def schema_lock(self) -> Path:
        """Held while the schema is made or changed."""
        return self.path / "schema.lock"

    @property
    def log(self) -> Path:
        """What went wrong and when; never a name or a card code."""
        return self.path / "log" / "diem-doc.log"


def default_home() -> Home:
    """The kiosk's folder among this user's application data."""
    import platformdirs

    return Home(Path(platformdirs.user_data_dir("diem-doc", appauthor=False)))
