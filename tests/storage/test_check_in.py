"""A card is presented: who is counted, who is greeted, and what is refused."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.ids import card_digest, new_card_code
from kiosk.storage.connection import Store
from kiosk.usecases.check_in import check_in
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.revoke_card import revoke_card
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Address, Consent, Method, Purpose, Sex
from tests.homes import KioskHome, StandingClock, new_reader, opened

DAY = 86_400


def refusal(store: Store, presented: str, clock: StandingClock) -> Refused:
    """The refusal of a scan that must leave nothing behind."""
    before = written(store)
    with pytest.raises(Refused) as caught:
        check_in(store, presented, clock=clock)
    assert written(store) == before
    return caught.value


def written(store: Store) -> tuple[int, int]:
    with store.reading() as tx:
        (visits,) = tx.execute("SELECT count(*) FROM visits").fetchone()
        (entries,) = tx.execute("SELECT count(*) FROM journal").fetchone()
    return visits, entries


def test_a_known_reader_is_counted_and_greeted_by_the_short_name(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    greeting = check_in(store, card.code, clock=clock)
    assert (greeting.known, greeting.short_name, greeting.address) == (True, "Lan", Address.BAN)
    assert (greeting.at, today(store, clock=clock).visits) == (clock.wall, 1)


@pytest.mark.parametrize(("birth_year", "address"), [(2015, Address.EM), (1990, Address.BAN), (1960, Address.BAC)])
def test_courtesy_follows_the_birth_year(store: Store, clock: StandingClock, birth_year: int, address: Address) -> None:
    card = new_reader(store, clock, birth_year=birth_year)
    assert check_in(store, card.code, clock=clock).address is address


def test_a_card_from_elsewhere_is_counted_and_greeted_without_a_name(store: Store, clock: StandingClock) -> None:
    greeting = check_in(store, new_card_code(), clock=clock)
    assert (greeting.known, greeting.short_name, greeting.address) == (False, "", Address.BAN)
    assert today(store, clock=clock).visits == 1


def test_of_a_card_only_its_digest_is_kept(kiosk: KioskHome, clock: StandingClock) -> None:
    stranger = new_card_code()
    with opened(kiosk.home) as store:
        card = new_reader(store, clock)
        check_in(store, card.code, clock=clock)
        check_in(store, stranger, clock=clock)
        with store.reading() as tx:
            assert tx.execute("SELECT card FROM visits WHERE card IS NOT NULL").fetchall() == [(card_digest(stranger),)]
    everything = b"".join(path.read_bytes() for path in kiosk.home.path.iterdir() if path.is_file())
    for code in (card.code, stranger):
        assert code.encode() not in everything
    assert b"Lan" not in everything
    assert "Nguyễn".encode() not in everything


def test_age_and_sex_travel_with_the_visit_and_the_purpose_too(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock, birth_year=1960, sex=Sex.MALE)
    check_in(store, card.code, clock=clock, purpose=Purpose.INTERNET)
    with store.reading() as tx:
        row = tx.execute("SELECT method, purpose, age_band, sex, head_count, reader FROM visits").fetchone()
    assert row == (Method.SCANNED, Purpose.INTERNET, 4, Sex.MALE, 1, 1)


# ---- cards that open nothing -----------------------------------------------------------------------------------------


def test_a_revoked_card_is_refused_and_says_so(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    revoke_card(store, card.code, clock=clock)
    assert refusal(store, card.code, clock).code == "card_revoked"


def test_a_card_is_good_on_its_last_day_and_expired_on_the_next(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    assert card.valid_until == date(2029, 11, 22)
    clock.advance(3 * 365 * DAY)
    assert check_in(store, card.code, clock=clock).known
    clock.advance(DAY)
    error = refusal(store, card.code, clock)
    assert (error.code, error.details) == ("card_expired", {"on": date(2029, 11, 22)})


@pytest.mark.parametrize(
    ("presented", "code"),
    [
        ("", "not_a_card"),
        ("9786042345678", "not_a_card"),
        ("TB012", "card_damaged"),
        ("x" * 10_000, "code_too_long"),
        ("https://example.vn", "web_address"),
        ("033199001234||Nguyễn Thị Lan|01021999|Nữ|Đức Hợp|15042021", "identity_card"),
    ],
)
def test_what_is_no_card_is_refused_and_the_next_card_is_counted(
    store: Store, clock: StandingClock, presented: str, code: str
) -> None:
    card = new_reader(store, clock)
    assert refusal(store, presented, clock).code == code
    check_in(store, card.code, clock=clock)
    assert today(store, clock=clock).visits == 1


# ---- the second scan of one entry ------------------------------------------------------------------------------------

CARDS = pytest.mark.parametrize("known", [True, False], ids=["a known card", "a card from elsewhere"])


def a_card(store: Store, clock: StandingClock, known: bool) -> str:
    return new_reader(store, clock).code if known else new_card_code()


@CARDS
def test_a_second_scan_within_the_window_is_refused_with_the_time_of_the_first(
    store: Store, clock: StandingClock, known: bool
) -> None:
    card = a_card(store, clock, known)
    first = check_in(store, card, clock=clock)
    clock.advance(599)
    error = refusal(store, card, clock)
    assert (error.code, error.details) == ("already_counted", {"at": first.at})
    clock.advance(1)
    check_in(store, card, clock=clock)
    assert today(store, clock=clock).visits == 2


@CARDS
def test_a_refused_scan_does_not_prolong_the_window(store: Store, clock: StandingClock, known: bool) -> None:
    card = a_card(store, clock, known)
    check_in(store, card, clock=clock)
    for _ in range(5):
        clock.advance(119)
        refusal(store, card, clock)
    clock.advance(5)
    check_in(store, card, clock=clock)
    assert today(store, clock=clock).visits == 2


@CARDS
@pytest.mark.parametrize("step", [-400 * DAY, -DAY, -300, 300, 10 * DAY])
def test_within_a_boot_a_step_of_the_wall_clock_neither_doubles_nor_swallows_anybody(
    store: Store, clock: StandingClock, known: bool, step: int
) -> None:
    card = a_card(store, clock, known)
    check_in(store, card, clock=clock)
    clock.step(step)
    clock.advance(60)
    assert refusal(store, card, clock).code == "already_counted"
    clock.step(-2 * step)
    clock.advance(60)
    assert refusal(store, card, clock).code == "already_counted"
    clock.step(step)
    clock.advance(480)
    check_in(store, card, clock=clock)
    assert written(store)[0] == 2


@CARDS
def test_after_a_quick_reboot_the_wall_clock_decides(store: Store, clock: StandingClock, known: bool) -> None:
    card = a_card(store, clock, known)
    check_in(store, card, clock=clock)
    clock.reboot(off=120)
    assert refusal(store, card, clock).code == "already_counted"
    clock.advance(480)
    check_in(store, card, clock=clock)
    assert written(store)[0] == 2


@CARDS
@pytest.mark.parametrize("back", [61, 3_600, 5 * 365 * DAY])
def test_after_a_reboot_with_a_dead_clock_battery_nobody_is_turned_away(
    store: Store, clock: StandingClock, known: bool, back: int
) -> None:
    card = a_card(store, clock, known)
    check_in(store, card, clock=clock)
    clock.reboot(off=60)
    clock.step(-back)
    check_in(store, card, clock=clock)
    clock.advance(30)
    assert refusal(store, card, clock).code == "already_counted"
    assert written(store)[0] == 2


def test_two_readers_do_not_stand_in_each_others_window(store: Store, clock: StandingClock) -> None:
    one, other = new_reader(store, clock), new_reader(store, clock, full_name="Trần Văn Đức")
    names = [check_in(store, card.code, clock=clock).short_name for card in (one, other)]
    assert names == ["Lan", "Đức"]


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("scan"), st.integers(0, 2)),
        st.tuples(st.just("advance"), st.integers(0, 900)),
        st.tuples(st.just("step"), st.integers(-100_000, 100_000)),
    ),
    max_size=25,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_within_a_boot_each_card_counts_once_in_ten_minutes_of_real_time(
    store: Store, events: list[tuple[str, int]]
) -> None:
    clock = StandingClock()
    cards = [new_card_code() for _ in range(3)]
    counted: dict[int, int] = {}
    for what, number in events:
        if what == "advance":
            clock.advance(number)
        elif what == "step":
            clock.step(number)
        elif number in counted and clock.mono - counted[number] < 600:
            assert refusal(store, cards[number], clock).code == "already_counted"
        else:
            check_in(store, cards[number], clock=clock)
            counted[number] = clock.mono


# ---- erasure, and a day's end ----------------------------------------------------------------------------------------


def test_when_a_readers_key_is_destroyed_the_name_is_gone_and_the_counts_stay(
    store: Store, clock: StandingClock
) -> None:
    card = new_reader(store, clock)
    check_in(store, card.code, clock=clock)
    with store.writing() as tx:
        tx.execute("UPDATE readers SET wrapped = NULL")
    clock.advance(700)
    greeting = check_in(store, card.code, clock=clock)
    assert (greeting.known, greeting.short_name, greeting.address) == (True, "", Address.BAN)
    assert today(store, clock=clock).visits == 2
    assert verify_journal(store) == 6


def test_sealed_fields_that_cannot_be_opened_cost_the_name_and_never_the_count(
    store: Store, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    card = new_reader(store, clock)
    with store.writing() as tx:
        tx.execute("UPDATE readers SET sealed = CAST(substr(sealed, 1, 20) || x'00' || substr(sealed, 22) AS BLOB)")
    greeting = check_in(store, card.code, clock=clock)
    assert (greeting.known, greeting.short_name) == (True, "")
    assert today(store, clock=clock).visits == 1
    assert "sealed_unreadable" in caplog.text


def test_the_day_begins_at_midnight_in_vietnam(store: Store, clock: StandingClock) -> None:
    clock.advance(16 * 3_600 - 1)  # 23:59:59
    check_in(store, new_card_code(), clock=clock)
    assert today(store, clock=clock).visits == 1
    clock.advance(1)
    check_in(store, new_card_code(), clock=clock)
    assert today(store, clock=clock).visits == 1
    assert today(store, clock=clock).day == date(2026, 11, 24)


def test_the_same_person_returning_counts_again(store: Store, clock: StandingClock) -> None:
    card = register_reader(store, full_name="Lan", birth_year=0, sex=Sex.UNKNOWN, consent=Consent.READER, clock=clock)
    for visit in range(1, 5):
        check_in(store, card.code, clock=clock)
        assert today(store, clock=clock).visits == visit
        clock.advance(3_600)
