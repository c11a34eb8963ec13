"""Repairs: the incident is kept, the search spares people, what was accepted is published, nobody else is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import solver
from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.errors import BadInput, Conflict, NotFound, RuleBroken
from trainer.kit.jobs import JobContext
from trainer.kit.messages import Message
from trainer.kit.permissions import Viewer
from trainer.kit.tables import Job, JobState
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Notice, Role
from trainer.models.programmes import CohortState
from trainer.models.repairs import IncidentKind, RepairState, TimetableRepair
from trainer.models.resources import Absence, HalfDay
from trainer.models.scheduling import Booking, SlotClaim, Timetable, TimetableState
from trainer.scheduling import queries, repair_tasks, repairs, services
from trainer.scheduling.incidents import Report, hit_today
from trainer.scheduling.judge import judge_timetable
from trainer.scheduling.repair_outcome import Way, changes_of, ways_of
from trainer.scheduling.repair_problem import touched_lately
from trainer.scheduling.situation import load_situation
from trainer.scheduling.today_cover import free_today
from trainer.web.platform import Platform

Viewers = Callable[..., Viewer]


@pytest.fixture(autouse=True)
def quick_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small timetable is repaired in under a second; the rest is for machines under load."""
    monkeypatch.setattr(repair_tasks, "SECONDS", 3.0)


@pytest.fixture
def in_force(session: Session, scene: scenes.Scene, scheduler: Viewer) -> Timetable:
    draft = scenes.a_draft(session, scene)
    services.publish_timetable(session, draft, viewer=scheduler)
    session.commit()
    return draft


def ill(scene: scenes.Scene, days: int = 1, half_day: HalfDay | None = None) -> Report:
    """The first instructor is ill from Monday on."""
    last = scenes.MONDAY + timedelta(days=days - 1)
    return Report(IncidentKind.INSTRUCTOR_AWAY, scene.instructors[0].id, scenes.MONDAY, last, half_day, "ill")


def searched(session: Session, platform: Platform, report: Report, viewer: Viewer) -> TimetableRepair:
    """Report an incident and wait for the search, which runs at once in tests."""
    repair = repairs.report_incident(session, platform.jobs, report, most_touched=5, viewer=viewer)
    session.commit()
    session.expire_all()
    return repair


def accept_all(way: Way) -> list[str]:
    return [place.lesson_id for place in way.places]


@pytest.mark.usefixtures("in_force")
def test_an_ill_instructor_is_replaced_and_only_two_people_are_touched(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    repair = searched(session, platform, ill(scene), scheduler)
    assert repair.state is RepairState.DONE
    assert len(repair.outcome["hit"]) == 1
    best = ways_of(repair)[0]
    assert best.people <= 5
    assert best.is_within(5)
    change = changes_of(session, [best])[best.number][0]
    assert change.old is not None
    assert change.old.instructor_id == scene.instructors[0].id
    assert change.old.day == scenes.MONDAY


@pytest.mark.usefixtures("in_force")
def test_the_absence_stays_where_later_runs_read_it(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    repair = searched(session, platform, ill(scene, days=2, half_day=HalfDay.MORNING), scheduler)
    absence = session.get_one(Absence, repair.absence_id)
    assert (absence.resource_id, absence.starts_on, absence.half_day) == (
        scene.instructors[0].id,
        scenes.MONDAY,
        HalfDay.MORNING,
    )
    repairs.take_back(session, repair, viewer=scheduler)
    assert session.scalar(select(func.count()).select_from(Absence)) == 0
    assert session.scalar(select(func.count()).select_from(TimetableRepair)) == 0


def test_publishing_tells_exactly_the_people_touched_and_swaps_the_claims(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, in_force: Timetable
) -> None:
    repair = searched(session, platform, ill(scene), scheduler)
    way = ways_of(repair)[0]
    session.query(Notice).delete()
    publication = repairs.publish_repair(session, repair, way.number, accept_all(way), viewer=scheduler)
    session.flush()
    told = {notice.person_id for notice in session.scalars(select(Notice))}
    assert told == {person.id for row in publication.difference.told for person in row.people}
    assert len(told) == publication.difference.people <= way.people
    assert in_force.state is TimetableState.SUPERSEDED
    new = session.get_one(Timetable, repair.published_timetable_id)
    assert new.state is TimetableState.PUBLISHED
    assert judge_timetable(session, new, travel_minutes=60).is_clean
    holders = set(session.scalars(select(SlotClaim.booking_id)))
    assert holders == {booking.id for booking in queries.bookings_of(session, new)}
    moved = {
        row.lesson_id
        for row in queries.bookings_of(session, new)
        for old in queries.bookings_of(session, in_force)
        if old.lesson_id == row.lesson_id
        and (old.day, old.first_period, old.workshop_id, old.instructor_id)
        != (row.day, row.first_period, row.workshop_id, row.instructor_id)
    }
    assert moved == set(accept_all(way))


@pytest.mark.usefixtures("in_force")
def test_a_repair_without_the_lesson_that_was_hit_is_refused_by_the_judge(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    repair = searched(session, platform, ill(scene), scheduler)
    with pytest.raises(RuleBroken) as refusal, session.begin_nested():
        repairs.publish_repair(session, repair, 1, [], viewer=scheduler)
    assert refusal.value.rule == "timetable-is-sound"
    assert session.get_one(TimetableRepair, repair.id).state is RepairState.DONE
    hit = repair.outcome["hit"]
    with pytest.raises(RuleBroken, match="cannot stay where it is"):
        repairs.look_again(session, platform.jobs, repair, refused=hit, most_touched=5, viewer=scheduler)


def test_a_refused_lesson_stays_where_it_is_in_every_way_of_the_next_search(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, in_force: Timetable
) -> None:
    repair = searched(session, platform, ill(scene), scheduler)
    untouched = {row.lesson_id for row in queries.bookings_of(session, in_force)} - set(repair.outcome["hit"])
    refused = sorted(untouched)
    repairs.look_again(session, platform.jobs, repair, refused=refused, most_touched=5, viewer=scheduler)
    session.commit()
    session.expire_all()
    assert repair.state is RepairState.DONE
    assert repair.attempt == 2
    assert ways_of(repair)
    for way in ways_of(repair):
        assert not untouched.intersection(accept_all(way))


@pytest.mark.usefixtures("in_force")
def test_a_result_is_stale_once_another_version_is_in_force(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    repair = searched(session, platform, ill(scene), scheduler)
    repairs_way = ways_of(repair)[0]
    repairs.take_back(session, searched(session, platform, ill(scene, days=2), scheduler), viewer=scheduler)
    absence = session.get_one(Absence, repair.absence_id)
    session.delete(absence)
    services.publish_timetable(session, scenes.a_draft(session, scene, scenes.places(scene, shift=1)), viewer=scheduler)
    session.commit()
    assert repairs.is_stale(session, repair)
    with pytest.raises(Conflict, match="has changed since this search"):
        repairs.publish_repair(session, repair, 1, accept_all(repairs_way), viewer=scheduler)


def test_a_lesson_that_has_to_move_goes_to_its_new_day(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, in_force: Timetable
) -> None:
    last = queries.bookings_of(session, in_force)[-1]
    day = last.day + timedelta(days=3)
    wanted = {"day": day.isoformat(), "first_period": None, "workshop": None, "instructor": None}
    report = Report(IncidentKind.LESSON_MOVED, last.lesson_id, day, day, wanted=wanted)
    repair = searched(session, platform, report, scheduler)
    way = ways_of(repair)[0]
    assert [place.day for place in way.places if place.lesson_id == last.lesson_id] == [day]
    repairs.publish_repair(session, repair, way.number, accept_all(way), viewer=scheduler)
    new = session.get_one(Timetable, repair.published_timetable_id)
    assert queries.booking_in(session, new, last.lesson_id).day == day


@pytest.mark.usefixtures("in_force")
def test_a_locked_lesson_cannot_be_told_to_move_and_yesterday_cannot_be_reported(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    timetable = queries.published_timetable(session, scene.organisation.id)
    assert timetable is not None
    booking = queries.bookings_of(session, timetable)[-1]
    services.lock_lesson(session, booking, viewer=scheduler)
    wanted = {"day": booking.day.isoformat()}
    locked = Report(IncidentKind.LESSON_MOVED, booking.lesson_id, booking.day, booking.day, wanted=wanted)
    with pytest.raises(RuleBroken, match="locked where it stands"):
        searched(session, platform, locked, scheduler)
    yesterday = clock.today() - timedelta(days=1)
    over = Report(IncidentKind.INSTRUCTOR_AWAY, scene.instructors[0].id, yesterday, yesterday)
    with pytest.raises(BadInput, match="These days are over"):
        searched(session, platform, over, scheduler)


@pytest.mark.usefixtures("in_force")
def test_a_withdrawn_class_leaves_the_timetable_and_touches_nobody_else(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    cohort = scene.cohorts[0]
    day = clock.today() + timedelta(days=1)
    report = Report(IncidentKind.COHORT_WITHDRAWN, cohort.id, day, day, reason="the enterprise closed")
    repair = searched(session, platform, report, scheduler)
    assert cohort.state is CohortState.CANCELLED
    way = ways_of(repair)[0]
    assert (way.people, list(way.places)) == (0, [])
    session.query(Notice).delete()
    publication = repairs.publish_repair(session, repair, way.number, [], viewer=scheduler)
    rows = queries.bookings_of(session, publication.timetable)
    assert {row.lesson.cohort_id for row in rows} == {scene.cohorts[1].id}
    people = {person.id for row in publication.difference.told for person in row.people}
    assert people == {*scenes.people_by_cohort(session)[cohort.id], scene.instructors[0].person_id}


def test_a_class_that_still_waits_for_lessons_does_not_hold_a_repair_up(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, in_force: Timetable
) -> None:
    order = factories.an_order(session, base=scene.organisation, occupation=scene.occupation)
    factories.a_cohort(session, order=order, version=scene.cohorts[0].course_version, base=scene.base)
    session.commit()
    repair = searched(session, platform, ill(scene), scheduler)
    assert repair.outcome["lessons"] == len(queries.bookings_of(session, in_force))
    way = ways_of(repair)[0]
    publication = repairs.publish_repair(session, repair, way.number, accept_all(way), viewer=scheduler)
    assert publication.verdict.is_clean


def test_whoever_was_touched_within_the_month_is_known_and_nobody_else(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, in_force: Timetable
) -> None:
    assert touched_lately(session, scene.organisation.id) == frozenset()
    plan = scenes.places(scene)
    own = {lesson.id for lesson in scene.cohorts[0].lessons}
    last = max((place for place in plan if place.lesson_id in own), key=lambda place: place.day)
    moved = scenes.place(
        scene, next(row for row in scene.cohorts[0].lessons if row.id == last.lesson_id), last.day, 0, 5
    )
    draft = scenes.a_draft(session, scene, [place for place in plan if place is not last] + [moved])
    services.publish_timetable(session, draft, viewer=scheduler)
    session.flush()
    touched = {scene.cohorts[0].id, scene.instructors[0].id}
    assert touched_lately(session, scene.organisation.id) == touched
    assert set(searched(session, platform, ill(scene), scheduler).weary) == touched
    assert in_force.published_at is not None
    for version in (in_force, draft):
        version.published_at = clock.now() - timedelta(days=31)
    session.flush()
    assert touched_lately(session, scene.organisation.id) == frozenset()


def a_lesson_today(session: Session, scene: scenes.Scene) -> Booking:
    """A lesson of the first instructor, brought forward to today."""
    booking = session.scalars(select(Booking).where(Booking.instructor_id == scene.instructors[0].id)).first()
    assert booking is not None
    booking.day = clock.today()
    session.commit()
    return booking


@pytest.mark.usefixtures("in_force")
def test_todays_lessons_are_named_and_not_moved(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    booking, today = a_lesson_today(session, scene), clock.today()
    report = Report(IncidentKind.INSTRUCTOR_AWAY, scene.instructors[0].id, today, scenes.MONDAY)
    repair = searched(session, platform, report, scheduler)
    taught = load_situation(session, scene.organisation.id).taught.values()
    assert [row.id for row in hit_today(repair, taught, today)] == [booking.id]
    assert booking.lesson_id not in {place.lesson_id for way in ways_of(repair) for place in way.places}
    assert free_today(load_situation(session, scene.organisation.id), booking) == [scene.instructors[1]]
    busy = session.scalars(select(Booking).where(Booking.instructor_id == scene.instructors[1].id)).first()
    assert busy is not None
    busy.day, busy.first_period = today, booking.first_period + booking.periods - 1
    session.flush()
    assert free_today(load_situation(session, scene.organisation.id), booking) == []
    repair.half_day = HalfDay.EVENING
    assert hit_today(repair, taught, today) == []


def test_nothing_is_reported_before_a_timetable_is_in_force(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    with pytest.raises(RuleBroken, match="No timetable is in force"):
        searched(session, platform, ill(scene), scheduler)


@pytest.mark.usefixtures("in_force")
def test_foreign_repairs_and_instructors_are_not_found(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, viewer_for: Viewers
) -> None:
    stranger = viewer_for(Role.SCHEDULER, scenes.a_scene(session, cohorts=1, region="330502").organisation)
    repair = searched(session, platform, ill(scene), scheduler)
    with pytest.raises(NotFound):
        repairs.get_repair(session, repair.id, viewer=stranger)
    with pytest.raises(NotFound):
        repairs.publish_repair(session, repair, 1, [], viewer=stranger)
    with pytest.raises(NotFound):
        searched(session, platform, ill(scene), stranger)


def test_a_lesson_that_only_has_to_leave_its_time_goes_anywhere_else(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, in_force: Timetable
) -> None:
    """What it leaves is kept, so that a later search does not drive it on from where it went."""
    last = queries.bookings_of(session, in_force)[-1]
    tomorrow = clock.today() + timedelta(days=1)
    wanted = {"day": None, "first_period": None, "workshop": None, "instructor": None}
    report = Report(IncidentKind.LESSON_MOVED, last.lesson_id, tomorrow, tomorrow, wanted=wanted)
    repair = searched(session, platform, report, scheduler)
    leaves = [last.day.isoformat(), last.first_period, last.first_period + last.periods - 1]
    assert (repair.wanted["leaves"], repair.starts_on) == (leaves, last.day)
    assert repair.outcome["hit"] == [last.lesson_id]
    way = ways_of(repair)[0]
    (place,) = [place for place in way.places if place.lesson_id == last.lesson_id]
    periods = set(range(place.first_period, place.first_period + place.periods))
    assert place.day != last.day or periods.isdisjoint(range(leaves[1], leaves[2] + 1))
    repairs.publish_repair(session, repair, way.number, accept_all(way), viewer=scheduler)
    session.commit()
    repair.state = RepairState.DONE
    repairs.look_again(session, platform.jobs, repair, refused=(), most_touched=5, viewer=scheduler)
    session.commit()
    session.expire_all()
    assert (repair.outcome["hit"], ways_of(repair)[0].places) == ([], [])


@pytest.mark.usefixtures("in_force")
def test_a_lesson_without_a_place_to_come_cannot_leave_it(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    booking = a_lesson_today(session, scene)
    report = Report(IncidentKind.LESSON_MOVED, booking.lesson_id, clock.today(), clock.today())
    with pytest.raises(BadInput, match="no place from tomorrow on") as refusal:
        searched(session, platform, report, scheduler)
    assert refusal.value.field == "day"


@pytest.mark.usefixtures("in_force")
def test_a_trainee_who_leaves_frees_the_seat_and_nobody_is_moved(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    seat = session.scalars(select(Enrolment).where(Enrolment.cohort_id == scene.cohorts[0].id)).first()
    assert seat is not None
    day = clock.today() + timedelta(days=1)
    report = Report(IncidentKind.TRAINEE_WITHDRAWN, seat.id, day, day, reason="moved away")
    repair = searched(session, platform, report, scheduler)
    assert seat.state is EnrolmentState.WITHDRAWN
    assert (repair.outcome["hit"], repair.outcome["obstacles"]) == ([], [])
    way = ways_of(repair)[0]
    assert (way.people, list(way.places), way.is_least) == (0, [], True)
    problem = solver.problem_from_json(repair.problem)
    sizes = {cohort.id: cohort.size for cohort in problem.cohorts}
    assert sizes == {scene.cohorts[0].id: 2, scene.cohorts[1].id: 3}
    with pytest.raises(RuleBroken, match="enrolled again"):
        repairs.take_back(session, repair, viewer=scheduler)


@pytest.mark.usefixtures("in_force")
def test_a_class_that_falls_below_its_least_size_is_told_by_rule_and_lesson(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer
) -> None:
    """Proved: nothing that is moved helps; the reason names the class's lesson and the rule in both languages."""
    cohort = scene.cohorts[0]
    cohort.min_size = 3
    seat = session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).first()
    assert seat is not None
    session.commit()
    day = clock.today() + timedelta(days=1)
    report = Report(IncidentKind.TRAINEE_WITHDRAWN, seat.id, day, day, reason="moved away")
    repair = searched(session, platform, report, scheduler)
    assert ways_of(repair) == []
    assert repair.outcome["is_impossible"]
    first = repair.outcome["obstacles"][0]
    assert (first["why"], first["is_proved"]) == ("no_place", True)
    what, why = first["said"]
    assert cohort.name in what["chinese"]
    assert why["chinese"].startswith("班级人数须在上下限之内")
    assert why["text"].startswith("A cohort has at least its least")


@pytest.mark.usefixtures("in_force")
def test_a_search_is_stopped_by_its_own_base_alone_and_only_while_it_works(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, viewer_for: Viewers
) -> None:
    repair = searched(session, platform, ill(scene), scheduler)
    with pytest.raises(RuleBroken, match="No search is at work"):
        repairs.stop_search(session, repair, viewer=scheduler)
    job = session.get_one(Job, repair.job_id)
    repair.state, job.state, job.stop_requested = RepairState.RUNNING, JobState.RUNNING, False
    repair.started_at = clock.now()
    stranger = viewer_for(Role.SCHEDULER, scenes.a_scene(session, cohorts=1, region="330502").organisation)
    with pytest.raises(NotFound):
        repairs.stop_search(session, repair, viewer=stranger)
    assert not job.stop_requested
    repairs.stop_search(session, repair, viewer=scheduler)
    assert (job.stop_requested, repair.state) == (True, RepairState.RUNNING)
    job.state = JobState.WAITING
    repairs.stop_search(session, repair, viewer=scheduler)
    assert (job.state, repair.state) == (JobState.STOPPED, RepairState.FAILED)


@pytest.mark.usefixtures("in_force")
def test_what_a_stopped_search_had_found_is_kept_and_nothing_is_claimed(
    session: Session, platform: Platform, scene: scenes.Scene, scheduler: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stop arrives once a first way is there; a minute's time is not used up."""
    monkeypatch.setattr(repair_tasks, "SECONDS", 60.0)
    said: list[str] = []
    tell = JobContext.tell

    def telling(self: JobContext, percent: int, message: Message, **how: bool) -> None:
        said.append(message.text)
        tell(self, percent, message, **how)

    monkeypatch.setattr(JobContext, "tell", telling)
    monkeypatch.setattr(JobContext, "should_stop", lambda _self: bool(said))
    repair = searched(session, platform, ill(scene), scheduler)
    assert repair.state is RepairState.DONE
    assert said[0] == "Reading what is published"
    assert repair.outcome["obstacles"] == []
    assert repair.outcome["is_stopped"] or ways_of(repair), "it may have ended before it heard the stop"
    assert repair.outcome["seconds"] < 30
