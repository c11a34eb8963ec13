"""One loaded district an engine: it is read by many tests and changed by none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests import engines
from tests.conftest import NOW
from trainer.config import Config
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.seeding.demo import SEED
from trainer.seeding.loading import load_district


def fill(database: Database, seed: int = SEED) -> None:
    """Load the district in one transaction, as the demonstration does."""
    with database.transaction() as session:
        load_district(session, seed, Config.public_url)


@pytest.fixture(scope="module")
def filled(engine: str) -> Iterator[Database]:
    """A database with the district as of NOW."""
    found = engines.new_database(engine)
    with clock.frozen(NOW):
        fill(found)
    yield found
    found.dispose()


@pytest.fixture
def reading(filled: Database) -> Iterator[Session]:
    """A session that reads the district."""
    with filled.reading() as session:
        yield session
