"""Production lines: what the solver is told of them, what the judge refuses, and the page of who is away when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import solver
from tests.trainer.scheduling import scenes
from tests.trainer.scheduling.test_wishes import in_force
from trainer.models.enrolment import Enrolment, ShiftDuty
from trainer.models.people import Person, Role
from trainer.models.production import LineWorker, ProductionLine
from trainer.scheduling import queries
from trainer.scheduling.away import week_of_line
from trainer.scheduling.judge import judge_timetable
from trainer.scheduling.moves import Target, start_trial
from trainer.scheduling.problem_builder import build_problem


def people_of(session: Session, scene: scenes.Scene, index: int) -> list[Person]:
    rows = session.query(Enrolment).filter(Enrolment.cohort_id == scene.cohorts[index].id).order_by(Enrolment.person_id)
    return [row.person for row in rows]


def a_line(session: Session, scene: scenes.Scene, most_away: int | None, *people: Person) -> ProductionLine:
    enterprise_id = scene.cohorts[0].programme.enterprise_id
    assert enterprise_id is not None
    line = ProductionLine(enterprise_id=enterprise_id, name="一线", most_away=most_away)
    session.add(line)
    session.flush()
    for person in people:
        session.add(LineWorker(enterprise_id=enterprise_id, person_id=person.id, line_id=line.id))
    session.flush()
    return line


def test_the_solver_is_told_of_lines_with_a_limit_and_how_many_of_each_cohort_they_miss(
    session: Session, scene: scenes.Scene
) -> None:
    first, second = people_of(session, scene, 0), people_of(session, scene, 1)
    line = a_line(session, scene, 2, *first, second[0])
    problem = build_problem(session, scene.organisation.id)
    assert problem.lines == (solver.Line(line.id, 2),)
    shares = {cohort.id: cohort.lines for cohort in problem.cohorts}
    assert shares[scene.cohorts[0].id] == (solver.LineShare(line.id, 3),)
    assert shares[scene.cohorts[1].id] == (solver.LineShare(line.id, 1),)


def test_a_line_without_a_limit_binds_nobody(session: Session, scene: scenes.Scene) -> None:
    a_line(session, scene, None, *people_of(session, scene, 0))
    problem = build_problem(session, scene.organisation.id)
    assert problem.lines == () and all(cohort.lines == () for cohort in problem.cohorts)


@pytest.mark.parametrize(("most_away", "is_clean"), [(3, False), (4, True)])
def test_a_draft_that_empties_a_line_is_refused_by_name(
    session: Session, scene: scenes.Scene, most_away: int, is_clean: bool
) -> None:
    """Both cohorts are taught in the same mornings: three and one of the line's people are away at once."""
    a_line(session, scene, most_away, *people_of(session, scene, 0), people_of(session, scene, 1)[0])
    verdict = judge_timetable(session, scenes.a_draft(session, scene), travel_minutes=60)
    assert verdict.is_clean is is_clean
    assert is_clean or any("一线" in text.text for text in verdict.sentences)


@pytest.mark.parametrize(("most_away", "rule"), [(4, "line_presence"), (6, None)])
def test_a_move_beside_anothers_lesson_counts_that_cohorts_people_too(
    session: Session, scene: scenes.Scene, most_away: int, rule: str | None
) -> None:
    """The second cohort is taught a week later; the first one's last lesson is tried at the same time."""
    enterprise_id = scene.cohorts[0].programme.enterprise_id
    people = [*people_of(session, scene, 0), *people_of(session, scene, 1)]
    for enrolment in session.query(Enrolment):
        enrolment.enterprise_id = enterprise_id
    a_line(session, scene, most_away, *people)
    later = [row for row in scenes.places(scene, shift=1) if row.workshop_id == scene.workshops[1].id]
    first = [row for row in scenes.places(scene) if row.workshop_id == scene.workshops[0].id]
    draft = scenes.a_draft(session, scene, [*first, *later])
    booking = queries.booking_in(session, draft, first[-1].lesson_id)
    target = Target(later[0].day, 1, booking.workshop_id, booking.instructor_id)
    trial = start_trial(session, draft, booking, travel_minutes=60, days=[target.day])
    assert trial.verdict(target).rule == rule


def test_the_week_counts_heads_at_once_and_shows_shifts(session: Session, scene: scenes.Scene) -> None:
    first, second = people_of(session, scene, 0), people_of(session, scene, 1)
    line = a_line(session, scene, 3, *first, second[0])
    duty = ShiftDuty(
        person_id=first[0].id,
        enterprise_id=line.enterprise_id,
        day=date(2026, 11, 24),
        start_minute=1440,
        end_minute=1920,
    )
    session.add(duty)
    in_force(session, scene)
    week = week_of_line(session, line, scenes.MONDAY)
    assert week.most == 4
    cells = {(day.isoweekday(), half.value): cell.most for (day, half), cell in week.cells.items() if cell.most}
    assert cells == {(weekday, "morning"): 4 for weekday in range(1, 6)}
    assert week.duties == {(first[0].id, duty.day): duty}


def test_only_the_own_enterprise_opens_the_page(
    session: Session, scene: scenes.Scene, sign_in: Callable[..., FlaskClient]
) -> None:
    line = a_line(session, scene, 3, *people_of(session, scene, 0), people_of(session, scene, 1)[0])
    in_force(session, scene)
    enterprise = scene.cohorts[0].programme.enterprise
    page = sign_in(Role.ENTERPRISE_OFFICER, enterprise).get(f"/shifts/lines/{line.id}/away?week=2026-11-23")
    assert page.status_code == 200
    assert "Over the limit of 3" in page.text and people_of(session, scene, 0)[0].name in page.text
    assert sign_in(Role.ENTERPRISE_OFFICER).get(f"/shifts/lines/{line.id}/away").status_code == 404
    assert sign_in(Role.SCHEDULER, scene.organisation).get("/shifts").status_code == 403


def test_a_limit_below_a_whole_cohort_is_told_where_it_is_set(
    session: Session, scene: scenes.Scene, sign_in: Callable[..., FlaskClient]
) -> None:
    line = a_line(session, scene, 2, *people_of(session, scene, 0))
    enterprise, cohort = scene.cohorts[0].programme.enterprise, scene.cohorts[0]
    browser = sign_in(Role.ENTERPRISE_OFFICER, enterprise)
    said = f"{cohort.name_en} takes 3 people from this line at once"
    assert said in browser.get("/shifts").text
    browser.post(f"/shifts/lines/{line.id}", data={"most_away": "3"})
    assert said not in browser.get("/shifts").text
