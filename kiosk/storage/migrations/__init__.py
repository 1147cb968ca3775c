"""The schema, one module a step. A released step is never edited: a change is a new step."""

from typing import Final

from sqlite_utils.migrations import Migrations

from . import m0001_the_spine, m0002_two_sides, m0003_the_visitor

STEPS: Final = {
    step.__name__.rpartition(".")[2]: step.apply for step in (m0001_the_spine, m0002_two_sides, m0003_the_visitor)
}
"""Every step this program knows, by name, in order."""

MIGRATIONS: Final = Migrations("diem-doc")
for _name, _apply in STEPS.items():
    MIGRATIONS(name=_name)(_apply)
