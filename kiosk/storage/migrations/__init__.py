"""The schema, one module a step. A released step is never edited: a change is a new step."""

from sqlite_utils.migrations import Migrations

from . import m0001_the_spine

MIGRATIONS = Migrations("diem-doc")
for _step in (m0001_the_spine,):
    MIGRATIONS(name=_step.__name__.rpartition(".")[2])(_step.apply)
