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
    def high_water(self) -> Path:
        """How far the journal once was, kept outside the database so that an older one is noticed."""
        return self.path / "high-water.json"

    @property
    def erasures(self) -> Path:
        """The readers whose keys were destroyed, kept outside the database so that no restore brings them back."""
        return self.path / "erasures"

    @property
    def backups(self) -> Path:
        """Verified copies of the database, none older than fifteen days."""
        return self.path / "backups"

    @property
    def prepared(self) -> Path:
        """A finished database that is about to take the place of the present one (a restore)."""
        return self.path / "diem-doc.sqlite3.prepared"

    @property
    def was_made(self) -> bool:
        """Whether a kiosk lives here, or lived here and lost its database."""
        return any(path.exists() for path in (self.database, self.prepared, self.high_water))

    @property
    def presence(self) -> Path:
        """Held shared by everyone who has the home open, and alone by who puts another database in its place."""
        return self.path / "presence.lock"

    @property
    def backup_lock(self) -> Path:
        """Held while a backup is made."""
        return self.path / "backup.lock"

    @property
    def high_water_lock(self) -> Path:
        """Held while the high-water mark is raised."""
        return self.path / "high-water.lock"

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
