"""A PC becomes a kiosk: once, whatever interrupts it."""

import stat
from pathlib import Path

import pytest

from kiosk.config import Home
from kiosk.errors import Refused
from kiosk.storage.connection import make_store, open_store
from kiosk.storage.keyring import load_or_make
from kiosk.usecases.initialise import Initialised, initialise
from kiosk.usecases.log_in import log_in
from kiosk.usecases.point_of import point_of
from kiosk.usecases.sync_status import sync_status
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Point
from tests.homes import StandingClock, opened

from .conftest import contents

NONCE = bytes(range(16))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "deep" / "kiosk")


def made(home: Home, clock: StandingClock, code: str = "HY-0412", name: str = "Thư viện xã Đức Hợp") -> Initialised:
    return initialise(home, code=code, name=name, nonce=NONCE, clock=clock)


def test_init_makes_a_kiosk_that_opens(home: Home, clock: StandingClock) -> None:
    told = made(home, clock)
    with opened(home) as store:
        assert point_of(store) == told.point == Point("HY-0412", "Thư viện xã Đức Hợp")
        assert store.keyring.device_id.hex() == told.device
        assert verify_journal(store) == 1
        log_in(store, told.first_password, clock=clock)
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.keys.stat().st_mode) == 0o600


def test_a_second_init_changes_nothing_and_says_what_is_there(home: Home, clock: StandingClock) -> None:
    made(home, clock)
    before = contents(home)
    with pytest.raises(Refused) as caught:
        made(home, clock, "HY-9999", "Nơi khác")
    assert caught.value.code == "already_initialised"
    assert caught.value.details == {"point": "HY-0412", "name": "Thư viện xã Đức Hợp"}
    assert contents(home) == before


def cut_before_the_keys(home: Home) -> None:
    home.path.mkdir(parents=True)
    (home.path / "keys.json.99.new").write_text('{"for')


def cut_after_the_keys(home: Home) -> None:
    home.path.mkdir(parents=True)
    load_or_make(home.keys)


def cut_after_an_empty_database(home: Home) -> None:
    cut_after_the_keys(home)
    home.database.touch()


def cut_after_the_tables(home: Home) -> None:
    make_store(home).close()


@pytest.mark.parametrize(
    "cut", [cut_before_the_keys, cut_after_the_keys, cut_after_an_empty_database, cut_after_the_tables]
)
def test_an_init_that_was_cut_short_is_taken_up_again_with_the_same_keys(
    home: Home, clock: StandingClock, cut: object
) -> None:
    assert callable(cut)
    cut(home)
    kept = home.keys.read_bytes() if home.keys.exists() else None
    with pytest.raises(Refused) as caught:
        open_store(home)
    assert caught.value.code == "not_initialised"
    told = made(home, clock)
    assert kept in (None, home.keys.read_bytes())
    with opened(home) as store:
        assert sync_status(store).device == told.device
        assert verify_journal(store) == 1


@pytest.mark.parametrize("code", ["", " ", "hưng yên", "A" * 17, "-A", "A/B", "A\nB", "А1"])
def test_a_point_code_that_cannot_travel_is_refused_before_anything_is_made(
    home: Home, clock: StandingClock, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        made(home, clock, code)
    assert caught.value.code == "point_code_invalid"
    assert not home.path.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "Đức\x07Hợp"])
def test_a_name_that_cannot_stand_on_a_door_is_refused_before_anything_is_made(
    home: Home, clock: StandingClock, name: str
) -> None:
    with pytest.raises(Refused) as caught:
        made(home, clock, name=name)
    assert (caught.value.code, caught.value.details) == ("point_name_missing", {"most": 80})
    assert not home.path.exists()


def test_a_code_in_lower_case_and_a_decomposed_name_are_put_right(home: Home, clock: StandingClock) -> None:
    assert made(home, clock, " hy-0412 ", "Hoa\u0300  Bình").point == Point("HY-0412", "Hoà Bình")


def test_first_passwords_are_never_the_same(tmp_path: Path, clock: StandingClock) -> None:
    passwords = {made(Home(tmp_path / str(number)), clock).first_password for number in range(4)}
    assert len(passwords) == 4
    assert all(len(password) >= 13 for password in passwords)
