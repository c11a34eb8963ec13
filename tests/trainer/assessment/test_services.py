"""Planning, accepting, declining, replacing and calling off: whole acts that tell people and leave a trace."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.assessment.plans import a_plan, workstations_of
from tests.trainer.assessment.scenes import a_sitting, a_taught_class, an_assessor
from trainer.accounts.queries import notices_of
from trainer.assessment import queries, services
from trainer.assessment.lots import draw
from trainer.assessment.rules import SittingRefused
from trainer.kit import clock
from trainer.kit.errors import BadInput, NotAllowed, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.assessment import Assessor, Sitting, SittingState
from trainer.models.people import Membership, Person, Role

Viewers = Callable[..., Viewer]


def subjects(session: Session, person_id: str) -> list[str]:
    return [notice.subject["text"] for notice in notices_of(session, person_id)]


def acts(session: Session, sitting: Sitting) -> list[str]:
    own = select(AuditEntry.act).where(AuditEntry.subject == f"sitting:{sitting.id}")
    return list(session.scalars(own.order_by(AuditEntry.id)))


def test_a_planned_sitting_has_its_panel_and_a_lot_that_can_be_drawn_again(
    session: Session, viewer_for: Viewers
) -> None:
    scene = a_taught_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    sitting = services.plan_sitting(session, a_plan(session, scene), viewer=viewer)
    assert sitting.state is SittingState.PLANNED
    assert [(member.position, member.accepted_at) for member in sitting.panel] == [(1, None), (2, None), (3, None)]
    again = draw(sitting.lot_seed, [row.id for row in scene.enrolments], 16)
    assert workstations_of(sitting) == again
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "sitting.plan"))
    assert entry is not None
    assert (entry.chain, entry.detail["seed"]) == (scene.body.id, sitting.lot_seed)


def test_two_draws_differ_unless_the_seed_is_given(session: Session, viewer_for: Viewers) -> None:
    first, second = a_taught_class(session), a_taught_class(session)
    viewer = viewer_for(Role.SCHEDULER, first.base)
    drawn = [services.plan_sitting(session, a_plan(session, one), viewer=viewer).lot_seed for one in (first, second)]
    assert len(set(drawn)) == 2
    third = a_taught_class(session)
    assert services.plan_sitting(session, a_plan(session, third), viewer=viewer, seed="lot").lot_seed == "lot"


def test_panel_candidates_and_the_body_are_told(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    officer = factories.a_member(session, Role.CERTIFICATION_OFFICER, scene.body)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    services.plan_sitting(session, a_plan(session, scene), viewer=viewer)
    assert subjects(session, scene.assessors[0].person_id) == [
        "You are named for the panel of %(cohort)s: please accept or decline"
    ]
    assert subjects(session, scene.assessors[3].person_id) == []
    assert subjects(session, scene.enrolments[0].person_id) == ["Your assessment: %(cohort)s, %(day)s"]
    assert subjects(session, officer.id) == ["A sitting of %(cohort)s is planned"]
    assert subjects(session, viewer.person_id) == []


def test_a_refused_plan_names_every_rule_and_changes_nothing(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    plan = a_plan(session, scene, assessors=scene.assessors[:2], candidates=[])
    with pytest.raises(SittingRefused) as caught:
        services.plan_sitting(session, plan, viewer=viewer)
    assert [broken.rule for broken in caught.value.refusals] == ["no-candidates", "panel-minimum", "panel-odd"]
    assert session.scalars(select(Sitting)).all() == []
    assert subjects(session, scene.assessors[0].person_id) == []


@pytest.mark.parametrize("role", [Role.ENTERPRISE_OFFICER, Role.ASSESSOR, Role.TRAINEE, Role.BUREAU_OFFICER])
def test_only_planners_plan(session: Session, viewer_for: Viewers, role: Role) -> None:
    scene = a_taught_class(session)
    with pytest.raises(NotAllowed):
        services.plan_sitting(session, a_plan(session, scene), viewer=viewer_for(role))


def test_the_same_trainees_cannot_be_planned_twice(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    services.plan_sitting(session, a_plan(session, scene), viewer=viewer)
    with pytest.raises(SittingRefused) as caught:
        services.plan_sitting(session, a_plan(session, scene), viewer=viewer)
    assert caught.value.rule == "workshop-taken"
    assert "candidate-in-sitting" in {broken.rule for broken in caught.value.refusals}


def assessor_viewer(viewer_for: Viewers, session: Session, assessor: Assessor) -> Viewer:
    return viewer_for(session.get_one(Person, assessor.person_id))


def test_an_assessor_accepts_once_and_a_stranger_cannot(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, accepted=False)
    viewer = assessor_viewer(viewer_for, session, scene.assessors[0])
    services.accept_sitting(session, sitting, viewer=viewer)
    services.accept_sitting(session, sitting, viewer=viewer)
    assert [member.accepted_at for member in sitting.panel] == [clock.now(), None, None]
    assert acts(session, sitting) == ["sitting.accept"]
    with pytest.raises(NotFound):
        services.accept_sitting(session, sitting, viewer=assessor_viewer(viewer_for, session, scene.assessors[3]))


def test_an_assessor_who_joined_the_enterprise_meanwhile_cannot_accept(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, accepted=False)
    viewer = assessor_viewer(viewer_for, session, scene.assessors[0])
    place = {"organisation_id": scene.enterprise.id, "role": Role.ENTERPRISE_OFFICER}
    session.add(Membership(person_id=viewer.person_id, **place))
    session.flush()
    with pytest.raises(SittingRefused) as caught:
        services.accept_sitting(session, sitting, viewer=viewer)
    assert caught.value.rule == "own-enterprise"
    assert sitting.panel[0].accepted_at is None


def test_declining_frees_the_seat_and_tells_the_planners_why(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene)
    scheduler = factories.a_member(session, Role.SCHEDULER, scene.base)
    viewer = assessor_viewer(viewer_for, session, scene.assessors[0])
    with pytest.raises(BadInput) as caught:
        services.decline_sitting(session, sitting, " no ", viewer=viewer)
    assert caught.value.field == "reason"
    services.decline_sitting(session, sitting, "A relative is ill", viewer=viewer)
    assert [member.assessor_id for member in sitting.panel] == [row.id for row in scene.assessors[1:3]]
    assert subjects(session, scheduler.id) == ["%(name)s cannot assess %(cohort)s: name another assessor"]
    assert queries.sittings_of_assessor(session, viewer=viewer) == []


def test_a_replaced_panel_keeps_the_acceptance_of_who_stays(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene)
    viewer = viewer_for(Role.CERTIFICATION_OFFICER, scene.body)
    services.replace_panel(session, sitting, [scene.assessors[3], *scene.assessors[1:3]], viewer=viewer)
    session.expire(sitting)
    found = [(member.assessor_id, member.position, member.accepted_at is None) for member in sitting.panel]
    wanted = [scene.assessors[3].id, scene.assessors[1].id, scene.assessors[2].id]
    assert found == [(wanted[0], 1, True), (wanted[1], 2, False), (wanted[2], 3, False)]
    assert subjects(session, scene.assessors[0].person_id) == ["You are no longer on the panel of %(cohort)s"]
    assert len(subjects(session, scene.assessors[3].person_id)) == 1
    assert subjects(session, scene.assessors[1].person_id) == []


def test_a_new_panel_is_held_to_the_rules_and_the_old_one_stays(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene)
    teacher = an_assessor(session, scene.body, scene.occupation, person=scene.instructor.person)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    with pytest.raises(SittingRefused) as caught:
        services.replace_panel(session, sitting, [teacher, *scene.assessors[1:3]], viewer=viewer)
    assert caught.value.rule == "own-trainees"
    with pytest.raises(SittingRefused, match="must be odd"):
        services.replace_panel(session, sitting, scene.assessors, viewer=viewer)
    assert [member.assessor_id for member in sitting.panel] == [row.id for row in scene.assessors[:3]]


def test_a_sitting_called_off_frees_everybody_and_says_why(session: Session, viewer_for: Viewers) -> None:
    scene = a_taught_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    sitting = services.plan_sitting(session, a_plan(session, scene), viewer=viewer)
    with pytest.raises(BadInput):
        services.cancel_sitting(session, sitting, "", viewer=viewer)
    services.cancel_sitting(session, sitting, "Power cut in the building", viewer=viewer)
    assert sitting.state is SittingState.CANCELLED
    assert "The sitting of %(cohort)s on %(day)s is called off" in subjects(session, scene.enrolments[0].person_id)
    assert services.plan_sitting(session, a_plan(session, scene), viewer=viewer).state is SittingState.PLANNED


@pytest.mark.parametrize("state", [SittingState.SCORING, SittingState.RELEASED, SittingState.CANCELLED])
def test_nothing_of_the_plan_changes_once_scoring_has_begun(
    session: Session, viewer_for: Viewers, state: SittingState
) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, state=state)
    planner = viewer_for(Role.SCHEDULER, scene.base)
    member = assessor_viewer(viewer_for, session, scene.assessors[0])
    attempts: list[Callable[[], object]] = [
        lambda: services.cancel_sitting(session, sitting, "A good reason", viewer=planner),
        lambda: services.replace_panel(session, sitting, scene.assessors[:3], viewer=planner),
        lambda: services.decline_sitting(session, sitting, "A good reason", viewer=member),
        lambda: services.accept_sitting(session, sitting, viewer=member),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBroken) as caught:
            attempt()
        assert caught.value.rule == "sitting-not-planned"
    assert sitting.state is state
    assert len(sitting.panel) == 3
