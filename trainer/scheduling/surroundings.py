"""What one lesson of a draft can touch, loaded in few statements: a problem small enough to answer while one drags.

Its own cohort and the cohorts that share trainees with it are there whole. Of everybody else's lessons only those of
the weeks concerned are there, with what they hold: workstations, seats, an instructor, a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

import solver
from trainer.kit.db import batches
from trainer.kit.messages import Bilingual, bilingual
from trainer.models.catalogue import CourseModule, ModuleKind
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.production import LineWorker
from trainer.models.programmes import Cohort, Lesson, Programme
from trainer.models.resources import Base, Instructor, Workshop
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.problem_builder import days_until, problem_of
from trainer.scheduling.problem_cohorts import module_key
from trainer.scheduling.situation import SCHEDULABLE, Scope, Situation, load_situation
from trainer.scheduling.wording import Names, names_of

LineShares = Mapping[str, Sequence[solver.LineShare]]
_WEEK = timedelta(days=6)
# The others' lessons are there to hold what they hold; nobody asks who could teach them.
_ANY_SUBJECT = "-"


@dataclass(frozen=True)
class Surroundings:
    """A lesson's problem: real for the scope, and for everybody else what their lessons of the weeks hold."""

    situation: Situation
    problem: solver.Problem
    names: Names
    bookings: Mapping[str, solver.Booking]


def surroundings_of(
    session: Session,
    timetable: Timetable,
    booking: Booking,
    *,
    days: Iterable[date],
    workshop_ids: Iterable[str],
    instructor_ids: Iterable[str],
    travel_minutes: int,
) -> Surroundings:
    """What can matter to `booking` when it is tried on `days`, in these workshops, with these instructors."""
    scope = Scope(
        _related_cohorts(session, booking.lesson.cohort_id),
        sorted({booking.workshop_id, *workshop_ids}),
        sorted({booking.instructor_id, *instructor_ids}),
    )
    situation = load_situation(session, timetable.organisation_id, scope)
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    weeks = {monday_of(day) for day in (booking.day, *days)}
    rows = [row for row in _booked(session, timetable, scope, weeks) if row.day > situation.today]
    others = [row for row in rows if row.cohort_id not in scope.cohorts]
    own = _complete(session, situation, problem)
    names = names_of(session, situation, own)
    return Surroundings(
        situation=situation,
        problem=_with_others(own, others, _sizes(session, situation), _line_shares(session, situation, own)),
        names=replace(names, by_kind={**_names(others), **names.by_kind}),
        bookings={row.lesson_id: _solver_booking(row) for row in rows},
    )


def _related_cohorts(session: Session, cohort_id: str) -> Sequence[str]:
    """The cohort and those in which one of its trainees sits too."""
    own, other = aliased(Enrolment), aliased(Enrolment)
    shared = (
        select(other.cohort_id)
        .join(own, own.person_id == other.person_id)
        .where(own.cohort_id == cohort_id, own.state == EnrolmentState.ENROLLED, other.state == EnrolmentState.ENROLLED)
    )
    return sorted({cohort_id, *session.scalars(shared)})


def _booked(session: Session, timetable: Timetable, scope: Scope, weeks: Iterable[date]) -> Sequence[Any]:
    """Every lesson of the scope's cohorts in the draft, and all lessons of the weeks, as plain rows."""
    in_weeks = [Booking.day.between(monday, monday + _WEEK) for monday in sorted(weeks)]
    rows = (
        select(
            Booking.lesson_id,
            Booking.day,
            Booking.first_period,
            Booking.periods,
            Booking.workshop_id,
            Booking.instructor_id,
            Lesson.cohort_id,
            Lesson.number_in_module,
            CourseModule.id.label("module_id"),
            CourseModule.kind,
            CourseModule.equipment_type_id,
            CourseModule.trainees_per_workstation,
            CourseModule.name.label("module_name"),
            CourseModule.name_en.label("module_name_en"),
            Cohort.name.label("cohort_name"),
            Cohort.name_en.label("cohort_name_en"),
        )
        .join(Lesson, Lesson.id == Booking.lesson_id)
        .join(CourseModule, CourseModule.id == Lesson.module_id)
        .join(Cohort, Cohort.id == Lesson.cohort_id)
        .where(Booking.timetable_id == timetable.id, or_(Lesson.cohort_id.in_(scope.cohorts), *in_weeks))
    )
    return session.execute(rows).all()


def _complete(session: Session, situation: Situation, problem: solver.Problem) -> solver.Problem:
    """The problem with every day, base, workshop and instructor that a booking of the organisation can name."""
    return replace(
        problem,
        days=days_until(situation, _last_day(session, situation)),
        bases=(*problem.bases, *_other_bases(session, situation, problem)),
        workshops=(*problem.workshops, *_other_workshops(session, situation, problem)),
        instructors=(*problem.instructors, *_other_instructors(session, situation, problem)),
    )


def _with_others(
    own: solver.Problem, others: Sequence[Row[Any]], sizes: Mapping[str, int], lines: LineShares
) -> solver.Problem:
    """The problem with everybody else's lessons, each with what it holds."""
    bare = {row.cohort_id: _cohort(row.cohort_id, sizes, own.days) for row in others}
    cohorts = {id_: replace(cohort, lines=tuple(lines.get(id_, ()))) for id_, cohort in bare.items()}
    modules = {module_key(row.cohort_id, row.module_id): _module(row) for row in others}
    return replace(
        own,
        cohorts=(*own.cohorts, *cohorts.values()),
        modules=(*own.modules, *modules.values()),
        lessons=(*own.lessons, *map(_lesson, others)),
    )


def _last_day(session: Session, situation: Situation) -> date:
    """The last day of any cohort's window: days up to it are open days, whoever is asked about."""
    last = select(func.max(Cohort.ends_on)).where(Cohort.state.in_(SCHEDULABLE))
    return session.scalar(last.join(Cohort.programme).where(_own(situation))) or situation.today


def _own(situation: Situation) -> Any:
    return Programme.base_id == situation.organisation.id


def _sizes(session: Session, situation: Situation) -> Mapping[str, int]:
    counted = (
        select(Enrolment.cohort_id, func.count())
        .join(Enrolment.cohort)
        .join(Cohort.programme)
        .where(Enrolment.state == EnrolmentState.ENROLLED, _own(situation))
    )
    return {row[0]: row[1] for row in session.execute(counted.group_by(Enrolment.cohort_id))}


def _line_shares(session: Session, situation: Situation, problem: solver.Problem) -> LineShares:
    """How many of each cohort of the organisation work on the problem's lines."""
    found: dict[str, list[solver.LineShare]] = defaultdict(list)
    for batch in batches([line.id for line in problem.lines]):
        counted = (
            select(Enrolment.cohort_id, LineWorker.line_id, func.count())
            .join(LineWorker, _works_there())
            .join(Enrolment.cohort)
            .join(Cohort.programme)
            .where(Enrolment.state == EnrolmentState.ENROLLED, LineWorker.line_id.in_(batch), _own(situation))
        )
        for cohort_id, line_id, heads in session.execute(counted.group_by(Enrolment.cohort_id, LineWorker.line_id)):
            found[cohort_id].append(solver.LineShare(line_id, heads))
    return found


def _works_there() -> Any:
    """Whether a line is one of the enterprise that sends the person to the cohort."""
    return (LineWorker.person_id == Enrolment.person_id) & (LineWorker.enterprise_id == Enrolment.enterprise_id)


def _other_workshops(session: Session, situation: Situation, problem: solver.Problem) -> list[solver.Workshop]:
    known = {row.id for row in problem.workshops}
    own = select(Workshop.id, Workshop.base_id).join(Workshop.base).where(_base_of(situation))
    return [solver.Workshop(row.id, row.base_id) for row in session.execute(own) if row.id not in known]


def _other_bases(session: Session, situation: Situation, problem: solver.Problem) -> list[solver.Base]:
    known = {row.id for row in problem.bases}
    own = select(Base.id).where(_base_of(situation))
    return [solver.Base(base_id) for base_id in session.scalars(own) if base_id not in known]


def _base_of(situation: Situation) -> Any:
    return Base.organisation_id == situation.organisation.id


def _other_instructors(session: Session, situation: Situation, problem: solver.Problem) -> list[solver.Instructor]:
    known = {row.id for row in problem.instructors}
    own: Select[str] = select(Instructor.id).where(Instructor.organisation_id == situation.organisation.id)
    return [solver.Instructor(id_, ()) for id_ in session.scalars(own) if id_ not in known]


def _cohort(cohort_id: str, sizes: Mapping[str, int], days: tuple[solver.Day, ...]) -> solver.Cohort:
    return solver.Cohort(cohort_id, max(1, sizes.get(cohort_id, 0)), days[0].date, days[-1].date)


def _module(row: Row[Any]) -> solver.Module:
    is_practice = row.kind is ModuleKind.PRACTICE
    return solver.Module(
        id=module_key(row.cohort_id, row.module_id),
        cohort=row.cohort_id,
        subject=_ANY_SUBJECT,
        kind=row.kind.value,
        equipment=row.equipment_type_id if is_practice else None,
        trainees_per_station=row.trainees_per_workstation,
        shares_workshop=is_practice,
    )


def _lesson(row: Row[Any]) -> solver.Lesson:
    return solver.Lesson(row.lesson_id, module_key(row.cohort_id, row.module_id), row.number_in_module, row.periods)


def _solver_booking(row: Row[Any]) -> solver.Booking:
    return solver.Booking(row.lesson_id, row.day.isoformat(), row.first_period, row.workshop_id, row.instructor_id)


def _names(others: Sequence[Row[Any]]) -> dict[tuple[str, str], Bilingual]:
    """Names of the others' lessons and cohorts, should a sentence name one."""
    found: dict[tuple[str, str], Bilingual] = {}
    for row in others:
        cohort = bilingual(row.cohort_name_en or row.cohort_name, row.cohort_name)
        module = bilingual(row.module_name_en or row.module_name, row.module_name)
        found["cohort", row.cohort_id] = cohort
        found["lesson", row.lesson_id] = bilingual(
            f"{cohort.text} · {module.text} {row.number_in_module}",
            f"{cohort.chinese} · {module.chinese} {row.number_in_module}",
        )
    return found
