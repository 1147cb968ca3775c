"""Suspend, stepped clocks and networks, told from two readings of the machine."""

import subprocess
import sys
from pathlib import Path

import pytest

from sync.client.pulse import Change, Reading, changes, own_address, reading

_DAY = 86_400.0
_BEFORE = Reading(wall=1_795_395_600.0, running=5_000.0, passed=9_000.0, address="192.168.1.7")


def _after(seconds: float, *, step: float = 0.0, suspended: float = 0.0, address: str = "192.168.1.7") -> Reading:
    return Reading(
        _BEFORE.wall + seconds + suspended + step,
        _BEFORE.running + seconds,
        _BEFORE.passed + seconds + suspended,
        address,
    )


def test_nothing_happened_in_twenty_seconds() -> None:
    assert changes(_BEFORE, _after(20.0)) == frozenset()


def test_a_clock_that_drifts_or_is_slewed_is_not_stepped() -> None:
    assert changes(_BEFORE, _after(20.0, step=0.3)) == frozenset()


@pytest.mark.parametrize(
    "step", [-30 * 365 * _DAY, -3 * _DAY, -3_600.0, -10.0, 10.0, 3_600.0, 3 * _DAY, 56 * 365 * _DAY]
)
def test_a_clock_that_was_set_is_noticed_forwards_and_backwards(step: float) -> None:
    assert changes(_BEFORE, _after(20.0, step=step)) == {Change.STEPPED}


@pytest.mark.parametrize("asleep", [10.0, 3_600.0, 9 * _DAY])
def test_a_night_asleep_is_noticed_and_is_no_step_of_the_clock(asleep: float) -> None:
    assert changes(_BEFORE, _after(20.0, suspended=asleep)) == {Change.SUSPENDED}


def test_a_process_that_stood_still_is_noticed_where_no_clock_tells_of_suspend() -> None:
    assert changes(_BEFORE, _after(300.0)) == {Change.SUSPENDED}


def test_a_clock_that_was_set_during_a_night_asleep_is_both() -> None:
    after = _after(20.0, suspended=3_600.0, step=-7_200.0)
    assert changes(_BEFORE, after) == {Change.SUSPENDED, Change.STEPPED}


@pytest.mark.parametrize(
    ("before", "now", "returned"),
    [
        ("", "192.168.1.7", True),
        ("192.168.1.7", "", False),
        ("", "", False),
        ("192.168.1.7", "10.64.3.2", True),  # from the library's Wi-Fi to somebody's telephone
    ],
)
def test_a_network_that_returned_or_is_another_is_noticed(before: str, now: str, returned: bool) -> None:
    found = changes(_BEFORE._replace(address=before), _after(20.0, address=now))
    assert (Change.CONNECTED in found) is returned


def test_two_readings_of_this_machine_show_no_change() -> None:
    assert changes(reading(), reading()) == frozenset()


_WITHOUT_AND_WITH_A_ROUTE = """
import subprocess
from sync.client.pulse import own_address
print(repr(own_address()))
for command in ("link set lo up", "tuntap add dev out mode tun", "addr add 198.51.100.7/24 dev out", "link set out up",
                "route add default via 198.51.100.1"):
    subprocess.run(["ip", *command.split()], check=True)
print(repr(own_address()))
"""


def test_a_machine_without_any_route_has_no_address_and_one_with_a_route_has_its_own() -> None:
    """In a network of its own, as far as this machine lets us make one."""
    program = ["unshare", "--net", "--map-root-user", sys.executable, "-c", _WITHOUT_AND_WITH_A_ROUTE]
    try:
        ended = subprocess.run(
            program, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=60
        )
    except FileNotFoundError:
        pytest.skip("no unshare here")
    if ended.returncode:
        pytest.skip(f"no network of its own can be made here: {ended.stderr.splitlines()[-1:]}")
    assert ended.stdout.splitlines() == ["''", "'198.51.100.7'"]
    assert isinstance(own_address(), str)
