"""What is held before the reader: each thing is told apart, and only a whole card is one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.ids import ALPHABET, is_card_code, slip_code
from kiosk.rules.admission import (
    LONGEST_CODE,
    Before,
    Standing,
    ensure_not_counted,
    ensure_valid,
    recognised,
)
from sync.protocol.codes import with_checks

CARD = with_checks("TB" + "0123456789BCGHK")
CCCD_2021 = "033199001234|012345678|Nguyễn Thị Lan|01021999|Nữ|Thôn Đông, Đức Hợp, Kim Động, Hưng Yên|15042021"
CCCD_2021_WITHOUT_OLD_NUMBER = CCCD_2021.replace("012345678", "")
CCCD_2021_MOJIBAKE = CCCD_2021.encode().decode("latin-1").replace("\x83", "").replace("\x90", "")
CAN_CUOC_2024 = CCCD_2021.replace("15042021", "15082024") + "||Nguyễn Văn Hùng|Trần Thị Mai|"
INSURANCE = "GD4333412345678|4e677579e1bb856e20|01/02/1999|2|546875|33 - 012|01/01/2026|-|14/01/2026|332412345678|-|4|"
INSURANCE_NEW = "3312345678|4e677579e1bb856e20|01/02/1999|2|546875|33 - 012|01/01/2026|-|14/01/2026|332412345678|-"


def refusal(presented: str) -> str:
    with pytest.raises(Refused) as caught:
        recognised(presented)
    assert caught.value.details == {}, "what was presented is kept nowhere"
    return caught.value.code


def test_a_whole_card_is_recognised() -> None:
    assert recognised(CARD) == CARD


@pytest.mark.parametrize(
    "presented",
    [CARD.lower(), f"  {CARD}\r\n", f"{CARD[:2]}-{CARD[2:7]}-{CARD[7:]}", " ".join(CARD), CARD.swapcase(), f"{CARD}\t"],
)
def test_case_spaces_and_dashes_do_not_matter(presented: str) -> None:
    assert recognised(presented) == CARD


@pytest.mark.parametrize(
    ("code", "presented"),
    [
        pytest.param("identity_card", CCCD_2021, id="CCCD of 2021, 7 fields"),
        pytest.param("identity_card", CCCD_2021_WITHOUT_OLD_NUMBER, id="CCCD of 2021, no old number"),
        pytest.param("identity_card", CCCD_2021_MOJIBAKE.encode("ascii", "replace").decode(), id="CCCD, marks lost"),
        pytest.param("identity_card", CAN_CUOC_2024, id="căn cước of 2024, 11 fields"),
        pytest.param("identity_card", CCCD_2021 + "\r\n", id="CCCD and a terminator"),
        pytest.param("health_insurance_card", INSURANCE, id="insurance, old number"),
        pytest.param("health_insurance_card", INSURANCE_NEW, id="insurance, ten digits"),
        pytest.param("health_insurance_card", INSURANCE.lower(), id="insurance, lower case"),
        pytest.param("web_address", "https://thuvienhungyen.vn/sach?id=1", id="a web address"),
        pytest.param("web_address", "HTTP://EXAMPLE.COM", id="a web address in capitals"),
        pytest.param("web_address", "www.hungyen.gov.vn", id="an address without a scheme"),
        pytest.param("web_address", "zalo.me.vn/0912345678", id="a short address"),
        pytest.param("web_address", "vnlib://TB123", id="an app's address"),
        pytest.param("vneid", "eyJhbGciOiJSUzI1NiJ9." + "QmFzZTY0" * 20 + ".c2ln", id="a signed token"),
        pytest.param("vneid", "VNeID:033199001234", id="a VNeID text"),
        pytest.param("consent_slip", slip_code(bytes(16), 1, 42), id="a parent's consent slip"),
        pytest.param("not_a_card", "9786042345678", id="an ISBN"),
        pytest.param("not_a_card", "978-604-2-34567-8", id="an ISBN with dashes"),
        pytest.param("not_a_card", "033199001234", id="a bare identity number"),
        pytest.param("not_a_card", "", id="nothing"),
        pytest.param("not_a_card", " \r\n\t ", id="white space"),
        pytest.param("not_a_card", "Nguyễn Thị Lan", id="a name"),
        pytest.param("not_a_card", "|||||||", id="separators only"),
        pytest.param("not_a_card", "\x00" + CARD, id="a control character before a card"),
        pytest.param("not_a_card", CARD[:9] + "\x1b" + CARD[9:], id="a control character inside a card"),
        pytest.param("not_a_card", "\u202e" + CARD, id="a direction mark"),
        pytest.param("not_a_card", "\ud83d", id="half a surrogate pair"),
        pytest.param("code_too_long", "A" * 10_000, id="10,000 characters"),
        pytest.param("code_too_long", CARD * 600, id="a card 600 times"),
        pytest.param("card_damaged", CARD[:10], id="half a card"),
        pytest.param("card_damaged", CARD[:-1], id="a card without its last character"),
        pytest.param("card_damaged", CARD[:4] + "8" + CARD[5:], id="a mistyped card"),
        pytest.param("card_damaged", CARD[:4] + "X" + CARD[5:], id="a letter of no card"),
        pytest.param("card_damaged", CARD[:9] + CARD, id="half a scan and a whole one"),
        pytest.param("card_damaged", CARD * 2, id="two scans in one"),
        pytest.param("card_damaged", CARD[1:], id="a card without its first character"),
        pytest.param("card_damaged", "tb", id="the prefix alone"),
    ],
)
def test_each_thing_that_is_no_card_has_its_own_word(code: str, presented: str) -> None:
    assert refusal(presented) == code


@given(st.text(max_size=80))
def test_any_text_is_a_card_or_refused_and_nothing_else(presented: str) -> None:
    try:
        code = recognised(presented)
    except Refused:
        return
    assert is_card_code(code)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(raw: bytes) -> None:
    assert refusal(raw.decode("latin-1") + "|")


@given(st.text(ALPHABET, min_size=17, max_size=21))
def test_random_text_of_our_alphabet_without_our_prefix_is_refused(text: str) -> None:
    assert refusal("0" + text) in ("card_damaged", "not_a_card")


def test_the_longest_code_that_is_looked_at_is_long_enough_for_an_identity_card() -> None:
    assert refusal(CCCD_2021 + "x" * (LONGEST_CODE - len(CCCD_2021))) == "identity_card"
    assert refusal(CCCD_2021 + "x" * (LONGEST_CODE - len(CCCD_2021) + 1)) == "code_too_long"


# ---- validity --------------------------------------------------------------------------------------------------------


def test_a_card_may_enter_on_its_last_day() -> None:
    ensure_valid(Standing(valid_until=20_000, revoked_at=None), 20_000)


def test_a_card_is_expired_the_day_after_and_tells_its_last_day() -> None:
    with pytest.raises(Refused) as caught:
        ensure_valid(Standing(valid_until=20_000, revoked_at=None), 20_001)
    assert (caught.value.code, caught.value.details) == ("card_expired", {"on": date(2024, 10, 4)})


def test_a_revoked_card_is_revoked_even_when_it_is_expired_too() -> None:
    with pytest.raises(Refused) as caught:
        ensure_valid(Standing(valid_until=1, revoked_at=5), 20_000)
    assert caught.value.code == "card_revoked"


# ---- the second scan -------------------------------------------------------------------------------------------------


def counted_again(before: Before, *, at: int, mono: int) -> bool:
    try:
        ensure_not_counted(before, at=at, mono=mono)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(("passed", "counts"), [(0, False), (1, False), (599, False), (600, True), (86_400, True)])
@pytest.mark.parametrize("same_boot", [True, False])
def test_within_the_window_a_second_scan_is_an_accident(passed: int, counts: bool, same_boot: bool) -> None:
    before = Before(at=1_000_000, mono=500, same_boot=same_boot)
    assert counted_again(before, at=1_000_000 + passed, mono=500 + passed) is counts


def test_the_refusal_tells_when_the_visit_was_counted() -> None:
    with pytest.raises(Refused) as caught:
        ensure_not_counted(Before(at=1_000_000, mono=500, same_boot=True), at=1_000_060, mono=560)
    assert (caught.value.code, caught.value.details) == ("already_counted", {"at": 1_000_000})


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6))
def test_within_one_boot_no_step_of_the_wall_clock_changes_the_answer(step: int, passed: int) -> None:
    before = Before(at=1_795_395_600, mono=5_000, same_boot=True)
    again = counted_again(before, at=before.at + passed + step, mono=before.mono + passed)
    assert again is (passed >= 600)


@given(st.integers(1, 10**9))
def test_after_a_reboot_with_the_clock_set_back_nobody_is_turned_away(back: int) -> None:
    before = Before(at=1_795_395_600, mono=5_000, same_boot=False)
    assert counted_again(before, at=before.at - back, mono=20)
