"""Rosters, trainees, hours and posts of a joint class: each enterprise fills its own seats and sees its own people."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import NOW
from tests.trainer.enrolment.rosters import a_row, a_workbook, the_rules
from tests.trainer.programmes.joint import Pooled, small_orders
from trainer.enrolment import queries, rosters, seats, services
from trainer.enrolment.rosters import Limits
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState, RosterUpload
from trainer.models.people import Person
from trainer.models.programmes import Cohort
from trainer.programmes import queries as programme_queries
from trainer.programmes import services as programmes
from trainer.scheduling.changes import _enterprises_of
from trainer.scheduling.queries import visible_bookings

LIMITS = Limits(max_bytes=5_000_000, max_rows=5_000)


def a_joint_class(session: Session) -> tuple[Pooled, Cohort]:
    """Two enterprises with 4 and 3 signed seats in one cohort."""
    pooled = small_orders(session, 4, 3)
    the_rules(session)
    terms = pooled.offer().terms
    pooled.filled(terms=type(terms)(least=5, most=10, fixed_yuan=700, head_yuan=100))
    pooled.sign(0)
    pooled.sign(1)
    (cohort,) = programme_queries.cohorts_of_order(session, pooled.orders[0].id)
    return pooled, cohort


@pytest.fixture
def joint(session: Session) -> tuple[Pooled, Cohort]:
    return a_joint_class(session)


def send(session: Session, cohort: Cohort, viewer: Viewer, first: int, count: int) -> RosterUpload:
    content = a_workbook([a_row(index) for index in range(first, first + count)])
    return rosters.upload_roster(session, cohort, content, "花名册.xlsx", limits=LIMITS, viewer=viewer).upload


def people(session: Session, cohort: Cohort, enterprise_id: str | None = None) -> list[Enrolment]:
    return list(queries.roster_of(session, cohort.id, enterprise_id))


def test_an_enterprise_fills_its_own_seats_and_not_those_of_the_other(
    session: Session, joint: tuple[Pooled, Cohort]
) -> None:
    pooled, cohort = joint
    kept = rosters.enrol_rows(session, send(session, cohort, pooled.officer(1), 0, 5), viewer=pooled.officer(1))
    assert (kept.enrolled, kept.waiting) == (3, 2)
    assert isinstance(kept.refusal, seats.PlacesTaken) and kept.refusal.rule == "joint-class-seats"
    person = factories.a_person(session)
    with pytest.raises(seats.PlacesTaken):
        services.enrol_person(
            session,
            cohort,
            person,
            key="one-more",
            viewer=pooled.officer(1),
            enterprise_id=pooled.orders[1].enterprise_id,
        )
    assert cohort.taken == 3
    kept = rosters.enrol_rows(session, send(session, cohort, pooled.officer(0), 10, 4), viewer=pooled.officer(0))
    assert (kept.enrolled, kept.waiting, kept.refusal) == (4, 0, None)
    assert cohort.taken == cohort.capacity == 7
    services.withdraw_trainee(
        session, people(session, cohort, pooled.orders[1].enterprise_id)[0], "left us", viewer=pooled.officer(1)
    )
    session.expire_all()
    assert seats.free_places(session, cohort, pooled.orders[1].enterprise_id) == 1
    assert seats.free_places(session, cohort, pooled.orders[0].enterprise_id) == 0


def test_the_base_sends_no_roster_into_a_joint_class_but_keeps_those_of_all(
    session: Session, joint: tuple[Pooled, Cohort]
) -> None:
    pooled, cohort = joint
    with pytest.raises(RuleBroken) as refusal:
        send(session, cohort, pooled.scheduler, 0, 2)
    assert refusal.value.rule == "joint-class-roster"
    upload = send(session, cohort, pooled.officer(0), 0, 2)
    assert queries.get_upload(session, upload.id, viewer=pooled.scheduler) is upload
    rosters.enrol_rows(session, upload, viewer=pooled.scheduler)
    assert {row.enterprise_id for row in people(session, cohort)} == {pooled.orders[0].enterprise_id}


def test_people_and_files_of_the_other_enterprise_look_like_absent_ones(
    session: Session, joint: tuple[Pooled, Cohort], sign_in: Callable[..., FlaskClient]
) -> None:
    pooled, cohort = joint
    uploads = [send(session, cohort, pooled.officer(at), at * 10, 2) for at in (0, 1)]
    for at, upload in enumerate(uploads):
        rosters.enrol_rows(session, upload, viewer=pooled.officer(at))
    theirs = people(session, cohort, pooled.orders[1].enterprise_id)
    mine = people(session, cohort, pooled.orders[0].enterprise_id)
    with pytest.raises(NotFound):
        queries.get_upload(session, uploads[1].id, viewer=pooled.officer(0))
    with pytest.raises(NotFound):
        queries.get_enrolment(session, theirs[0].id, viewer=pooled.officer(0))
    with pytest.raises(NotFound):
        programmes.record_placement(session, cohort, theirs[0].person_id, NOW.date(), "", viewer=pooled.officer(0))
    browser = sign_in(pooled.officers[0])
    pages = [
        f"/cohorts/{cohort.id}",
        f"/cohorts/{cohort.id}/trainees",
        f"/cohorts/{cohort.id}/roster",
        f"/cohorts/{cohort.id}/attendance",
        f"/enrolments/{mine[0].id}",
        "/rosters",
        "/",
    ]
    for address in pages:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert not any(row.person.name in answer.text for row in theirs), address
        assert pooled.orders[1].enterprise.name_en not in answer.text, address
    assert all(row.person.name in browser.get(pages[1]).text for row in mine)
    assert "2 of 4 seats are taken" in browser.get(pages[1]).text
    assert browser.get(f"/rosters/{uploads[1].id}").status_code == 404
    assert browser.get(f"/enrolments/{theirs[0].id}").status_code == 404
    for act in ("reveal", "withdraw"):
        answer = browser.post(f"/enrolments/{theirs[0].id}/{act}", data={"reason": "curious"})
        assert answer.status_code == 404
    base = sign_in(pooled.parties.scheduler).get(f"/cohorts/{cohort.id}/trainees").text
    assert all(row.person.name in base for row in [*mine, *theirs])


def test_codes_are_printed_for_the_own_people_alone(session: Session, joint: tuple[Pooled, Cohort]) -> None:
    pooled, cohort = joint
    for at in (0, 1):
        upload = send(session, cohort, pooled.officer(at), at * 10, 2)
        rosters.enrol_rows(session, upload, viewer=pooled.officer(at))
    assert services.count_waiting_for_codes(session, cohort, viewer=pooled.scheduler) == 4
    lines = services.make_first_sign_in_codes(session, cohort, viewer=pooled.officer(1))
    assert {line.enrolment.enterprise_id for line in lines} == {pooled.orders[1].enterprise_id}


def test_both_enterprises_read_the_lessons_and_are_told_of_changes(
    session: Session, joint: tuple[Pooled, Cohort], viewer_for: Callable[..., Viewer]
) -> None:
    pooled, cohort = joint
    enterprises = {order.enterprise_id for order in pooled.orders}
    assert set(_enterprises_of(session, cohort.programme)) == enterprises
    joined = select(Cohort.id).join(Cohort.programme)
    for at in (0, 1):
        assert session.scalar(joined.where(visible_bookings(pooled.officer(at)))) == cohort.id
    assert session.scalar(joined.where(visible_bookings(pooled.parties.buyer))) is None


def claim_at_once(database: Database) -> list[bool]:
    """Six people of the enterprise with three seats claim one at the same moment; the cohort has room for seven."""
    with database.transaction() as session:
        pooled, cohort = a_joint_class(session)
        viewer, enterprise_id, cohort_id = pooled.officer(1), pooled.orders[1].enterprise_id, cohort.id
        wanting = [factories.a_person(session).id for _claim in range(6)]
    start = Barrier(len(wanting))

    def claim(person_id: str) -> bool:
        with clock.frozen(NOW):
            start.wait()
            try:
                with database.transaction() as session:
                    cohort, person = session.get_one(Cohort, cohort_id), session.get_one(Person, person_id)
                    whose = {"viewer": viewer, "enterprise_id": enterprise_id}
                    services.enrol_person(session, cohort, person, key=f"key-{person_id}", **whose)
            except seats.PlacesTaken:
                return False
            return True

    with ThreadPoolExecutor(len(wanting)) as pool:
        return sorted(pool.map(claim, wanting))


def test_those_who_want_the_last_own_seats_at_once_do_not_get_the_seats_of_others(real_database: Database) -> None:
    assert claim_at_once(real_database) == [False] * 3 + [True] * 3
    with real_database.reading() as session:
        sitting = session.scalars(select(Enrolment).where(Enrolment.state == EnrolmentState.ENROLLED)).all()
        assert len(sitting) == session.scalars(select(Cohort.taken)).one() == 3


def test_counting_the_cohort_alone_would_give_the_seats_of_others_away(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(seats, "free_places", lambda *_: None)
    assert claim_at_once(real_database) == [True] * 6
