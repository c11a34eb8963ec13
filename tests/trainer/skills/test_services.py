"""Judging stored people by what they hold and what is recorded about them."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.seed_files import seed
from trainer.kit.errors import BadInput
from trainer.models.people import Person, PersonRecord, RecordKind
from trainer.models.skills import Occupation, SkillHolding
from trainer.skills import queries, services
from trainer.skills.verdict import Verdict

TODAY = date(2026, 11, 20)


@pytest.fixture
def occupation(session: Session) -> Occupation:
    for template in ("2018", "2023"):
        services.load_eligibility(session, seed(f"eligibility/{template}.json"))
    return factories.an_occupation(session)


def verdicts_on(
    session: Session, people: Sequence[Person], occupation: Occupation, level: int, on: date
) -> dict[str, Verdict]:
    """What the rules say of stored people, by person id."""
    rules, ids = services.entry_rules(session, occupation, level, on), [person.id for person in people]
    holdings, records = queries.holdings_by_person(session, ids), queries.records_by_person(session, ids)
    return {
        one.id: rules.judge(
            services.facts_of(rules, one.id, one.birth_date, holdings.get(one.id, []), records.get(one.id, [])), on
        )
        for one in people
    }


def judged(session: Session, person: Person, occupation: Occupation, level: int, on: date) -> Verdict:
    return verdicts_on(session, [person], occupation, level, on)[person.id]


def works_since(session: Session, person: Person, occupation: Occupation, since: date) -> PersonRecord:
    record = PersonRecord(
        person_id=person.id,
        kind=RecordKind.EMPLOYMENT,
        occupation_id=occupation.id,
        starts_on=since,
        document="social insurance record",
    )
    session.add(record)
    session.flush()
    return record


def test_a_person_is_judged_by_stored_records(session: Session, occupation: Occupation) -> None:
    person = factories.a_person(session)
    record = works_since(session, person, occupation, date(2016, 11, 20))
    verdict = judged(session, person, occupation, 3, TODAY)
    assert verdict.path_code == "3-1"
    assert [(found.id, found.document) for found in verdict.records] == [(record.id, "social insurance record")]
    assert not judged(session, person, occupation, 3, date(2026, 11, 19)).eligible


def test_the_same_person_and_level_are_judged_by_the_edition_of_the_occupation(
    session: Session, occupation: Occupation
) -> None:
    older = factories.an_occupation(session)
    standard = queries.standards_of(session, older.id)[0]
    standard.template = "2018"
    person = factories.a_person(session)
    for place in (occupation, older):
        works_since(session, person, place, date(2010, 1, 1))
    assert judged(session, person, occupation, 3, TODAY).eligible
    assert not judged(session, person, older, 3, TODAY).eligible


def test_work_in_an_occupation_counts_elsewhere_only_where_the_standard_says_so(
    session: Session, occupation: Occupation
) -> None:
    other = factories.an_occupation(session)
    person = factories.a_person(session)
    works_since(session, person, other, date(2010, 1, 1))
    assert not judged(session, person, occupation, 3, TODAY).eligible
    queries.standards_of(session, occupation.id)[0].related = [other.id]
    session.flush()
    assert judged(session, person, occupation, 3, TODAY).eligible


def test_a_level_that_no_standard_has_is_refused_with_the_reason(session: Session, occupation: Occupation) -> None:
    verdict = judged(session, factories.a_person(session), occupation, 5, TODAY)
    assert not verdict.eligible
    assert "level 5" in str(verdict.message)
    with pytest.raises(BadInput):
        judged(session, factories.a_person(session), occupation, 6, TODAY)


def test_many_people_are_judged_as_each_alone(session: Session, occupation: Occupation) -> None:
    people = [factories.a_person(session) for _number in range(3)]
    works_since(session, people[1], occupation, date(2010, 1, 1))
    verdicts = verdicts_on(session, people, occupation, 3, TODAY)
    assert [verdicts[person.id].eligible for person in people] == [False, True, False]


def test_rows_that_are_not_stored_yet_can_be_judged(session: Session, occupation: Occupation) -> None:
    rules = services.entry_rules(session, occupation, 3, TODAY)
    held = SkillHolding(occupation_id=occupation.id, level=4, held_since=date(2022, 11, 20))
    work = PersonRecord(kind=RecordKind.EMPLOYMENT, occupation_id=occupation.id, starts_on=date(2022, 11, 20))
    facts = services.facts_of(rules, "row-7", date(1990, 1, 1), [held], [work])
    assert rules.judge(facts, TODAY).path_code == "3-2"


def test_an_ended_holding_opens_no_path_any_more(session: Session, occupation: Occupation) -> None:
    person = factories.a_person(session)
    works_since(session, person, occupation, date(2021, 1, 1))
    held = SkillHolding(person_id=person.id, occupation_id=occupation.id, level=4, held_since=date(2021, 1, 1))
    session.add(held)
    session.flush()
    assert judged(session, person, occupation, 3, TODAY).eligible
    held.ended_on = date(2026, 11, 1)
    session.flush()
    assert not judged(session, person, occupation, 3, TODAY).eligible
