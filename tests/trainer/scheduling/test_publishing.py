"""Publishing: every claim swapped, exactly the people told whose lessons changed, and nothing after a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.errors import Conflict, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.people import Notice, Role
from trainer.models.programmes import CohortState
from trainer.models.scheduling import PublishedTimetable, SlotClaim, Timetable, TimetableState
from trainer.scheduling import queries, services
from trainer.scheduling.changes import Audience
from trainer.scheduling.claims import claims_of
from trainer.scheduling.publishing import fingerprint, prepare

Viewers = Callable[..., Viewer]


def held(session: Session) -> dict[tuple[object, ...], str]:
    """Every claim of the database, as `claims_of` writes them."""
    return {(row.resource, row.day, row.period, row.unit): row.booking_id for row in session.scalars(select(SlotClaim))}


def publish(session: Session, scene: scenes.Scene, draft: Timetable, viewer: Viewer) -> None:
    services.publish_timetable(session, draft, viewer=viewer)
    session.flush()
    session.expire_all()


def test_publishing_claims_exactly_what_the_bookings_hold(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    draft = scenes.a_draft(session, scene)
    publish(session, scene, draft, scheduler)
    assert held(session) == claims_of(session, queries.bookings_of(session, draft))
    # 10 lessons of 4 periods: instructor, cohort and 3 trainees once each, 3 seats or workstations.
    assert len(held(session)) == 10 * 4 * (1 + 1 + 3 + 3)


def test_publishing_again_swaps_every_claim(session: Session, scene: scenes.Scene, scheduler: Viewer) -> None:
    first = scenes.a_draft(session, scene)
    publish(session, scene, first, scheduler)
    second = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
    publish(session, scene, second, scheduler)
    assert held(session) == claims_of(session, queries.bookings_of(session, second))
    assert {first.state, second.state} == {TimetableState.SUPERSEDED, TimetableState.PUBLISHED}
    assert session.get_one(PublishedTimetable, scene.organisation.id).timetable_id == second.id
    assert second.published_by_id == scheduler.person_id


def test_publishing_moves_the_cohorts_on_and_leaves_a_trace(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    draft = scenes.a_draft(session, scene)
    publish(session, scene, draft, scheduler)
    assert {cohort.state for cohort in scene.cohorts} == {CohortState.SCHEDULED}
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == "timetable.publish"))
    assert entry is not None
    assert entry.chain == scene.organisation.id
    assert entry.detail["bookings_sha256"] == fingerprint(queries.bookings_of(session, draft))


def test_only_the_people_whose_lessons_change_are_told(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    before = session.scalar(select(func.count(Notice.id)))
    plan = scenes.places(scene)
    # The last lesson of the first cohort moves by one day; everybody else's lessons stay.
    plan[4] = scenes.place(scene, scene.cohorts[0].lessons[4], plan[4].day + timedelta(days=3))
    draft = scenes.a_draft(session, scene, plan)
    difference = prepare(session, draft, travel_minutes=60).difference
    assert difference.changed_lessons == 1
    assert [(row.audience, len(row.people)) for row in difference.told] == [
        (Audience.TRAINEE, 3),
        (Audience.INSTRUCTOR, 1),
    ]
    assert difference.undisturbed == 4
    publish(session, scene, draft, scheduler)
    told = session.scalars(select(Notice).order_by(Notice.created_at.desc(), Notice.id.desc()).limit(4)).all()
    assert session.scalar(select(func.count(Notice.id))) == before + 4
    assert {notice.subject["text"] for notice in told} == {"%(n)s of your lessons changed"}


def test_the_enterprise_s_officer_is_told_about_its_own_cohort_alone(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    enterprise = scene.cohorts[0].programme.enterprise
    officer = factories.a_member(session, Role.ENTERPRISE_OFFICER, enterprise)
    publication = services.publish_timetable(session, scenes.a_draft(session, scene), viewer=scheduler)
    rows = [row for row in publication.difference.told if row.audience is Audience.ENTERPRISE]
    assert [(row.people, row.cohort) for row in rows] == [([officer], scene.cohorts[0])]


def test_a_trainee_who_joined_later_hears_of_all_lessons_though_none_moved(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    (newcomer,) = scenes.seat(session, scene.cohorts[0], 1)
    draft = scenes.a_draft(session, scene)
    difference = prepare(session, draft, travel_minutes=60).difference
    assert [(row.people, len(row.changes)) for row in difference.told] == [([newcomer], 5)]
    assert difference.changed_lessons == 0
    publish(session, scene, draft, scheduler)
    assert session.scalar(select(func.count()).where(SlotClaim.resource == f"person:{newcomer.id}")) == 20


def test_a_draft_with_a_breach_is_refused_and_names_it(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    plan = scenes.places(scene)
    plan[0] = scenes.place(scene, scene.cohorts[0].lessons[0], scenes.MONDAY, index=1)
    draft = scenes.a_draft(session, scene, plan)
    with pytest.raises(RuleBroken) as refusal:
        services.publish_timetable(session, draft, viewer=scheduler)
    assert refusal.value.rule == "timetable-is-sound"
    assert "double booked" in str(refusal.value)
    assert draft.state is TimetableState.DRAFT
    assert held(session) == {}


def test_a_draft_that_lacks_a_lesson_cannot_be_published(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    draft = scenes.a_draft(session, scene, scenes.places(scene)[1:])
    with pytest.raises(RuleBroken, match="booked 0 times"):
        services.publish_timetable(session, draft, viewer=scheduler)


def test_the_judgement_is_made_on_the_data_of_the_moment(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    draft = scenes.a_draft(session, scene)
    # Since the draft was made most workstations were taken away.
    scene.workshops[0].workstations[0].count = 2
    with pytest.raises(RuleBroken, match="needs 3 places"):
        services.publish_timetable(session, draft, viewer=scheduler)


def test_a_person_who_teaches_for_two_bases_is_not_booked_twice(
    session: Session, scene: scenes.Scene, scheduler: Viewer, viewer_for: Viewers
) -> None:
    other = scenes.a_scene(session)
    other.instructors[0].person_id = scene.instructors[0].person_id
    session.flush()
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    draft = scenes.a_draft(session, other)
    with pytest.raises(RuleBroken, match="booked twice"):
        services.publish_timetable(session, draft, viewer=viewer_for(Role.SCHEDULER, other.organisation))


def test_where_the_judge_could_not_know_the_claims_name_the_clash(
    session: Session, scene: scenes.Scene, scheduler: Viewer, monkeypatch: pytest.MonkeyPatch, viewer_for: Viewers
) -> None:
    other = scenes.a_scene(session)
    other.instructors[0].person_id = scene.instructors[0].person_id
    session.flush()
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    # As if the other base had published a moment after our problem was built.
    monkeypatch.setattr("trainer.scheduling.problem_builder.published_elsewhere", lambda *_: [])
    name, place = scene.instructors[0].person.name, scene.base.name
    before = held(session)
    with pytest.raises(Conflict, match=f"{name} is already booked at {place}"):
        services.publish_timetable(
            session, scenes.a_draft(session, other), viewer=viewer_for(Role.SCHEDULER, other.organisation)
        )
    assert held(session) == before


def test_a_version_that_was_published_meanwhile_is_a_conflict(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    mine, theirs = scenes.a_draft(session, scene), scenes.a_draft(session, scene, scenes.places(scene, shift=1))
    seen = prepare(session, mine, travel_minutes=60).revision
    publish(session, scene, theirs, scheduler)
    with pytest.raises(Conflict, match="Another version was published meanwhile"):
        services.publish_timetable(session, mine, viewer=scheduler, seen_revision=seen)


def test_a_draft_begun_before_a_repair_says_what_it_would_undo(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        stale = scenes.a_draft(session, scene)
        stale.created_at = clock.now()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        moved = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
        moved.created_at = clock.now()
        changed = prepare(session, moved, travel_minutes=60).difference.changed_lessons
        publish(session, scene, moved, scheduler)
    assert prepare(session, stale, travel_minutes=60).undone == changed > 0
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        later = scenes.a_draft(session, scene)
        later.created_at = clock.now()
    # Whoever begins afterwards knows of the moves, and may take them back.
    assert prepare(session, later, travel_minutes=60).undone == 0


def test_a_version_is_published_once(session: Session, scene: scenes.Scene, scheduler: Viewer) -> None:
    draft = scenes.a_draft(session, scene)
    publish(session, scene, draft, scheduler)
    with pytest.raises(RuleBroken, match="Only a draft"):
        services.publish_timetable(session, draft, viewer=scheduler)


def test_another_base_s_draft_is_not_found(session: Session, scene: scenes.Scene, viewer_for: Viewers) -> None:
    draft = scenes.a_draft(session, scene)
    with pytest.raises(NotFound):
        services.publish_timetable(session, draft, viewer=viewer_for(Role.SCHEDULER))


def test_going_back_makes_a_draft_with_the_earlier_places(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    first = scenes.a_draft(session, scene)
    publish(session, scene, first, scheduler)
    publish(session, scene, scenes.a_draft(session, scene, scenes.places(scene, shift=1)), scheduler)
    restored = services.restore_timetable(session, first, viewer=scheduler)
    assert restored.number == 3
    assert restored.based_on_id == first.id
    assert fingerprint(queries.bookings_of(session, restored)) == fingerprint(queries.bookings_of(session, first))
    publish(session, scene, restored, scheduler)
    assert held(session) == claims_of(session, queries.bookings_of(session, restored))


def test_lessons_of_today_and_before_stay_as_they_were_taught(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    with clock.frozen(clock.now() + timedelta(days=4)):
        # It is Tuesday: two lessons of each cohort are over. A plan that moves them is not followed.
        draft = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
        days = [booking.day for booking in queries.bookings_of(session, draft)]
        assert days.count(scenes.MONDAY) == days.count(scenes.MONDAY + timedelta(days=1)) == 2
        claims_before = {key: value for key, value in held(session).items() if key[1] <= clock.today()}
        publish(session, scene, draft, scheduler)
        claims_after = {key: value for key, value in held(session).items() if key[1] <= clock.today()}
    assert claims_after == claims_before


def test_a_draft_that_has_grown_old_cannot_move_what_was_taught(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    old = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
    publish(session, scene, scenes.a_draft(session, scene), scheduler)
    with clock.frozen(clock.now() + timedelta(days=4)), pytest.raises(RuleBroken, match="has begun or is over"):
        services.publish_timetable(session, old, viewer=scheduler)
