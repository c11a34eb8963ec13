"""The pages of assessors and trainees: accept or decline, the sheet of scores, and one's own result."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.assessment.scenes import TaughtClass, a_sitting, a_taught_class
from tests.trainer.assessment.test_scoring import PASSED, TODAY, points_of
from trainer.models.assessment import Candidate, Paper, Sitting, SittingState
from trainer.models.people import Person, Role

Browser = Callable[..., FlaskClient]


def assessor_browser(session: Session, sign_in: Browser, scene: TaughtClass, number: int = 0) -> FlaskClient:
    return sign_in(session.get_one(Person, scene.assessors[number].person_id))


def fields(candidate: Candidate, **points: str) -> dict[str, str]:
    """The form of one candidate as a fresh page sends it."""
    sent = {f"seen-absent-{candidate.id}": ""}
    for paper, text in points.items():
        sent |= {f"points-{candidate.id}-{paper}": text, f"seen-points-{candidate.id}-{paper}": ""}
    return sent


def a_page_with(session: Session, sign_in: Browser, trainees: int = 2) -> tuple[Sitting, FlaskClient, str]:
    scene = a_taught_class(session, trainees=trainees)
    sitting = a_sitting(session, scene, day=TODAY)
    return sitting, assessor_browser(session, sign_in, scene), f"/my/sittings/{sitting.id}"


def test_an_assessor_accepts_from_the_list(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, accepted=False)
    browser = assessor_browser(session, sign_in, scene)
    page = browser.get("/my/sittings").text
    assert "No link to the candidates: checked" in page
    assert f"/my/sittings/{sitting.id}/accept" in page
    assert browser.get("/").status_code == 200
    assert browser.post(f"/my/sittings/{sitting.id}/accept").status_code == 302
    session.expire_all()
    assert sitting.panel[0].accepted_at is not None
    brief = browser.get(f"/my/sittings/{sitting.id}").text
    assert "scoring opens that day" in brief
    assert f'name="points-{sitting.candidates[0].id}-theory"' not in brief


def test_declining_needs_a_reason_and_takes_the_sitting_away(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session)
    sitting = a_sitting(session, scene, accepted=False)
    browser = assessor_browser(session, sign_in, scene)
    address = f"/my/sittings/{sitting.id}/decline"
    refused = browser.post(address, data={"reason": "no"})
    assert refused.status_code == 422
    assert "Give the reason in 4 to 300 characters" in refused.text
    assert browser.post(address, data={"reason": "A relative is ill"}).status_code == 302
    assert "No sitting waits for you" in browser.get("/my/sittings").text
    assert browser.get(f"/my/sittings/{sitting.id}").status_code == 404


def test_scores_are_entered_and_seen_again(session: Session, sign_in: Browser) -> None:
    sitting, browser, address = a_page_with(session, sign_in)
    first, second = sitting.candidates
    data = {**fields(first, theory="78", practice="85"), **fields(second, theory="", practice="")}
    data[f"absent-{second.id}"] = "1"
    assert browser.post(address, data=data).status_code == 302
    assert points_of(session, first) == PASSED
    session.expire_all()
    assert second.is_absent
    page = browser.get(address).text
    assert "2 of 2 candidates done" in page
    assert f'name="seen-points-{first.id}-theory" value="78"' in page


def test_faults_name_candidate_and_paper_keep_what_was_typed_and_save_nothing(
    session: Session, sign_in: Browser
) -> None:
    sitting, browser, address = a_page_with(session, sign_in)
    first, second = sitting.candidates
    data = {**fields(first, theory="105", practice="85"), **fields(second, theory="7O", practice="60")}
    answer = browser.post(address, data=data)
    assert answer.status_code == 422
    names = [candidate.enrolment.person.name for candidate in (first, second)]
    assert f"Workstation 1, {names[0]}, Theory: 105 is no whole number from 0 to 100" in answer.text
    assert f"Workstation 2, {names[1]}, Theory: 7O is no whole number from 0 to 100" in answer.text
    assert 'value="105" aria-invalid="true"' in answer.text
    assert 'value="85"' in answer.text
    assert points_of(session, first) == points_of(session, second) == {}
    session.expire_all()
    assert sitting.state is SittingState.PLANNED


def test_a_score_that_somebody_else_entered_meanwhile_is_a_conflict(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    address, candidate = f"/my/sittings/{sitting.id}", sitting.candidates[0]
    assert (
        assessor_browser(session, sign_in, scene).post(address, data=fields(candidate, theory="80")).status_code == 302
    )
    answer = assessor_browser(session, sign_in, scene, 1).post(address, data=fields(candidate, theory="70"))
    assert answer.status_code == 409
    assert "somebody else of the panel entered a score meanwhile" in answer.text
    assert points_of(session, candidate) == {Paper.THEORY: 80}


def test_a_released_sitting_is_shown_locked_and_takes_nothing(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY, state=SittingState.RELEASED, points=PASSED)
    browser, candidate = assessor_browser(session, sign_in, scene), sitting.candidates[0]
    page = browser.get(f"/my/sittings/{sitting.id}").text
    assert "The scores were released and are locked" in page
    assert "Save scores" not in page
    data = {**fields(candidate, theory="99"), f"seen-points-{candidate.id}-theory": "78"}
    answer = browser.post(f"/my/sittings/{sitting.id}", data=data)
    assert answer.status_code == 409
    assert points_of(session, candidate) == PASSED


def test_assessors_outside_the_panel_get_404_and_other_roles_403(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    outsider = assessor_browser(session, sign_in, scene, 3)
    address = f"/my/sittings/{sitting.id}"
    assert outsider.get(address).status_code == 404
    assert outsider.post(address, data=fields(sitting.candidates[0], theory="80")).status_code == 404
    assert outsider.post(f"{address}/accept").status_code == 404
    assert outsider.post(f"{address}/decline", data={"reason": "A relative is ill"}).status_code == 404
    assert scene.cohort.name_en not in outsider.get("/my/sittings").text
    officer = sign_in(Role.CERTIFICATION_OFFICER, scene.body)
    assert officer.get(address).status_code == 403
    assert points_of(session, sitting.candidates[0]) == {}


def test_a_trainee_sees_the_own_result_and_nobody_elses(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=2)
    sitting = a_sitting(
        session, scene, day=TODAY, state=SittingState.SCORING, points={Paper.THEORY: 91, Paper.PRACTICE: 59}
    )
    browser = sign_in(scene.enrolments[0].person)
    before = browser.get("/my/results").text
    assert "Workstation 1, drawn by lot" in before
    # Where the score is shown: as a figure, and in the words of its bar. Ids and tokens may hold any digits.
    shown = ("<strong>91</strong>", "91 points, 60 pass")
    assert [words for words in shown if words in before] == []
    sitting.state = SittingState.RELEASED
    session.commit()
    after = browser.get("/my/results").text
    assert [words for words in shown if words not in after] == []
    assert "Not passed" in after
    assert scene.enrolments[1].person.name not in after
    stranger = sign_in(factories.a_member(session, Role.TRAINEE, scene.enterprise))
    assert "No assessment yet" in stranger.get("/my/results").text
    assert sign_in(Role.SCHEDULER, scene.base).get("/my/results").status_code == 403


def test_the_pages_speak_chinese(session: Session, sign_in: Browser) -> None:
    scene = a_taught_class(session, trainees=1)
    sitting = a_sitting(session, scene, day=TODAY)
    browser = sign_in(session.get_one(Person, scene.assessors[0].person_id), language="zh")
    assert "每科至少 60 分，不取平均" in browser.get(f"/my/sittings/{sitting.id}").text
    assert "与考生无关联：已检查" in browser.get("/my/sittings").text
