"""Readers: registered with consent, sealed from the first entry on, and their cards withdrawn."""

import pytest

from kiosk.errors import Refused
from kiosk.ids import is_card_code, new_card_code
from kiosk.sealing import unseal
from kiosk.storage.connection import Store
from kiosk.usecases.register_reader import register_reader
from kiosk.usecases.revoke_card import revoke_card
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import Consent, EntryRef, Sex
from sync.protocol.entries import CardIssued, CardRevoked, ReaderRegistered, decode
from tests.homes import StandingClock, new_reader


def last_entries(store: Store, count: int) -> list[object]:
    with store.reading() as tx:
        rows = tx.execute("SELECT raw FROM journal ORDER BY seq DESC LIMIT ?", (count,)).fetchall()
    return [decode(raw) for (raw,) in reversed(rows)]


def refusal(store: Store, clock: StandingClock, *, full_name: str, birth_year: int, consent: Consent) -> str:
    with pytest.raises(Refused) as caught:
        register_reader(
            store, full_name=full_name, birth_year=birth_year, sex=Sex.UNKNOWN, consent=consent, clock=clock
        )
    assert verify_journal(store) == 1
    return caught.value.code


def test_a_reader_is_two_entries_and_neither_holds_name_or_code(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock, full_name="Nguyễn Thị Lan")
    reader, issued = last_entries(store, 2)
    assert isinstance(reader, ReaderRegistered)
    assert isinstance(issued, CardIssued)
    assert (issued.reader_device, issued.reader_epoch, issued.reader_seq) == (b"", card.reader.epoch, card.reader.seq)
    assert card.reader == EntryRef(1, 3)
    assert is_card_code(card.code)
    assert b"Lan" not in reader.sealed
    assert (reader.consent, reader.consent_text) == (Consent.READER, 1)


def test_the_name_is_sealed_under_a_key_of_this_reader_alone(store: Store, clock: StandingClock) -> None:
    new_reader(store, clock, full_name="Nguyễn Thị Lan", birth_year=1990)
    new_reader(store, clock, full_name="Trần Văn Đức", birth_year=1985)
    with store.reading() as tx:
        rows = tx.execute("SELECT sealed, wrapped FROM readers").fetchall()
    keys = [store.keyring.wrapping.unwrap(wrapped) for _, wrapped in rows]
    names = [unseal(sealed, key).full_name for (sealed, _), key in zip(rows, keys, strict=True)]
    assert names == ["Nguyễn Thị Lan", "Trần Văn Đức"]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("said", ["Trần Thị Hoà", "Trần Thị Hòa", "TRẦN THỊ HOÀ", "trần thị hòa"])
def test_a_name_is_kept_in_one_spelling_whoever_wrote_it(store: Store, clock: StandingClock, said: str) -> None:
    new_reader(store, clock, full_name=said)
    with store.reading() as tx:
        sealed, wrapped = tx.execute("SELECT sealed, wrapped FROM readers").fetchone()
    assert unseal(sealed, store.keyring.wrapping.unwrap(wrapped)).full_name == "Trần Thị Hòa"


def test_a_name_is_kept_composed_and_without_stray_space(store: Store, clock: StandingClock) -> None:
    new_reader(store, clock, full_name="  Nguye\u0302\u0303n   Lan ")
    with store.reading() as tx:
        sealed, wrapped = tx.execute("SELECT sealed, wrapped FROM readers").fetchone()
    assert unseal(sealed, store.keyring.wrapping.unwrap(wrapped)).full_name == "Nguyễn Lan"


@pytest.mark.parametrize(
    ("full_name", "birth_year", "consent", "code"),
    [
        ("", 1990, Consent.READER, "name_missing"),
        ("   ", 1990, Consent.READER, "name_missing"),
        ("Lan\x1b[31m", 1990, Consent.READER, "name_missing"),
        ("L" * 121, 1990, Consent.READER, "name_too_long"),
        ("Lan", 2027, Consent.READER, "birth_year_impossible"),
        ("Lan", 1905, Consent.READER, "birth_year_impossible"),
        ("Lan", -1, Consent.READER, "birth_year_impossible"),
        ("Lan", 2011, Consent.READER, "representative_must_consent"),
        ("Lan", 2026, Consent.READER, "representative_must_consent"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_written(
    store: Store, clock: StandingClock, full_name: str, birth_year: int, consent: Consent, code: str
) -> None:
    assert refusal(store, clock, full_name=full_name, birth_year=birth_year, consent=consent) == code


@pytest.mark.parametrize(
    ("birth_year", "consent"),
    [(2011, Consent.REPRESENTATIVE), (2010, Consent.READER), (0, Consent.READER), (1906, Consent.READER)],
)
def test_who_may_consent_follows_the_age(store: Store, clock: StandingClock, birth_year: int, consent: Consent) -> None:
    register_reader(store, full_name="Lan", birth_year=birth_year, sex=Sex.UNKNOWN, consent=consent, clock=clock)
    reader = last_entries(store, 2)[0]
    assert isinstance(reader, ReaderRegistered)
    assert reader.consent == consent


def test_a_revoked_card_is_an_entry_once(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    revoke_card(store, card.code.lower(), clock=clock)
    assert isinstance(last_entries(store, 1)[0], CardRevoked)
    entries = verify_journal(store)
    with pytest.raises(Refused) as caught:
        revoke_card(store, card.code, clock=clock)
    assert caught.value.code == "card_unknown"
    assert verify_journal(store) == entries


@pytest.mark.parametrize(
    ("presented", "code"),
    [(new_card_code(), "card_unknown"), ("TB1", "card_damaged"), ("", "not_a_card")],
    ids=["a stranger's", "damaged", "nothing"],
)
def test_what_is_no_card_of_this_kiosk_cannot_be_revoked(
    store: Store, clock: StandingClock, presented: str, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        revoke_card(store, presented, clock=clock)
    assert caught.value.code == code
    assert verify_journal(store) == 1
