"""The schema's history: up gives exactly the models, down leaves nothing, and up again works; on both engines."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from tests import engines, factories
from trainer.kit.db import Database
from trainer.migrations import UnknownRevision, is_current, migrate, revision_of
from trainer.models import Model


@pytest.fixture
def empty_database(engine: str) -> Database:
    """A database without any table."""
    database = engines.new_database(engine)
    Model.metadata.drop_all(database.engine)
    return database


def test_migrating_up_gives_exactly_the_models(empty_database: Database) -> None:
    migrate(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []
    assert is_current(empty_database)


def test_a_migrated_database_takes_rows_and_comes_down_and_up_again(empty_database: Database) -> None:
    migrate(empty_database)
    with empty_database.transaction() as session:
        factories.an_organisation(session)
    migrate(empty_database, "base")
    assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}
    assert revision_of(empty_database) is None
    migrate(empty_database)
    assert is_current(empty_database)


def test_migrating_twice_changes_nothing(empty_database: Database) -> None:
    migrate(empty_database)
    migrate(empty_database)
    assert is_current(empty_database)


def test_an_unknown_revision_is_refused(empty_database: Database) -> None:
    with pytest.raises(UnknownRevision):
        migrate(empty_database, "no-such-revision")
