"""The part of a problem whose lessons can meet one lesson's people: enough for all rules about cohorts and trainees."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from solver.problem import Cohort, Problem


def near(problem: Problem, lesson: str) -> Problem:
    """The problem of the cohorts whose lessons can meet this one's people: its own, groups of it, shared trainees."""
    modules = {module.id: module for module in problem.modules}
    own = modules[next(item.module for item in problem.lessons if item.id == lesson)]
    cohorts = _people_of(problem, {own.cohort, *own.also})
    taught = [m for m in problem.modules if cohorts.intersection((m.cohort, *m.also))]
    present = cohorts.union(*((m.cohort, *m.also) for m in taught))
    ids = {module.id for module in taught}
    kept = [cohort for cohort in problem.cohorts if cohort.id in present]
    trainees = {trainee for cohort in kept for trainee in cohort.trainees}
    return view(
        problem,
        cohorts=tuple(_known_part(cohort, present) for cohort in kept),
        modules=tuple(replace(m, after=tuple(a for a in m.after if a.module in ids)) for m in taught),
        lessons=tuple(item for item in problem.lessons if item.module in ids),
        duties=tuple(
            replace(
                duty,
                cohorts=tuple(c for c in duty.cohorts if c in present),
                trainees=tuple(t for t in duty.trainees if t in trainees),
            )
            for duty in problem.duties
            if present.intersection(duty.cohorts) or trainees.intersection(duty.trainees)
        ),
        commitments=tuple(
            replace(
                item,
                cohorts=tuple(c for c in item.cohorts if c in present),
                trainees=tuple(t for t in item.trainees if t in trainees),
            )
            for item in problem.commitments
        ),
        allowances=(),
        quotas=(),
        wishes=(),
        published=(),
    )


def view(problem: Problem, **parts: object) -> Problem:
    """The problem with some of its lists cut down, which a sound problem needs no validation for."""
    view = copy(problem)
    for name, value in parts.items():
        object.__setattr__(view, name, value)
    return view


def _known_part(cohort: Cohort, present: set[str]) -> Cohort:
    return replace(cohort, part_of=None) if cohort.part_of is not None and cohort.part_of not in present else cohort


def _people_of(problem: Problem, cohorts: set[str]) -> set[str]:
    """These cohorts, their groups and wholes, and those that share a trainee with any of them."""
    found = set(cohorts)
    whole = {c.part_of for c in problem.cohorts if c.id in found and c.part_of is not None}
    found |= whole | {c.id for c in problem.cohorts if c.part_of in found}
    trainees = {trainee for c in problem.cohorts if c.id in found for trainee in c.trainees}
    return found | {c.id for c in problem.cohorts if trainees.intersection(c.trainees)}
