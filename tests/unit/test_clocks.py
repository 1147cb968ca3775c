"""When a clock is in doubt, and when a contact is worth an entry."""

import pytest

from kiosk import BUILT
from kiosk.clock import Moment
from kiosk.rules.clocks import LONG, SET_BACK, Compared, Standing, doubt_at_start, doubt_now, is_news
from kiosk.values import Confidence, Doubt
from sync.protocol.times import Footing

NOON = 1_795_410_000
DAY = 86_400
UNKNOWN = Footing(None, Confidence.CLOCK, 0)
KNOWN = Footing(NOON - 1_000, Confidence.PROVINCE, 0)
BOOT = bytes(16)


@pytest.mark.parametrize(
    ("wall", "doubt"),
    [
        (NOON, Doubt.NONE),
        (NOON - 60, Doubt.NONE),
        (NOON - 61, Doubt.BEHIND),
        (NOON + LONG, Doubt.NONE),
        (NOON + LONG + 1, Doubt.FAR_AHEAD),
        (BUILT - 1, Doubt.BEFORE_BUILD),
        (0, Doubt.BEFORE_BUILD),
    ],
)
def test_a_boot_is_judged_by_the_last_trusted_time_and_the_day_the_program_was_made(wall: int, doubt: Doubt) -> None:
    assert doubt_at_start(wall, NOON) is doubt


def test_where_nothing_was_ever_trusted_only_the_programs_own_age_tells() -> None:
    assert doubt_at_start(BUILT, None) is Doubt.NONE
    assert doubt_at_start(NOON + 9_000 * DAY, None) is Doubt.NONE
    assert doubt_at_start(BUILT - 1, None) is Doubt.BEFORE_BUILD


@pytest.mark.parametrize(
    ("step", "doubt"),
    [
        (0, Doubt.NONE),
        (-SET_BACK, Doubt.NONE),
        (-SET_BACK - 1, Doubt.BEHIND),
        (LONG, Doubt.NONE),
        (LONG + 1, Doubt.STEPPED),
    ],
)
def test_a_clock_that_is_set_within_a_boot_is_seen_against_the_seconds_since_boot(step: int, doubt: Doubt) -> None:
    standing = Standing(UNKNOWN, NOON - DAY, Doubt.NONE, drift=NOON)
    assert doubt_now(standing, NOON + 5_000 + step, 5_000) is doubt


@pytest.mark.parametrize("doubt", list(Doubt))
def test_evidence_ends_every_doubt(doubt: Doubt) -> None:
    assert doubt_now(Standing(KNOWN, NOON, doubt, drift=0), 5, 1_000) is Doubt.NONE


def test_a_doubt_stays_until_somebody_tells_the_time() -> None:
    standing = Standing(UNKNOWN, NOON, Doubt.BEHIND, drift=0)
    assert doubt_now(standing, NOON + DAY, 500) is Doubt.BEHIND


def test_a_boot_of_an_earlier_program_is_not_judged() -> None:
    assert doubt_now(Standing(UNKNOWN, None, Doubt.NONE, drift=None), NOON + 900 * DAY, 5) is Doubt.NONE


# ---- is a contact worth an entry? ----------------------------------------------------------------------------------


def contact(*, later: int, ahead: int = 0, spread: int = 1) -> Compared:
    """`later`: seconds after a contact at mono 1,000, when it was NOON; `ahead`: what the province says beyond that."""
    return Compared(NOON + later + ahead - spread, spread, Moment(0, 1_000 + later, BOOT))


def test_the_first_contact_of_a_boot_is_always_news() -> None:
    assert is_news(contact(later=0, spread=500), UNKNOWN, None)
    assert is_news(contact(later=0, spread=500), Footing(5, Confidence.OFFICER, 0), None)


@pytest.mark.parametrize("later", [0, 900, 12 * 3_600])
@pytest.mark.parametrize("spread", [0, 1, 30])
def test_what_is_known_is_no_news(later: int, spread: int) -> None:
    assert not is_news(contact(later=later, spread=spread), KNOWN, 1_000)


@pytest.mark.parametrize("ahead", [-30, -4, 5, 3_600])
def test_another_time_is_news(ahead: int) -> None:
    assert is_news(contact(later=900, ahead=ahead), KNOWN, 1_000)


def test_after_twelve_hours_the_drift_is_measured_again() -> None:
    assert is_news(contact(later=12 * 3_600 + 1), KNOWN, 1_000)


def test_a_province_whose_own_clock_is_broken_is_not_believed() -> None:
    assert not is_news(Compared(BUILT - 1, 1, Moment(0, 1_000, BOOT)), UNKNOWN, None)
    assert is_news(Compared(BUILT, 1, Moment(0, 1_000, BOOT)), UNKNOWN, None)


def test_a_slow_exchange_never_replaces_what_is_better() -> None:
    assert not is_news(contact(later=13 * 3_600, ahead=3_600, spread=31), KNOWN, 1_000)
