"""Cohorts, modules, lessons, locks and shift duties of a base organisation as the solver sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.kit.db import batches
from trainer.models.catalogue import CourseModule, ModuleKind
from trainer.models.enrolment import ShiftDuty
from trainer.models.programmes import Cohort, Lesson
from trainer.scheduling.day_grid import clock_text
from trainer.scheduling.problem_lines import Workers, line_shares
from trainer.scheduling.problem_places import cohort_availability, subject_key, tighter
from trainer.scheduling.situation import Situation

DAY_MINUTES = 24 * 60


def solver_cohorts(
    situation: Situation, caps: tuple[int | None, int | None], workers: Workers
) -> tuple[solver.Cohort, ...]:
    """The cohorts with lessons to come, as large as the people who are enrolled, and from which lines these come."""
    return tuple(_cohort(situation, cohort, caps, workers) for cohort in situation.waiting_cohorts)


def solver_modules(situation: Situation) -> tuple[solver.Module, ...]:
    """The modules with lessons to come, one for each cohort."""
    return tuple(
        _module(situation, cohort, module)
        for cohort in situation.waiting_cohorts
        for module in cohort.course_version.modules
        if _has_open_lessons(situation, cohort, module)
    )


def solver_lessons(situation: Situation) -> tuple[solver.Lesson, ...]:
    """The lessons to come; a lock of a day that is over no longer holds."""
    return tuple(
        solver.Lesson(
            id=lesson.id,
            module=module_key(cohort.id, lesson.module_id),
            number=lesson.number_in_module,
            periods=lesson.periods,
            locked=_lock(situation, lesson),
        )
        for cohort in situation.waiting_cohorts
        for lesson in situation.open_lessons[cohort.id]
    )


def solver_duties(session: Session, situation: Situation, policy_hours: int | None) -> tuple[solver.Duty, ...]:
    """The shifts of trainees from yesterday on; after a night shift the cohort's rest (or the policy's) is kept."""
    rest = _rest_minutes(situation, policy_hours)
    people: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for duty in duties_of(session, situation, list(rest)):
        start, end = _moment(duty.day, duty.start_minute), _moment(duty.day, duty.end_minute)
        people[start, end, rest[duty.person_id] if is_night(duty) else 0].append(duty.person_id)
    return tuple(
        solver.Duty(f"{start}/{end}/{minutes}", start, end, minutes, trainees=tuple(sorted(set(who))))
        for (start, end, minutes), who in sorted(people.items())
    )


def duties_of(session: Session, situation: Situation, person_ids: Sequence[str]) -> list[Any]:
    """The shifts of these people that can touch a day to come, as plain rows: there are many of them."""
    since = situation.today - timedelta(days=1)
    found: list[Any] = []
    for batch in batches(person_ids):
        rows = select(ShiftDuty.__table__).where(ShiftDuty.person_id.in_(batch), ShiftDuty.day >= since)
        found += session.execute(rows)
    return found


def is_night(duty: Any) -> bool:
    """Whether a shift runs past midnight."""
    return bool(duty.end_minute > DAY_MINUTES)


def module_key(cohort_id: str, module_id: str) -> str:
    """The solver's name for a cohort's module."""
    return f"{cohort_id}/{module_id}"


def _cohort(
    situation: Situation, cohort: Cohort, caps: tuple[int | None, int | None], workers: Workers
) -> solver.Cohort:
    trainees = tuple(sorted(person.id for person in situation.trainees.get(cohort.id, ())))
    return solver.Cohort(
        id=cohort.id,
        size=max(1, len(trainees)),
        first_day=cohort.starts_on.isoformat(),
        last_day=cohort.ends_on.isoformat(),
        trainees=trainees,
        least_size=cohort.min_size,
        home_base=cohort.home_base_id,
        availability=cohort_availability(cohort),
        max_periods_a_day=tighter(cohort.max_periods_day, caps[0]),
        max_periods_a_week=tighter(cohort.max_periods_week, caps[1]),
        owner=cohort.programme.enterprise_id,
        lines=line_shares(cohort, trainees, workers),
    )


def _module(situation: Situation, cohort: Cohort, module: CourseModule) -> solver.Module:
    """A module with its gap: to the module that it follows, or between its own lessons when it follows none.

    Once the module before is over, the shortest gap stays as a first day; the longest one can no longer be held
    against a single lesson and is left to the judgement of people.
    """
    before = next((other for other in cohort.course_version.modules if other.position == module.after_position), None)
    waits = before is not None and _has_open_lessons(situation, cohort, before)
    return solver.Module(
        id=module_key(cohort.id, module.id),
        cohort=cohort.id,
        subject=subject_key(cohort.course_version.course.occupation_id, module.instructor_level),
        kind=module.kind.value,
        equipment=module.equipment_type_id if module.kind is ModuleKind.PRACTICE else None,
        trainees_per_station=module.trainees_per_workstation,
        shares_workshop=module.kind is ModuleKind.PRACTICE,
        after=(_after(cohort, before, module),) if before is not None and waits else (),
        least_days_between=module.min_days_between if before is None else 0,
        most_days_between=module.max_days_between if before is None else None,
        first_day=_earliest_day(situation, cohort, module, before),
    )


def _after(cohort: Cohort, before: CourseModule, module: CourseModule) -> solver.After:
    return solver.After(module_key(cohort.id, before.id), module.min_days_between, module.max_days_between)


def _earliest_day(
    situation: Situation, cohort: Cohort, module: CourseModule, before: CourseModule | None
) -> str | None:
    """The first day that keeps the shortest gap to what was taught already; None when nothing was."""
    reference = module if before is None else before
    own = {lesson.id for lesson in cohort.lessons if lesson.module_id == reference.id}
    last = max((situation.taught[lesson].day for lesson in own & situation.taught.keys()), default=None)
    return (last + timedelta(days=module.min_days_between)).isoformat() if last is not None else None


def _has_open_lessons(situation: Situation, cohort: Cohort, module: CourseModule) -> bool:
    return any(lesson.module_id == module.id for lesson in situation.open_lessons[cohort.id])


def _lock(situation: Situation, lesson: Lesson) -> solver.Lock | None:
    lock = situation.locks.get(lesson.id)
    if lock is None or lock.day <= situation.today:
        return None
    return solver.Lock(lock.day.isoformat(), lock.first_period, lock.workshop_id, lock.instructor_id)


def _rest_minutes(situation: Situation, policy_hours: int | None) -> Mapping[str, int]:
    """Minutes of rest after a night shift by trainee: the longest that one of their cohorts asks for."""
    rest: dict[str, int] = defaultdict(int)
    for cohort in situation.waiting_cohorts:
        hours = cohort.night_rest_hours if cohort.night_rest_hours is not None else policy_hours or 0
        for person in situation.trainees.get(cohort.id, ()):
            rest[person.id] = max(rest[person.id], hours * 60)
    return rest


def _moment(day: date, minute: int) -> str:
    days, within = divmod(minute, DAY_MINUTES)
    return f"{(day + timedelta(days=days)).isoformat()}T{clock_text(within)}"
