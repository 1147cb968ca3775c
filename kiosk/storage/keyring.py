"""The device's own key and the point's key, in a file beside the database that only the kiosk's user can read."""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import Unavailable
from kiosk.sealing import Wrapping, new_key
from sync.protocol.entries import device_id

_FORMAT = 1
_POINT_KEY_SIZE = 32


@dataclass(frozen=True)
class Keyring:
    """The keys of this device. Made before it was ever online; the province certifies them later."""

    device: Ed25519PrivateKey
    point_key: bytes

    @cached_property
    def public_key(self) -> bytes:
        """The device's Ed25519 public key, 32 bytes."""
        return self.device.public_key().public_bytes_raw()

    @cached_property
    def device_id(self) -> bytes:
        """The 16 bytes that name this device."""
        return device_id(self.public_key)

    @cached_property
    def wrapping(self) -> Wrapping:
        """The point's key, ready to wrap and unwrap readers' keys."""
        return Wrapping(self.point_key)

    def sign(self, statement: bytes) -> bytes:
        """This device's signature (64 bytes) over `statement`."""
        return self.device.sign(statement)


def load(path: Path) -> Keyring:
    """The keys in `path`. Raises Unavailable(`keys_missing` | `keys_damaged`)."""
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Unavailable("keys_missing", file=path.name) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Unavailable("keys_damaged", file=path.name) from None


def _parsed(text: str) -> Keyring:
    fields = json.loads(text)
    device, point_key = bytes.fromhex(fields["device"]), bytes.fromhex(fields["point_key"])
    if fields["format"] != _FORMAT or len(point_key) != _POINT_KEY_SIZE:
        raise ValueError("keys of another format")
    return Keyring(Ed25519PrivateKey.from_private_bytes(device), point_key)


def load_or_make(path: Path) -> Keyring:
    """The keys in `path`, made on first use; a file that is there is never overwritten.

    Written whole to a sibling first and linked into place, so that a power cut leaves either no file or a good one.
    """
    if path.exists():
        return load(path)
    keyring = Keyring(Ed25519PrivateKey.generate(), new_key())
    fields = {
        "format": _FORMAT,
        "device": keyring.device.private_bytes_raw().hex(),
        "point_key": keyring.point_key.hex(),
    }
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(fields, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return load(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return keyring


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
