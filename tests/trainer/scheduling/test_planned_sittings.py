"""Planned sittings are commitments: a run plans around them, and a timetable that takes their slots is refused."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from tests.trainer.scheduling.test_publishing import publish
from trainer.kit import clock
from trainer.kit.errors import RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.assessment import Assessor, Candidate, PanelMember, Sitting, SittingState
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import OrganisationKind
from trainer.models.people import Person
from trainer.models.programmes import CohortState
from trainer.models.resources import Workshop
from trainer.scheduling.commitments import sitting_key
from trainer.scheduling.judge import judge_timetable
from trainer.scheduling.problem_builder import build_problem


def a_sitting(
    session: Session,
    scene: scenes.Scene,
    *,
    workshop: Workshop | None = None,
    assessor: Person | None = None,
    candidate: Enrolment | None = None,
    state: SittingState = SittingState.PLANNED,
) -> Sitting:
    """A sitting of a class of the base on the day of the first lessons, at the same time."""
    order = factories.an_order(session, base=scene.organisation, occupation=scene.occupation)
    version = scene.cohorts[0].course_version
    taught = factories.a_cohort(session, order=order, version=version, base=scene.base, state=CohortState.TAUGHT)
    body = factories.an_organisation(session, OrganisationKind.EVALUATING_BODY)
    elsewhere = factories.a_workshop(session, factories.a_base(session), equipment=scene.equipment)
    place = workshop or elsewhere
    sitting = Sitting(
        cohort_id=taught.id, body_id=body.id, workshop_id=place.id, day=scenes.MONDAY, first_period=1, periods=4
    )
    sitting.state = state
    if assessor is not None:
        card = Assessor(person_id=assessor.id, body_id=body.id, card_number="K1", valid_from=clock.today())
        session.add(card)
        session.flush()
        sitting.panel = [PanelMember(assessor_id=card.id, position=1)]
    if candidate is not None:
        sitting.candidates = [Candidate(enrolment_id=candidate.id, workstation_number=1)]
    session.add(sitting)
    session.flush()
    return sitting


def seat_of(session: Session, scene: scenes.Scene) -> Enrolment:
    """A seat of a trainee of the first cohort in a class elsewhere."""
    person_id = scenes.people_by_cohort(session)[scene.cohorts[0].id][0]
    return factories.an_enrolment(session, factories.a_cohort(session), session.get_one(Person, person_id))


def test_a_sitting_takes_its_workshop_assessors_and_candidates(session: Session, scene: scenes.Scene) -> None:
    instructor, seat = scene.instructors[1], seat_of(session, scene)
    sitting = a_sitting(session, scene, workshop=scene.workshops[0], assessor=instructor.person, candidate=seat)
    (taken,) = build_problem(session, scene.organisation.id).commitments
    assert (taken.day, taken.first_period, taken.periods) == (scenes.MONDAY.isoformat(), 1, 4)
    assert (taken.workshop, taken.base) == (scene.workshops[0].id, scene.base.id)
    assert (taken.instructors, taken.trainees) == ((instructor.id,), (seat.person_id,))
    assert taken.id.endswith(sitting.id)


@pytest.mark.parametrize("state", [SittingState.RELEASED, SittingState.CANCELLED])
def test_a_sitting_that_is_over_or_called_off_takes_nothing(
    session: Session, scene: scenes.Scene, state: SittingState
) -> None:
    a_sitting(session, scene, workshop=scene.workshops[0], state=state)
    a_sitting(session, scene)
    assert build_problem(session, scene.organisation.id).commitments == ()


@pytest.mark.parametrize("held", ["workshop", "assessor", "candidate"])
def test_a_timetable_that_takes_the_slots_of_a_sitting_is_not_published(
    session: Session, scene: scenes.Scene, scheduler: Viewer, held: str
) -> None:
    draft = scenes.a_draft(session, scene)
    holders = {"workshop": scene.workshops[0], "assessor": scene.instructors[0].person, "candidate": None}
    what = {held: holders[held] or seat_of(session, scene)}
    sitting = a_sitting(session, scene, **what)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken) as refused:
        publish(session, scene, draft, scheduler)
    assert refused.value.rule == "timetable-is-sound"
    verdict = judge_timetable(session, draft, travel_minutes=60)
    assert sitting_key(sitting.id) in verdict.judgement.violations[0].ids("commitment")
    assert sitting.cohort.name_en in verdict.names.of("commitment", sitting_key(sitting.id)).text
    sitting.state = SittingState.CANCELLED
    session.flush()
    publish(session, scene, draft, scheduler)
