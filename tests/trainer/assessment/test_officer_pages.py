"""Officers' pages: lists, gateway, planning, panel, calling off and release; own, foreign and bad input."""

from collections.abc import Callable

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
from tests.trainer.assessment.test_scoring import PASSED, TODAY
from trainer.models.assessment import Paper, Sitting, SittingState
from trainer.models.certification import BodyScope
from trainer.models.people import Membership, Role

Browser = Callable[..., FlaskClient]


def a_form(scene: TaughtClass, **values: object) -> dict[str, object]:
    return {
        "body": scene.body.id,
        "workshop": scene.workshop.id,
        "day": SITTING_DAY.isoformat(),
        "first_period": "1",
        "periods": "4",
        "assessors": [assessor.id for assessor in scene.assessors[:3]],
        "candidates": [enrolment.id for enrolment in scene.enrolments],
        **values,
    }


def state_now(session: Session, sitting: Sitting) -> SittingState:
    """The state as the database has it after a request."""
    session.expire_all()
    return sitting.state


def all_sittings(session: Session) -> list[Sitting]:
    return list(session.scalars(select(Sitting)))


def test_the_way_from_the_list_to_a_planned_sitting(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session)
    late = add_trainee(session, scene, missed=3)
    browser = sign_in(Role.SCHEDULER, scene.base)
    assert "No sitting yet" in browser.get("/sittings").text
    chooser = browser.get("/sittings/new").text
    address = f"/cohorts/{scene.cohort.id}/sittings/new"
    assert address in chooser
    page = browser.get(address).text
    assert "Every rule holds" in page
    assert page.count("No link to the candidates: checked") == 4
    assert f'value="{late.id}" disabled' in page
    ready = [enrolment.id for enrolment in scene.enrolments if enrolment is not late]
    answer = browser.post(address, data=a_form(scene, candidates=ready))
    assert answer.status_code == 302
    sitting = all_sittings(session)[0]
    assert answer.location.endswith(f"/sittings/{sitting.id}")
    shown = browser.get(answer.location).text
    assert "The sitting is planned; 7 people were told" in shown
    assert sitting.lot_seed in shown
    assert scene.cohort.name_en in browser.get("/sittings?state=planned").text
    assert "No sitting matches" in browser.get("/sittings?state=released").text
    assert "No sitting matches" in browser.get("/sittings?q=nothing-like-it").text


def test_every_broken_rule_is_shown_with_its_way_out_and_nothing_is_planned(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session)
    teacher = an_assessor(session, scene.body, scene.occupation, person=scene.instructor.person)
    browser = sign_in(Role.SCHEDULER, scene.base)
    form = a_form(scene, assessors=[teacher.id, scene.assessors[0].id], day="2026-11-13", first_period="1")
    answer = browser.post(f"/cohorts/{scene.cohort.id}/sittings/new", data=form)
    assert answer.status_code == 422
    for words in (
        "2026-11-13 is past",
        "The last lesson of the cohort is on 2026-11-13",
        "The panel has 2 assessors, this region asks for at least 3",
        "the number must be odd",
        f"{teacher.person.name} taught this cohort",
        "Choose another assessor",
    ):
        assert words in answer.text
    assert all_sittings(session) == []
    checked = browser.post(f"/cohorts/{scene.cohort.id}/sittings/check", data=form)
    assert checked.status_code == 200
    assert "5 rules are broken" in checked.text
    assert "Never own trainees" in checked.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("day", "soon", "Not a valid date value"),
        ("day", "", "Day"),
        ("workshop", "nowhere", "Not a valid choice"),
        ("first_period", "13", "Not a valid choice"),
        ("first_period", "x", "could not coerce"),
        ("periods", "99", "Not a valid choice"),
        ("assessors", ["nobody"], "is not a valid choice"),
        ("candidates", ["nobody"], "is not a valid choice"),
    ],
)
def test_bad_input_names_the_field_and_plans_nothing(
    session: Session, sign_in: Browser, field: str, value: object, words: str
) -> None:
    scene = a_taught_class(session, trainees=1)
    browser = sign_in(Role.SCHEDULER, scene.base)
    form = a_form(scene, **{field: value})
    answer = browser.post(f"/cohorts/{scene.cohort.id}/sittings/new", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert browser.post(f"/cohorts/{scene.cohort.id}/sittings/check", data=form).status_code == 200
    assert all_sittings(session) == []


def test_a_time_that_the_day_does_not_have_is_named(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    browser = sign_in(Role.SCHEDULER, scene.base)
    form = a_form(scene, first_period="11", periods="4")
    answer = browser.post(f"/cohorts/{scene.cohort.id}/sittings/new", data=form)
    assert answer.status_code == 422
    assert "The day ends with period 12 at 21:00" in answer.text
    assert "The day ends with period 12" in browser.post(f"/cohorts/{scene.cohort.id}/sittings/check", data=form).text


def test_a_body_without_authority_cannot_be_chosen(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    browser = sign_in(Role.SCHEDULER, scene.base)
    address = f"/cohorts/{scene.cohort.id}/sittings/new"
    assert browser.post(address, data=a_form(scene, body=scene.base.id)).status_code == 404
    session.query(BodyScope).delete()
    session.commit()
    assert "No evaluating body may certify this" in browser.get(address).text
    assert browser.post(address, data=a_form(scene)).status_code == 404
    assert all_sittings(session) == []


def test_a_body_plans_again_for_a_cohort_that_it_has_and_for_no_other(session: Session, sign_in: Browser) -> None:
    scene, stranger = a_taught_class(session, trainees=1), a_taught_class(session, trainees=1)
    officer = sign_in(Role.CERTIFICATION_OFFICER, scene.body)
    address = f"/cohorts/{scene.cohort.id}/sittings/new"
    assert officer.get(address).status_code == 404
    first = a_sitting(session, scene, state=SittingState.RELEASED, points={Paper.THEORY: 80, Paper.PRACTICE: 10})
    session.commit()
    assert officer.post(address, data=a_form(scene)).status_code == 302
    assert {row.body_id for row in all_sittings(session)} == {first.body_id}
    assert officer.get(f"/cohorts/{stranger.cohort.id}/sittings/new").status_code == 404


def test_the_gateway_says_what_is_missing_and_who_must_act(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    add_trainee(session, scene, missed=3)
    page = sign_in(Role.SCHEDULER, scene.base).get(f"/cohorts/{scene.cohort.id}/gateway").text
    assert "4 periods missing: 8 attended, at least 12 are needed" in page
    assert "Base: the minimum can no longer be reached" in page
    assert sign_in(Role.SCHEDULER).get(f"/cohorts/{scene.cohort.id}/gateway").status_code == 404


def test_a_link_that_arose_after_planning_is_shown(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    browser = sign_in(Role.SCHEDULER, scene.base)
    address = f"/sittings/{sitting.id}"
    assert browser.get(address).text.count("No link to the candidates: checked") == 3
    place = {"organisation_id": scene.enterprise.id, "role": Role.ENTERPRISE_OFFICER}
    session.add(Membership(person_id=scene.assessors[0].person_id, **place))
    session.commit()
    page = browser.get(address).text
    assert page.count("No link to the candidates: checked") == 2
    assert f"{scene.assessors[0].person.name} belongs to {scene.enterprise.name}" in page


def test_points_are_shown_only_once_they_are_released(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY, state=SittingState.SCORING, points=PASSED)
    scheduler = sign_in(Role.SCHEDULER, scene.base)
    address = f"/sittings/{sitting.id}"
    assert ">78<" not in scheduler.get(address).text
    assert "2 / 2" in scheduler.get(address).text
    officer = sign_in(Role.CERTIFICATION_OFFICER, scene.body)
    assert "Release and notify 1" in officer.get(address).text
    assert "Release and notify" not in scheduler.get(address).text
    assert officer.post(f"{address}/release").status_code == 302
    assert state_now(session, sitting) is SittingState.RELEASED
    for browser in (scheduler, officer):
        assert ">78<" in browser.get(address).text
        assert browser.get(f"{address}/export").data[:2] == b"PK"
    again = officer.post(f"{address}/release")
    assert again.status_code == 409
    assert "Only a sitting that is being scored can be released" in again.text


def test_a_release_with_a_gap_names_candidate_and_paper_and_is_blocked(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY, state=SittingState.SCORING, points={Paper.THEORY: 78})
    officer = sign_in(Role.CERTIFICATION_OFFICER, scene.body)
    page = officer.get(f"/sittings/{sitting.id}").text
    assert 'aria-disabled="true"' in page
    name = scene.enrolments[0].person.name
    assert f"1 candidate has no full score yet, first workstation 1, {name}, Practice" in page
    assert officer.post(f"/sittings/{sitting.id}/release").status_code == 409
    assert state_now(session, sitting) is SittingState.SCORING


def test_a_seat_on_the_panel_is_filled_again(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    browser = sign_in(Role.SCHEDULER, scene.base)
    assert "The panel is not whole" not in browser.get(f"/sittings/{sitting.id}").text
    del sitting.panel[0]
    session.commit()
    assert "The panel is not whole: 2 assessors" in browser.get(f"/sittings/{sitting.id}").text
    address = f"/sittings/{sitting.id}/panel"
    assert "Name this panel" in browser.get(address).text
    even = browser.post(address, data={"assessors": [row.id for row in scene.assessors]})
    assert even.status_code == 422
    assert "the number must be odd" in even.text
    foreign = an_assessor(session, a_taught_class(session).body, scene.occupation)
    session.commit()
    assert browser.post(address, data={"assessors": [foreign.id]}).status_code == 422
    assert browser.post(address, data={"assessors": [row.id for row in scene.assessors[1:4]]}).status_code == 302
    session.expire_all()
    assert [member.assessor_id for member in sitting.panel] == [row.id for row in scene.assessors[1:4]]


def test_calling_off_needs_a_reason(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    browser = sign_in(Role.SCHEDULER, scene.base)
    assert browser.post(f"/sittings/{sitting.id}/cancel", data={"reason": ""}).status_code == 422
    assert state_now(session, sitting) is SittingState.PLANNED
    assert browser.post(f"/sittings/{sitting.id}/cancel", data={"reason": "Power cut"}).status_code == 302
    assert state_now(session, sitting) is SittingState.CANCELLED
    assert browser.get(f"/sittings/{sitting.id}/panel").status_code == 409


def test_strangers_get_404_everywhere(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY, state=SittingState.SCORING, points=PASSED)
    foreigner = sign_in(Role.SCHEDULER)
    other_body = sign_in(Role.CERTIFICATION_OFFICER)
    for browser in (foreigner, other_body):
        for address in ("", "/panel", "/export"):
            assert browser.get(f"/sittings/{sitting.id}{address}").status_code == 404
            assert browser.get(f"/sittings/nothing{address}").status_code == 404
        assert browser.post(f"/sittings/{sitting.id}/cancel", data={"reason": "Power cut"}).status_code == 404
        assert scene.cohort.name_en not in browser.get("/sittings").text
    assert other_body.post(f"/sittings/{sitting.id}/release").status_code == 404
    assert state_now(session, sitting) is SittingState.SCORING


@pytest.mark.parametrize("role", [Role.ENTERPRISE_OFFICER, Role.TRAINEE, Role.INSTRUCTOR, Role.ASSESSOR])
def test_other_roles_get_403(session: Session, sign_in: Browser, role: Role) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    browser = sign_in(role)
    for address in ("/sittings", "/sittings/new", f"/sittings/{sitting.id}", f"/cohorts/{scene.cohort.id}/gateway"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"/sittings/{sitting.id}/release").status_code == 403


def test_the_bureau_reads_its_region_and_plans_nothing(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    browser = sign_in(Role.BUREAU_OFFICER)
    assert browser.get(f"/sittings/{sitting.id}").status_code == 200
    assert browser.get("/sittings/new").status_code == 403
    elsewhere = factories.an_organisation(session, factories.KIND_OF_ROLE[Role.BUREAU_OFFICER], region_code="330502")
    assert sign_in(Role.BUREAU_OFFICER, elsewhere).get(f"/sittings/{sitting.id}").status_code == 404


def test_a_scheduler_cannot_release(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY, state=SittingState.SCORING, points=PASSED)
    assert sign_in(Role.SCHEDULER, scene.base).post(f"/sittings/{sitting.id}/release").status_code == 403
    assert state_now(session, sitting) is SittingState.SCORING


def test_the_list_goes_to_excel_and_the_pages_speak_chinese(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene)
    browser = sign_in(Role.SCHEDULER, scene.base, language="zh")
    assert browser.get("/sittings/export?state=planned").data[:2] == b"PK"
    page = browser.get(f"/sittings/{sitting.id}").text
    assert "与考生无关联：已检查" in page
    assert "抽签种子" in page
