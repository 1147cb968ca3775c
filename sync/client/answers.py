"""What the province left on a stick: its receipts are verified and kept exactly as those from the line.

A stick may come back late, twice, or after the network brought newer word. So a receipt counts only where it reaches
further than what is known, or was signed later; nothing here depends on the order in which sticks return.
"""

import contextlib
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.clock import Clock, local_time
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.storage import highwater, journal, mirror, reconciling, sticks
from kiosk.storage.connection import Store
from sync.protocol import volumes
from sync.protocol.messages import Receipt
from sync.protocol.push import Chain, ChainForked, ReceiptInvalid, ensure_confirms
from sync.protocol.volumes import Answered, Answers, BadVolume, Kind
from sync.stick import Stick, StickTrouble

from . import letters
from .alone import alone
from .bundle import named, tidy
from .chains import chain_of
from .replies import Replies

_LOG = logging.getLogger(__name__)


_REFUSALS: Final = {
    "gap": "Có USB tỉnh chưa nhận được vì thiếu USB trước: hãy xuất ra USB một lần nữa.",
    "unknown_device": "Tỉnh chưa biết máy này: hãy đăng ký máy với tỉnh trước.",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What came back. `confirmed`: entries newly confirmed; `at`: when the province wrote it, seconds UTC, None: never.

    `pending`: entries that still wait. `enrolled`: this stick brought the answer to our enrolment. `refused`: codes of
    the pushes that were not taken. `taken`: entries of the point's other kiosks that were read; `recalled`: own entries
    that were lost and came back.
    """

    confirmed: int
    pending: int
    at: int | None
    enrolled: bool
    refused: tuple[str, ...]
    taken: int = 0
    recalled: int = 0


def take_answers(store: Store, place: Path, *, clock: Clock) -> Imported:
    """Take what the province says to this device on the stick at `place`; taking it twice changes nothing.

    Raises Refused(`not_enrolled` | `stick_without_folder` | `stick_empty` | `stick_not_answered` | `stick_of_others` |
    `stick_file_damaged` | `receipts_of_others` | `enrolment_code_refused` | `point_differs`) or
    Unavailable(`sync_running` | `stick_failed` | `province_not_proven` | `chain_forked`).
    """
    with alone(store), named():
        stick = Stick(place)
        stick.ensure_there()
        enrolled = letters.take_welcome(store, stick, clock=clock) is not None
        with store.reading() as tx:
            province = mirror.province(tx)
        if province is None:
            raise Refused("stick_not_answered" if letters.is_waiting(store) else "not_enrolled")
        answers = _answers_on(store, stick)
        if answers is None:
            if not enrolled:
                raise _without_answers(store, stick)
            return Imported(0, _pending(store), None, enrolled, ())
        hearing = _Hearing(store, province.public_key, answers, Replies(store, province.public_key, clock=clock))
        in_order = hearing.hear()
        highwater.keep(store)
        with contextlib.suppress(StickTrouble):  # a locked stick has told us all the same
            tidy(store, stick)
    if not in_order:
        raise Unavailable("chain_forked")
    if hearing.invalid and not hearing.valid:
        raise Refused("receipts_of_others")
    return Imported(
        hearing.confirmed,
        _pending(store),
        answers.at,
        enrolled,
        tuple(hearing.refused),
        hearing.replies.taken,
        hearing.replies.recalled,
    )


def told(imported: Imported) -> str:
    """What came back, in sentences that say what to do next."""
    said: list[str] = []
    if imported.enrolled:
        said.append("Tỉnh đã nhận đăng ký máy này.")
    if imported.at is not None:
        when = f"{local_time(imported.at):%H:%M %d/%m/%Y}"
        said.append(f"Tỉnh đọc USB lúc {when}: xác nhận thêm {imported.confirmed} mục.")
    if imported.taken:
        said.append(f"Đã nhận {imported.taken} mục của máy khác ở điểm này.")
    if imported.recalled:
        said.append(f"Đã lấy lại {imported.recalled} mục máy này từng mất.")
    said.append(f"Còn {imported.pending} mục chờ gửi." if imported.pending else "Tỉnh đã có mọi điều của máy này.")
    said += [_REFUSALS.get(code, f"Có tệp tỉnh không nhận (mã lỗi: {code}).") for code in sorted(set(imported.refused))]
    return " ".join(said)


def _answers_on(store: Store, stick: Stick) -> Answers | None:
    own = store.keyring.device_id
    name = volumes.other_name(Kind.ANSWERS, own)
    if name not in stick.names():
        return None
    try:
        answers = volumes.content_of(Kind.ANSWERS, stick.read(name, volumes.most_of(Kind.ANSWERS)), Answers)
    except BadVolume as bad:
        raise Refused("stick_file_damaged", file=name, reason=bad.code) from None
    if answers.device != own:
        raise Refused("receipts_of_others")
    return answers


def _pending(store: Store) -> int:
    with store.reading() as tx:
        receipts = [(epoch.last, mirror.confirmed(tx, epoch.epoch)) for epoch in journal.epochs(tx)]
    return sum(max(0, last - (receipt.seq if receipt else 0)) for last, receipt in receipts)


def _without_answers(store: Store, stick: Stick) -> KioskError:
    owners = {volumes.owner(name) for name in stick.names()} - {None}
    if store.keyring.device_id in owners:
        return Refused("stick_not_answered")
    return Refused("stick_of_others" if owners else "stick_empty")


@dataclass
class _Hearing:
    """One device's answers, heard one by one: a bad one holds up none of the others."""

    store: Store
    province_key: bytes
    answers: Answers
    replies: Replies
    confirmed: int = 0
    valid: int = 0
    invalid: int = 0
    forked: set[int] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def hear(self) -> bool:
        """Whether both sides tell the same afterwards; what was confirmed is kept either way."""
        with self.store.reading() as tx:
            chains = {epoch.epoch: chain_of(self.store, epoch) for epoch in journal.epochs(tx)}
            wanted = reconciling.resends(tx)
        for answered in self.answers.answered:
            if answered.code:
                self.refused.append(answered.code)
            if (chain := chains.get(answered.epoch)) is not None:
                self._hear(answered, chain)
            for replied in answered.replies:
                if not self.replies.take(replied):
                    self.invalid += 1
        self._note_resent(wanted)
        return self.replies.recover(self.forked)

    def _hear(self, answered: Answered, chain: Chain) -> None:
        receipt = answered.receipt
        try:
            if receipt is not None:
                ensure_confirms(receipt, chain, province_key=self.province_key)
                self.valid += 1
        except ReceiptInvalid as error:
            self.invalid += 1
            _LOG.warning("a receipt on the stick was not taken: %s", error)
            return
        except ChainForked:
            self.forked.add(answered.epoch)
            return
        if answered.code == "gap":
            held, said = (receipt.seq, receipt.at) if receipt else (0, self.answers.at)
            self._hold_less(answered.epoch, held, said)
        if receipt is not None:
            self._keep(receipt)

    def _hold_less(self, epoch: int, held: int, said: int) -> None:
        """The province misses what came before. Where that is its latest word, what it lacks goes again.

        Without a receipt nothing of this is signed: whoever forges it makes us send more, and never less.
        """
        with self.store.writing() as tx:
            known = mirror.confirmed(tx, epoch)
            if known is not None and held < known.seq and said > known.at:
                mirror.forget_confirmed_after(tx, epoch, held)
            sticks.end_export(tx)

    def _keep(self, receipt: Receipt) -> None:
        with self.store.writing() as tx:
            known = mirror.confirmed(tx, receipt.epoch)
            mirror.confirm(
                tx,
                epoch=receipt.epoch,
                seq=receipt.seq,
                head=receipt.head,
                at=receipt.at,
                signature=receipt.signature,
                quarantined=receipt.quarantined,
            )
        self.confirmed += max(0, receipt.seq - (known.seq if known else 0))

    def _note_resent(self, wanted: list[reconciling.Resend]) -> None:
        """What the province wanted again is settled once pushes with all of it were taken."""
        with self.store.writing() as tx:
            for resend in wanted:
                again = [one for one in self.answers.answered if _is_within(one, resend)]
                for one in again:
                    verdicts = one.receipt.quarantined if one.receipt else ()
                    mirror.judged_again(tx, one.epoch, one.first, one.last, verdicts)
                if sum(one.last - one.first + 1 for one in again) == resend.last - resend.first + 1:
                    reconciling.resent(tx, resend)


def _is_within(one: Answered, resend: reconciling.Resend) -> bool:
    """Whether this push was taken and carried a part of what was wanted again."""
    is_part = one.epoch == resend.epoch and resend.first <= one.first <= one.last <= resend.last
    return is_part and not one.code
