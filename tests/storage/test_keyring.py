"""The key file: made once, readable by nobody else, and never written over."""

import json
import os
import stat
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from kiosk.storage.keyring import adopted, load, load_or_make
from sync.protocol import statements
from sync.protocol.entries import device_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def refusal(path: Path) -> str:
    with pytest.raises(Unavailable) as caught:
        load(path)
    return caught.value.code


def test_keys_are_made_once_and_loaded_ever_after(path: Path) -> None:
    made = load_or_make(path)
    before = path.read_bytes()
    assert load_or_make(path).public_key == load(path).public_key == made.public_key
    assert load(path).point_key == made.point_key
    assert path.read_bytes() == before


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_the_kiosks_user_can_read_the_keys_whatever_the_umask(path: Path, umask: int) -> None:
    earlier = os.umask(umask)
    try:
        load_or_make(path)
    finally:
        os.umask(earlier)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_two_kiosks_never_get_the_same_keys(tmp_path: Path) -> None:
    one, other = load_or_make(tmp_path / "one"), load_or_make(tmp_path / "other")
    assert one.public_key != other.public_key
    assert one.point_key != other.point_key


def test_a_missing_file_is_told_apart_from_a_damaged_one(path: Path) -> None:
    assert refusal(path) == "keys_missing"
    path.write_bytes(b"")
    assert refusal(path) == "keys_damaged"


def test_keys_cut_short_anywhere_are_damaged_and_stay_as_they_are(path: Path) -> None:
    load_or_make(path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert refusal(path) == "keys_damaged"
        with pytest.raises(Unavailable):
            load_or_make(path)
        assert path.read_bytes() == whole[:length]


@pytest.mark.parametrize(
    "change",
    [
        {"device": "00"},
        {"device": "no hexadecimal"},
        {"device": 7},
        {"point_key": "00" * 31},
        {"point_key": None},
        {"format": 2},
    ],
    ids=str,
)
def test_keys_with_a_wrong_field_are_damaged(path: Path, change: dict[str, object]) -> None:
    load_or_make(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert refusal(path) == "keys_damaged"


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"\xff\xfe", b"{}", b"\x00" * 300])
def test_a_file_that_is_something_else_is_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(path) == "keys_damaged"
    assert path.read_bytes() == content


def test_a_draft_left_by_a_power_cut_is_in_nobodys_way(path: Path) -> None:
    path.with_name("keys.json.4711.new").write_text('{"device": "')
    made = load_or_make(path)
    assert load(path).public_key == made.public_key


def test_the_device_signs_with_the_key_that_names_it(path: Path) -> None:
    keyring = load_or_make(path)
    statements.check(keyring.public_key, b"a statement", keyring.sign(b"a statement"))
    assert keyring.device_id == device_id(keyring.public_key)


def test_every_kiosk_of_a_point_knows_identity_cards_by_the_same_key_and_no_other_point_does(tmp_path: Path) -> None:
    first = load_or_make(tmp_path / "first")
    second = load_or_make(tmp_path / "second", first.point_key)
    assert second.device_id != first.device_id
    assert second.identity_keys == first.identity_keys
    assert load_or_make(tmp_path / "elsewhere").identity_keys != first.identity_keys
    assert first.point_key not in first.identity_keys


def test_a_former_point_key_goes_on_knowing_identity_cards(path: Path) -> None:
    before = load_or_make(path)
    after = adopted(path, before, b"k" * 32)
    assert after.identity_keys[1:] == before.identity_keys
    assert after.identity_keys[0] != before.identity_keys[0]
