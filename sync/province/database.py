"""Bringing the database to this program's form: once, under a lock, and never backwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from filelock import FileLock

from .home import ProvinceHome, ProvinceUnusable

ADVISORY_LOCK = 0x6469_656D  # «diem»: the same for every server on one PostgreSQL database


def migrate(home: ProvinceHome) -> None:
    """Apply what is missing; a second server waits for the first. Raises ProvinceUnusable, with nothing changed."""
    try:
        with FileLock(home.migration_lock, mode=0o600), _one_server_at_a_time():
            executor = MigrationExecutor(connection)
            known = set(executor.loader.disk_migrations)
            if any(key not in known for key in executor.loader.applied_migrations):
                raise ProvinceUnusable("newer")
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise ProvinceUnusable("unreachable", str(error).strip()) from error


@contextmanager
def _one_server_at_a_time() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # another server's migration may take its time
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
