"""Reading lessons, versions and runs: filters narrow, and nobody reads what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.scheduling import SolverRun, Timetable
from trainer.scheduling import queries, services

Viewers = Callable[..., Viewer]


@pytest.fixture
def published(session: Session, scene: scenes.Scene, viewer_for: Viewers) -> Timetable:
    draft = scenes.a_draft(session, scene)
    services.publish_timetable(session, draft, viewer=viewer_for(Role.SCHEDULER, scene.organisation))
    return draft


def test_drafts_are_not_published_lessons(session: Session, scene: scenes.Scene) -> None:
    scenes.a_draft(session, scene)
    assert queries.published_bookings(session) == []


def test_each_filter_narrows_the_published_lessons(session: Session, scene: scenes.Scene, published: Timetable) -> None:
    cohort = scene.cohorts[0]
    trainee = scenes.people_by_cohort(session)[cohort.id][0]
    last = scenes.MONDAY + timedelta(days=1)
    counts = [
        len(queries.published_bookings(session, **wanted))
        for wanted in (
            {},
            {"cohort_id": cohort.id},
            {"instructor_person_id": scene.instructors[1].person_id},
            {"trainee_person_id": trainee},
            {"enterprise_id": cohort.programme.enterprise_id},
            {"organisation_id": scene.organisation.id},
            {"organisation_id": cohort.programme.enterprise_id},
            {"first_day": scenes.MONDAY, "last_day": last},
            {"cohort_id": cohort.id, "first_day": last},
        )
    ]
    assert counts == [10, 5, 5, 5, 5, 10, 0, 4, 4]


def test_published_lessons_come_by_day_and_period(session: Session, scene: scenes.Scene, published: Timetable) -> None:
    found = queries.published_bookings(session)
    assert [(row.day, row.first_period) for row in found] == sorted((row.day, row.first_period) for row in found)


def test_an_enterprise_reads_its_own_cohorts_lessons_alone(
    session: Session, scene: scenes.Scene, published: Timetable, viewer_for: Viewers
) -> None:
    own = viewer_for(Role.ENTERPRISE_OFFICER, scene.cohorts[0].programme.enterprise)
    found = queries.published_bookings(session, viewer=own)
    assert {row.lesson.cohort_id for row in found} == {scene.cohorts[0].id}
    assert queries.published_bookings(session, viewer=viewer_for(Role.ENTERPRISE_OFFICER)) == []


def test_the_bureau_reads_its_region_and_no_other(
    session: Session, scene: scenes.Scene, published: Timetable, viewer_for: Viewers
) -> None:
    here, elsewhere = viewer_for(Role.BUREAU_OFFICER), viewer_for(Role.BUREAU_OFFICER, other_region(session))
    assert len(queries.published_bookings(session, viewer=here)) == 10
    assert queries.published_bookings(session, viewer=elsewhere) == []
    assert queries.get_timetable(session, published.id, viewer=here) is published
    with pytest.raises(NotFound):
        queries.get_timetable(session, published.id, viewer=elsewhere)


def other_region(session: Session) -> object:
    return factories.an_organisation(session, factories.OrganisationKind.BUREAU, region_code="330502")


def test_another_base_s_versions_runs_and_lessons_are_not_found(
    session: Session, scene: scenes.Scene, published: Timetable, viewer_for: Viewers
) -> None:
    run = SolverRun(organisation_id=scene.organisation.id, params={"seconds": 5, "aim": "balanced", "workers": 1})
    session.add(run)
    session.flush()
    own, stranger = viewer_for(Role.SCHEDULER, scene.organisation), viewer_for(Role.SCHEDULER)
    lesson = scene.cohorts[0].lessons[0].id
    reads = (
        lambda viewer: queries.get_timetable(session, published.id, viewer=viewer),
        lambda viewer: queries.get_run(session, run.id, viewer=viewer),
        lambda viewer: queries.get_lesson(session, lesson, viewer=viewer),
    )
    for read in reads:
        assert read(own) is not None
        with pytest.raises(NotFound):
            read(stranger)
    assert queries.list_timetables(session, viewer=stranger) == queries.list_runs(session, viewer=stranger) == []
    assert queries.list_runs(session, viewer=own) == [run]


def test_the_newest_draft_is_one_that_follows_the_version_in_force(
    session: Session, scene: scenes.Scene, viewer_for: Viewers
) -> None:
    old, new = scenes.a_draft(session, scene), scenes.a_draft(session, scene)
    assert queries.newest_draft(session, scene.organisation.id) is new
    services.publish_timetable(session, new, viewer=viewer_for(Role.SCHEDULER, scene.organisation))
    assert queries.newest_draft(session, scene.organisation.id) is None
    assert old.number < new.number
    assert queries.published_timetable(session, scene.organisation.id) is new
