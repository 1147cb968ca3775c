"""The kiosk's half joined to the province's in memory, over a line that loses, repeats and delays."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import columns
from sync.protocol.messages import MAX_BATCH_BYTES, MAX_BODY, Problem, Receipt
from sync.protocol.push import ChainForked, Link, PushSession, ReceiptInvalid

from .chains import Journal, Province, entries, key, sent

DEVICE, PROVINCE = key(1), key(2)


def session_of(journal: Journal, province: Province, *, acknowledged: int = 0, batch: int = 7) -> PushSession:
    return PushSession(
        journal.chain(),
        sign=DEVICE.sign,
        province_key=province.key.public_key().public_bytes_raw(),
        acknowledged=acknowledged,
        batch=batch,
    )


def pair(count: int, *, batch: int = 7) -> tuple[Journal, Province, PushSession]:
    journal = Journal(DEVICE, entries(count))
    province = Province(journal.public_key, PROVINCE)
    return journal, province, session_of(journal, province, batch=batch)


def receipt(answer: Receipt | Problem) -> Receipt:
    assert isinstance(answer, Receipt), answer
    return answer


def deliver(session: PushSession, province: Province, *, seconds: float = 1.0) -> bool:
    """One exchange over a good line; whether there was something to send."""
    push = session.next_push()
    if push is None:
        return False
    session.receive(receipt(province.take(sent(push))), seconds=seconds)
    return True


# ---- the honest line -------------------------------------------------------------------------------------------------


def test_every_entry_arrives_once_and_both_heads_agree() -> None:
    journal, province, session = pair(100)
    while deliver(session, province):
        pass
    assert province.raws == journal.raws
    assert province.heads == journal.heads
    assert session.acknowledged == 100


def test_with_nothing_new_one_empty_push_fetches_a_fresh_receipt() -> None:
    journal, province, session = pair(10)
    while deliver(session, province):
        pass
    again = session_of(journal, province, acknowledged=10)
    push = again.next_push()
    assert push is not None
    assert (push.first, push.last, push.frame) == (11, 10, b"")
    again.receive(receipt(province.take(sent(push))), seconds=0.1)
    assert again.next_push() is None


def test_a_device_without_entries_still_greets_the_province() -> None:
    _, province, session = pair(0)
    assert deliver(session, province)
    assert not deliver(session, province)
    assert len(province.heads) == 1


def test_what_is_journalled_while_sending_goes_out_with_the_next_batch() -> None:
    journal, province, session = pair(10, batch=10)
    assert deliver(session, province)
    longer = Journal(DEVICE, entries(15))
    journal.raws, journal.heads = longer.raws, longer.heads
    while deliver(session, province):
        pass
    assert province.raws == longer.raws


# ---- the batch's size ------------------------------------------------------------------------------------------------


def test_a_fast_line_doubles_the_batch_up_to_the_largest() -> None:
    _, province, session = pair(1_000, batch=100)
    session._largest = 350
    sizes = []
    while deliver(session, province, seconds=0.01):
        sizes.append(session.batch)
    assert sizes[:3] == [200, 350, 350]


def test_a_slow_line_gets_the_batch_that_takes_five_seconds() -> None:
    _, province, session = pair(300, batch=100)
    assert deliver(session, province, seconds=50.0)
    assert session.batch == 10


def test_lost_packets_that_cost_a_good_line_some_seconds_do_not_make_the_batch_smaller() -> None:
    _, province, session = pair(300, batch=100)
    assert deliver(session, province, seconds=9.0)
    assert session.batch == 100


def test_a_batch_grows_to_five_seconds_of_the_line_and_not_beyond() -> None:
    _, province, session = pair(300, batch=100)
    assert deliver(session, province, seconds=4.0)
    assert session.batch == 125


def test_a_small_last_batch_says_nothing_about_the_line() -> None:
    _, province, session = pair(3, batch=100)
    assert deliver(session, province, seconds=50.0)
    assert session.batch == 100


def test_silence_halves_the_batch_down_to_one_entry_and_keeps_every_entry() -> None:
    _, _, session = pair(50, batch=9)
    sizes = []
    for _ in range(5):
        push = session.next_push()
        assert push is not None
        assert push.first == 1
        session.receive_silence()
        sizes.append(session.batch)
    assert sizes == [4, 2, 1, 1, 1]


def test_large_entries_are_sent_in_pushes_that_the_province_can_take() -> None:
    journal = Journal(
        DEVICE, [bytes([i % 256]) + i.to_bytes(2, "big") + key(1).sign(b"%d" % i) * 60 for i in range(500)]
    )
    province = Province(journal.public_key, PROVINCE)
    session = session_of(journal, province, batch=4_000)
    pushes = 0
    while (push := session.next_push()) is not None:
        raws = columns.unpacked(push.frame, push.last - push.first + 1) if push.frame else []
        assert sum(map(len, raws)) <= MAX_BATCH_BYTES
        assert len(sent(push)) < MAX_BODY
        session.receive(receipt(province.take(sent(push))), seconds=1.0)
        pushes += 1
    assert pushes >= 3
    assert province.raws == journal.raws


# ---- answers that cannot be believed ---------------------------------------------------------------------------------


def spoiled(receipt: Receipt, **changes: Any) -> Receipt:
    return msgspec.structs.replace(receipt, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": bytes(64)},
        {"signature": b""},
        {"at": 5},
        {"seq": 8},
        {"seq": 6},
        {"seq": 0},
        {"epoch": 2},
        {"head": bytes(32)},
    ],
    ids=str,
)
def test_a_changed_receipt_acknowledges_nothing(changes: dict[str, Any]) -> None:
    _, province, session = pair(20)
    push = session.next_push()
    assert push is not None
    answer = spoiled(receipt(province.take(sent(push))), **changes)
    with pytest.raises(ReceiptInvalid):
        session.receive(answer, seconds=1.0)
    assert session.acknowledged == 0


def test_a_receipt_of_another_province_acknowledges_nothing() -> None:
    journal, _, session = pair(20)
    stranger = Province(journal.public_key, key(3))
    push = session.next_push()
    assert push is not None
    with pytest.raises(ReceiptInvalid):
        session.receive(receipt(stranger.take(sent(push))), seconds=1.0)
    assert session.acknowledged == 0


def test_a_receipt_for_less_than_was_sent_acknowledges_nothing() -> None:
    _, province, session = pair(20)
    push = session.next_push()
    assert push is not None
    first = receipt(province.take(sent(push)))
    session.receive(first, seconds=1.0)
    assert session.next_push() is not None
    with pytest.raises(ReceiptInvalid):
        session.receive(first, seconds=1.0)
    assert session.acknowledged == 7


def test_a_receipt_before_anything_was_sent_is_refused() -> None:
    journal, province, session = pair(3)
    other = session_of(journal, province)
    push = other.next_push()
    assert push is not None
    with pytest.raises(ReceiptInvalid):
        session.receive(receipt(province.take(sent(push))), seconds=1.0)


def test_a_signed_receipt_with_another_head_is_a_fork() -> None:
    _, province, session = pair(20)
    push = session.next_push()
    assert push is not None
    province.take(sent(push))
    province.heads[-1] = bytes(32)
    with pytest.raises(ChainForked):
        session.receive(province.receipt(), seconds=1.0)
    assert session.acknowledged == 0


# ---- problems --------------------------------------------------------------------------------------------------------


def test_the_provinces_word_of_a_fork_stops_this_epoch_loudly() -> None:
    _, _, session = pair(5)
    with pytest.raises(ChainForked):
        session.receive_problem(Problem(code="fork"))


@pytest.mark.parametrize("code", ["bad_message", "bad_signature", "broken_chain", "busy", "a word of the future"])
def test_other_problems_do_not_move_the_session(code: str) -> None:
    _, _, session = pair(5)
    assert session.receive_problem(Problem(code=code)) is False
    assert session.acknowledged == 0


def test_after_a_gap_the_push_resumes_where_the_provinces_receipt_says() -> None:
    journal, province, session = pair(40)
    while deliver(session, province):
        pass
    province.is_restored_to(15)
    again = session_of(journal, province, acknowledged=40)
    push = again.next_push()
    assert push is not None
    problem = province.take(sent(push))
    assert isinstance(problem, Problem)
    assert (problem.code, again.receive_problem(problem), again.acknowledged) == ("gap", True, 15)
    while deliver(again, province):
        pass
    assert province.heads == journal.heads


def test_a_province_that_lost_everything_gets_everything_again() -> None:
    journal, province, session = pair(40)
    while deliver(session, province):
        pass
    province.is_restored_to(0)
    again = session_of(journal, province, acknowledged=40)
    push = again.next_push()
    assert push is not None
    problem = province.take(sent(push))
    assert isinstance(problem, Problem)
    assert again.receive_problem(problem)
    while deliver(again, province):
        pass
    assert province.raws == journal.raws


def test_a_gap_whose_receipt_is_not_signed_moves_nothing() -> None:
    _, province, session = pair(20)
    assert deliver(session, province)
    forged = Receipt(epoch=1, seq=2, head=bytes(32), at=5, signature=bytes(64))
    with pytest.raises(ReceiptInvalid):
        session.receive_problem(Problem(code="gap", receipt=forged))
    assert session.acknowledged == 7


def test_a_gap_whose_receipt_speaks_of_another_epoch_moves_nothing() -> None:
    _, province, session = pair(20)
    assert deliver(session, province)
    with pytest.raises(ReceiptInvalid):
        session.receive_problem(Problem(code="gap", receipt=province.receipt(epoch=2)))
    assert session.acknowledged == 7


def test_a_gap_that_holds_more_than_was_acknowledged_does_not_go_round_in_circles() -> None:
    _, province, session = pair(20)
    assert deliver(session, province)
    assert session.receive_problem(Problem(code="gap", receipt=province.receipt())) is False


def test_a_journal_shorter_than_what_was_acknowledged_sends_nothing() -> None:
    journal, province, _ = pair(5)
    with pytest.raises(ReceiptInvalid):
        session_of(journal, province, acknowledged=9).next_push()


# ---- the line at its worst -------------------------------------------------------------------------------------------

LINE = st.lists(
    st.one_of(
        st.sampled_from(["deliver", "lose the push", "lose the answer", "repeat the push", "an old push arrives late"]),
        st.sampled_from(["slow", "restart the kiosk", "journal more"]),
        st.tuples(st.just("restore the province"), st.integers(0, 60)),
    ),
    max_size=40,
)


class Line:
    """A line between one device and its province, on which everything goes wrong in turn."""

    def __init__(self, count: int, batch: int) -> None:
        self.journal = Journal(DEVICE, entries(count))
        self.province = Province(self.journal.public_key, PROVINCE)
        self.acknowledged = 0  # what the kiosk's own disk remembers
        self.batch = batch
        self.old: list[bytes] = []
        self.session = session_of(self.journal, self.province, batch=batch)

    def suffer(self, event: str, at: int = 0) -> None:
        match event:
            case "restore the province":
                self.province.is_restored_to(min(at, len(self.province.raws)))
            case "restart the kiosk":
                self._restart()
            case "journal more":
                longer = Journal(DEVICE, entries(len(self.journal.raws) + 3))
                self.journal.raws, self.journal.heads = longer.raws, longer.heads
            case "an old push arrives late":
                if self.old:
                    self.province.take(self.old[len(self.old) // 2])
            case _:
                self._exchange(event)

    def heal(self) -> None:
        """The line is good again: passes follow one another until nothing waits."""
        for _ in range(4):
            self._restart()
            while self._exchange("deliver"):
                pass

    def _restart(self) -> None:
        self.session = session_of(self.journal, self.province, acknowledged=self.acknowledged, batch=self.batch)

    def _exchange(self, event: str) -> bool:
        push = self.session.next_push()
        if push is None:
            self._restart()
            return False
        body = sent(push)
        self.old.append(body)
        if event == "lose the push":
            self.session.receive_silence()
            return True
        answer = self.province.take(body)
        if event == "repeat the push":
            answer = self.province.take(body)
        if event == "lose the answer":
            self.session.receive_silence()
            return True
        if isinstance(answer, Problem):
            assert answer.code == "gap", answer
            assert self.session.receive_problem(answer)
        else:
            self.session.receive(answer, seconds=60.0 if event == "slow" else 0.5)
            assert answer.seq <= len(self.journal.raws)
        self.acknowledged = self.session.acknowledged
        return True


@given(st.integers(0, 40), st.integers(1, 50), LINE)
def test_whatever_the_line_does_every_entry_arrives_exactly_once(count: int, batch: int, events: list[Any]) -> None:
    line = Line(count, batch)
    for event in events:
        line.suffer(*([event] if isinstance(event, str) else event))
        assert line.province.raws == line.journal.raws[: len(line.province.raws)]
    line.heal()
    assert line.province.raws == line.journal.raws
    assert line.province.heads == line.journal.heads
    assert line.acknowledged == len(line.journal.raws)


# ---- the next push, prepared while the province works ----------------------------------------------------------------


def test_what_is_prepared_ahead_is_what_would_be_sent_anyway_and_is_read_once() -> None:
    journal, province, session = pair(40)
    plain = session_of(journal, province)
    session._largest = plain._largest = 7
    reads: list[int] = []

    def read(first: int, limit: int) -> list[Link]:
        reads.append(first)
        return journal.read(first, limit)

    session._chain = replace(journal.chain(), read=read)
    while (push := session.next_push()) is not None:
        session.prepare()
        same = plain.next_push()
        assert same is not None
        assert sent(push) == sent(same)
        answer = receipt(province.take(sent(push)))
        session.receive(answer, seconds=5.0)
        plain.receive(answer, seconds=5.0)
    assert plain.next_push() is None
    assert province.heads == journal.heads
    assert reads == [1, 8, 15, 22, 29, 36, 41, 41]


def test_what_was_prepared_is_forgotten_when_the_batch_has_changed() -> None:
    _, province, session = pair(40)
    push = session.next_push()
    assert push is not None
    session.prepare()
    session.receive(receipt(province.take(sent(push))), seconds=0.01)
    following = session.next_push()
    assert following is not None
    assert (following.first, following.last) == (8, 21)


def test_what_was_prepared_is_forgotten_when_the_province_must_be_told_again() -> None:
    journal, province, session = pair(40)
    assert deliver(session, province, seconds=5.0)
    assert session.next_push() is not None
    session.prepare()
    session.receive_silence()
    again = session.next_push()
    assert again is not None
    assert (again.first, again.last) == (8, 10)
    session.prepare()
    province.is_restored_to(3)
    problem = province.take(sent(again))
    assert isinstance(problem, Problem)
    assert session.receive_problem(problem)
    while deliver(session, province):
        session.prepare()
    assert province.heads == journal.heads


def test_entries_that_are_journalled_after_preparing_go_out_too() -> None:
    journal, province, session = pair(10)
    push = session.next_push()
    assert push is not None
    session.prepare()
    longer = Journal(DEVICE, entries(15))
    journal.raws, journal.heads = longer.raws, longer.heads
    session.receive(receipt(province.take(sent(push))), seconds=5.0)
    while deliver(session, province):
        pass
    assert province.raws == longer.raws
