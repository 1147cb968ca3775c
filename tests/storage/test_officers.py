"""The officer's door: five tries, a wait that a restart does not shorten, and a new password."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.errors import Refused
from kiosk.storage.connection import Store
from kiosk.usecases.change_password import change_password
from kiosk.usecases.log_in import log_in
from tests.homes import KioskHome, StandingClock, opened


def refusal(store: Store, password: str, clock: StandingClock) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as caught:
        log_in(store, password, clock=clock)
    return caught.value.code, caught.value.details


def locked(store: Store, clock: StandingClock) -> None:
    for _ in range(5):
        refusal(store, "sai mật khẩu", clock)


def test_the_first_password_opens_the_door(kiosk: KioskHome, store: Store, clock: StandingClock) -> None:
    log_in(store, kiosk.first_password, clock=clock)


def test_a_password_is_kept_as_an_argon2id_hash_only(kiosk: KioskHome, store: Store) -> None:
    with store.reading() as tx:
        (kept,) = tx.execute("SELECT password FROM officers").fetchone()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kiosk.first_password not in kept


def test_wrong_passwords_are_counted_down_and_then_the_door_closes(
    kiosk: KioskHome, store: Store, clock: StandingClock
) -> None:
    answers = [refusal(store, "sai", clock) for _ in range(5)]
    assert answers[:4] == [("password_wrong", {"left": left}) for left in (4, 3, 2, 1)]
    assert answers[4] == ("locked_out", {"until": clock.wall + 60})
    assert refusal(store, kiosk.first_password, clock)[0] == "locked_out", "even the right one waits"


def test_wrong_passwords_tried_at_once_are_all_counted(kiosk: KioskHome, clock: StandingClock) -> None:
    def fail(_: int) -> None:
        with opened(kiosk.home) as store:
            refusal(store, "sai", clock)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fail, range(4)))
    with opened(kiosk.home) as store:
        assert refusal(store, "sai", clock)[0] == "locked_out"


def test_a_restart_forgets_no_failure(kiosk: KioskHome, clock: StandingClock) -> None:
    for left in (4, 3, 2, 1):
        with opened(kiosk.home) as store:
            assert refusal(store, "sai", clock) == ("password_wrong", {"left": left})
    with opened(kiosk.home) as store:
        assert refusal(store, "sai", clock)[0] == "locked_out"
    with opened(kiosk.home) as store:
        assert refusal(store, kiosk.first_password, clock)[0] == "locked_out"


def test_after_the_wait_the_right_password_opens_and_the_count_begins_anew(
    kiosk: KioskHome, store: Store, clock: StandingClock
) -> None:
    locked(store, clock)
    clock.advance(60)
    log_in(store, kiosk.first_password, clock=clock)
    assert refusal(store, "sai", clock) == ("password_wrong", {"left": 4})


def test_each_further_failure_doubles_the_wait(store: Store, clock: StandingClock) -> None:
    locked(store, clock)
    waits = []
    for wait in (60, 120, 240):
        clock.advance(wait)
        code, details = refusal(store, "sai", clock)
        until = details["until"]
        assert code == "locked_out"
        assert isinstance(until, int)
        waits.append(until - clock.wall)
    assert waits == [120, 240, 480]


def test_a_clock_that_was_set_back_does_not_keep_the_door_closed_for_years(
    kiosk: KioskHome, store: Store, clock: StandingClock
) -> None:
    locked(store, clock)
    clock.step(-365 * 86_400)
    log_in(store, kiosk.first_password, clock=clock)


@pytest.mark.parametrize(
    "password", ["", " ", "x" * 100_000, "mật khẩu\x00", "\ud800".encode("utf-8", "replace").decode()]
)
def test_odd_passwords_are_wrong_and_nothing_worse(store: Store, clock: StandingClock, password: str) -> None:
    assert refusal(store, password, clock) == ("password_wrong", {"left": 4})


def test_a_new_password_replaces_the_old_one(kiosk: KioskHome, clock: StandingClock) -> None:
    with opened(kiosk.home) as store:
        change_password(store, old=kiosk.first_password, new="thư viện xã", clock=clock)
    with opened(kiosk.home) as store:
        log_in(store, "thư viện xã", clock=clock)
        assert refusal(store, kiosk.first_password, clock)[0] == "password_wrong"


@pytest.mark.parametrize("new", ["", "ngắn", "1234567"])
def test_a_short_password_is_refused_before_the_old_one_is_even_asked(
    kiosk: KioskHome, store: Store, clock: StandingClock, new: str
) -> None:
    with pytest.raises(Refused) as caught:
        change_password(store, old=kiosk.first_password, new=new, clock=clock)
    assert (caught.value.code, caught.value.details) == ("password_too_short", {"least": 8})
    log_in(store, kiosk.first_password, clock=clock)


def test_changing_with_a_wrong_password_counts_as_a_failure(
    kiosk: KioskHome, store: Store, clock: StandingClock
) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            change_password(store, old="sai", new="thư viện xã", clock=clock)
    assert refusal(store, kiosk.first_password, clock)[0] == "locked_out"
