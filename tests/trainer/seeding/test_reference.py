"""The reference data of every deployment: loading them again changes nothing."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.models import Model
from trainer.models.catalogue import PolicyRecord
from trainer.seeding.reference import load_reference_data


def sizes(session: Session) -> dict[str, int]:
    tables = Model.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_reference_data_can_be_loaded_twice(session: Session) -> None:
    first = load_reference_data(session)
    before = sizes(session)
    assert load_reference_data(session) == first
    assert sizes(session) == before
    assert all(count > 0 for count in first.values())


def test_reference_data_hold_what_the_counts_say(session: Session) -> None:
    counts, held = load_reference_data(session), sizes(session)
    names = {
        "occupations": "occupation",
        "eligibility paths": "eligibility_path",
        "standards": "occupation_standard",
        "equipment types": "equipment_type",
        "courses": "course",
        "policy records": "policy_record",
        "calendar days": "calendar_day",
    }
    assert counts == {label: held[table] for label, table in names.items()}


def test_every_demonstration_value_says_so(session: Session) -> None:
    load_reference_data(session)
    records = session.scalars(select(PolicyRecord).where(PolicyRecord.is_demo)).all()
    assert records
    assert [record.key for record in records if "demonstration value" not in record.document] == []
