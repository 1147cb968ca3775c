"""The point key off a recovery sheet: a new machine opens the names, an old one takes the key over."""

import json
import os
import stat

import pytest

from kiosk.config import Home
from kiosk.errors import Refused, Unavailable
from kiosk.rules.recovery import code_of
from kiosk.storage import keyring
from kiosk.storage.connection import Store
from kiosk.usecases.back_up import back_up
from kiosk.usecases.check_in import check_in
from kiosk.usecases.initialise import initialise
from kiosk.usecases.open_home import open_home
from kiosk.usecases.restore_backup import restore_backup
from kiosk.usecases.use_recovery_code import adopt_point_key, wrap_anew
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import IssuedCard
from tests.homes import POINT, KioskHome, StandingClock, new_reader, opened

KEY = bytes(range(32))
CODE = code_of(KEY)


def taken_up(home: Home, clock: StandingClock) -> Store:
    return open_home(home, clock=clock, random_bytes=os.urandom)


def wrappings(store: Store) -> list[tuple[bytes, int]]:
    with store.reading() as tx:
        return tx.execute("SELECT wrapped, key_kept FROM readers ORDER BY number").fetchall()


def greeted(store: Store, clock: StandingClock, cards: list[IssuedCard]) -> list[str]:
    clock.advance(700)
    return [check_in(store, card.code, clock=clock).short_name for card in cards]


def test_a_new_machine_begins_with_the_points_key(clock: StandingClock, kiosk: KioskHome) -> None:
    home = Home(kiosk.home.path / "new")
    for _ in range(2):  # an init that was cut short is taken up again with the same sheet
        try:
            initialise(home, code=POINT.code, name=POINT.name, nonce=bytes(16), clock=clock, recovery_code=CODE)
        except Refused as error:
            assert error.code == "already_initialised"  # noqa: PT017 - the second time
    assert keyring.load(home.keys).point_key == KEY
    assert keyring.load(home.keys).former == ()


def test_a_machine_that_has_keys_keeps_them_when_it_is_initialised_with_a_sheet(
    kiosk: KioskHome, clock: StandingClock
) -> None:
    keys = kiosk.home.keys.read_bytes()
    for code in (CODE, CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), CODE[:50], ""):
        with pytest.raises(Refused) as caught:
            initialise(kiosk.home, code=POINT.code, name="X", nonce=bytes(16), clock=clock, recovery_code=code)
        assert caught.value.code in ("keys_exist", "recovery_code_mistyped", "recovery_code_incomplete")
        assert kiosk.home.keys.read_bytes() == keys


def test_an_adopted_key_wraps_every_reader_anew_and_the_province_hears_of_it(
    kiosk: KioskHome, clock: StandingClock
) -> None:
    with opened(kiosk.home) as store:
        cards = [new_reader(store, clock, full_name=name) for name in ("Nguyễn Thị Lan", "Trần Văn Đức")]
        old = store.keyring
        with store.writing() as tx:
            tx.execute("UPDATE readers SET key_kept = 1")
    assert adopt_point_key(kiosk.home, CODE)
    assert not adopt_point_key(kiosk.home, CODE.lower())
    keys = keyring.load(kiosk.home.keys)
    assert (keys.point_key, keys.former, keys.device_id) == (KEY, (old.point_key,), old.device_id)
    assert stat.S_IMODE(kiosk.home.keys.stat().st_mode) == 0o600
    store = taken_up(kiosk.home, clock)
    try:
        for wrapped, kept in wrappings(store):
            assert kept == 0
            keyring.Keyring(keys.device, KEY).wrapping.unwrap(wrapped)
        assert greeted(store, clock, cards) == ["Lan", "Đức"]
        assert wrap_anew(store) == 0
        verify_journal(store)
    finally:
        store.close()


def test_a_backup_of_before_opens_all_its_names_after_a_restore(kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home) as store:
        card = new_reader(store, clock)
        made = back_up(store, clock=clock, sticks=list)
    adopt_point_key(kiosk.home, CODE)
    taken_up(kiosk.home, clock).close()
    restore_backup(kiosk.home, made.path, clock=clock, random_bytes=os.urandom)
    store = taken_up(kiosk.home, clock)
    try:
        ((wrapped, _),) = wrappings(store)
        keyring.Keyring(store.keyring.device, KEY).wrapping.unwrap(wrapped)
        assert greeted(store, clock, [card]) == ["Lan"]
    finally:
        store.close()


def test_a_key_that_is_adopted_back_is_no_former_one(kiosk: KioskHome, clock: StandingClock) -> None:
    first = keyring.load(kiosk.home.keys).point_key
    with opened(kiosk.home) as store:
        card = new_reader(store, clock)
    for code in (CODE, code_of(bytes(32)), code_of(first)):
        assert adopt_point_key(kiosk.home, code)
        store = taken_up(kiosk.home, clock)
        try:
            assert greeted(store, clock, [card]) == ["Lan"]
        finally:
            store.close()
    assert keyring.load(kiosk.home.keys).former == (bytes(32), KEY)


def test_nobody_adopts_a_key_under_an_open_window(kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home), pytest.raises(Unavailable, match="home_in_use"):
        adopt_point_key(kiosk.home, CODE)
    assert keyring.load(kiosk.home.keys).former == ()


def test_a_reader_whose_key_opens_with_none_of_ours_costs_nobody_else_anything(
    kiosk: KioskHome, clock: StandingClock
) -> None:
    with opened(kiosk.home) as store:
        cards = [new_reader(store, clock), new_reader(store, clock, full_name="Trần Văn Đức")]
        with store.writing() as tx:
            tx.execute("UPDATE readers SET wrapped = x'00', key_kept = 1 WHERE number = 1")
    adopt_point_key(kiosk.home, CODE)
    store = taken_up(kiosk.home, clock)
    try:
        assert wrappings(store)[0] == (b"\x00", 1)
        assert greeted(store, clock, cards) == ["", "Đức"]
    finally:
        store.close()


@pytest.mark.parametrize("former", [["00"], ["zz"], [7], "0"])
def test_former_keys_that_are_none_are_damaged_keys(kiosk: KioskHome, former: object) -> None:
    fields = json.loads(kiosk.home.keys.read_text())
    kiosk.home.keys.write_text(json.dumps(fields | {"former_point_keys": former}))
    with pytest.raises(Unavailable, match="keys_damaged"):
        keyring.load(kiosk.home.keys)
