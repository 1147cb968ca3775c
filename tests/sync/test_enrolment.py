"""A kiosk and its province prove themselves to each other with a code that was typed once."""

import pytest

from kiosk.errors import Refused, Unavailable
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from kiosk.usecases.sync_status import sync_status
from kiosk.values import Point
from sync.client.enrolment import enrol
from sync.protocol import enrolment, statements
from sync.protocol.messages import CONTENT_TYPE, Certificate, EnrolAnswer, packed, unpacked
from tests.homes import StandingClock
from tests.province.servers import Served
from tests.sync.lines import answering, losing_answers
from tests.sync.places import Enrollable


def test_a_code_enrols_this_device_and_pins_the_provinces_key(
    store: Store, province: Served, code: str, clock: StandingClock, point: Point
) -> None:
    pinned = enrol(store, province.url, code, clock=clock)
    with store.reading() as tx:
        kept = mirror.province(tx)
    assert kept == pinned
    assert len(pinned.public_key) == 32
    assert sync_status(store).enrolled
    points = province.command("status")["points"]
    assert [line["devices"] for line in points if line["code"] == point.code] == [1]


def test_the_code_may_be_typed_in_lower_case_without_spaces(
    store: Store, province: Served, code: str, clock: StandingClock
) -> None:
    assert enrol(store, province.url, code.replace(" ", "").lower(), clock=clock).number == 1


def test_a_lost_answer_is_mended_by_asking_again(
    store: Store, province: Served, code: str, clock: StandingClock
) -> None:
    with losing_answers(province.url, lost=1) as line:
        with pytest.raises(Unavailable, match="offline"):
            enrol(store, line, code, clock=clock)
        assert not sync_status(store).enrolled
        assert enrol(store, line, code, clock=clock).number == 1


def test_a_mistyped_code_is_told_before_anything_is_sent(store: Store, code: str, clock: StandingClock) -> None:
    swapped = ("0" if code[0] != "0" else "1") + code[1:]
    with pytest.raises(Refused, match="enrolment_code_mistyped"):
        enrol(store, "http://127.0.0.1:9", swapped, clock=clock)


def test_a_code_that_was_never_given_is_refused(store: Store, province: Served, clock: StandingClock) -> None:
    with pytest.raises(Refused, match="enrolment_code_refused"):
        enrol(store, province.url, enrolment.new_code(), clock=clock)


def test_a_code_of_another_point_is_refused_and_nothing_is_pinned(
    store: Store, province: Served, places: list[Enrollable], clock: StandingClock
) -> None:
    other = places.pop().code
    with pytest.raises(Refused, match="point_differs"):
        enrol(store, province.url, other, clock=clock)
    assert not sync_status(store).enrolled


@pytest.mark.parametrize("address", ["", "http://", "ftp//x y", "http://máy chủ", "http://x:99999"])
def test_an_address_that_is_none_is_told(store: Store, code: str, clock: StandingClock, address: str) -> None:
    with pytest.raises(Refused, match="address_invalid"):
        enrol(store, address, code, clock=clock)


def test_a_captive_portal_is_not_taken_for_the_province(store: Store, code: str, clock: StandingClock) -> None:
    with (
        answering(200, b"<html>Wi-Fi</html>") as portal,
        pytest.raises(Unavailable, match="captive_portal"),
    ):
        enrol(store, portal, code, clock=clock)


def test_an_impostor_who_does_not_know_the_code_is_not_pinned(
    store: Store, code: str, clock: StandingClock, point: Point
) -> None:
    """It answers in the province's language, with a key and a certificate of its own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key, device = Ed25519PrivateKey.generate(), store.keyring.public_key
    signature = key.sign(statements.certificate(device, point.code, 1, clock.wall))
    certificate = Certificate(device_key=device, point=point.code, number=1, issued_at=clock.wall, signature=signature)
    own = statements.public_bytes(key)
    guessed = enrolment.proof(b"a guess" * 4, statements.welcome(device, own, signature))
    answer = EnrolAnswer(certificate=certificate, province_key=own, proof=guessed, point_name="x", at=clock.wall)
    assert unpacked(packed(answer), EnrolAnswer) == answer
    with (
        answering(200, packed(answer), CONTENT_TYPE) as impostor,
        pytest.raises(Unavailable, match="province_not_proven"),
    ):
        enrol(store, impostor, code, clock=clock)
    assert not sync_status(store).enrolled
