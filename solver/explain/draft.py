"""A problem as lists that can be changed, and a problem again: what is dropped, and what then concerns nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from solver.problem import (
    ALWAYS,
    PRACTICE,
    Allowance,
    Base,
    Cohort,
    Commitment,
    Day,
    Duty,
    Instructor,
    Lesson,
    Line,
    Module,
    Period,
    Problem,
    Quota,
    Travel,
    Workshop,
)


@dataclass
class Draft:
    """The parts of a problem that decide whether a timetable exists; wishes and the published one do not."""

    name: str
    periods: list[Period]
    days: list[Day]
    bases: list[Base]
    workshops: list[Workshop]
    instructors: list[Instructor]
    cohorts: list[Cohort]
    modules: list[Module]
    lessons: list[Lesson]
    travel: list[Travel]
    duties: list[Duty]
    commitments: list[Commitment]
    lines: list[Line]
    quotas: list[Quota]
    allowances: list[Allowance]

    @classmethod
    def of(cls, problem: Problem) -> Draft:
        """The lists of a problem."""
        values = {field.name: getattr(problem, field.name) for field in fields(cls) if field.name != "name"}
        return cls(name=problem.name, **{name: list(value) for name, value in values.items()})

    def problem(self) -> Problem:
        """The problem of these lists; raises `ProblemFaults` where they do not fit together."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "name"}
        return Problem(name=self.name, **{name: tuple(value) for name, value in values.items()})


def demanded(modules: Iterable[Module]) -> set[tuple[str, str]]:
    """The subjects and kinds that somebody must be able to teach."""
    return {(module.subject, module.kind) for module in modules}


def pool_of(module: Module) -> str:
    """The equipment type that a module draws on; an empty text for seats."""
    return module.equipment if module.kind == PRACTICE and module.equipment is not None else ""


def prune(draft: Draft) -> None:
    """Take away everybody and everything that no lesson of the draft can concern."""
    _prune_cohorts(draft)
    _prune_instructors(draft)
    _prune_workshops(draft)
    _prune_forbidden(draft)
    kept = {cohort.id for cohort in draft.cohorts}
    trainees = {trainee for cohort in draft.cohorts for trainee in cohort.trainees}
    staff = {instructor.id for instructor in draft.instructors}
    rooms = {workshop.id for workshop in draft.workshops}
    draft.duties = [_duty_of(duty, kept, trainees) for duty in draft.duties]
    draft.duties = [duty for duty in draft.duties if duty.cohorts or duty.trainees]
    draft.commitments = [_commitment_of(item, kept, trainees, staff, rooms) for item in draft.commitments]
    draft.commitments = [
        item
        for item in draft.commitments
        if item.cohorts or item.trainees or item.instructors or item.workshop in rooms
    ]
    draft.allowances = [item for item in draft.allowances if item.instructor in staff]
    owners = {cohort.owner for cohort in draft.cohorts}
    draft.quotas = [item for item in draft.quotas if item.owner in owners]


def _prune_cohorts(draft: Draft) -> None:
    taught = {module.cohort for module in draft.modules} | {id_ for module in draft.modules for id_ in module.also}
    draft.cohorts = [cohort for cohort in draft.cohorts if cohort.id in taught]
    draft.cohorts = [
        replace(cohort, part_of=None) if cohort.part_of is not None and cohort.part_of not in taught else cohort
        for cohort in draft.cohorts
    ]


def _prune_instructors(draft: Draft) -> None:
    wanted = {subject for subject, _ in demanded(draft.modules)}
    locked = {lesson.locked.instructor for lesson in draft.lessons if lesson.locked is not None}
    draft.instructors = [
        instructor
        for instructor in draft.instructors
        if instructor.id in locked or any(held.subject in wanted for held in instructor.qualifications)
    ]


def _prune_workshops(draft: Draft) -> None:
    pools = {pool_of(module) for module in draft.modules}
    named = {lesson.locked.workshop for lesson in draft.lessons if lesson.locked is not None}
    named |= {id_ for quota in draft.quotas for id_ in quota.workshops}
    named |= {item.workshop for item in draft.commitments if item.cohorts or item.instructors or item.trainees}
    draft.workshops = [
        workshop
        for workshop in draft.workshops
        if workshop.id in named
        or ("" in pools and workshop.seats)
        or any(entry.equipment in pools and entry.count for entry in workshop.stations)
    ]


def _prune_forbidden(draft: Draft) -> None:
    """What is forbidden of somebody or something that is no longer there needs no saying."""
    there = {None, *(item.id for item in draft.instructors), *(item.id for item in draft.workshops)}
    draft.lessons = [
        replace(lesson, forbidden=tuple(x for x in lesson.forbidden if {x.workshop, x.instructor} <= there))
        if lesson.forbidden
        else lesson
        for lesson in draft.lessons
    ]


def _duty_of(duty: Duty, cohorts: set[str], trainees: set[str]) -> Duty:
    return replace(
        duty,
        cohorts=tuple(id_ for id_ in duty.cohorts if id_ in cohorts),
        trainees=tuple(id_ for id_ in duty.trainees if id_ in trainees),
    )


def _commitment_of(
    item: Commitment, cohorts: set[str], trainees: set[str], staff: set[str], rooms: set[str]
) -> Commitment:
    return replace(
        item,
        base=_base_of(item, rooms),
        workshop=item.workshop if item.workshop in rooms else None,
        cohorts=tuple(id_ for id_ in item.cohorts if id_ in cohorts),
        trainees=tuple(id_ for id_ in item.trainees if id_ in trainees),
        instructors=tuple(id_ for id_ in item.instructors if id_ in staff),
    )


def _base_of(item: Commitment, rooms: set[str]) -> str | None:
    """Only a workshop that stays tells the base; one with people in it always stays."""
    return item.base if item.workshop is None or item.workshop in rooms else None


def thin_out(draft: Draft) -> None:
    """Of workshops and of instructors that are alike keep one for each cohort, which is as good as all.

    Each cohort can have a workshop and an instructor of a kind to itself, because it has one lesson at a time.
    """
    named = _named(draft)
    _thin_out_instructors(draft, named)
    _thin_out_workshops(draft, named)


def _named(draft: Draft) -> set[str | None]:
    """Ids of instructors and workshops that other parts speak of, so that they are not like any other."""
    locks = [lesson.locked for lesson in draft.lessons if lesson.locked is not None]
    busy = {id_ for item in draft.commitments for id_ in (*item.instructors, item.workshop)}
    named = busy | {lock.instructor for lock in locks} | {lock.workshop for lock in locks}
    named |= {item.instructor for item in draft.allowances}
    kept_off = [item for lesson in draft.lessons for item in lesson.forbidden]
    named |= {item.instructor for item in kept_off} | {item.workshop for item in kept_off}
    named |= {id_ for quota in draft.quotas for id_ in quota.workshops}
    return named


def _thin_out_instructors(draft: Draft, named: set[str | None]) -> None:
    counts: dict[Instructor, int] = defaultdict(int)
    kept = []
    for instructor in draft.instructors:
        alike = replace(instructor, id="", home_base=None)
        is_capped = instructor.max_periods_a_day is not None or instructor.max_periods_a_week is not None
        counts[alike] += 1
        if instructor.id in named or is_capped or counts[alike] <= len(draft.cohorts):
            kept.append(instructor)
    draft.instructors = kept


def _thin_out_workshops(draft: Draft, named: set[str | None]) -> None:
    counts: dict[Workshop, int] = defaultdict(int)
    pools = {pool_of(module) for module in draft.modules}
    is_near = not draft.travel and not any(cohort.bases for cohort in draft.cohorts)
    open_bases = {base.id for base in draft.bases if base.availability == ALWAYS}
    kept = []
    for workshop in draft.workshops:
        room = replace(
            workshop,
            id="",
            base="" if is_near and workshop.base in open_bases else workshop.base,
            seats=workshop.seats if "" in pools else 0,
            stations=tuple(entry for entry in workshop.stations if entry.equipment in pools),
        )
        counts[room] += 1
        if workshop.id in named or counts[room] <= len(draft.cohorts):
            kept.append(workshop)
    draft.workshops = kept
