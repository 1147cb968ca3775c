"""How long to wait after a failure: longer each time, never for ever, and never before the province asked for."""

import pytest

from kiosk.errors import Defect, KioskError, Unavailable
from sync.client.patience import Patience, pause_after

_NOW = 1_000.0


def _failed(error: Exception, *, times: int = 1, chance: float = 1.0) -> Patience:
    patience = Patience(lambda: chance)
    for _ in range(times):
        patience.begin()
        patience.fail(_NOW, error)
    return patience


def test_pauses_grow_to_half_an_hour_and_there_is_no_last_attempt() -> None:
    longest = [pause_after(failures, lambda: 1.0) for failures in range(10_000)]
    assert longest[:3] == [30.0, 60.0, 120.0]
    assert set(longest[6:]) == {1_800.0}
    assert pause_after(40, lambda: 0.0) == 0.0


def test_pauses_are_spread_over_their_whole_length() -> None:
    pauses = [pause_after(9) for _ in range(1_000)]
    assert min(pauses) < 100
    assert max(pauses) > 1_700


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("offline"),
        Unavailable("captive_portal"),
        Unavailable("province_unwell", status=404),
        Unavailable("chain_forked"),
        Defect("journal_not_opened"),
        ZeroDivisionError(),
    ],
    ids=lambda error: getattr(error, "code", "surprise"),
)
def test_whatever_went_wrong_is_tried_again_alike(error: Exception) -> None:
    assert _failed(error).due_at() == _NOW + 30
    assert _failed(error, times=1_000).due_at() == _NOW + 1_800


@pytest.mark.parametrize("code", ["not_enrolled", "sticks_alone", "sync_running", "budget_spent"])
def test_what_a_soon_second_try_would_not_change_waits_for_the_next_tick(code: str) -> None:
    patience = _failed(KioskError(code))
    assert patience.due_at() is None
    patience.tick()
    assert patience.due_at() is not None


def test_while_passes_fail_their_pauses_rule_and_not_the_quarter_of_an_hour() -> None:
    patience = _failed(Unavailable("offline"), times=20)
    patience.tick()
    assert patience.due_at() == _NOW + 1_800


def test_a_province_that_asks_for_rest_gets_it_from_everybody() -> None:
    patience = _failed(Unavailable("province_unwell", status=503, retry_after=900), chance=0.0)
    assert patience.due_at() == _NOW + 900
    patience.ask(afresh=True)
    assert patience.due_at() == _NOW + 900


def test_a_pause_longer_than_the_rest_asked_for_stays_longer() -> None:
    assert _failed(Unavailable("province_busy", retry_after=5), times=20).due_at() == _NOW + 1_800


def test_when_the_world_has_changed_earlier_failures_no_longer_count() -> None:
    patience = _failed(Unavailable("offline"), times=20)
    patience.ask(afresh=True)
    due = patience.due_at()
    assert due is not None
    assert due <= _NOW
    patience.begin()
    patience.fail(_NOW, Unavailable("offline"))
    assert patience.due_at() == _NOW + 30


def test_a_success_forgets_the_failures_and_what_was_asked_meanwhile_is_not_lost() -> None:
    patience = _failed(Unavailable("offline"), times=20)
    patience.begin()
    patience.ask()
    patience.succeed()
    assert patience.due_at() is not None
    patience.begin()
    patience.succeed()
    assert patience.due_at() is None
