"""Writing versions: dated, checked, never in place of an earlier one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from trainer.catalogue import queries, services
from trainer.catalogue.differences import DifferenceKind, module_differences
from trainer.catalogue.figures import figures_of, share
from trainer.catalogue.plans import ModulePlan
from trainer.kit.errors import BadInput, Conflict, NotAllowed
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.catalogue import Course, CourseVersion, ModuleKind
from trainer.models.people import Role

DAY = date(2026, 12, 1)


@pytest.fixture
def course(session: Session) -> Course:
    return factories.a_course_version(session).course


def plans_of(course: Course) -> list[ModulePlan]:
    return [ModulePlan.of(module) for module in course.versions[-1].modules]


def write(session: Session, course: Course, viewer: Viewer, **values: Any) -> CourseVersion:
    plans = plans_of(course)
    defaults = {
        "after_number": 1,
        "standard_id": course.versions[-1].standard_id,
        "valid_from": DAY,
        "note": "one more lesson",
        "plans": [replace(plans[0], lessons=3), *plans[1:]],
    }
    return services.write_course_version(session, course, viewer=viewer, **{**defaults, **values})


def test_a_new_version_leaves_the_old_one_and_its_cohorts_as_they_were(
    session: Session, course: Course, viewer_for: Callable[..., Viewer]
) -> None:
    old = course.versions[0]
    cohort = factories.a_cohort(session, version=old)
    before = plans_of(course)
    new = write(session, course, viewer_for(Role.SCHEDULER))
    assert [ModulePlan.of(module) for module in old.modules] == before
    assert (old.valid_to, new.number, new.valid_to) == (date(2026, 11, 30), 2, None)
    assert cohort.course_version_id == old.id
    assert [version.number for version in course.versions] == [1, 2]


def test_on_each_day_one_version_is_in_force(
    session: Session, course: Course, viewer_for: Callable[..., Viewer]
) -> None:
    write(session, course, viewer_for(Role.ADMINISTRATOR))
    occupation = course.occupation_id
    found = {
        day: [version.number for version in queries.course_versions_for(session, occupation, 3, day)]
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 30), DAY)
    }
    assert found == {date(2025, 12, 31): [], date(2026, 1, 1): [1], date(2026, 11, 30): [1], DAY: [2]}
    current = queries.version_in_force(course, date(2026, 11, 30))
    assert current is not None
    assert current.number == 1


def test_who_wrote_meanwhile_wins(session: Session, course: Course, viewer_for: Callable[..., Viewer]) -> None:
    viewer = viewer_for(Role.SCHEDULER)
    write(session, course, viewer)
    with pytest.raises(Conflict):
        write(session, course, viewer, valid_from=date(2027, 1, 1))
    assert session.scalar(select(func.count(CourseVersion.id))) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": date(2026, 11, 19)}, "valid_from"),
        ({"plans": []}, "modules"),
    ],
)
def test_a_version_that_cannot_be_is_refused_at_its_field(
    session: Session, course: Course, viewer_for: Callable[..., Viewer], values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        write(session, course, viewer_for(Role.SCHEDULER), **values)
    assert caught.value.field == field
    assert session.scalar(select(func.count(CourseVersion.id))) == 1


def test_a_version_without_any_change_is_refused(
    session: Session, course: Course, viewer_for: Callable[..., Viewer]
) -> None:
    with pytest.raises(BadInput) as caught:
        write(session, course, viewer_for(Role.SCHEDULER), plans=plans_of(course))
    assert caught.value.way_out is not None


def test_a_version_must_begin_after_the_one_before_it(
    session: Session, course: Course, viewer_for: Callable[..., Viewer]
) -> None:
    viewer = viewer_for(Role.SCHEDULER)
    write(session, course, viewer)
    with pytest.raises(BadInput) as caught:
        write(session, course, viewer, after_number=2, valid_from=DAY)
    assert caught.value.field == "valid_from"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"equipment_type_id": None}, "modules-1-equipment"),
        ({"kind": ModuleKind.THEORY}, "modules-1-equipment"),
        ({"after_position": 2}, "modules-1-after_position"),
        ({"code": "M1"}, "modules-1-code"),
        ({"min_days_between": 5, "max_days_between": 4}, "modules-1-max_days_between"),
    ],
)
def test_a_faulty_module_is_named(
    session: Session, course: Course, viewer_for: Callable[..., Viewer], change: dict[str, Any], field: str
) -> None:
    plans = plans_of(course)
    with pytest.raises(BadInput) as caught:
        write(session, course, viewer_for(Role.SCHEDULER), plans=[plans[0], replace(plans[1], **change)])
    assert caught.value.field == field


def test_an_enterprise_writes_no_course(session: Session, course: Course, viewer_for: Callable[..., Viewer]) -> None:
    with pytest.raises(NotAllowed):
        write(session, course, viewer_for(Role.ENTERPRISE_OFFICER))


def test_writing_is_kept_in_the_audit_trail(
    session: Session, course: Course, viewer_for: Callable[..., Viewer]
) -> None:
    viewer = viewer_for(Role.SCHEDULER)
    write(session, course, viewer)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "course_version.write")).one()
    assert (entry.actor, entry.detail["number"]) == (viewer.person_id, 2)


def test_differences_name_what_was_and_what_is(
    session: Session, course: Course, viewer_for: Callable[..., Viewer]
) -> None:
    plans = plans_of(course)
    added = replace(plans[0], code="M9", name="复盘", name_en="Review")
    new = write(session, course, viewer_for(Role.SCHEDULER), plans=[replace(plans[0], lessons=4), added])
    found = module_differences(course.versions[0].modules, new.modules)
    assert [(difference.kind, difference.module.code) for difference in found] == [
        (DifferenceKind.CHANGED, "M1"),
        (DifferenceKind.REMOVED, "M2"),
        (DifferenceKind.ADDED, "M9"),
    ]
    assert [(str(change.label), change.old, change.new) for change in found[0].changes] == [("Lessons", 2, 4)]


def test_figures_count_periods_and_shares(course: Course) -> None:
    figures = figures_of(course.versions[0].modules)
    assert (figures.modules, figures.lessons, figures.periods, figures.practice_share) == (2, 5, 20, 60)
    assert share(1, 8) == 13
    assert share(1, 0) == 0
