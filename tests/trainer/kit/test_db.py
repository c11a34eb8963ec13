"""Sessions: reading ones cannot write, writing ones are all or nothing, identifiers repeat for a seed."""

import pytest
from sqlalchemy import select

from tests import factories
from trainer.kit import ids
from trainer.kit.db import Database, ReadOnlySession
from trainer.models.organisations import Organisation


def test_a_reading_session_refuses_to_write(database: Database) -> None:
    with database.reading() as session, pytest.raises(ReadOnlySession):
        factories.an_organisation(session)


def test_a_failed_transaction_leaves_nothing(real_database: Database) -> None:
    with pytest.raises(RuntimeError, match="half way"), real_database.transaction() as session:
        factories.an_organisation(session)
        raise RuntimeError("half way")
    with real_database.reading() as session:
        assert session.scalar(select(Organisation.id)) is None


def test_identifiers_are_26_characters_sortable_and_different() -> None:
    made = [ids.new_id() for _number in range(1000)]
    assert len(set(made)) == 1000
    assert {len(one) for one in made} == {26}


def test_identifiers_repeat_for_a_seed_and_only_inside_the_block() -> None:
    def three() -> list[str]:
        return [ids.new_id(), ids.new_token(), ids.new_id()]

    with ids.repeatable(7):
        first = three()
    with ids.repeatable(7):
        assert three() == first
    assert three() != first
