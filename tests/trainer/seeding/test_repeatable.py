"""The same seed on the same day gives the same district; another seed or day gives another one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session

from tests import engines
from tests.conftest import NOW
from tests.trainer.seeding.conftest import fill
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.models import Model
from trainer.models.people import Account, Person
from trainer.models.programmes import Cohort, CohortState, Order

pytestmark = pytest.mark.slow

# Random on purpose: salts and nonces.
UNREPEATABLE = {Account.__table__.c.password_hash}


def content(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table without what is random on purpose."""
    tables = {}
    for table in Model.metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if not (isinstance(column.type, LargeBinary) and column.name.endswith("_sealed"))
            and column not in UNREPEATABLE
        ]
        rows = session.execute(select(*columns).order_by(*table.primary_key.columns))
        tables[table.name] = [tuple(row) for row in rows]
    return tables


def a_district(now: datetime, seed: int = 2026) -> Database:
    database = engines.new_database("sqlite")
    with clock.frozen(now):
        fill(database, seed)
    return database


def test_one_seed_gives_one_district() -> None:
    first, second = a_district(NOW), a_district(NOW)
    with first.reading() as one, second.reading() as other:
        here, there = content(one), content(other)
    assert sum(len(rows) for rows in here.values()) > 10_000
    assert [name for name in here if here[name] != there[name]] == []


def test_another_seed_gives_other_people() -> None:
    first, second = a_district(NOW), a_district(NOW, seed=7)
    with first.reading() as one, second.reading() as other:
        assert set(one.scalars(select(Person.name))) != set(other.scalars(select(Person.name)))
        assert list(one.scalars(select(Order.number).order_by(Order.number))) == list(
            other.scalars(select(Order.number).order_by(Order.number))
        )


def test_days_count_from_the_day_on_which_it_is_loaded() -> None:
    with a_district(datetime(2027, 6, 2, 4, 0, tzinfo=UTC)).reading() as session:
        coming = select(Cohort.starts_on).where(Cohort.state == CohortState.ENROLLING)
        assert min(session.scalars(coming)) == date(2027, 6, 7)
