"""Writing a new version of a course, and loading courses and policy records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from trainer.catalogue.loading import load_courses, load_policies
from trainer.catalogue.plans import ModulePlan, faults_of
from trainer.kit import audit, clock
from trainer.kit.errors import BadInput, Conflict
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission, Viewer
from trainer.models.catalogue import Course, CourseVersion

__all__ = ["load_courses", "load_policies", "write_course_version"]

_DAY = timedelta(days=1)


def write_course_version(
    session: Session,
    course: Course,
    *,
    after_number: int,
    standard_id: str,
    valid_from: date,
    note: str,
    plans: Sequence[ModulePlan],
    viewer: Viewer,
) -> CourseVersion:
    """Add a dated version that follows version `after_number`, whose validity ends on the day before.

    The content of earlier versions never changes, and cohorts keep the version they began with. Raises Conflict when
    somebody wrote a version meanwhile, BadInput naming the field for a day that cannot be, faulty modules (field
    "modules-<index>-<field>") or a text without any change.
    """
    viewer.must(Permission.CATALOGUE_WRITE)
    session.expire(course)
    session.refresh(course, with_for_update=True)
    last = course.versions[-1]
    if last.number != after_number:
        message = msg("Version %(n)s was written meanwhile: look at it before you write another", n=last.number)
        raise Conflict(message)
    _check_day(last, valid_from)
    _check_plans(last, standard_id, plans)
    modules = [plan.build(position) for position, plan in enumerate(plans, start=1)]
    version = CourseVersion(
        course_id=course.id,
        standard_id=standard_id,
        number=last.number + 1,
        valid_from=valid_from,
        note=note.strip(),
        modules=modules,
    )
    if last.valid_to is None or last.valid_to >= valid_from:
        last.valid_to = valid_from - _DAY
    session.add(version)
    session.flush()
    session.expire(course, ["versions"])
    detail = {"number": version.number, "valid_from": valid_from.isoformat(), "periods": version.total_periods}
    audit.record(
        session,
        "course_version.write",
        f"course_version:{version.id}",
        actor=viewer.person_id,
        chain=viewer.organisation_id,
        detail=detail,
    )
    return version


def _check_day(last: CourseVersion, valid_from: date) -> None:
    if valid_from < clock.today():
        raise BadInput(msg("A version cannot begin in the past"), field="valid_from")
    if valid_from <= last.valid_from:
        message = msg("Version %(n)s begins on %(day)s: choose a later day", n=last.number, day=last.valid_from)
        raise BadInput(message, field="valid_from")


def _check_plans(last: CourseVersion, standard_id: str, plans: Sequence[ModulePlan]) -> None:
    if not plans:
        raise BadInput(msg("A course needs at least one module"), field="modules")
    for fault in faults_of(plans):
        raise BadInput(fault.message, field=f"modules-{fault.index}-{fault.field}")
    if [ModulePlan.of(module) for module in last.modules] == list(plans) and last.standard_id == standard_id:
        message = msg("Nothing differs from version %(n)s", n=last.number)
        raise BadInput(message, field="modules", way_out=msg("Change a module, or leave the version as it is"))
