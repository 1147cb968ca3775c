"""The officer's desk for readers: found, settled, given new cards, linked, forgotten."""

from datetime import date
from pathlib import Path

import pytest

from kiosk import ids
from kiosk.errors import Refused, Unavailable
from kiosk.rules.erasure import answer_by, carry_out_by
from kiosk.storage import keyring, readers
from kiosk.storage.connection import Store
from kiosk.usecases.answer_erasure import carry_out_erasure, decline_erasure
from kiosk.usecases.approve_reader import approve_reader
from kiosk.usecases.check_in import check_in
from kiosk.usecases.choices import choose
from kiosk.usecases.erase_reader import erase_reader
from kiosk.usecases.export_readers import export_readers
from kiosk.usecases.find_readers import Order, find_alike, find_readers, find_scanned, forget_names, look_at
from kiosk.usecases.link_identity_card import link_identity_card, unlink_identity_card
from kiosk.usecases.mark_staff import mark_staff
from kiosk.usecases.my_card import ask_for_erasure, my_card
from kiosk.usecases.new_cards import draw_card, draw_cards, draw_slips, register_at_desk, reissue_cards, slips_of
from kiosk.usecases.print_papers import letterhead
from kiosk.usecases.readers_waiting import WaitingFor, readers_waiting
from kiosk.usecases.register_reader import Applicant, register_reader
from kiosk.usecases.tell_consent import tell_consent
from kiosk.usecases.today import today
from kiosk.usecases.verify_journal import verify_journal
from kiosk.values import CardPaper, Consent, Declined, IssuedCard, Sex
from tests.documents.rendering import codes, pages
from tests.homes import MORNING, KioskHome, StandingClock, new_reader, opened

IDENTITY = "033199001234|012345678|Nguyễn Thị Lan|01021999|Nữ|Đức Hợp, Kim Động, Hưng Yên|15042021"
OTHER_IDENTITY = "034085005678||Trần Văn Đức|03041985|Nam|Phố Hiến|20052022"
DAY = 86_400


def child(store: Store, clock: StandingClock, name: str = "Phạm Minh Khôi", school_class: str = "4A") -> IssuedCard:
    return register_reader(
        store,
        full_name=name,
        birth_year=2016,
        sex=Sex.MALE,
        consent=Consent.AWAITED,
        school_class=school_class,
        clock=clock,
    )


def number_of(store: Store, card: IssuedCard) -> int:
    return find_scanned(store, card.code).reader.number


def names(store: Store, wanted: str = "", order: Order = Order.NAME) -> list[str]:
    return [reader.full_name for reader in find_readers(store, wanted, order=order).readers]


def read(pdf: bytes) -> list[str]:
    """The codes on a paper, as a scanner reads them."""
    return [seen.text for page in pages(pdf) for seen in codes(page)]


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, match=f"^{code}$")


# ---- finding ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def village(store: Store, clock: StandingClock) -> dict[str, IssuedCard]:
    """Four readers, registered an hour apart."""
    made = {}
    for name, year, school_class in (
        ("Nguyễn Thị Lan", 1990, ""),
        ("Trần Văn Đức", 1955, ""),
        ("Lê Thị Lan Anh", 2008, "10B"),
        ("Hoàng Ánh", 2008, "4A"),
    ):
        made[name] = register_reader(
            store,
            full_name=name,
            birth_year=year,
            sex=Sex.UNKNOWN,
            consent=Consent.READER,
            school_class=school_class,
            clock=clock,
        )
        clock.advance(3_600)
    return made


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("lan", ["Lê Thị Lan Anh", "Nguyễn Thị Lan"]),
        ("Đức", ["Trần Văn Đức"]),
        ("duc tran", ["Trần Văn Đức"]),
        ("thi 1990", ["Nguyễn Thị Lan"]),
        ("10b", ["Lê Thị Lan Anh"]),
        ("an", ["Lê Thị Lan Anh", "Hoàng Ánh"]),
        ("khong co ai", []),
    ],
)
def test_readers_are_found_by_the_beginnings_of_words_without_marks(
    store: Store, village: dict[str, IssuedCard], wanted: str, expected: list[str]
) -> None:
    assert sorted(names(store, wanted)) == sorted(expected)


def test_readers_are_listed_in_the_order_that_was_chosen(
    store: Store, clock: StandingClock, village: dict[str, IssuedCard]
) -> None:
    check_in(store, village["Trần Văn Đức"].code, clock=clock)
    assert names(store) == ["Lê Thị Lan Anh", "Hoàng Ánh", "Trần Văn Đức", "Nguyễn Thị Lan"]
    assert names(store, order=Order.CLASS)[:2] == ["Hoàng Ánh", "Lê Thị Lan Anh"]
    assert names(store, order=Order.NEWEST)[0] == "Hoàng Ánh"
    assert names(store, order=Order.VISIT)[0] == "Trần Văn Đức"


def test_only_the_first_are_told_and_all_are_numbered(store: Store, village: dict[str, IssuedCard]) -> None:
    found = find_readers(store, "", most=2)
    assert (len(found.readers), found.matching, found.total) == (2, 4, 4)
    found = find_readers(store, "lan", most=2)
    assert (found.matching, found.total) == (2, 4)


def test_what_is_told_of_a_reader_is_what_happened(
    store: Store, clock: StandingClock, village: dict[str, IssuedCard]
) -> None:
    card = village["Trần Văn Đức"]
    check_in(store, card.code, clock=clock)
    found = find_scanned(store, card.code).reader
    assert (found.full_name, found.birth_year, found.last_visit) == ("Trần Văn Đức", 1955, clock.wall)
    assert (found.registered_at, found.valid_until) == (MORNING + 3_600, card.valid_until)
    assert found.entry == f"{card.reader.epoch}-{card.reader.seq}"


def test_an_erased_reader_is_found_no_more_though_the_name_was_opened_before(
    store: Store, clock: StandingClock, village: dict[str, IssuedCard]
) -> None:
    assert "Nguyễn Thị Lan" in names(store)
    number = number_of(store, village["Nguyễn Thị Lan"])
    erase_reader(store, village["Nguyễn Thị Lan"].code, clock=clock)
    assert "Nguyễn Thị Lan" not in names(store)
    with refused("reader_erased"):
        look_at(store, number)


def test_names_are_forgotten_when_the_officer_goes(store: Store, village: dict[str, IssuedCard]) -> None:
    names(store)
    assert len(store.names) == 4
    forget_names(store)
    assert store.names == {}
    assert len(names(store)) == 4


def test_namesakes_of_the_same_year_are_shown_by_name(store: Store, village: dict[str, IssuedCard]) -> None:
    assert [reader.full_name for reader in find_alike(store, "nguyen thi lan", 1990)] == ["Nguyễn Thị Lan"]
    assert find_alike(store, "Nguyễn Thị Lan", 1991) == ()
    assert len(find_alike(store, "Nguyễn Thị Lan", 0)) == 1


def test_a_strange_card_is_told_as_such(store: Store) -> None:
    with refused("card_unknown"):
        find_scanned(store, ids.new_card_code())
    with refused("identity_card"):
        find_scanned(store, IDENTITY)


def test_the_list_goes_into_a_file_that_a_spreadsheet_reads_and_nobody_else(
    store: Store, clock: StandingClock, village: dict[str, IssuedCard], tmp_path: Path
) -> None:
    register_at_desk(store, Applicant("=1+1 Lan", 1980, Sex.FEMALE, Consent.READER), clock=clock)
    file = tmp_path / "ban-doc.csv"
    assert export_readers(store, "lan", Order.NAME, file) == 3
    lines = file.read_bytes().decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeffHọ và tên;Năm sinh;Giới tính;Lớp;Tình trạng;Ngày đăng ký;Đến gần nhất;Thẻ đến"
    assert "Lê Thị Lan Anh;2008;;10B;;23/11/2026;;22/11/2029" in lines
    assert any(line.startswith("'=1+1 Lan;1980;Nữ;") for line in lines)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Unavailable, match=r"^paper_not_saved"):
        export_readers(store, "", Order.NAME, tmp_path / "khong-co" / "x.csv")


# ---- what waits ------------------------------------------------------------------------------------------------------


def test_a_childs_slip_opens_the_child_and_its_return_is_recorded_once(store: Store, clock: StandingClock) -> None:
    card = child(store, clock)
    [waiting] = readers_waiting(store, clock=clock)
    assert (waiting.what, waiting.reader.full_name, waiting.too_long) == (WaitingFor.CONSENT, "Phạm Minh Khôi", False)
    slip = ids.slip_code(store.keyring.device_id, *card.reader)
    scanned = find_scanned(store, slip.lower())
    assert (scanned.by_slip, scanned.reader.full_name) == (True, "Phạm Minh Khôi")
    tell_consent(store, scanned.reader.number, clock=clock)
    entries = verify_journal(store)
    tell_consent(store, scanned.reader.number, clock=clock)
    assert verify_journal(store) == entries
    assert readers_waiting(store, clock=clock) == ()
    assert my_card(store, card.code, clock=clock).consent is Consent.REPRESENTATIVE


def test_a_slip_of_another_library_opens_nobody(store: Store, clock: StandingClock) -> None:
    card = child(store, clock)
    with refused("slip_of_another"):
        find_scanned(store, ids.slip_code(b"another device..", *card.reader))
    with refused("slip_of_another"):
        find_scanned(store, ids.slip_code(store.keyring.device_id, 1, 999))


def test_a_child_cannot_consent_for_themselves_later_either(store: Store, clock: StandingClock) -> None:
    number = number_of(store, child(store, clock))
    with refused("representative_must_consent"):
        tell_consent(store, number, consent=Consent.READER, clock=clock)


def test_after_thirty_days_the_officer_is_asked_to_erase_who_never_got_consent(
    store: Store, clock: StandingClock
) -> None:
    child(store, clock)
    clock.advance(30 * DAY)
    assert [one.too_long for one in readers_waiting(store, clock=clock)] == [False]
    clock.advance(DAY)
    [waiting] = readers_waiting(store, clock=clock)
    assert (waiting.too_long, waiting.days) == (True, 31)


def test_who_registered_alone_waits_for_an_officers_look_where_that_was_chosen(
    store: Store, clock: StandingClock
) -> None:
    choose(store, approval=True)
    card = new_reader(store, clock)
    assert [one.what for one in readers_waiting(store, clock=clock)] == [WaitingFor.APPROVAL]
    assert not my_card(store, card.code, clock=clock).approved
    approve_reader(store, number_of(store, card), clock=clock)
    entries = verify_journal(store)
    approve_reader(store, number_of(store, card), clock=clock)
    assert verify_journal(store) == entries
    assert readers_waiting(store, clock=clock) == ()
    assert my_card(store, card.code, clock=clock).approved


# ---- to be forgotten -------------------------------------------------------------------------------------------------


def test_an_answer_is_due_in_two_working_days_and_the_erasure_in_fifteen() -> None:
    thursday, friday, saturday = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)
    assert answer_by(date(2026, 11, 23)) == date(2026, 11, 25)
    assert (answer_by(thursday), answer_by(friday), answer_by(saturday)) == (
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 1),
    )
    assert carry_out_by(thursday) == date(2026, 12, 11)


def test_a_request_waits_with_its_days_and_becomes_late(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    ask_for_erasure(store, card.code, clock=clock)
    [waiting] = readers_waiting(store, clock=clock)
    assert (waiting.what, waiting.answer_by, waiting.carry_out_by) == (
        WaitingFor.ERASURE,
        date(2026, 11, 25),
        date(2026, 12, 8),
    )
    assert (waiting.answer_late, waiting.late) == (False, False)
    clock.advance(3 * DAY)
    [waiting] = readers_waiting(store, clock=clock)
    assert (waiting.answer_late, waiting.late, waiting.days) == (True, False, 3)
    clock.advance(13 * DAY)
    [waiting] = readers_waiting(store, clock=clock)
    assert (waiting.answer_late, waiting.late) == (True, True)


def test_a_request_is_carried_out_to_the_end(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    check_in(store, card.code, clock=clock)
    number = number_of(store, card)
    ask_for_erasure(store, card.code, clock=clock)
    assert carry_out_erasure(store, number, clock=clock) == 1
    assert readers_waiting(store, clock=clock) == ()
    assert find_readers(store).total == 0
    assert today(store, clock=clock).visits == 1
    with store.reading() as tx:
        reader = readers.by_number(tx, number)
    assert reader is not None
    assert reader.wrapped is None
    with refused("reader_erased"):
        carry_out_erasure(store, number, clock=clock)
    verify_journal(store)


@pytest.mark.parametrize("reason", list(Declined))
def test_a_request_is_declined_with_a_reason_and_may_come_again(
    store: Store, clock: StandingClock, reason: Declined
) -> None:
    card = new_reader(store, clock)
    number = number_of(store, card)
    decline_erasure(store, number, reason, clock=clock)
    before = verify_journal(store)
    ask_for_erasure(store, card.code, clock=clock)
    decline_erasure(store, number, reason, clock=clock)
    assert verify_journal(store) == before + 2
    assert readers_waiting(store, clock=clock) == ()
    assert my_card(store, card.code, clock=clock).erasure_asked_at is None
    ask_for_erasure(store, card.code, clock=clock)
    assert len(readers_waiting(store, clock=clock)) == 1


# ---- staff -----------------------------------------------------------------------------------------------------------


def test_who_works_here_is_greeted_and_not_counted_until_that_ends(store: Store, clock: StandingClock) -> None:
    card = new_reader(store, clock)
    number = number_of(store, card)
    mark_staff(store, number, staff=True, clock=clock)
    assert look_at(store, number).staff
    for _ in range(3):
        greeting = check_in(store, card.code, clock=clock)
        assert (greeting.staff, greeting.short_name) == (True, "Lan")
    assert today(store, clock=clock).visits == 0
    mark_staff(store, number, staff=False, clock=clock)
    assert not check_in(store, card.code, clock=clock).staff
    assert today(store, clock=clock).visits == 1


# ---- cards -----------------------------------------------------------------------------------------------------------


def test_a_new_card_revokes_the_lost_one_in_the_same_breath(store: Store, clock: StandingClock) -> None:
    lost = new_reader(store, clock)
    [card] = reissue_cards(store, [number_of(store, lost)], clock=clock)
    assert (card.full_name, card.slip) == ("Nguyễn Thị Lan", "")
    with refused("card_revoked"):
        check_in(store, lost.code, clock=clock)
    assert check_in(store, card.code, clock=clock).short_name == "Lan"
    assert find_scanned(store, lost.code).reader.full_name == "Nguyễn Thị Lan"


def test_one_reader_who_is_not_there_keeps_all_from_getting_new_cards(store: Store, clock: StandingClock) -> None:
    lost = new_reader(store, clock)
    entries = verify_journal(store)
    with refused("reader_unknown"):
        reissue_cards(store, [number_of(store, lost), 99], clock=clock)
    assert verify_journal(store) == entries
    assert check_in(store, lost.code, clock=clock).short_name == "Lan"


def test_the_years_of_a_card_are_a_choice(store: Store, clock: StandingClock) -> None:
    choose(store, card_years=1)
    [card] = reissue_cards(store, [number_of(store, new_reader(store, clock))], clock=clock)
    assert card.valid_until == date(2027, 11, 23)


def test_the_officer_registers_even_where_visitors_may_not(store: Store, clock: StandingClock) -> None:
    choose(store, registration=False, approval=True)
    who = Applicant("Trần Văn Đức", 1955, Sex.MALE, Consent.READER)
    card = register_at_desk(store, who, clock=clock)
    assert check_in(store, card.code, clock=clock).short_name == "Đức"
    assert readers_waiting(store, clock=clock) == ()
    with refused(r"reader_alike \(count=1\)"):
        register_at_desk(store, who, clock=clock)
    assert register_at_desk(store, who, clock=clock, despite_likeness=True).number != card.number


def test_new_cards_and_slips_go_onto_paper(store: Store, clock: StandingClock) -> None:
    first = register_at_desk(
        store, Applicant("Phạm Minh Khôi", 2016, Sex.MALE, Consent.AWAITED, "Phạm Văn Hòa", "4A"), clock=clock
    )
    assert (first.representative, bool(first.slip)) == ("Phạm Văn Hòa", True)
    second = register_at_desk(store, Applicant("Trần Văn Đức", 1955, Sex.MALE, Consent.READER), clock=clock)
    head = letterhead(store, clock=clock)
    assert read(draw_cards(head, [first, second], per_page=10)) == [first.code, second.code]
    assert read(draw_card(head, second, CardPaper.RECEIPT_80)) == [second.code]
    assert read(draw_slips(head, [first, second])) == [first.slip]
    assert read(draw_slips(head, slips_of(store, [first.number, second.number]))) == [first.slip]
    with refused("nobody_waits_for_consent"):
        slips_of(store, [second.number])


# ---- identity cards --------------------------------------------------------------------------------------------------


@pytest.fixture
def linked(store: Store, clock: StandingClock) -> IssuedCard:
    """A reader whose identity card serves as a card."""
    choose(store, identity_cards=True)
    card = new_reader(store, clock)
    link_identity_card(store, number_of(store, card), IDENTITY, clock=clock)
    return card


def test_a_linked_identity_card_counts_as_its_reader(store: Store, clock: StandingClock, linked: IssuedCard) -> None:
    assert check_in(store, IDENTITY, clock=clock).short_name == "Lan"
    assert today(store, clock=clock).visits == 1
    with pytest.raises(Refused, match=r"^already_counted"):
        check_in(store, linked.code, clock=clock)
    damaged = IDENTITY.encode().decode("latin-1")
    clock.advance(601)
    assert check_in(store, damaged, clock=clock).short_name == "Lan"


def test_nothing_of_an_identity_card_is_kept(store: Store, kiosk: KioskHome, linked: IssuedCard) -> None:
    store.truncate_log()
    said = b"".join(path.read_bytes() for path in kiosk.home.path.rglob("*") if path.is_file())
    for part in (b"033199001234", b"012345678", b"01021999", "Kim Động".encode()):
        assert part not in said


def test_readers_see_their_card_by_their_identity_card_too(
    store: Store, clock: StandingClock, linked: IssuedCard
) -> None:
    assert my_card(store, IDENTITY, clock=clock) == my_card(store, linked.code, clock=clock)
    with refused("identity_card_unlinked"):
        my_card(store, OTHER_IDENTITY, clock=clock)
    choose(store, identity_cards=False)
    with refused("identity_card"):
        my_card(store, IDENTITY, clock=clock)


def test_an_identity_card_opens_nothing_where_they_do_not_serve(
    store: Store, clock: StandingClock, linked: IssuedCard
) -> None:
    choose(store, identity_cards=False)
    with refused("identity_card"):
        check_in(store, IDENTITY, clock=clock)
    with refused("identity_cards_off"):
        link_identity_card(store, number_of(store, linked), OTHER_IDENTITY, clock=clock)


def test_an_identity_card_that_nobody_linked_is_told_how(
    store: Store, clock: StandingClock, linked: IssuedCard
) -> None:
    with refused("identity_card_unlinked"):
        check_in(store, OTHER_IDENTITY, clock=clock)
    with refused("identity_card_damaged"):
        check_in(store, OTHER_IDENTITY.replace("1985", "1984"), clock=clock)
    assert today(store, clock=clock).visits == 0


def test_one_identity_card_serves_one_reader(store: Store, clock: StandingClock, linked: IssuedCard) -> None:
    other = number_of(store, new_reader(store, clock, full_name="Trần Văn Đức", birth_year=1985))
    with refused("identity_card_of_another"):
        link_identity_card(store, other, IDENTITY, clock=clock)
    entries = verify_journal(store)
    link_identity_card(store, number_of(store, linked), IDENTITY, clock=clock)
    assert verify_journal(store) == entries, "linked again to the same reader it changes nothing"


def test_a_new_link_takes_the_place_of_the_one_before(store: Store, clock: StandingClock, linked: IssuedCard) -> None:
    link_identity_card(store, number_of(store, linked), OTHER_IDENTITY, clock=clock)
    with refused("identity_card_unlinked"):
        check_in(store, IDENTITY, clock=clock)
    assert check_in(store, OTHER_IDENTITY, clock=clock).short_name == "Lan"


def test_a_link_is_taken_back_and_made_again(store: Store, clock: StandingClock, linked: IssuedCard) -> None:
    number = number_of(store, linked)
    assert look_at(store, number).linked
    for _ in range(3):
        assert unlink_identity_card(store, number, clock=clock)
        assert not look_at(store, number).linked
        with refused("identity_card_unlinked"):
            check_in(store, IDENTITY, clock=clock)
        link_identity_card(store, number, IDENTITY, clock=clock)
        assert find_scanned(store, IDENTITY).reader.number == number
    other = number_of(store, new_reader(store, clock, full_name="Trần Văn Đức"))
    assert not unlink_identity_card(store, other, clock=clock)
    unlink_identity_card(store, number, clock=clock)
    link_identity_card(store, other, IDENTITY, clock=clock)
    assert check_in(store, IDENTITY, clock=clock).short_name == "Đức"


def test_a_lost_card_does_not_take_the_identity_card_with_it(
    store: Store, clock: StandingClock, linked: IssuedCard
) -> None:
    [card] = reissue_cards(store, [number_of(store, linked)], clock=clock)
    assert look_at(store, card.number).linked
    assert check_in(store, IDENTITY, clock=clock).short_name == "Lan"
    assert look_at(store, card.number).valid_until == card.valid_until


def test_erasing_a_reader_takes_the_link_along(store: Store, clock: StandingClock, linked: IssuedCard) -> None:
    carry_out_erasure(store, number_of(store, linked), clock=clock)
    with refused("identity_card_unlinked"):
        check_in(store, IDENTITY, clock=clock)
    again = new_reader(store, clock)
    link_identity_card(store, number_of(store, again), IDENTITY, clock=clock)
    assert check_in(store, IDENTITY, clock=clock).short_name == "Lan"


@pytest.mark.parametrize("other", ["", "033199001234", "VNeID:033199001234", ids.CARD_PREFIX])
def test_nothing_else_can_be_linked(store: Store, clock: StandingClock, linked: IssuedCard, other: str) -> None:
    with pytest.raises(Refused):
        link_identity_card(store, number_of(store, linked), other, clock=clock)
    with refused("not_an_identity_card"):
        link_identity_card(store, number_of(store, linked), linked.code, clock=clock)


def test_a_link_outlives_another_point_key_from_a_recovery_sheet(
    kiosk: KioskHome, store: Store, clock: StandingClock, linked: IssuedCard
) -> None:
    store.close()
    keyring.adopted(kiosk.home.keys, keyring.load(kiosk.home.keys), b"k" * 32)
    with opened(kiosk.home) as again:
        assert check_in(again, IDENTITY, clock=clock).known
        clock.advance(601)
        number = find_scanned(again, IDENTITY).reader.number
        unlink_identity_card(again, number, clock=clock)
        link_identity_card(again, number, IDENTITY, clock=clock)
        assert check_in(again, IDENTITY, clock=clock).known
