"""Wishes: stated on a page, given to the solver, and told afterwards to each person and to the scheduler."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.errors import BadInput
from trainer.kit.permissions import Viewer
from trainer.models.people import Membership, Role
from trainer.models.resources import Instructor
from trainer.models.scheduling import PublishedTimetable, Timetable, TimetableState
from trainer.models.wishes import InstructorWish
from trainer.scheduling import wishes
from trainer.scheduling.day_grid import PERIODS
from trainer.scheduling.drafts import Placed
from trainer.scheduling.problem_builder import build_problem
from trainer.scheduling.views.wishes import runs_of
from trainer.scheduling.wish_statement import FEWEST_COLLEAGUES, average_of_colleagues, statement_of

MONDAY_MORNING = [(1, 1), (1, 2)]


@pytest.fixture
def scene(session: Session) -> scenes.Scene:
    found = scenes.a_scene(session)
    for row in found.instructors:
        member = Membership(person_id=row.person_id, organisation_id=found.organisation.id, role=Role.INSTRUCTOR)
        session.add(member)
    session.flush()
    return found


@pytest.fixture
def browser(scene: scenes.Scene, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(scene.instructors[0].person)


def in_force(session: Session, scene: scenes.Scene, plan: Sequence[Placed] | None = None) -> Timetable:
    """The plan (the scene's sound one unless given) as the timetable in force: lessons on each morning of a week."""
    draft = scenes.a_draft(session, scene, plan)
    draft.state = TimetableState.PUBLISHED
    session.add(PublishedTimetable(organisation_id=scene.organisation.id, timetable_id=draft.id))
    session.flush()
    return draft


def a_wish(
    session: Session, instructor: Instructor, cells: list[wishes.Cell], base_id: str | None = None
) -> InstructorWish:
    wish = InstructorWish(instructor_id=instructor.id, base_id=base_id, stated_at=clock.now())
    wish.avoid = [[number for day, number in cells if day == weekday] for weekday in wishes.WEEKDAYS]
    session.add(wish)
    session.flush()
    return wish


def test_the_solver_gets_a_wish_for_each_weekday_and_one_for_the_base(session: Session, scene: scenes.Scene) -> None:
    own = scene.instructors[0]
    a_wish(session, own, [*MONDAY_MORNING, (3, 9)], scene.base.id)
    found = {wish.id: wish for wish in build_problem(session, scene.organisation.id).wishes}
    assert set(found) == {f"{own.id}/1", f"{own.id}/3", f"{own.id}/base"}
    assert found[f"{own.id}/1"].avoid == ((1, 2), (), (), (), (), (), ())
    assert found[f"{own.id}/3"].avoid[2] == (9,)
    assert found[f"{own.id}/base"].base == scene.base.id
    assert {wish.weight for wish in found.values()} == {1}


def test_the_weight_is_the_regions_policy(session: Session, scene: scenes.Scene) -> None:
    a_wish(session, scene.instructors[0], MONDAY_MORNING)
    factories.a_policy(session, "scheduling.wish_weight", 7)
    assert [wish.weight for wish in build_problem(session, scene.organisation.id).wishes] == [7]


def test_nobody_states_anothers_wish_or_a_strangers_base(
    session: Session, scene: scenes.Scene, viewer_for: Callable[..., Viewer]
) -> None:
    viewer, (own, other) = viewer_for(scene.instructors[0].person), scene.instructors
    with pytest.raises(BadInput):
        wishes.state_wish(session, other, cells=[], base_id=None, viewer=viewer)
    with pytest.raises(BadInput) as refused:
        wishes.state_wish(session, own, cells=[], base_id=factories.a_base(session).id, viewer=viewer)
    assert refused.value.field == "base"


def test_a_week_without_any_wanted_period_is_refused_and_stays_painted(browser: FlaskClient, session: Session) -> None:
    every = [f"{weekday}-{period.number}" for weekday in wishes.WEEKDAYS for period in PERIODS]
    answer = browser.post("/wishes", data={"cells": every, "base": ""})
    assert answer.status_code == 422
    assert "Leave at least one period of the week" in answer.text
    assert answer.text.count("checked") == len(every)
    assert session.scalars(select(InstructorWish)).all() == []


def test_painted_periods_are_kept_and_shown_again(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    answer = browser.post("/wishes", data={"cells": ["1-1", "1-2", "9-9", "x"], "base": scene.base.id})
    assert answer.status_code == 302
    wish = session.scalars(select(InstructorWish)).one()
    assert (wish.instructor_id, wishes.cells_of(wish), wish.base_id) == (
        scene.instructors[0].id,
        set(MONDAY_MORNING),
        scene.base.id,
    )
    assert browser.get("/wishes").text.count("checked") == 2


def test_each_wish_is_met_or_names_the_lessons_against_it(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    own = scene.instructors[0]
    a_wish(session, own, [*MONDAY_MORNING, (6, 1)], scene.base.id)
    timetable = in_force(session, scene)
    (person,) = statement_of(session, timetable, travel_minutes=60)
    results = {wish.weekday: wish for wish in person.wishes}
    assert [row.day for row in results[1].missed] == [scenes.MONDAY]
    assert results[6].is_met and results[None].is_met
    assert (person.met, len(person.wishes)) == (2, 3)
    page = browser.get("/wishes").text
    assert "2 of 3 met" in page
    assert "Mon 08:30–10:00 free" in page
    assert f"/wishes/lessons/{results[1].missed[0].lesson_id}" in page


def test_the_page_says_why_a_lesson_stands_against_a_wish(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    a_wish(session, scene.instructors[0], MONDAY_MORNING)
    in_force(session, scene)
    first, foreign = (cohort.lessons[0].id for cohort in scene.cohorts)
    page = browser.get(f"/wishes/lessons/{first}")
    assert page.status_code == 200
    assert "places keep your wishes" in page.text
    assert browser.get(f"/wishes/lessons/{foreign}").status_code == 404


def test_the_average_hides_single_colleagues_and_leaves_the_reader_out(session: Session, scene: scenes.Scene) -> None:
    own = scene.instructors[0]
    colleagues = [factories.an_instructor(session, scene.base, scene.occupation) for _ in range(FEWEST_COLLEAGUES)]
    a_wish(session, own, MONDAY_MORNING)
    for colleague in colleagues[:-1]:
        a_wish(session, colleague, MONDAY_MORNING)
    timetable = in_force(session, scene)
    assert average_of_colleagues(statement_of(session, timetable, travel_minutes=60), own) is None
    a_wish(session, colleagues[-1], MONDAY_MORNING)
    people = statement_of(session, timetable, travel_minutes=60)
    assert average_of_colleagues(people, own) == 1.0
    assert people[0].instructor.id == own.id, "the least served comes first"


def test_the_scheduler_reads_all_and_takes_the_table_along(
    session: Session, scene: scenes.Scene, sign_in: Callable[..., FlaskClient]
) -> None:
    a_wish(session, scene.instructors[0], MONDAY_MORNING)
    timetable = in_force(session, scene)
    scheduler = sign_in(Role.SCHEDULER, scene.organisation)
    page = scheduler.get(f"/timetables/{timetable.id}/wishes").text
    assert scene.instructors[0].person.name in page and "Not met" in page
    assert scheduler.get(f"/timetables/{timetable.id}/wishes?format=xlsx").data[:2] == b"PK"


def test_without_an_instructor_or_a_timetable_the_page_says_so(
    session: Session, scene: scenes.Scene, browser: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    assert "No timetable is published yet" in browser.get("/wishes").text
    newcomer = sign_in(Role.INSTRUCTOR, scene.organisation)
    assert "You are not an instructor here yet" in newcomer.get("/wishes").text
    assert newcomer.post("/wishes").status_code == 404


def test_periods_that_follow_each_other_are_one_span_inside_a_half_day() -> None:
    assert runs_of([1, 2, 4, 5, 9]) == [(1, 2), (4, 1), (5, 1), (9, 1)]
