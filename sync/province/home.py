"""Where a province lives on disk: its keys, its database by default, and the lock of its migrations."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

DATABASE_URL_VARIABLE = "DIEM_DOC_PROVINCE_DATABASE_URL"
"""Environment variable read when `--database-url` is not given, so that a password need not stand in `ps`."""


class ProvinceUnusable(Exception):
    """The province cannot run here. `code`: unwritable or key_damaged (home), unreachable, newer or address (database).

    `detail` is a path or the database's own words, for the sentence.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class ProvinceHome:
    """One folder, readable only by the province's own user. Nothing is made before `prepare()`."""

    folder: Path

    @classmethod
    def usual(cls) -> "ProvinceHome":
        """The folder of this user's data, as the operating system has it."""
        return cls(Path(platformdirs.user_data_dir("diem-doc-province", appauthor=False)))

    @property
    def database_file(self) -> Path:
        """The SQLite file in this folder, used unless another database is named."""
        return self.folder / "province.db"

    @property
    def migration_lock(self) -> Path:
        return self.folder / "migration.lock"

    def prepare(self) -> None:
        """Make the folder and its keys where they are missing. Raises ProvinceUnusable."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self._key_file.exists():
                _write_once(self._key_file, _new_key())
            if not self._secret_file.exists():
                _write_once(self._secret_file, secrets.token_urlsafe(48).encode())
        except OSError as error:
            raise ProvinceUnusable("unwritable", str(self.folder)) from error

    def signing_key(self) -> Ed25519PrivateKey:
        """The Ed25519 key that signs receipts and certificates. Kiosks pin it: losing it means enrolling them anew."""
        try:
            return Ed25519PrivateKey.from_private_bytes(self._key_file.read_bytes())
        except (OSError, ValueError) as error:
            raise ProvinceUnusable("key_damaged", str(self._key_file)) from error

    def django_secret(self) -> str:
        """Django's SECRET_KEY: signs sessions and forms."""
        try:
            return self._secret_file.read_text("ascii")
        except (OSError, ValueError) as error:
            raise ProvinceUnusable("key_damaged", str(self._secret_file)) from error

    @property
    def _key_file(self) -> Path:
        return self.folder / "province.key"

    @property
    def _secret_file(self) -> Path:
        return self.folder / "django.secret"


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _write_once(path: Path, content: bytes) -> None:
    """Write `content` for this user's eyes only; if another process was first, its file stands."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
