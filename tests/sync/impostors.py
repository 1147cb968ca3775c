"""Servers that are not what they should be: silent, cut off, with a wrong certificate, a front before the province."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.sync.lines import message

Talk = Callable[[socket.socket, int], None]
"""Speaks with one caller; the number counts the callers from 0."""


@contextmanager
def speaking(talk: Talk) -> Iterator[int]:
    """A server that speaks with everybody as `talk` does, on a thread for each. Yields its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def speak(line: socket.socket, number: int) -> None:
        with suppress(OSError), line:  # the caller may hang up at any time
            talk(line, number)

    def accept() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=speak, args=(line, len(lines))))
            lines.append(line)
            threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def silent(line: socket.socket, _number: int) -> None:
    """Takes whatever comes and never answers."""
    while line.recv(65_536):
        pass


def hanging_up(_line: socket.socket, _number: int) -> None:
    """Accepts the call and hangs up."""


def forwarding(url: str, line: socket.socket) -> None:
    """Carries requests to the server at `url` and its answers back."""
    target = urlsplit(url)
    with socket.create_connection((target.hostname or "", target.port or 0)) as server:
        while request := message(line):
            server.sendall(request)
            line.sendall(message(server))


def encrypted(context: ssl.SSLContext, talk: Talk) -> Talk:
    """`talk` behind a TLS handshake."""

    def speak(line: socket.socket, number: int) -> None:
        with context.wrap_socket(line, server_side=True) as inner:
            talk(inner, number)

    return speak


@dataclass(frozen=True)
class Shown:
    """What a test's certificate says. Days count from now; `by_an_authority`: signed by one, not by itself."""

    name: str = "localhost"
    since: int = -1
    until: int = 30
    by_an_authority: bool = False


def showing(shown: Shown, folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate made just now, and the file of who issued it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issuer_key = ec.generate_private_key(ec.SECP256R1()) if shown.by_an_authority else key
    issuer = _called("Cục Thử nghiệm") if shown.by_an_authority else _called(shown.name)
    certificate = (
        x509.CertificateBuilder(issuer, _called(shown.name), key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days=shown.since))
        .not_valid_after(now + timedelta(days=shown.until))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(shown.name)]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    authority = (
        x509.CertificateBuilder(issuer, issuer, issuer_key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    own, trusted = folder / "server.pem", folder / "issuer.pem"
    own.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    trusted.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    return context, trusted


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
