"""The database: engines for SQLite and PostgreSQL, read and write sessions, one transaction, and ids in batches."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Update, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from trainer.kit.crypto import Vault

T = TypeVar("T")

# Below the number of variables that one SQLite statement takes.
BATCH = 500
# SQLite up to 3.51.2 can corrupt a WAL file when two connections write and checkpoint at once.
SQLITE_FLOOR = (3, 51, 3)


def batches(items: Sequence[T]) -> list[Sequence[T]]:
    """`items` in parts that fit one statement."""
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]


class ReadOnlySession(RuntimeError):
    """A request that only reads tried to write."""


class Database:
    """One database with its key; hands out sessions and knows which engine it talks to."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.url = url
        self.vault = vault
        self.engine = _make_engine(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the engine is the embedded one."""
        return self.engine.dialect.name == "sqlite"

    def session(self, *, write: bool) -> Session:
        """A new session; a write session takes SQLite's write lock at its first statement."""
        bind = self.engine.execution_options(trainer_write=write)
        session = Session(bind, expire_on_commit=False, info={"vault": self.vault})
        if not write:
            event.listen(session, "before_flush", _refuse_flush)
        return session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A write session that commits at the end of the block and rolls back on any error."""
        with self.session(write=True) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read session for the block."""
        with self.session(write=False) as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def vault_of(session: Session) -> Vault:
    """The vault of the database that `session` talks to."""
    vault: Vault = session.info["vault"]
    return vault


def _refuse_flush(session: Session, _context: Any, _instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise ReadOnlySession("a read session has changes: send the form with POST")


def _make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _make_sqlite(url)
    if parsed.drivername in ("postgresql", "postgres"):
        url = parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)


def _make_sqlite(url: str) -> Engine:
    dbapi = importlib.import_module("pysqlite3.dbapi2")
    if dbapi.sqlite_version_info < SQLITE_FLOOR:
        raise RuntimeError(f"SQLite {dbapi.sqlite_version} is older than {SQLITE_FLOOR}: install pysqlite3 >= 0.6.1")
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=dbapi, connect_args={"timeout": 30}, pool_size=16, max_overflow=16)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that starts to write later deadlocks under load.
    write = connection.get_execution_options().get("trainer_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def changes_one_row(session: Session, statement: Update) -> bool:
    """Whether an UPDATE with its own condition found exactly the row it was meant for: the statement decides a race.

    It goes past the mapper, so whoever holds the row as an object must refresh it.
    """
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
