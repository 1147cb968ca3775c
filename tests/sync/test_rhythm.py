"""The seconds at which a kiosk syncs: its own, the same for ever, and spread evenly over a thousand of them."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta

from kiosk.clock import VIETNAM
from sync.client.rhythm import (
    NIGHT_BEGINS,
    NIGHT_MINUTES,
    QUARTER,
    Every,
    Rhythm,
    nightly,
    nightly_second,
    quarterly,
)

_EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=VIETNAM)
_DEVICES = [hashlib.sha256(b"kiosk %d" % number).digest()[:16] for number in range(1_000)]


def _at(trigger: Every, now: datetime, previous: datetime | None = None) -> datetime:
    at = trigger.get_next_fire_time(previous, now)
    assert at is not None
    return at


def test_every_device_has_its_own_second_of_the_night_and_keeps_it() -> None:
    for device in _DEVICES:
        at = _at(nightly(device, 0.0), _EVENING)
        assert (at - _EVENING.replace(hour=0)).total_seconds() % 86_400 == nightly_second(device)
        assert _at(nightly(device, 0.0), at + timedelta(days=3)) == at + timedelta(days=4)


def test_a_thousand_kiosks_spread_over_the_night() -> None:
    begins, ends = _EVENING.replace(hour=NIGHT_BEGINS), _EVENING.replace(hour=NIGHT_BEGINS) + timedelta(hours=8)
    times = [_at(nightly(device, 20.0), _EVENING) for device in _DEVICES]
    assert all(begins <= at <= ends + timedelta(seconds=20) for at in times)
    crowds = Counter(int((at - begins).total_seconds()) // 60 for at in times)
    assert max(crowds.values()) <= 10  # two a minute on average
    assert len(crowds) > 0.8 * NIGHT_MINUTES


def test_a_thousand_kiosks_that_got_their_power_back_together_do_not_stay_together() -> None:
    times = [_at(quarterly(device, Rhythm()), _EVENING) for device in _DEVICES]
    assert all(timedelta(0) < at - _EVENING <= timedelta(seconds=QUARTER + 20) for at in times)
    crowds = Counter(int((at - _EVENING).total_seconds()) // 10 for at in times)
    assert max(crowds.values()) <= 30  # eleven in ten seconds on average


def test_a_quarter_comes_every_quarter_of_an_hour() -> None:
    trigger = quarterly(_DEVICES[0], Rhythm(jitter=0.0))
    first = _at(trigger, _EVENING)
    assert _at(trigger, first, first) == first + timedelta(seconds=QUARTER)


def test_what_was_missed_in_half_a_century_is_one_firing() -> None:
    """A flat battery: the PC wakes in 1970, then the network sets its clock."""
    trigger = quarterly(_DEVICES[0], Rhythm())
    missed = _at(trigger, datetime(1970, 1, 1, tzinfo=UTC))
    assert _EVENING < _at(trigger, _EVENING, missed) <= _EVENING + timedelta(seconds=QUARTER + 20)


def test_a_firing_never_repeats_itself_when_the_clock_lags_a_moment_behind() -> None:
    trigger = quarterly(_DEVICES[0], Rhythm(jitter=0.0))
    at = _at(trigger, _EVENING)
    assert _at(trigger, at - timedelta(milliseconds=3), at) > at


def test_a_clock_beyond_the_calendar_gets_no_firing_and_no_error() -> None:
    assert quarterly(_DEVICES[0], Rhythm()).get_next_fire_time(None, datetime.max.replace(tzinfo=VIETNAM)) is None
