"""The device's own key and the point's key, in a file beside the database that only the kiosk's user can read."""

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.errors import Refused, Unavailable
from kiosk.rules.identity import INFO as IDENTITY_INFO
from kiosk.rules.recovery import KEY_SIZE
from kiosk.sealing import Wrapping, new_key
from sync.protocol.entries import device_id

from . import files

_FORMAT = 1


@dataclass(frozen=True)
class Keyring:
    """The keys of this device. Made before it was ever online; the province certifies them later.

    `former`: point keys that were in use before another was adopted from a recovery sheet. They stay, for a backup may
    hold readers that were wrapped by them.
    """

    device: Ed25519PrivateKey
    point_key: bytes
    former: tuple[bytes, ...] = ()

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
        return Wrapping(self.point_key, self.former)

    @cached_property
    def identity_keys(self) -> tuple[bytes, ...]:
        """The keys of identity cards' digests, derived from the point's key and, after it, from its former ones."""
        return tuple(_derived(key, IDENTITY_INFO) for key in (self.point_key, *self.former))

    def sign(self, statement: bytes) -> bytes:
        """This device's signature (64 bytes) over `statement`."""
        return self.device.sign(statement)


def _derived(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=info).derive(key)


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
    former = tuple(bytes.fromhex(key) for key in fields.get("former_point_keys", ()))
    if fields["format"] != _FORMAT or any(len(key) != KEY_SIZE for key in (point_key, *former)):
        raise ValueError("keys of another format")
    return Keyring(Ed25519PrivateKey.from_private_bytes(device), point_key, former)


def load_or_make(path: Path, point_key: bytes | None = None) -> Keyring:
    """The keys in `path`, made on first use, with the point's key from a recovery sheet where one is given.

    A file that is there is never overwritten: with another point key in it, Refused(`keys_exist`) is raised. Written
    whole to a sibling first and linked into place, so that a power cut leaves either no file or a good one.
    """
    if path.exists():
        return _agreeing(load(path), point_key)
    keyring = Keyring(Ed25519PrivateKey.generate(), point_key or new_key())
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_written(keyring))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return _agreeing(load(path), point_key)
    finally:
        draft.unlink(missing_ok=True)
    files.sync_folder(path.parent)
    return keyring


def _agreeing(keyring: Keyring, point_key: bytes | None) -> Keyring:
    if point_key is not None and point_key != keyring.point_key:
        raise Refused("keys_exist")
    return keyring


def adopted(path: Path, keyring: Keyring, point_key: bytes) -> Keyring:
    """The keys in `path` with another point key; the one before becomes a former one. Raises OSError.

    Nobody else may have the home open: they would go on wrapping with the old key.
    """
    if point_key == keyring.point_key:
        return keyring
    former = tuple(key for key in (keyring.point_key, *keyring.former) if key != point_key)
    keyring = Keyring(keyring.device, point_key, former)
    files.write_whole(path, _written(keyring))
    return keyring


def _written(keyring: Keyring) -> bytes:
    fields: dict[str, object] = {
        "format": _FORMAT,
        "device": keyring.device.private_bytes_raw().hex(),
        "point_key": keyring.point_key.hex(),
    }
    if keyring.former:
        fields["former_point_keys"] = [key.hex() for key in keyring.former]
    return json.dumps(fields).encode()
