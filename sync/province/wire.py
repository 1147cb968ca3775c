"""The kiosks' addresses: /sync/v1/push, /sync/v1/enrol and /sync/v1/hello (PROTOCOL.md, «HTTP»).

Stateless, without cookies; every answer is one msgpack message, an error too, whose code says what to do next.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from ..protocol import messages, statements
from ..protocol.intake import Rejected
from ..protocol.messages import BadMessage, EnrolRequest, Hello, Problem, Push, Receipt
from . import enrolling, exchange
from .exchange import Refusal

ROOT: Final = "/sync/v1/"
RETRY_SECONDS: Final = 30
_SMALLEST_NONCE, _LARGEST_NONCE = 8, 64

_STATUS: Final = {
    "bad_message": 400,
    "bad_signature": 403,
    "unknown_device": 403,
    "device_revoked": 403,
    "bad_proof": 403,
    "code_unknown": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "gap": 409,
    "fork": 409,
    "device_elsewhere": 409,
    "code_expired": 410,
    "code_spent": 410,
    "too_large": 413,
    "broken_chain": 422,
    "server_fault": 500,
    "busy": 503,
}

_log = logging.getLogger(__name__)


def answer(request: HttpRequest) -> HttpResponse:
    """Answer a kiosk. Whatever it sent, this process lives and the kiosk is told precisely."""
    try:
        return _sent(_door_of(request)(request), 200)
    except Refusal as refusal:
        return _refused(refusal.problem)
    except Rejected as rejected:
        return _refused(Problem(code=rejected.code, detail=rejected.detail))
    except BadMessage as bad:
        return _refused(Problem(code="bad_message", detail=str(bad)[:200]))
    except Error as error:
        is_the_world = isinstance(error, OperationalError | InterfaceError)
        _log.error("no answer of the database: %s", str(error).strip(), exc_info=not is_the_world)
        return _refused(Problem(code="busy" if is_the_world else "server_fault"))
    except Exception:  # noqa: BLE001 # the top: one request's defect must not end the others
        _log.exception("a defect of ours; the kiosk keeps its entries and comes again")
        return _refused(Problem(code="server_fault"))


def _door_of(request: HttpRequest) -> Callable[[HttpRequest], msgspec.Struct]:
    method, door = _DOORS.get(request.path_info, ("", None))
    if door is None:
        raise Refusal("not_found")
    if request.method != method:
        raise Refusal("method_not_allowed", method)
    return door


def _push(request: HttpRequest) -> Receipt:
    return exchange.answered(messages.unpacked(_body(request), Push), key=signing_key(), now=int(time.time()))


def _enrol(request: HttpRequest) -> messages.EnrolAnswer:
    asked = messages.unpacked(_body(request), EnrolRequest)
    return enrolling.enrol(asked, key=signing_key(), now=int(time.time()))


def _hello(request: HttpRequest) -> Hello:
    try:
        nonce = bytes.fromhex(request.GET.get("nonce", ""))
    except ValueError:
        nonce = b""
    if not _SMALLEST_NONCE <= len(nonce) <= _LARGEST_NONCE:
        raise Refusal("bad_message", f"nonce: {_SMALLEST_NONCE} to {_LARGEST_NONCE} bytes in hexadecimal")
    now = int(time.time())
    return Hello(at=now, signature=signing_key().sign(statements.hello(nonce, now)))


_DOORS: Final[dict[str, tuple[str, Callable[[HttpRequest], msgspec.Struct]]]] = {
    ROOT + "push": ("POST", _push),
    ROOT + "enrol": ("POST", _enrol),
    ROOT + "hello": ("GET", _hello),
}


@cache
def signing_key() -> Ed25519PrivateKey:
    """The province's key, read once a process."""
    key: Ed25519PrivateKey = settings.PROVINCE_HOME.signing_key()
    return key


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise Refusal("too_large", f"at most {messages.MAX_BODY} bytes") from None
    except UnreadablePostError:
        raise Refusal("bad_message", "the body broke off") from None


def _refused(problem: Problem) -> HttpResponse:
    response = _sent(problem, _STATUS[problem.code])
    if problem.code == "busy":
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if problem.code == "method_not_allowed":
        response.headers["Allow"] = problem.detail
    return response


def _sent(message: msgspec.Struct, status: int) -> HttpResponse:
    body = messages.packed(message)
    # Without a length the server cuts the line after every answer, and a 2G line takes seconds to come back.
    length = {"Content-Length": str(len(body))}
    return HttpResponse(body, content_type=messages.CONTENT_TYPE, status=status, headers=length)
