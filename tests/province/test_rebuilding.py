"""What is shown follows from the entries alone, in whatever pieces and order they came."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol.entries import Method, Purpose

from .conftest import Province
from .kiosks import Kiosk

NOON = 1_700_000_000

acts = st.lists(
    st.tuples(
        st.sampled_from(["visit", "tell", "strange"]),
        st.integers(0, 30),
        st.sampled_from(list(Purpose)),
        st.sampled_from(list(Method)),
    ),
    max_size=25,
)
cuts = st.lists(st.integers(1, 12), min_size=1, max_size=10)


def written(key: Kiosk, epoch: int, history: Any) -> Kiosk:
    """An epoch in which purposes are told of visits of this epoch and of the one before."""
    kiosk = Kiosk(key=key.key, epoch=epoch)
    kiosk.open("T-1", NOON)
    for act, number, purpose, method in history:
        if act == "visit":
            kiosk.visit(NOON + 9_000 * number, method=method, purpose=purpose, head_count=1 + number)
        elif act == "tell":
            kiosk.tell(1 + number % kiosk.seq, purpose, NOON, visit_epoch=1 + number % epoch)
        else:
            kiosk.write(b"\x96\x5a\x01\x05\x05\x01\x07")
    return kiosk


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=acts, second=acts, pieces=cuts, later_first=st.booleans(), repeats=st.booleans())
def test_any_pieces_in_any_order_of_epochs_give_what_a_rebuild_gives(
    province: Province, point: Any, first: Any, second: Any, pieces: list[int], later_first: bool, repeats: bool
) -> None:
    from sync.province import enrolling, ledger, rebuilding

    device = Kiosk()
    enrolling.enrol(
        device.enrol_request(enrolling.give_code(point, now=NOON)), key=province.home.signing_key(), now=NOON
    )
    epochs = [written(device, 1, first), written(device, 2, second)]
    for kiosk in reversed(epochs) if later_first else epochs:
        start = 1
        while start <= kiosk.seq:
            push = kiosk.push(start, min(kiosk.seq, start + pieces[start % len(pieces)] - 1))
            for _ in range(2 if repeats else 1):
                taken = ledger.take(ledger.sender_of(push), push, now=NOON)
            assert taken.seq == push.last
            start = push.last + 1
    assert rebuilding.rebuild(keep=False).differing == ()


def test_a_count_that_was_tampered_with_is_found_and_mended(province: Province, kiosk: Kiosk, point: Any) -> None:
    from sync.province import rebuilding
    from sync.province.models import DayCount, Visit

    kiosk.visit(NOON)
    seq = kiosk.visit(NOON, head_count=12)
    province.push(kiosk.push())
    DayCount.objects.filter(device__point=point).update(visits=99)
    Visit.objects.filter(device__point=point, seq=seq).delete()

    assert rebuilding.rebuild(keep=False).differing == ("province_daycount", "province_visit")
    assert rebuilding.rebuild(keep=True).differing == ("province_daycount", "province_visit")
    assert rebuilding.rebuild(keep=False).differing == ()
    assert sum(count.visits for count in DayCount.objects.filter(device__point=point)) == 13


def test_an_entry_whose_kind_was_learned_since_is_counted_by_a_rebuild(
    province: Province, kiosk: Kiosk, point: Any
) -> None:
    from sync.province import rebuilding
    from sync.province.models import DayCount, Entry, Visit
    from sync.province.projection import UNKNOWN_KIND

    seq = kiosk.visit(NOON)
    province.push(kiosk.push())
    # As an older program would have left it.
    Entry.objects.filter(device__point=point, seq=seq).update(quarantine=UNKNOWN_KIND)
    Visit.objects.filter(device__point=point).delete()
    DayCount.objects.filter(device__point=point).delete()

    assert "province_entry" in rebuilding.rebuild(keep=True).differing
    assert Entry.objects.get(device__point=point, seq=seq).quarantine is None
    assert Visit.objects.filter(device__point=point).count() == 1
