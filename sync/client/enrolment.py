"""A kiosk gets to know its province, and pins its key."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from kiosk import SOFTWARE
from kiosk.clock import Clock
from kiosk.errors import Refused, Unavailable
from kiosk.storage import mirror, point
from kiosk.storage.connection import Store
from sync.protocol import enrolment, statements
from sync.protocol.messages import BadMessage, Certificate, EnrolAnswer, EnrolRequest, packed, unpacked

from .transport import ProvinceRefused, Transport

PATH: Final = "/sync/v1/enrol"


def enrol(
    store: Store, url: str, typed_code: str, *, clock: Clock, connect: Callable[[str], Transport] = Transport
) -> mirror.Province:
    """Enrol this device with the province at `url` by a one-time code; a repeat after a lost answer is harmless.

    Raises Refused(`enrolment_code_mistyped` | `enrolment_code_refused` | `point_differs` | `address_invalid`) or
    Unavailable(`offline` | `captive_portal` | `province_unwell` | `province_not_proven`).
    """
    address, code = address_of(url), code_of(typed_code)
    return pin(store, _asked(store, connect(address), code), code, address, clock=clock)


def code_of(typed: str) -> enrolment.EnrolmentCode:
    """The code a person typed. Raises Refused(`enrolment_code_mistyped`)."""
    try:
        return enrolment.parsed(typed)
    except enrolment.BadCode:
        raise Refused("enrolment_code_mistyped") from None


def request_for(store: Store, code: enrolment.EnrolmentCode) -> EnrolRequest:
    """This device's signed request, proven with the code."""
    key = store.keyring.public_key
    statement = statements.enrolment(code.code_id, key)
    return EnrolRequest(
        code_id=code.code_id,
        device_key=key,
        proof=enrolment.proof(code.key, statement),
        signature=store.keyring.sign(statement),
        software=SOFTWARE,
    )


def pin(
    store: Store, answer: EnrolAnswer, code: enrolment.EnrolmentCode, address: str, *, clock: Clock
) -> mirror.Province:
    """Check the province's answer and keep its key. `address` may be "": a kiosk that is reached by sticks alone.

    Raises Refused(`point_differs`) or Unavailable(`province_not_proven`), and then nothing is kept.
    """
    _ensure_proven(answer, code, store.keyring.public_key)
    with store.reading() as tx:
        here = point.load(tx)
    if here is None or here.code != answer.certificate.point:
        raise Refused("point_differs", province=answer.certificate.point, here=here.code if here else "")
    province = mirror.Province(
        url=address,
        public_key=answer.province_key,
        number=answer.certificate.number,
        certificate=packed(answer.certificate),
        enrolled_at=clock().wall,
    )
    with store.writing() as tx:
        mirror.save_province(tx, province)
    return province


def address_of(url: str) -> str:
    """The province's address as a person gave it. Raises Refused(`address_invalid`)."""
    text = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or any(character.isspace() for character in text):
        raise Refused("address_invalid", address=url[:80])
    return text.rstrip("/")


def _asked(store: Store, transport: Transport, code: enrolment.EnrolmentCode) -> EnrolAnswer:
    try:
        return unpacked(transport.post(PATH, packed(request_for(store, code))), EnrolAnswer)
    except ProvinceRefused as refusal:
        raise Refused("enrolment_code_refused", reason=refusal.problem.code) from refusal
    except BadMessage:
        raise Unavailable("captive_portal") from None
    finally:
        transport.close()


def _ensure_proven(answer: EnrolAnswer, code: enrolment.EnrolmentCode, device_key: bytes) -> None:
    """Whoever answered must know the code's secret, and the certificate must be the pinned key's, for our own key."""
    certificate: Certificate = answer.certificate
    welcome = statements.welcome(device_key, answer.province_key, certificate.signature)
    certified = statements.certificate(device_key, certificate.point, certificate.number, certificate.issued_at)
    if not enrolment.is_proven(code.key, welcome, answer.proof) or certificate.device_key != device_key:
        raise Unavailable("province_not_proven")
    try:
        statements.check(answer.province_key, certified, certificate.signature)
    except statements.BadSignature:
        raise Unavailable("province_not_proven") from None
