"""Single looks at the line: a name, a connection, a certificate. Each says what it found or why it failed."""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import requests.utils
from cryptography import x509
from cryptography.x509.oid import NameOID

from .pulse import own_address

_PORTS: Final = {"http": 80, "https": 443}
_NO_SUCH_NAME: Final = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_FAIL") if hasattr(socket, name)
)

Endpoint = tuple[int, tuple[str, int] | tuple[str, int, int, int]]
"""A socket family and an address for it."""


class ProbeFailed(Exception):
    """What a look found wrong, by a stable code. `details` are values for its sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Address:
    """A province's address taken apart."""

    host: str
    port: int
    encrypted: bool

    @classmethod
    def of(cls, url: str) -> "Address":
        """The parts of an address that enrolment accepted."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or _PORTS[parts.scheme], parts.scheme == "https")

    @property
    def is_numeric(self) -> bool:
        """Whether no name has to be looked up."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return False
        return True


def way_out(address: Address, seconds: float) -> str:
    """This machine's own address on its way to the province. Raises ProbeFailed(`no_network`).

    A province in the same building needs no way to the rest of the world, so its own address is tried as well.
    """
    if own := own_address():
        return own
    try:
        endpoints = resolved(address, seconds)
    except ProbeFailed:
        raise ProbeFailed("no_network") from None
    for family, place in endpoints:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(place)
            except OSError:
                continue
            return str(probe.getsockname()[0])
    raise ProbeFailed("no_network")


def resolved(address: Address, seconds: float) -> list[Endpoint]:
    """Where `address` lies. Raises ProbeFailed(`name_unknown` | `name_unanswered`).

    The system's own resolver knows no time limit, so it is asked on a thread that may be left behind.
    """
    answers: queue.SimpleQueue[list[Endpoint] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            answers.put([(family, place) for family, _, _, _, place in found])  # type: ignore[misc] # always an IP here
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="name-lookup", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise ProbeFailed("name_unanswered", host=address.host) from None
    if isinstance(answer, list):
        return answer
    known_not = isinstance(answer, UnicodeError) or answer.errno in _NO_SUCH_NAME
    raise ProbeFailed("name_unknown" if known_not else "name_unanswered", host=address.host)


def connected(address: Address, endpoints: Sequence[Endpoint], seconds: float) -> tuple[socket.socket, int]:
    """A line to the first of the address's endpoints that answers, and how long that took (ms).

    Raises ProbeFailed(`connection_refused` | `connection_silent` | `unreachable`).
    """
    trouble: OSError | None = None
    for family, place in endpoints:
        line = socket.socket(family, socket.SOCK_STREAM)
        line.settimeout(seconds)
        begun = time.monotonic()
        try:
            line.connect(place)
        except OSError as error:
            line.close()
            trouble = error
        else:
            return line, round((time.monotonic() - begun) * 1_000)
    if isinstance(trouble, ConnectionRefusedError):
        raise ProbeFailed("connection_refused", port=address.port)
    raise ProbeFailed("connection_silent" if isinstance(trouble, TimeoutError) else "unreachable", port=address.port)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server shows of itself. Times are seconds UTC; `names`: whom it is for; `issuer`: who vouches for it."""

    valid_from: int
    valid_until: int
    names: tuple[str, ...]
    issuer: str

    def is_for(self, host: str) -> bool:
        """Whether it is made out to `host`; «*» stands for the first part of a name (RFC 9525)."""
        wanted = host.casefold()
        names = {name.casefold() for name in self.names}
        return wanted in names or f"*.{wanted.partition('.')[2]}" in names

    @classmethod
    def of(cls, der: bytes) -> "Certificate":
        """Parse a certificate."""
        parsed = x509.load_der_x509_certificate(der)
        try:
            alternatives = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            names = (
                *alternatives.get_values_for_type(x509.DNSName),
                *map(str, alternatives.get_values_for_type(x509.IPAddress)),
            )
        except x509.ExtensionNotFound:
            names = ()
        issuer = [*_texts(parsed.issuer, NameOID.ORGANIZATION_NAME), *_texts(parsed.issuer, NameOID.COMMON_NAME)]
        return cls(
            int(parsed.not_valid_before_utc.timestamp()),
            int(parsed.not_valid_after_utc.timestamp()),
            names,
            issuer[0] if issuer else "",
        )


def _texts(name: x509.Name, field: x509.ObjectIdentifier) -> list[str]:
    return [str(attribute.value) for attribute in name.get_attributes_for_oid(field)]


class Distrusted(Exception):
    """The server's certificate was not accepted."""

    def __init__(self, certificate: Certificate) -> None:
        super().__init__()
        self.certificate = certificate


def handshake(
    address: Address, endpoints: Sequence[Endpoint], seconds: float, *, authorities: str | None = None
) -> Certificate:
    """Begin an encrypted line as every pass does, and hang up. `authorities`: a file of trusted issuers.

    Raises Distrusted, or ProbeFailed(`tls_not_spoken` | `tls_silent` | `tls_cut`) and what connected() raises.
    """
    strict = ssl.create_default_context(cafile=authorities or requests.utils.DEFAULT_CA_BUNDLE_PATH)
    try:
        return _shown(address, endpoints, seconds, strict)
    except ssl.SSLCertVerificationError:
        raise Distrusted(_shown(address, endpoints, seconds, unverified())) from None


def unverified() -> ssl.SSLContext:
    """Encryption with whoever answers: good for looking at a certificate, and for what carries a signature itself."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _shown(address: Address, endpoints: Sequence[Endpoint], seconds: float, context: ssl.SSLContext) -> Certificate:
    line, _ = connected(address, endpoints, seconds)
    try:
        with line, context.wrap_socket(line, server_hostname=address.host) as encrypted:
            return Certificate.of(encrypted.getpeercert(binary_form=True) or b"")
    except ssl.SSLCertVerificationError:
        raise
    except ssl.SSLEOFError:
        raise ProbeFailed("tls_cut") from None
    except ssl.SSLError:
        raise ProbeFailed("tls_not_spoken", port=address.port) from None
    except TimeoutError:
        raise ProbeFailed("tls_silent") from None
    except OSError:
        raise ProbeFailed("tls_cut") from None
