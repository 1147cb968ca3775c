"""What the whole suite stands on: no display, two kinds of random tests, a real PostgreSQL for those who ask, and the
sum of the faults that were tried.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.faults import cases
from tests.postgresql import Cluster, running_cluster, server_programs

# Before the first Qt import. Tests that want a real window start an X server and set xcb for their own process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The machine is slow and shared: an example's time says nothing about the code. In CI the same examples every time,
# so that a red run can be run again; a developer's run looks further each time.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("developer", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL server of this run's own."""
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs here; installer/test.sh installs them")
    with running_cluster(programs) as cluster:
        yield cluster


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> Iterator[str]:
    """Address of an empty database of this test's own, as `--database-url` takes it."""
    with postgresql.database() as url:
        yield url


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that tests beside others tells the first one what it tried."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["faults"] = (dict(cases.TRIED), dict(cases.COST))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Such a process has ended."""
    tried, cost = getattr(node, "workeroutput", {}).get("faults", ({}, {}))
    cases.TRIED.update(tried)
    cases.COST.update(cost)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The sum of all cases, for whoever must report it."""
    if cases.TRIED:
        terminalreporter.write_sep("-", f"faults: {cases.told()}")
