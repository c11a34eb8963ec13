"""Two people at once: one workshop, one panel, one seat before the gateway, and a score beside a release."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import conftest, factories
from tests.trainer.assessment.plans import a_plan
from tests.trainer.assessment.scenes import SITTING_DAY, TaughtClass, a_sitting, a_taught_class, an_assessor
from tests.trainer.assessment.test_scoring import PASSED, TODAY, one_mark, points_of, whole_sheet
from trainer.accounts.queries import viewer_of_sign_in
from trainer.assessment import queries, scoring, services
from trainer.assessment.facts import Occasion
from trainer.assessment.rules import SittingRefused
from trainer.assessment.situation import SittingPlan
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.assessment import Assessor, Sitting
from trainer.models.organisations import Organisation
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort
from trainer.models.resources import Workshop, WorkstationGroup

Change = Callable[[SittingPlan], SittingPlan]


def a_viewer(session: Session, person: Person) -> Viewer:
    found = viewer_of_sign_in(session, conftest.a_sign_in(session, person))
    assert found is not None
    return found


def plan_in(session: Session, scene: TaughtClass) -> SittingPlan:
    """The scene's plan with the rows of another session."""
    here = replace(
        scene,
        cohort=session.get_one(Cohort, scene.cohort.id),
        body=session.get_one(Organisation, scene.body.id),
        workshop=session.get_one(Workshop, scene.workshop.id),
        assessors=[session.get_one(Assessor, row.id) for row in scene.assessors],
    )
    return a_plan(session, here)


def race(database: Database, scenes: list[TaughtClass], viewer: Viewer, changes: list[Change]) -> list[str]:
    """Plan the scenes at the same moment, each in a connection of its own; "planned" or the first broken rule."""
    barrier = Barrier(len(scenes))

    def run(number: int) -> str:
        barrier.wait(timeout=30)
        try:
            with clock.frozen(conftest.NOW), database.transaction() as session:
                plan = changes[number](plan_in(session, scenes[number]))
                services.plan_sitting(session, plan, viewer=viewer)
        except SittingRefused as error:
            return error.rule
        return "planned"

    with ThreadPoolExecutor(len(scenes)) as pool:
        return sorted(pool.map(run, range(len(scenes))))


def add_workstations(session: Session, workshop: Workshop, like: Workshop) -> None:
    """Put the kind of workstation that another workshop has into this one too."""
    kind = like.workstations[0].equipment_type_id
    workshop.workstations.append(WorkstationGroup(equipment_type_id=kind, count=16))
    session.flush()


def as_it_is(plan: SittingPlan) -> SittingPlan:
    return plan


def test_of_two_plans_for_one_workshop_one_is_refused(real_database: Database) -> None:
    with real_database.transaction() as session:
        first, second = a_taught_class(session), a_taught_class(session)
        add_workstations(session, first.workshop, second.workshop)
        viewer = a_viewer(session, factories.a_member(session, Role.SCHEDULER, first.base))
    found = race(real_database, [first, replace(second, workshop=first.workshop)], viewer, [as_it_is, as_it_is])
    assert found == ["planned", "workshop-taken"]


def test_of_two_plans_for_the_same_trainees_at_different_times_one_is_refused(real_database: Database) -> None:
    with real_database.transaction() as session:
        scene = a_taught_class(session)
        viewer = a_viewer(session, factories.a_member(session, Role.SCHEDULER, scene.base))
        others = [an_assessor(session, scene.body, scene.occupation) for _number in range(3)]
        elsewhere = factories.a_workshop(session, scene.site)
        add_workstations(session, elsewhere, scene.workshop)
    twin = replace(scene, assessors=others, workshop=elsewhere)
    afternoon = Occasion(SITTING_DAY, 5, 4)
    changes: list[Change] = [as_it_is, lambda plan: replace(plan, occasion=afternoon)]
    found = race(real_database, [scene, twin], viewer, changes)
    assert found == ["candidate-in-sitting", "planned"]
    with real_database.reading() as session:
        assert session.scalar(select(func.count(Sitting.id))) == 1


def test_plans_that_share_nothing_both_succeed(real_database: Database) -> None:
    """The negative control of the race."""
    with real_database.transaction() as session:
        scenes = [a_taught_class(session), a_taught_class(session)]
        viewer = a_viewer(session, factories.a_member(session, Role.SCHEDULER, scenes[0].base))
    assert race(real_database, scenes, viewer, [as_it_is, as_it_is]) == ["planned", "planned"]


def test_a_score_that_comes_with_a_release_is_refused(real_database: Database) -> None:
    if real_database.is_sqlite:
        pytest.skip("on SQLite writers follow each other from their first statement")
    with real_database.transaction() as session:
        scene = a_taught_class(session, trainees=1)
        sitting = a_sitting(session, scene, day=TODAY)
        member = a_viewer(session, session.get_one(Person, scene.assessors[0].person_id))
        officer = a_viewer(session, factories.a_member(session, Role.CERTIFICATION_OFFICER, scene.body))
        scoring.enter_scores(session, sitting, whole_sheet(sitting, PASSED), viewer=member)
    with real_database.transaction() as late:
        stale = queries.get_sitting_to_score(late, sitting.id, viewer=member)
        with real_database.transaction() as session:
            released = queries.get_sitting(session, sitting.id, viewer=officer)
            scoring.release_sitting(session, released, viewer=officer)
        sheet = one_mark(stale.candidates[0], 99, seen=78)
        with pytest.raises(RuleBroken) as caught:
            scoring.enter_scores(late, stale, sheet, viewer=member)
        assert caught.value.rule == "scores-locked"
        assert points_of(late, stale.candidates[0]) == PASSED
