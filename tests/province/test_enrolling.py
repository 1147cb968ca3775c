"""Enrolment: one code, one device, and an answer that proves both sides."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sync.protocol import enrolment, messages, statements
from sync.protocol.intake import Rejected
from sync.protocol.messages import EnrolAnswer, Problem
from sync.province.home import ProvinceHome

from .conftest import Province
from .kiosks import Kiosk

NOW = 1_700_000_000


@pytest.fixture
def code(point: Any) -> str:
    from sync.province import enrolling

    return enrolling.give_code(point, now=NOW)


def enrol(kiosk: Kiosk, code: str, home: ProvinceHome, now: int = NOW) -> EnrolAnswer:
    from sync.province import enrolling

    return enrolling.enrol(kiosk.enrol_request(code), key=home.signing_key(), now=now)


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(Rejected) as caught:
        attempt()
    return caught.value.code


def wrong(code: str) -> str:
    """Another valid code with the same public part."""
    while True:
        other = enrolment.new_code()
        plain = (code[:4] + other.replace(" ", "")[4:16]).replace(" ", "")
        from sync.protocol.codes import with_checks

        if with_checks(plain) != code.replace(" ", ""):
            return with_checks(plain)


def test_a_device_that_knows_the_code_is_certified_over_the_wire(province: Province, point: Any) -> None:
    from time import time

    from sync.province import enrolling

    typed = enrolling.give_code(point, now=int(time()))
    kiosk = Kiosk()
    answer = province.post("enrol", messages.packed(kiosk.enrol_request(typed)))
    assert answer.status_code == 200
    told = messages.unpacked(answer.content, EnrolAnswer)
    certificate = told.certificate
    assert (certificate.device_key, certificate.point, certificate.number) == (kiosk.public_key, point.code, 1)
    assert told.point_name == point.name
    said = statements.certificate(kiosk.public_key, point.code, 1, certificate.issued_at)
    statements.check(told.province_key, said, certificate.signature)
    welcome = statements.welcome(kiosk.public_key, told.province_key, certificate.signature)
    assert enrolment.is_proven(enrolment.parsed(typed).key, welcome, told.proof)


def test_asking_again_after_a_lost_answer_gives_the_same_certificate(province: Province, code: str) -> None:
    kiosk = Kiosk()
    first = enrol(kiosk, code, province.home)
    assert enrol(kiosk, code, province.home, NOW + 60).certificate == first.certificate


def test_a_code_serves_one_device_only(province: Province, code: str) -> None:
    enrol(Kiosk(), code, province.home)
    assert refusal(lambda: enrol(Kiosk(), code, province.home)) == "code_spent"


def test_devices_of_a_point_are_numbered_in_turn(province: Province, point: Any) -> None:
    from sync.province import enrolling

    numbers = [enrol(Kiosk(), enrolling.give_code(point, now=NOW), province.home).certificate.number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_a_device_enrolled_again_keeps_its_number(province: Province, point: Any) -> None:
    from sync.province import enrolling

    kiosk = Kiosk()
    for _ in range(2):
        answer = enrol(kiosk, enrolling.give_code(point, now=NOW), province.home)
        assert answer.certificate.number == 1


def test_a_code_dies_of_age(province: Province, code: str) -> None:
    from sync.province.enrolling import LIFETIME

    assert refusal(lambda: enrol(Kiosk(), code, province.home, NOW + LIFETIME)) == "code_expired"


def test_wrong_secrets_are_counted_and_spend_the_code(province: Province, code: str) -> None:
    from sync.province.enrolling import MOST_TRIES

    for _ in range(MOST_TRIES):
        assert refusal(lambda: enrol(Kiosk(), wrong(code), province.home)) == "bad_proof"
    assert refusal(lambda: enrol(Kiosk(), code, province.home)) == "code_spent"


def test_a_code_that_was_never_given_out_is_unknown(province: Province) -> None:
    assert refusal(lambda: enrol(Kiosk(), enrolment.new_code(), province.home)) == "code_unknown"


def test_a_device_of_another_point_is_not_moved(province: Province, code: str, kiosk: Kiosk) -> None:
    from sync.province import enrolling, registry

    elsewhere = registry.add_point(f"E-{code[:4]}", "Thư viện xã Khác", now=NOW)
    typed = enrolling.give_code(elsewhere, now=NOW)
    assert refusal(lambda: enrol(kiosk, typed, province.home)) == "device_elsewhere"


def test_a_revoked_device_is_not_certified_again(province: Province, code: str, kiosk: Kiosk) -> None:
    from sync.province import registry

    assert registry.revoke_device(kiosk.device.hex()[:12]) is not None
    assert refusal(lambda: enrol(kiosk, code, province.home)) == "device_revoked"


def test_a_request_not_signed_by_its_own_key_is_refused(province: Province, code: str) -> None:
    request = msgspec.structs.replace(Kiosk().enrol_request(code), device_key=Kiosk().public_key)
    answer = province.post("enrol", messages.packed(request))
    assert answer.status_code == 403
    assert messages.unpacked(answer.content, Problem).code == "bad_signature"


def test_garbage_at_the_enrolment_door_is_named(province: Province) -> None:
    answer = province.post("enrol", b"\xc1")
    assert answer.status_code == 400
    assert messages.unpacked(answer.content, Problem).code == "bad_message"


@pytest.mark.parametrize("code_id", ["", "\x00", "ẮẰ", "A" * 5_000])
def test_a_strange_code_is_answered_and_not_stumbled_over(province: Province, code_id: str) -> None:
    kiosk = Kiosk()
    request = messages.EnrolRequest(
        code_id=code_id,
        device_key=kiosk.public_key,
        proof=bytes(32),
        signature=kiosk.key.sign(statements.enrolment(code_id, kiosk.public_key)),
        software="\x00",
    )
    answer = province.post("enrol", messages.packed(request))
    assert messages.unpacked(answer.content, Problem).code in ("bad_message", "code_unknown")
