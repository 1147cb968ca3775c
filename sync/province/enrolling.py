"""Giving out enrolment codes, and certifying the device that proves it knows one."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from ..protocol import enrolment, statements
from ..protocol.entries import device_id
from ..protocol.intake import Rejected
from ..protocol.messages import Certificate, EnrolAnswer, EnrolRequest
from .models import Device, EnrolmentCode, Point

LIFETIME: Final = 7 * 86_400
"""Seconds a code is good for: long enough to travel to a village by hand."""
MOST_TRIES: Final = 10
"""Wrong proofs before a code is spent."""
_KEY_SIZE: Final = 32


def give_code(point: Point, *, now: int) -> str:
    """A new one-time code for a device of `point`, to be shown once. Only what is derived from it is kept."""
    while True:
        text = enrolment.new_code()
        code = enrolment.parsed(text)
        try:
            with transaction.atomic():
                EnrolmentCode.objects.filter(device=None, expires_at__lt=now).delete()
                EnrolmentCode.objects.create(
                    code_id=code.code_id, secret=code.key, point=point, made_at=now, expires_at=now + LIFETIME
                )
        except IntegrityError:
            continue  # the public part is short and taken: draw again
        return text


def enrol(request: EnrolRequest, *, key: Ed25519PrivateKey, now: int) -> EnrolAnswer:
    """Certify the device that asks; asked again by the same device after a lost answer, the same certificate.

    Raises Rejected: bad_message, bad_signature, code_unknown, code_expired, code_spent, bad_proof, device_revoked,
    device_elsewhere (the key is known at another point).
    """
    statement = statements.enrolment(request.code_id, request.device_key)
    if len(request.device_key) != _KEY_SIZE or not request.code_id.isprintable():
        raise Rejected("bad_message", "a device key has 32 bytes, a code only letters and digits")
    try:
        statements.check(request.device_key, statement, request.signature)
    except statements.BadSignature:
        raise Rejected("bad_signature", "the request is not signed by the key it names") from None
    with transaction.atomic():
        code = EnrolmentCode.objects.select_for_update().filter(code_id=request.code_id).first()
        fault = _fault(code, request, statement, now)
        device = None if fault or code is None else _certified(code, request, now)
    # Raised only now, so that a counted try is kept.
    if fault or code is None or device is None:
        raise fault or Rejected("code_unknown")
    return _answer(device, bytes(code.secret), key, now)


def _fault(code: EnrolmentCode | None, request: EnrolRequest, statement: bytes, now: int) -> Rejected | None:
    if code is None:
        return Rejected("code_unknown", "no such code was given out")
    if code.tries >= MOST_TRIES:
        return Rejected("code_spent", "too many wrong tries")
    if not enrolment.is_proven(bytes(code.secret), statement, request.proof):
        EnrolmentCode.objects.filter(pk=code.pk).update(tries=F("tries") + 1)
        return Rejected("bad_proof", "the secret part of the code is wrong")
    if code.device_id is not None and bytes(Device.objects.get(pk=code.device_id).public_key) != request.device_key:
        return Rejected("code_spent", "another device was enrolled with it")
    if code.device_id is None and now >= code.expires_at:
        return Rejected("code_expired", "the code's time is over")
    known = Device.objects.filter(device_id=device_id(request.device_key)).first()
    if known is not None and known.status == Device.REVOKED:
        return Rejected("device_revoked", "this device was shut out")
    if known is not None and known.point_id != code.point_id:
        return Rejected("device_elsewhere", "this device belongs to another point")
    return None


def _certified(code: EnrolmentCode, request: EnrolRequest, now: int) -> Device:
    device = Device.objects.filter(device_id=device_id(request.device_key)).first()
    if device is None:
        Point.objects.select_for_update().get(pk=code.point_id)  # numbers are given out one at a time
        last = Device.objects.filter(point_id=code.point_id).aggregate(last=Max("number"))["last"]
        device = Device.objects.create(
            device_id=device_id(request.device_key),
            public_key=request.device_key,
            point_id=code.point_id,
            number=(last or 0) + 1,
            software="".join(filter(str.isprintable, request.software))[:64],
            enrolled_at=now,
            last_contact_at=now,
        )
    EnrolmentCode.objects.filter(pk=code.pk).update(device=device)
    return device


def _answer(device: Device, secret: bytes, key: Ed25519PrivateKey, now: int) -> EnrolAnswer:
    public_key, point = bytes(device.public_key), device.point
    certificate = Certificate(
        device_key=public_key,
        point=point.code,
        number=device.number,
        issued_at=device.enrolled_at,
        signature=key.sign(statements.certificate(public_key, point.code, device.number, device.enrolled_at)),
    )
    province_key = statements.public_bytes(key)
    return EnrolAnswer(
        certificate=certificate,
        province_key=province_key,
        proof=enrolment.proof(secret, statements.welcome(public_key, province_key, certificate.signature)),
        point_name=point.name,
        at=now,
    )
