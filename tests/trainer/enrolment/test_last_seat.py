"""The last seat: many claims at once, exactly as many winners as seats, and the race is real."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests import factories
from tests.engines import VAULT
from tests.trainer.enrolment.rosters import a_setting
from trainer.enrolment import queries, services
from trainer.enrolment.seats import CohortFull
from trainer.kit.db import Database
from trainer.kit.errors import BadInput, Conflict, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort, CohortState

SEATS, CLAIMS, PROCESSES = 7, 60, 4


def claim_seats(
    url: str, cohort_id: str, viewer: Viewer, people: list[tuple[str, str]], start: object, out: object
) -> None:
    """One process: claims a seat for each (person, key) and tells what became of it."""
    database = Database(url, VAULT)
    start.wait()  # type: ignore[attr-defined]
    for person_id, key in people:
        try:
            with database.transaction() as session:
                cohort, person = session.get(Cohort, cohort_id), session.get(Person, person_id)
                assert cohort is not None and person is not None
                out.put(("seat", services.enrol_person(session, cohort, person, key=key, viewer=viewer).seat_number))  # type: ignore[attr-defined]
        except CohortFull:
            out.put(("full", None))  # type: ignore[attr-defined]
    database.dispose()


def claim_carelessly(
    url: str, cohort_id: str, viewer: Viewer, people: list[tuple[str, str]], start: object, out: object
) -> None:
    """The negative control: look first, then take, as people write it who trust a count."""
    database = Database(url, VAULT)
    with database.reading() as session:
        cohort = session.get(Cohort, cohort_id)
        assert cohort is not None
        free = cohort.capacity - _sitting(session, cohort_id)
    start.wait()  # type: ignore[attr-defined]
    for index, (person_id, _key) in enumerate(people):
        if index < free:
            with database.transaction() as session:
                row = Enrolment(cohort_id=cohort_id, person_id=person_id, idempotency_key=f"careless-{person_id}")
                session.add(row)
        out.put(("seat" if index < free else "full", None))  # type: ignore[attr-defined]
    database.dispose()


def race(
    database: Database, target: Callable[..., None], cohort_id: str, viewer: Viewer, people: list[tuple[str, str]]
) -> list[tuple[str, int | None]]:
    """Let PROCESSES processes claim at the same moment; every claim's answer."""
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(PROCESSES), context.Queue()
    parts = [people[index::PROCESSES] for index in range(PROCESSES)]
    url = database.engine.url.render_as_string(hide_password=False)
    workers = [context.Process(target=target, args=(url, cohort_id, viewer, part, start, out)) for part in parts]
    for worker in workers:
        worker.start()
    answers = [out.get(timeout=120) for _claim in people]
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0
    return answers


def prepare(database: Database, viewer_for: Callable[..., Viewer]) -> tuple[str, list[str], Viewer]:
    """A cohort with SEATS seats and CLAIMS people in a database of its own."""
    with database.transaction() as session:
        setting = a_setting(session, capacity=SEATS)
        people = [factories.a_person(session).id for _claim in range(CLAIMS)]
        return setting.cohort.id, people, viewer_for(Role.ENTERPRISE_OFFICER)


@pytest.mark.slow
def test_as_many_claims_win_as_there_are_seats(real_database: Database, viewer_for: Callable[..., Viewer]) -> None:
    cohort_id, people, viewer = prepare(real_database, viewer_for)
    answers = race(real_database, claim_seats, cohort_id, viewer, [(person, f"k{person}") for person in people])
    seats = sorted(seat for kind, seat in answers if kind == "seat" and seat)
    assert seats == list(range(1, SEATS + 1))
    assert Counter(kind for kind, _seat in answers)["full"] == CLAIMS - SEATS
    with real_database.reading() as session:
        assert (
            session.scalar(select(Cohort.taken).where(Cohort.id == cohort_id)) == _sitting(session, cohort_id) == SEATS
        )


@pytest.mark.slow
def test_looking_before_taking_does_oversell_so_the_race_is_real(
    real_database: Database, viewer_for: Callable[..., Viewer]
) -> None:
    cohort_id, people, viewer = prepare(real_database, viewer_for)
    race(real_database, claim_carelessly, cohort_id, viewer, [(person, "") for person in people])
    with real_database.reading() as session:
        assert _sitting(session, cohort_id) > SEATS


@pytest.mark.slow
def test_one_key_sent_from_everywhere_at_once_takes_one_seat(
    real_database: Database, viewer_for: Callable[..., Viewer]
) -> None:
    cohort_id, people, viewer = prepare(real_database, viewer_for)
    answers = race(real_database, claim_seats, cohort_id, viewer, [(people[0], "the same")] * 24)
    assert set(answers) == {("seat", 1)}
    with real_database.reading() as session:
        assert session.scalar(select(Cohort.taken).where(Cohort.id == cohort_id)) == _sitting(session, cohort_id) == 1


def test_the_last_seat_goes_once_and_the_other_gets_alternatives(
    session: Session, viewer_for: Callable[..., Viewer]
) -> None:
    setting = a_setting(session, capacity=1)
    officer = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)
    order, version = setting.cohort.programme.order, setting.cohort.course_version
    second = factories.a_cohort(session, order=order, version=version, capacity=5, name="二班")
    factories.a_cohort(session, order=order, version=version, capacity=5, name="三班", state=CohortState.TAUGHT)
    a_setting(session, capacity=9)
    services.enrol_person(session, setting.cohort, factories.a_person(session), key="a", viewer=officer)
    with pytest.raises(CohortFull) as refused:
        services.enrol_person(session, setting.cohort, factories.a_person(session), key="b", viewer=officer)
    assert refused.value.alternatives == (second,)
    assert refused.value.rule == "cohort-full"
    assert str(refused.value.way_out) == "Cohorts with free seats: 二班 (5)"
    assert setting.cohort.taken == 1


def test_a_full_cohort_without_alternatives_says_so(session: Session, viewer_for: Callable[..., Viewer]) -> None:
    setting = a_setting(session, capacity=0)
    officer = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)
    with pytest.raises(CohortFull, match="all 0 seats") as refused:
        services.enrol_person(session, setting.cohort, factories.a_person(session), key="a", viewer=officer)
    assert "No other cohort" in str(refused.value.way_out)


def test_the_same_key_gives_the_first_result_even_when_the_cohort_is_full_by_now(
    session: Session, viewer_for: Callable[..., Viewer]
) -> None:
    setting = a_setting(session, capacity=1)
    officer, person = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise), factories.a_person(session)
    first = services.enrol_person(session, setting.cohort, person, key="a", viewer=officer)
    assert services.enrol_person(session, setting.cohort, person, key="a", viewer=officer) is first
    assert setting.cohort.taken == 1
    with pytest.raises(Conflict):
        services.enrol_person(session, setting.cohort, factories.a_person(session), key="a", viewer=officer)


def test_nobody_sits_twice_in_a_cohort(session: Session, viewer_for: Callable[..., Viewer]) -> None:
    setting = a_setting(session, capacity=3)
    officer, person = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise), factories.a_person(session)
    services.enrol_person(session, setting.cohort, person, key="a", viewer=officer)
    with pytest.raises(RuleBroken) as refused:
        services.enrol_person(session, setting.cohort, person, key="b", viewer=officer)
    assert (refused.value.rule, setting.cohort.taken) == ("already-enrolled", 1)


def test_a_freed_seat_is_given_again_and_no_number_twice(session: Session, viewer_for: Callable[..., Viewer]) -> None:
    setting = a_setting(session, capacity=3)
    officer = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)
    people = [factories.a_person(session) for _seat in range(4)]
    rows = [
        services.enrol_person(session, setting.cohort, person, key=person.id, viewer=officer) for person in people[:3]
    ]
    services.withdraw_trainee(session, rows[1], "Left the firm", viewer=officer)
    assert (rows[1].state, rows[1].seat_number, setting.cohort.taken) == (EnrolmentState.WITHDRAWN, None, 2)
    last = services.enrol_person(session, setting.cohort, people[3], key="last", viewer=officer)
    assert last.seat_number == 2
    assert rows[1] in queries.enrolments_of(session, setting.cohort.id)
    assert rows[1] not in queries.roster_of(session, setting.cohort.id)


def test_leaving_needs_a_reason_and_happens_once(session: Session, viewer_for: Callable[..., Viewer]) -> None:
    setting = a_setting(session, capacity=3)
    officer = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)
    row = services.enrol_person(session, setting.cohort, factories.a_person(session), key="a", viewer=officer)
    with pytest.raises(BadInput):
        services.withdraw_trainee(session, row, " ", viewer=officer)
    services.withdraw_trainee(session, row, "Left the firm", viewer=officer)
    with pytest.raises(Conflict):
        services.withdraw_trainee(session, row, "Left the firm", viewer=officer)
    assert setting.cohort.taken == 0


@pytest.mark.parametrize("state", [CohortState.RUNNING, CohortState.TAUGHT, CohortState.CLOSED, CohortState.CANCELLED])
def test_a_cohort_that_has_begun_or_ended_takes_nobody(
    session: Session, viewer_for: Callable[..., Viewer], state: CohortState
) -> None:
    setting = a_setting(session, state=state)
    officer = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)
    with pytest.raises(RuleBroken) as refused:
        services.enrol_person(session, setting.cohort, factories.a_person(session), key="a", viewer=officer)
    assert (refused.value.rule, setting.cohort.taken) == ("enrolment-closed", 0)


def test_capacity_cannot_be_passed_by_hand(session: Session) -> None:
    from sqlalchemy.exc import IntegrityError

    setting = a_setting(session, capacity=2)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Cohort).where(Cohort.id == setting.cohort.id).values(taken=3))


def _sitting(session: Session, cohort_id: str) -> int:
    return session.scalar(select(func.count(Enrolment.id)).where(Enrolment.cohort_id == cohort_id)) or 0
