"""The history of the database's schema, and how to move along it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from trainer.kit.db import Database


class UnknownRevision(ValueError):
    """There is no revision of this name."""


def migrate(database: Database, revision: str = "head") -> None:
    """Move the schema to `revision` ("head", "base" or an identifier), up or down; raises UnknownRevision."""
    config = _settings()
    target = _known(config, revision)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        if revision == "base" or target in _older_than(config, connection):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def revision_of(database: Database) -> str | None:
    """The revision that the schema is at, or None before the first."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether the schema is at the newest revision."""
    return revision_of(database) == ScriptDirectory.from_config(_settings()).get_current_head()


def write_revision(database: Database, message: str) -> None:
    """Write a new revision from the difference between the models and the database."""
    config = _settings()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def _settings() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _known(config: AlembicConfig, revision: str) -> str | None:
    """The identifier behind `revision`; None is the state before the first."""
    scripts = ScriptDirectory.from_config(config)
    if revision in ("head", "base"):
        return scripts.get_current_head() if revision == "head" else None
    try:
        found = scripts.get_revision(revision)
    except CommandError as error:
        raise UnknownRevision(revision) from error
    if found is None:
        raise UnknownRevision(revision)
    return str(found.revision)


def _older_than(config: AlembicConfig, connection: Connection) -> set[str]:
    """The revisions that the schema has passed."""
    present = MigrationContext.configure(connection).get_current_revision()
    if present is None:
        return set()
    passed = ScriptDirectory.from_config(config).iterate_revisions(present, "base")
    return {script.revision for script in passed} - {present}
