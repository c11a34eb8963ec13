"""The data check: each kind of fault has its row, with real names, a severity, and what to mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import solver
from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit.wording import in_chinese, in_english
from trainer.models.enrolment import Enrolment, ShiftDuty
from trainer.models.people import Role
from trainer.models.resources import CalendarDay, InstructorQualification, WeeklyOpening
from trainer.models.scheduling import SolverRun
from trainer.scheduling.data_check import DataCheck, Row, Severity, _finding_row, check_data
from trainer.scheduling.situation import load_situation
from trainer.scheduling.views.data_check import mending_url
from trainer.scheduling.wording import names_of
from trainer.web.platform import Platform


@pytest.fixture
def scene(session: Session) -> scenes.Scene:
    found = scenes.a_scene(session)
    for cohort in found.cohorts:
        cohort.capacity = 3
    for year in (2026, 2027):
        session.add(CalendarDay(day=date(year, 10, 1), kind="holiday", name="国庆节", source="测试"))
    session.flush()
    return found


def checked(session: Session, scene: scenes.Scene) -> DataCheck:
    session.flush()
    session.expire_all()
    return check_data(session, scene.organisation.id)


def only_row(session: Session, scene: scenes.Scene) -> Row:
    (row,) = checked(session, scene).rows
    return row


def test_sound_data_have_no_row_and_a_problem(session: Session, scene: scenes.Scene) -> None:
    found = checked(session, scene)
    assert found.rows == ()
    assert found.lessons == 10


def test_a_cohort_without_trainees_blocks_once(session: Session, scene: scenes.Scene) -> None:
    cohort = scene.cohorts[0]
    session.execute(delete(Enrolment).where(Enrolment.cohort_id == cohort.id))
    row = only_row(session, scene)
    assert (row.severity, row.kind, row.id) == (Severity.BLOCKING, "cohort", cohort.id)
    assert in_english(row.sentence) == f"Cohort {cohort.name_en} has no trainees yet: upload its roster"
    assert cohort.name in in_chinese(row.sentence)


def test_open_seats_are_a_note_and_block_nothing(session: Session, scene: scenes.Scene) -> None:
    scene.cohorts[0].capacity = 12
    row = only_row(session, scene)
    assert row.severity is Severity.WARNING
    assert "9 seats are still open" in in_english(row.sentence)


def test_a_group_larger_than_any_workshop_names_cohort_and_module(session: Session, scene: scenes.Scene) -> None:
    for workshop in scene.workshops:
        workshop.workstations[0].count = 2
    found = checked(session, scene)
    assert {row.kind for row in found.blocking} == {"workshop"}
    assert {row.id for row in found.blocking} <= {workshop.id for workshop in scene.workshops}
    assert len(found.blocking) == len(scene.cohorts)
    text = in_english(found.blocking[0].sentence)
    assert "needs 3 places in one workshop" in text
    assert "Practice" in text
    assert "实操" in in_chinese(found.blocking[0].sentence)


def test_a_subject_that_nobody_may_teach_leads_to_the_instructors(session: Session, scene: scenes.Scene) -> None:
    session.execute(delete(InstructorQualification))
    found = checked(session, scene)
    blocking = [row for row in found.blocking if "No instructor is qualified" in in_english(row.sentence)]
    assert len(blocking) == 4
    assert {row.kind for row in blocking} == {"instructors"}
    assert scene.occupation.name_en in in_english(blocking[0].sentence)
    assert scene.occupation.name in in_chinese(blocking[0].sentence)
    notes = [in_english(row.sentence) for row in found.rows if row.severity is Severity.WARNING]
    assert sorted(notes) == sorted(f"Instructor {row.person.name} has no qualification" for row in scene.instructors)


def test_a_window_that_is_too_short_blocks(session: Session, scene: scenes.Scene) -> None:
    scene.cohorts[0].ends_on = scenes.MONDAY + timedelta(days=1)
    rows = checked(session, scene).rows
    assert {(row.severity, row.kind, row.id) for row in rows} == {(Severity.BLOCKING, "cohort", scene.cohorts[0].id)}
    assert any("2026-11-24" in in_english(row.sentence) for row in rows)


def test_a_window_that_is_over_says_so(session: Session, scene: scenes.Scene) -> None:
    scene.cohorts[0].starts_on, scene.cohorts[0].ends_on = date(2026, 11, 2), date(2026, 11, 13)
    texts = [in_english(row.sentence) for row in checked(session, scene).blocking]
    assert any("ended on 2026-11-13 with lessons left" in text for text in texts)


def test_a_cohort_without_weekdays_blocks(session: Session, scene: scenes.Scene) -> None:
    scene.cohorts[0].weekdays = []
    texts = [in_english(row.sentence) for row in checked(session, scene).blocking]
    assert any("no weekday or half-day" in text for text in texts)


def test_night_shifts_without_a_rule_of_rest_block_until_the_policy_speaks(
    session: Session, scene: scenes.Scene
) -> None:
    cohort = scene.cohorts[0]
    cohort.capacity += 1
    (person,) = scenes.seat(session, cohort, 1)
    duty = {"person_id": person.id, "enterprise_id": cohort.programme.enterprise_id}
    session.add(ShiftDuty(day=scenes.MONDAY, start_minute=1320, end_minute=1800, **duty))
    row = only_row(session, scene)
    assert (row.severity, row.id) == (Severity.BLOCKING, cohort.id)
    assert "work night shifts" in in_english(row.sentence)
    factories.a_policy(session, "scheduling.night_rest_hours", 11)
    assert checked(session, scene).rows == ()


def test_resources_that_are_never_open_are_noted(session: Session, scene: scenes.Scene) -> None:
    workshop = factories.a_workshop(session, scene.base)
    instructor = factories.an_instructor(session, scene.base, scene.occupation)
    session.execute(delete(WeeklyOpening).where(WeeklyOpening.resource_id.in_([workshop.id, instructor.id])))
    rows = checked(session, scene).rows
    assert [(row.severity, row.kind, row.id) for row in rows] == [
        (Severity.WARNING, "workshop", workshop.id),
        (Severity.WARNING, "instructor", instructor.id),
    ]


def test_projected_holidays_in_the_window_are_noted(session: Session, scene: scenes.Scene) -> None:
    day = date(2027, 1, 1)
    session.add(CalendarDay(day=day, kind="holiday", name="元旦", source="预计", is_projected=True))
    row = only_row(session, scene)
    assert (row.severity, row.kind, row.id) == (Severity.WARNING, "calendar", "2027")
    assert "projected" in in_english(row.sentence)


def test_a_base_without_cohorts_has_nothing_to_place(session: Session) -> None:
    base = factories.a_base(session)
    found = check_data(session, base.organisation_id)
    assert [in_english(row.sentence) for row in found.blocking] == [
        "No cohort has lessons to come, so there is nothing to place"
    ]


def test_data_that_cannot_be_a_problem_are_told_with_the_cohort_s_name(session: Session, scene: scenes.Scene) -> None:
    cohort = scene.cohorts[0]
    cohort.starts_on, cohort.ends_on = cohort.ends_on, cohort.starts_on
    found = checked(session, scene)
    assert found.problem is None
    assert any(cohort.name_en in in_english(row.sentence) and row.id == cohort.id for row in found.blocking)


SUBJECTS = {
    "too_many_for_mentors": (("cohort", "module"), "cohort"),
    "no_pattern": (("module", "cohort"), "cohort"),
    "no_one_for_all": (("module", "cohort"), "cohort"),
    "line_too_thin": (("line", "cohort", "module"), "cohort"),
    "quota_short": (("quota", "owner"), "cohorts"),
    "hours_short": (("purpose",), "instructors"),
    "no_equipment": (("module", "cohort", "equipment"), "cohort"),
    "group_too_large": (("cohort", "module"), "cohort"),
    "no_instructor": (("module", "cohort", "subject"), "instructors"),
    "no_common_time": (("lesson", "cohort"), "cohort"),
    "workstations_short": (("equipment",), "equipment"),
    "instructors_short": (("subject",), "subject"),
    "locks_clash": (("lesson",), "lessons"),
}
RULES_OF = {"hours_short": "allowance", "no_instructor": "instructor_qualified"}


@pytest.mark.parametrize(("code", "kinds", "mended"), [(code, *expected) for code, expected in SUBJECTS.items()])
def test_every_finding_of_the_solver_is_said_in_both_languages_and_leads_to_a_page(
    app: Flask, session: Session, scene: scenes.Scene, code: str, kinds: tuple[str, ...], mended: str
) -> None:
    figures = ("kind", "first", "last", "needed", "available", "owned", "heads", "most", "dates", "away")
    finding = solver.Finding(
        code,
        RULES_OF.get(code, "workshop_capacity"),
        tuple(solver.Subject(kind, scene.cohorts[0].id if kind == "cohort" else f"a-{kind}") for kind in kinds),
        "cohorts",
        dict.fromkeys(figures, "7"),
    )
    situation = load_situation(session, scene.organisation.id)
    row = _finding_row(names_of(session, situation), finding)
    assert row.kind == mended
    for said in (in_english(row.sentence), in_chinese(row.sentence)):
        assert said
        assert "{" not in said
    with app.test_request_context():
        assert mending_url(row)


def test_a_lack_of_workstations_is_mended_in_the_workshop_that_has_most_of_them(
    session: Session, scene: scenes.Scene
) -> None:
    few, fewer = scene.workshops
    few.workstations[0].count, fewer.workstations[0].count = 2, 1
    row = next(row for row in checked(session, scene).blocking if "needs 3" in in_english(row.sentence))
    assert (row.kind, row.id) == ("workshop", few.id)


def test_a_module_is_called_by_its_own_name_where_its_cohort_is_named(session: Session, scene: scenes.Scene) -> None:
    for workshop in scene.workshops:
        workshop.workstations[0].count = 1
    row = next(row for row in checked(session, scene).blocking if "needs 3" in in_english(row.sentence))
    name = scene.cohorts[0].name
    assert max(in_chinese(row.sentence).count(cohort.name) for cohort in scene.cohorts if cohort.name == name) <= 1


def test_two_cohorts_of_one_name_are_told_apart_by_their_orders(session: Session, scene: scenes.Scene) -> None:
    for cohort in scene.cohorts:
        cohort.name = cohort.name_en = "01"
    session.flush()
    names = names_of(session, load_situation(session, scene.organisation.id))
    said = {in_english(names.of("cohort", cohort.id)) for cohort in scene.cohorts}
    assert said == {f"01 ({cohort.programme.order.number})" for cohort in scene.cohorts if cohort.programme.order}


def test_what_the_check_proves_impossible_can_be_asked_for_its_reason(
    session: Session, scene: scenes.Scene, sign_in: Callable[..., FlaskClient], platform: Platform
) -> None:
    platform.jobs.huey.immediate = False
    browser = sign_in(Role.SCHEDULER, scene.organisation)
    session.commit()
    assert "See why and what would help" not in browser.get("/scheduling/check").text
    assert browser.post("/scheduling/check/prove").status_code == 409
    scene.cohorts[0].ends_on = scene.cohorts[0].starts_on
    session.commit()
    assert "See why and what would help" in browser.get("/scheduling/check").text
    answer = browser.post("/scheduling/check/prove")
    run = session.scalars(select(SolverRun)).one()
    assert answer.location.endswith(f"/runs/{run.id}")
    assert browser.post("/scheduling/check/prove").status_code == 409, "one run at a time"
    assert sign_in(Role.ENTERPRISE_OFFICER).post("/scheduling/check/prove").status_code == 403
