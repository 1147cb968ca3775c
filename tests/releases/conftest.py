"""The first release, unpacked once; a province of today that old kiosks talk to."""

from collections.abc import Iterator

import pytest

from tests.province.servers import Served
from tests.releases.programs import TODAY, Program, unpacked


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program as it was first released."""
    return unpacked(tmp_path_factory.mktemp("first") / "program")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A province of today."""
    with TODAY.serving(tmp_path_factory.mktemp("province") / "home") as running:
        yield running
