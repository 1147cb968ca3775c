"""The connection doctor: hop by hop from this kiosk to the province's receipt. Only the first hop that fails counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from kiosk.clock import Clock
from kiosk.errors import KioskError, Refused
from kiosk.storage import mirror
from kiosk.storage.connection import Store
from kiosk.values import Hop, HopOutcome

from . import budget, probes, questions
from .enrolment import address_of
from .findings import PASSED_OVER, TITLES, told
from .probes import Address, Distrusted, Endpoint, ProbeFailed
from .questions import Found
from .transport import CONNECT_SECONDS

ANSWER_SECONDS: Final = 20.0
"""How long the doctor waits for an answer: somebody is looking on."""
CLOCK_SECONDS: Final = 120
"""A clock that is wrong by less is right enough: its entries are corrected anyway."""
_NONCE: Final = 16
_GOES_ON: Final = frozenset({"clock_behind", "clock_ahead"})
"""A wrong clock never stops anything: the hops beyond it are looked at all the same."""


def examine(
    open_store: Callable[[], AbstractContextManager[Store]],
    *,
    clock: Clock,
    random_bytes: Callable[[int], bytes],
    url: str = "",
    stall: float = ANSWER_SECONDS,
) -> Iterator[Hop]:
    """Look at each hop in turn; each is yielded as soon as it is known, those beyond a closed one as skipped.

    `url`: another address to try, or one before this kiosk is enrolled. `stall`: seconds that an answer may take. The
    last hop sends what waits, as any pass does. Call it on a thread that may wait for the network; `open_store` is
    called there.
    """
    patient = _Patient(open_store, clock, random_bytes, url, stall)
    blocked = False
    for name, look in patient.hops():
        if blocked:
            yield _hop(name, HopOutcome.SKIPPED, "not_reached", {})
            continue
        try:
            code, details = look()
        except ProbeFailed as failure:
            blocked = failure.code not in _GOES_ON
            yield _hop(name, HopOutcome.FAILED, failure.code, failure.details)
        else:
            yield _hop(name, HopOutcome.SKIPPED if code in PASSED_OVER else HopOutcome.OK, code, details)


def diagnosis(hops: Iterable[Hop]) -> Hop | None:
    """The hop that has to be mended first, or None when all is well."""
    failed = [hop for hop in hops if hop.outcome is HopOutcome.FAILED]
    return next((hop for hop in failed if hop.stops), failed[0] if failed else None)


def _hop(name: str, outcome: HopOutcome, code: str, details: Mapping[str, object]) -> Hop:
    finding = told(code, details)
    return Hop(name, TITLES[name], outcome, code, finding.sentence, finding.advice, code not in _GOES_ON)


@dataclass(slots=True)
class _Patient:
    """What is known so far; each look uses what the earlier ones found."""

    open_store: Callable[[], AbstractContextManager[Store]]
    clock: Clock
    random_bytes: Callable[[int], bytes]
    url: str
    stall: float
    province: mirror.Province | None = None
    address: Address = field(default_factory=lambda: Address("", 0, encrypted=False))
    endpoints: tuple[Endpoint, ...] = ()
    ahead: int = 0

    def hops(self) -> Iterator[tuple[str, Callable[[], Found]]]:
        """Every hop and how to look at it, in order."""
        looks = (
            self.look_at_address,
            self.look_at_network,
            self.look_at_name,
            self.look_at_connection,
            self.look_at_encryption,
            self.look_at_province,
            self.look_at_clock,
            self.look_at_identity,
            self.look_at_sending,
        )
        return zip(TITLES, looks, strict=True)

    def look_at_address(self) -> Found:
        try:
            with self.open_store() as store, store.reading() as tx:
                self.province = mirror.province(tx)
        except KioskError as error:
            if not self.url:
                raise _home_failed(error) from error
        if self.url:
            try:
                self.url = address_of(self.url)
            except Refused:
                raise ProbeFailed("address_invalid", url=self.url[:80]) from None
            self.address = Address.of(self.url)
            return "address_given", {"url": self.url}
        if self.province is None:
            raise ProbeFailed("not_enrolled")
        if not self.province.url:
            raise ProbeFailed("sticks_alone")
        self.url = self.province.url
        self.address = Address.of(self.url)
        return "address_known", {"url": self.url}

    def look_at_network(self) -> Found:
        return "network_there", {"own": probes.way_out(self.address, CONNECT_SECONDS)}

    def look_at_name(self) -> Found:
        self.endpoints = tuple(probes.resolved(self.address, CONNECT_SECONDS))
        if self.address.is_numeric:
            return "name_not_needed", {}
        return "name_found", {"host": self.address.host, "found": self.endpoints[0][1][0]}

    def look_at_connection(self) -> Found:
        line, milliseconds = probes.connected(self.address, self.endpoints, CONNECT_SECONDS)
        line.close()
        return "connected", {"milliseconds": milliseconds}

    def look_at_encryption(self) -> Found:
        if not self.address.encrypted:
            return "not_encrypted", {}
        try:
            shown = probes.handshake(self.address, self.endpoints, self.stall)
        except Distrusted as distrusted:
            raise self._why_distrusted(distrusted) from None
        return "certificate_good", {"until": shown.valid_until}

    def _why_distrusted(self, distrusted: Distrusted) -> ProbeFailed:
        """Dates come first: a wrong clock makes every certificate look bad, and only the province can tell."""
        shown, ours = distrusted.certificate, self.clock().wall
        if not shown.valid_from <= ours <= shown.valid_until:
            theirs = self._proven_time()
            if theirs is not None and shown.valid_from <= theirs <= shown.valid_until:
                return ProbeFailed("clock_wrong_for_certificate", ours=ours, theirs=theirs)
            if ours < shown.valid_from:
                return ProbeFailed("certificate_not_yet_valid", since=shown.valid_from)
            return ProbeFailed("certificate_expired", until=shown.valid_until)
        if not shown.is_for(self.address.host):
            names = ", ".join(shown.names[:3]) or "không tên"
            return ProbeFailed("certificate_wrong_name", host=self.address.host, names=names)
        return ProbeFailed("certificate_unknown_issuer", issuer=shown.issuer or "không tên")

    def _proven_time(self) -> int | None:
        if self.province is None:
            return None
        return questions.proven_time(self.url, self.province, self.random_bytes(_NONCE), self.stall)

    def look_at_province(self) -> Found:
        nonce = self.random_bytes(_NONCE)
        hello = questions.hello(self.url, nonce, self.stall)
        self.ahead = self.clock().wall - hello.at
        if self.province is None:
            return "province_unproven", {}
        if not questions.is_from(self.province, nonce, hello):
            raise ProbeFailed("foreign_province")
        return "province_proven", {}

    def look_at_clock(self) -> Found:
        if abs(self.ahead) > CLOCK_SECONDS:
            raise ProbeFailed("clock_ahead" if self.ahead > 0 else "clock_behind", apart=self.ahead)
        return "clock_unproven" if self.province is None else "clock_right", {"apart": self.ahead}

    def look_at_identity(self) -> Found:
        """Ask for a receipt without handing anything over, and for what the province holds of this device."""
        if self.province is None:
            return "needs_enrolment", {}
        with self.open_store() as store:
            return questions.recognised(store, self.url, self.province, self.stall)

    def look_at_sending(self) -> Found:
        if self.province is None:
            return "needs_enrolment", {}
        if self.url != self.province.url:
            return "other_address", {"url": self.province.url}
        try:
            with self.open_store() as store:
                passed = budget.carry(store, clock=self.clock, stall=self.stall)
                if questions.is_shut_out(store):
                    raise ProbeFailed("device_revoked")
        except KioskError as error:
            if error.code in PASSED_OVER:
                return error.code, {}
            raise questions.as_probe(error, silent="sending_broken") from error
        return ("sent" if passed.confirmed else "nothing_waiting"), {"confirmed": passed.confirmed}


def _home_failed(error: KioskError) -> ProbeFailed:
    if error.code in ("not_initialised", "home_missing"):
        return ProbeFailed("not_initialised")
    return ProbeFailed("home_unreadable", reason=error.code)
