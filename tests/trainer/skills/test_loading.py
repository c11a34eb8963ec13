"""Seeds load twice to the same rows; bad data is answered with every fault and changes nothing."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.trainer.seed_files import load_skills, seed
from trainer.kit.checked_data import BadData
from trainer.models.skills import EligibilityPath, Occupation, OccupationStandard
from trainer.skills import queries, services


def counts(session: Session) -> list[int]:
    return [
        session.scalar(select(func.count(model.id))) or 0 for model in (Occupation, OccupationStandard, EligibilityPath)
    ]


def test_loading_twice_gives_the_same_rows(session: Session) -> None:
    load_skills(session)
    once = counts(session)
    assert once[0] >= 15
    load_skills(session)
    assert counts(session) == once


def test_one_code_names_two_occupations_in_two_editions(session: Session) -> None:
    load_skills(session)
    old = queries.find_occupation(session, "2015", "6-31-01-10")
    new = queries.find_occupation(session, "2022", "6-31-01-10")
    assert old is not None
    assert new is not None
    assert old.name != new.name


def test_the_robots_standard_has_levels_4_to_1_and_the_template_of_2018(session: Session) -> None:
    load_skills(session)
    robots = queries.find_occupation(session, "2022", "6-31-07-03")
    assert robots is not None
    standard = queries.standard_in_force(session, robots.id, 3, date(2026, 11, 20))
    assert standard is not None
    assert (standard.levels, standard.template) == ([4, 3, 2, 1], "2018")
    assert queries.standard_in_force(session, robots.id, 5, date(2026, 11, 20)) is None
    assert [path.code for path in queries.paths_of(session, standard, 3)] == ["3-1", "3-2a", "3-2b", "3-3"]


def test_every_standard_names_its_document_or_says_that_it_must_be_checked(session: Session) -> None:
    load_skills(session)
    assert all(standard.document for standard in session.scalars(select(OccupationStandard)))


BAD_PATHS: dict[str, Any] = {
    "template": "2099",
    "paths": [
        {"code": "5-1", "level": 7, "conditions": [{"kind": "age", "years": "16"}], "sentence": "", "sentence_en": "x"},
        {
            "code": "5-1",
            "level": 5,
            "conditions": [{"kind": "magic"}],
            "sentence": "x",
            "sentence_en": "x",
            "source": "x",
        },
        {"code": "5-3", "level": 5, "conditions": [], "sentence": "x", "sentence_en": "x", "source": "x"},
        "no object",
    ],
}


def test_bad_paths_are_answered_with_every_fault_and_its_place(session: Session) -> None:
    with pytest.raises(BadData) as caught:
        services.load_eligibility(session, BAD_PATHS)
    assert sorted({fault.path for fault in caught.value.faults}) == [
        "$.paths[0].conditions[0].years",
        "$.paths[0].level",
        "$.paths[0].sentence",
        "$.paths[0].source",
        "$.paths[1]",
        "$.paths[1].conditions[0].kind",
        "$.paths[2].conditions",
        "$.paths[3]",
    ]
    assert counts(session) == [0, 0, 0]


@pytest.mark.parametrize(
    "data", [None, [], "text", {}, {"occupations": {}}, {"occupations": [None]}, {"occupations": [3]}]
)
def test_data_of_another_shape_is_a_fault_and_not_a_crash(session: Session, data: Any) -> None:
    for load in (services.load_occupations, services.load_standards, services.load_eligibility):
        with pytest.raises(BadData):
            load(session, data)


def test_a_standard_of_an_unknown_occupation_or_template_is_refused(session: Session) -> None:
    services.load_occupations(session, seed("occupations.json"))
    row = {
        "occupation": "2022:9-99-99-99",
        "edition": "2020",
        "template": "1999",
        "levels": [6],
        "valid_from": "2020-13-01",
    }
    with pytest.raises(BadData) as caught:
        services.load_standards(session, {"standards": [row]})
    assert {fault.path.rpartition(".")[2] for fault in caught.value.faults} == {
        "occupation",
        "template",
        "levels",
        "valid_from",
    }


def test_a_path_that_the_data_drops_is_removed(session: Session) -> None:
    whole = seed("eligibility/2018.json")
    services.load_eligibility(session, whole)
    services.load_eligibility(session, {**whole, "paths": whole["paths"][1:]})
    assert session.scalar(select(func.count(EligibilityPath.id))) == len(whole["paths"]) - 1
