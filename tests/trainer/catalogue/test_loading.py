"""The courses and policies of the seeds hold together; bad data is answered with every fault."""

import copy
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.trainer.seed_files import load_catalogue, seed
from trainer.catalogue import services
from trainer.catalogue.policies import KEY_WORDS
from trainer.kit.checked_data import BadData
from trainer.kit.package_files import package_folder
from trainer.models.catalogue import Course, CourseModule, CourseVersion, ModuleKind, PolicyRecord

POLICY_FILES = sorted(path.name for path in (package_folder("seeds") / "policies").glob("*.json"))
AI_TRAINER_HOURS = {"AIT-4": 50, "AIT-3": 40}


def test_loading_courses_twice_gives_the_same_rows(session: Session) -> None:
    load_catalogue(session)
    once = [session.scalar(select(func.count(model.id))) for model in (Course, CourseVersion, CourseModule)]
    load_catalogue(session)
    assert [session.scalar(select(func.count(model.id))) for model in (Course, CourseVersion, CourseModule)] == once
    assert once[0] is not None
    assert once[0] >= 10


def test_every_course_has_the_size_that_a_cohort_can_be_taught(session: Session) -> None:
    load_catalogue(session)
    for version in session.scalars(select(CourseVersion)):
        lessons = sum(module.lessons for module in version.modules)
        if version.course.code in AI_TRAINER_HOURS:
            assert version.total_periods == AI_TRAINER_HOURS[version.course.code]
        else:
            assert 30 <= lessons <= 45, version.course.code
            assert 90 <= version.total_periods <= 160, version.course.code
        assert all(2 <= module.periods <= 4 for module in version.modules)


def test_theory_stands_before_practice_in_every_course(session: Session) -> None:
    load_catalogue(session)
    for version in session.scalars(select(CourseVersion)):
        kinds = [module.kind for module in version.modules]
        assert kinds == sorted(kinds, key=[ModuleKind.THEORY, ModuleKind.PRACTICE].index), version.course.code
        first_practice = kinds.index(ModuleKind.PRACTICE)
        assert version.modules[first_practice].after_position is not None


def one_course() -> dict[str, Any]:
    return copy.deepcopy(seed("courses.json")["courses"][0])


def test_a_version_that_stands_cannot_be_loaded_with_other_content(session: Session) -> None:
    load_catalogue(session)
    course = one_course()
    course["versions"][0]["modules"][4]["lessons"] += 1
    with pytest.raises(BadData) as caught:
        services.load_courses(session, {"courses": [course]})
    assert [fault.path for fault in caught.value.faults] == ["$.courses[0].versions[0].modules"]


def test_a_faulty_course_is_answered_with_every_fault_and_its_place(session: Session) -> None:
    load_catalogue(session)
    course = {**one_course(), "code": "NEW-1"}
    course["versions"] = course["versions"][:1]
    modules = course["versions"][0]["modules"]
    modules[0]["periods"] = 5
    modules[1]["after_position"] = 9
    modules[2]["code"] = modules[0]["code"]
    modules[4]["equipment"] = "TELEPORTER"
    del modules[5]["equipment"]
    modules[6]["kind"] = "dreaming"
    course["versions"][0]["standard"] = "1999"
    with pytest.raises(BadData) as caught:
        services.load_courses(session, {"courses": [course]})
    places = {fault.path.removeprefix("$.courses[0].versions[0].") for fault in caught.value.faults}
    assert places == {
        "modules[0].periods",
        "modules[1].after_position",
        "modules[2].code",
        "modules[4].equipment",
        "modules[5].equipment",
        "modules[6].kind",
        "standard",
    }
    assert session.scalar(select(func.count(Course.id)).where(Course.code == "NEW-1")) == 0


@pytest.mark.parametrize("name", POLICY_FILES)
def test_policies_load_twice_to_the_same_rows(session: Session, name: str) -> None:
    services.load_policies(session, seed(f"policies/{name}"))
    once = session.scalar(select(func.count(PolicyRecord.id)))
    services.load_policies(session, seed(f"policies/{name}"))
    assert session.scalar(select(func.count(PolicyRecord.id))) == once


@pytest.mark.parametrize("name", POLICY_FILES)
def test_every_seeded_policy_names_a_document_and_demo_values_say_so(name: str) -> None:
    for record in seed(f"policies/{name}")["policies"]:
        assert record["key"] in KEY_WORDS
        assert record["document"]
        assert record.get("is_demo", False) == ("demonstration value" in record["document"])


def test_a_value_that_stands_is_never_replaced(session: Session) -> None:
    data = seed("policies/national.json")
    services.load_policies(session, data)
    data["policies"][0]["value"] = 61
    with pytest.raises(BadData) as caught:
        services.load_policies(session, data)
    assert [fault.path for fault in caught.value.faults] == ["$.policies[0].value"]


def test_faulty_policies_are_answered_with_every_fault(session: Session) -> None:
    bad = {
        "key": "",
        "region_code": "31",
        "valid_from": "2026-01-02",
        "valid_to": "2026-01-01",
        "document": "x",
        "value": 1,
    }
    with pytest.raises(BadData) as caught:
        services.load_policies(session, {"policies": [bad, {}]})
    assert {fault.path for fault in caught.value.faults} >= {
        "$.policies[0].key",
        "$.policies[0].region_code",
        "$.policies[0].valid_to",
        "$.policies[1].key",
        "$.policies[1].value",
        "$.policies[1].valid_from",
    }
