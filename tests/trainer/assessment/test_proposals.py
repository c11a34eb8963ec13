"""Proposed sittings: placed around everything that stands, judged by the same rules, accepted one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.assessment.scenes import (
    SITTING_DAY,
    TaughtClass,
    a_sitting,
    a_taught_class,
    add_trainee,
    an_assessor,
)
from trainer.assessment.gateway import gateway_of
from trainer.assessment.placing import Proposals, propose_sittings
from trainer.assessment.proposal import Choice
from trainer.assessment.situation import assessors_of
from trainer.models.assessment import Sitting, SittingState
from trainer.models.enrolment import ShiftDuty
from trainer.models.people import Membership, Role
from trainer.models.programmes import Cohort
from trainer.models.resources import Absence, HalfDay, ResourceKind
from trainer.resources.queries import workshops_of

Browser = Callable[..., FlaskClient]
# The clock of the tests stands on Friday 20 November 2026; the workshop is open from Monday on.
FIRST_FREE = date(2026, 11, 23)


def proposals_of(session: Session, *scenes: TaughtClass) -> Proposals:
    choices = []
    for scene in scenes:
        cohort = session.get_one(Cohort, scene.cohort.id)
        session.refresh(cohort, ["lessons"])
        workshops, assessors = workshops_of(session, scene.base.id), assessors_of(session, scene.body.id)
        choices.append(Choice(cohort, scene.body, workshops, assessors, gateway_of(session, cohort)))
    return propose_sittings(session, choices, travel_minutes=60)


def test_a_class_gets_the_first_free_half_day_and_an_independent_panel(session: Session) -> None:
    scene = a_taught_class(session)
    teacher = an_assessor(session, scene.body, scene.occupation, person=scene.instructor.person)
    colleague = scene.assessors[0]
    session.add(
        Membership(person_id=colleague.person_id, organisation_id=scene.enterprise.id, role=Role.ENTERPRISE_OFFICER)
    )
    session.flush()
    (proposal,) = proposals_of(session, scene).proposed
    plan = proposal.plan
    assert (plan.occasion.day, plan.occasion.first_period, plan.workshop.id) == (FIRST_FREE, 1, scene.workshop.id)
    assert {row.id for row in plan.assessors} == {row.id for row in scene.assessors[1:]}
    assert teacher not in plan.assessors
    assert proposal.enterprises == [scene.enterprise]
    assert [ground.organisations for ground in proposal.grounds] == [[scene.body]] * 3


def test_it_goes_around_sittings_absences_and_shifts(session: Session) -> None:
    scene, other = a_taught_class(session), a_taught_class(session)
    taken = a_sitting(session, other, day=SITTING_DAY)
    taken.workshop_id = scene.workshop.id
    half = {"resource_kind": ResourceKind.WORKSHOP, "resource_id": scene.workshop.id, "half_day": HalfDay.AFTERNOON}
    session.add(Absence(starts_on=SITTING_DAY, ends_on=SITTING_DAY, **half))
    shift = {"person_id": scene.enrolments[0].person_id, "enterprise_id": scene.enterprise.id}
    session.add(ShiftDuty(day=date(2026, 11, 24), start_minute=8 * 60, end_minute=16 * 60, **shift))
    session.flush()
    (proposal,) = proposals_of(session, scene).proposed
    assert (proposal.plan.occasion.day, proposal.plan.occasion.first_period) == (date(2026, 11, 25), 1)


def test_two_classes_of_one_body_share_its_assessors_without_meeting(session: Session) -> None:
    scene, other = a_taught_class(session), a_taught_class(session)
    for assessor in scene.assessors:
        card = an_assessor(session, other.body, other.occupation, person=assessor.person)
        other.assessors.append(card)
    for assessor in other.assessors[:4]:
        session.delete(assessor)
    session.flush()
    first, second = proposals_of(session, scene, other).proposed
    shared = {row.person_id for row in first.plan.assessors} & {row.person_id for row in second.plan.assessors}
    assert shared
    occasions = {(row.plan.occasion.day, row.plan.occasion.first_period) for row in (first, second)}
    assert len(occasions) == 2


def test_a_panel_that_cannot_be_is_explained_by_name(session: Session) -> None:
    scene = a_taught_class(session)
    session.delete(scene.assessors[0])
    teacher = an_assessor(session, scene.body, scene.occupation, person=scene.instructor.person)
    session.delete(scene.assessors[1])
    session.flush()
    found = proposals_of(session, scene)
    assert found.proposed == []
    (reason,) = found.reasons
    assert "3 independent assessors are needed, 2 are left" in reason.text
    assert f"Taught candidates: {teacher.person.name}" in reason.text
    assert scene.cohort.name_en in reason.text


@pytest.mark.parametrize("obstacle", ["policy", "lessons"])
def test_what_stands_against_one_class_does_not_hold_up_the_other(session: Session, obstacle: str) -> None:
    blocked, scene = a_taught_class(session), a_taught_class(session)
    words = {"policy": "No policy record assessment.panel_minimum", "lessons": "1 lessons of the cohort"}
    if obstacle == "lessons":
        session.delete(blocked.bookings[0])
    else:
        blocked.base.region_code = "999999"
        factories.a_policy(session, "attendance.minimum_share", 0.6, region_code="999999")
        factories.a_policy(session, "assessment.pass_mark", 60, region_code="999999")
    session.flush()
    found = proposals_of(session, blocked, scene)
    assert [proposal.plan.cohort.id for proposal in found.proposed] == [scene.cohort.id]
    (reason,) = found.reasons
    assert words[obstacle] in reason.render(lambda text: text)


def test_what_is_too_much_for_one_request_comes_in_the_next(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, other = a_taught_class(session), a_taught_class(session)
    monkeypatch.setattr("trainer.assessment.placing.MOST_AT_ONCE", 1)
    found = proposals_of(session, scene, other)
    assert [proposal.plan.cohort.id for proposal in found.proposed] == [scene.cohort.id]
    assert found.waiting == 1


def test_proposals_are_accepted_one_by_one(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session)
    late = add_trainee(session, scene, missed=3)
    browser = sign_in(Role.SCHEDULER, scene.base)
    assert "/sittings/proposals" in browser.get("/sittings").text
    page = browser.get("/sittings/proposals").text
    assert scene.cohort.name_en in page
    assert page.count("taught none of the candidates") == 3
    assert late.id not in page
    form = {name: values for name, values in hidden_fields(page).items() if name != "csrf_token"}
    answer = browser.post(f"/cohorts/{scene.cohort.id}/sittings/accept", data=form)
    assert answer.status_code == 302
    assert answer.location.endswith("/sittings/proposals")
    (sitting,) = session.scalars(select(Sitting))
    assert (sitting.day, sitting.state, len(sitting.panel)) == (FIRST_FREE, SittingState.PLANNED, 3)
    after = browser.get(answer.location).text
    assert "The sitting is planned; 7 people were told" in after
    assert "No class needs a sitting now" in after


def test_a_proposal_that_was_overtaken_shows_the_rule_and_plans_nothing(session: Session, sign_in: Browser) -> None:
    scene, rival = a_taught_class(session), a_taught_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    form = hidden_fields(browser.get("/sittings/proposals").text)
    taken = a_sitting(session, rival, day=FIRST_FREE)
    taken.workshop_id = scene.workshop.id
    session.commit()
    answer = browser.post(f"/cohorts/{scene.cohort.id}/sittings/accept", data=form)
    assert answer.status_code == 422
    assert "holds another sitting at 08:30 that day" in answer.text
    assert len(session.scalars(select(Sitting)).all()) == 1


def test_the_page_speaks_chinese_and_is_shut_to_others(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session)
    page = sign_in(Role.SCHEDULER, scene.base, language="zh").get("/sittings/proposals").text
    assert "考评组为何独立" in page
    assert "未教过任何考生" in page
    assert sign_in(Role.TRAINEE, scene.enterprise).get("/sittings/proposals").status_code == 403
    foreign = sign_in(Role.SCHEDULER)
    assert scene.cohort.name_en not in foreign.get("/sittings/proposals").text
    assert foreign.post(f"/cohorts/{scene.cohort.id}/sittings/accept").status_code == 404


def hidden_fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of the only proposal of a page."""
    found: dict[str, list[str]] = {}
    form = page.split("/sittings/accept", 1)[1].split("</form>", 1)[0]
    for part in form.split('<input type="hidden" name="')[1:]:
        name, rest = part.split('" value="', 1)
        found.setdefault(name, []).append(rest.split('"', 1)[0])
    return found
