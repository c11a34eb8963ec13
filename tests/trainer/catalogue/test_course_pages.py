"""Courses: they can be found, read, compared, and given a new version."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.seed_files import load_catalogue
from trainer.models.catalogue import Course, CourseVersion
from trainer.models.people import Role

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def course(session: Session) -> Course:
    load_catalogue(session)
    session.commit()
    return session.scalars(select(Course).where(Course.code == "ROB-3")).one()


def form_of(course: Course, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a copy of the last version."""
    last = course.versions[-1]
    codes = {module.position: module.code for module in last.modules}
    data: dict[str, Any] = {
        "after_number": last.number,
        "valid_from": "2026-12-01",
        "standard_id": last.standard_id,
        "note": "more practice",
    }
    for index, module in enumerate(last.modules):
        row = {
            "position": module.position,
            "code": module.code,
            "name": module.name,
            "name_en": module.name_en,
            "kind": module.kind.value,
            "lessons": module.lessons,
            "periods": module.periods,
            "equipment_type_id": module.equipment_type_id or "",
            "trainees_per_workstation": module.trainees_per_workstation,
            "instructor_level": module.instructor_level,
            "after": codes.get(module.after_position or 0, ""),
            "min_days_between": module.min_days_between,
            "max_days_between": module.max_days_between if module.max_days_between is not None else "",
        }
        data |= {f"modules-{index}-{name}": value for name, value in row.items()}
        if module.one_instructor:
            data[f"modules-{index}-one_instructor"] = "y"
    return {**data, **changes}


def versions(session: Session) -> int:
    return session.scalar(select(func.count(CourseVersion.id))) or 0


def test_the_list_finds_a_course_by_code_occupation_and_level(course: Course, sign_in: SignIn) -> None:
    browser = sign_in(Role.ENTERPRISE_OFFICER)
    found = browser.get("/courses?q=rob-3").text
    assert "Industrial robot system operator, level 3" in found
    assert "Welder" not in found.split("<tbody>")[1]
    assert "Welder" in browser.get("/courses?level=4").text.split("<tbody>")[1]
    assert "Welder" not in browser.get("/courses?level=3").text.split("<tbody>")[1]
    assert browser.get("/courses?level=x&occupation=nothing").status_code == 200


def test_a_course_shows_its_modules_versions_and_entry_conditions(course: Course, sign_in: SignIn) -> None:
    page = sign_in(Role.BUREAU_OFFICER).get(f"/courses/{course.id}").text
    assert "Vision guidance and force control" in page
    assert "A level 4 certificate in the occupation or a related one, and after it 5 years" in page
    assert "Write a new version" not in page
    old = sign_in(Role.SCHEDULER).get(f"/courses/{course.id}?version=1").text
    assert "Vision guidance and sensing" in old
    assert "You are looking at version 1" in old


def test_two_versions_are_compared_module_by_module(course: Course, sign_in: SignIn) -> None:
    page = sign_in(Role.SCHOOL_OFFICER).get(f"/courses/{course.id}/differences").text
    assert "10 modules are the same" in page
    assert "<del>3</del>" in page
    assert "<strong>4</strong>" in page


def test_an_unknown_course_or_version_is_not_found(course: Course, sign_in: SignIn) -> None:
    browser = sign_in(Role.SCHEDULER)
    for address in ("/courses/none", f"/courses/{course.id}?version=7", f"/courses/{course.id}/differences?new=9"):
        assert browser.get(address).status_code == 404


def test_the_list_leaves_as_a_workbook(course: Course, sign_in: SignIn) -> None:
    answer = sign_in(Role.SCHEDULER).get("/courses/export?level=3")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_a_new_version_is_written_from_the_copy(course: Course, sign_in: SignIn, session: Session) -> None:
    browser = sign_in(Role.SCHEDULER)
    assert browser.get(f"/courses/{course.id}/versions/new").status_code == 200
    before = versions(session)
    answer = browser.post(
        f"/courses/{course.id}/versions/new",
        data=form_of(course, **{"modules-8-lessons": "5", "modules-10-remove": "y"}),
    )
    assert answer.status_code == 302
    session.expire_all()
    new = course.versions[-1]
    assert (versions(session), new.number, len(new.modules)) == (before + 1, 3, 10)
    assert [module.position for module in new.modules] == list(range(1, 11))
    assert course.versions[1].valid_to is not None


def test_a_module_that_followed_the_removed_one_is_shown_with_its_fault(
    course: Course, sign_in: SignIn, session: Session
) -> None:
    before = versions(session)
    removed = next(
        m
        for m in course.versions[-1].modules
        if any(o.after_position == m.position for o in course.versions[-1].modules[1:])
    )
    index = removed.position - 1
    answer = sign_in(Role.SCHEDULER).post(
        f"/courses/{course.id}/versions/new", data=form_of(course, **{f"modules-{index}-remove": "y"})
    )
    assert answer.status_code == 422
    assert f"No module of this version has the code {removed.code}" in answer.text
    assert versions(session) == before


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"modules-4-periods": "5"}, "Number must be between 1 and 4"),
        ({"modules-4-equipment_type_id": ""}, "A practice module needs a type of workstation"),
        ({"modules-4-lessons": "many"}, "Not a valid integer value"),
        ({"modules-4-position": ""}, "This field is required"),
        ({"valid_from": "2026-11-01", "modules-4-lessons": "5"}, "A version cannot begin in the past"),
        ({"valid_from": "yesterday"}, "Not a valid date value"),
        ({}, "Nothing differs from version 2"),
        ({"after_number": "1", "modules-4-lessons": "5"}, "Version 2 was written meanwhile"),
        ({"after_number": "x", "modules-4-lessons": "5"}, "Not a valid integer value"),
        ({"modules-4-kind": "dreaming"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(
    course: Course, sign_in: SignIn, session: Session, change: dict[str, str], text: str
) -> None:
    before = versions(session)
    answer = sign_in(Role.SCHEDULER).post(f"/courses/{course.id}/versions/new", data=form_of(course, **change))
    assert answer.status_code == 422
    assert text in answer.text
    assert versions(session) == before


def test_only_base_and_administrator_write(course: Course, sign_in: SignIn) -> None:
    address = f"/courses/{course.id}/versions/new"
    codes = {role: sign_in(role).get(address).status_code for role in Role}
    allowed = {role for role, code in codes.items() if code == 200}
    assert allowed == {Role.SCHEDULER, Role.ADMINISTRATOR}
    assert {code for role, code in codes.items() if role not in allowed} == {403}


def test_trainees_have_no_catalogue_and_strangers_are_asked_to_sign_in(
    course: Course, sign_in: SignIn, client: FlaskClient
) -> None:
    assert sign_in(Role.TRAINEE).get("/courses").status_code == 403
    assert client.get(f"/courses/{course.id}").status_code == 302


def test_the_pages_speak_chinese(course: Course, sign_in: SignIn) -> None:
    page = sign_in(Role.SCHEDULER, language="zh").get(f"/courses/{course.id}").text
    assert "视觉引导与力控" in page
    assert "新增版本" in page


def test_occupations_show_their_standards_and_paths(course: Course, sign_in: SignIn) -> None:
    browser = sign_in(Role.SCHEDULER)
    assert "6-31-07-03" in browser.get("/occupations?q=robot").text
    page = browser.get(f"/occupations/{course.occupation_id}").text
    assert "2020" in page
    assert "Level 4, Intermediate Worker" in page
    assert "Level 5, Junior Worker" not in page
    assert browser.get("/occupations/none").status_code == 404


def test_an_occupation_without_a_standard_says_so(sign_in: SignIn, session: Session) -> None:
    occupation = factories.an_occupation(session)
    for standard in session.scalars(select(factories.OccupationStandard)):
        session.delete(standard)
    page = sign_in(Role.SCHEDULER).get(f"/occupations/{occupation.id}").text
    assert "No standard is recorded for this occupation" in page
