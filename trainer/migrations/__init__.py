"""The history of the database's schema, and how to move along it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig

from trainer.kit.db import Database


def migrate(database: Database, revision: str = "head") -> None:
    """Move the schema to `revision` ("head", "base" or an identifier), up or down."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def write_revision(database: Database, message: str) -> None:
    """Write a new revision from the difference between the models and the database."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)
