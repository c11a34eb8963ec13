"""Ways out by size: a cohort of fewer people, or a module taught in groups, so that it fits where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil

from solver.explain.fact import Fact
from solver.explain.ladder import Ladder
from solver.explain.repair import Price, Repair
from solver.problem import Cohort, LineShare, Module, Problem
from solver.verdict import Subject

# The facts that weigh the heads of a lesson: workstations and seats, sizes, mentors, quotas, production lines.
OF_HEADS = frozenset({"equipped", "group_size", "most_trainees", "mentor_ratio", "quota", "line"})
MOST_GROUPS = 4
MOST_SPLIT = 8
GROUP = "+"


def of_sizes(problem: Problem, facts: tuple[Fact, ...]) -> Iterator[Ladder]:
    """For each cohort of the reason, if the reason weighs heads, fewer people; for some of its modules, groups."""
    if not any(fact.kind in OF_HEADS for fact in facts):
        return
    taught = {fact.id for fact in facts if fact.kind == "lessons"}
    modules = [module for module in problem.modules if module.id in taught]
    cohorts = {cohort.id: cohort for cohort in problem.cohorts}
    for id_ in dict.fromkeys(id_ for module in modules for id_ in (module.cohort, *module.also)):
        yield _fewer_people(problem, cohorts[id_])
    # Small groups find room beside others soonest; what is too large for any room is a reason by itself.
    for module in sorted(modules, key=lambda module: _weight(problem, module))[:MOST_SPLIT]:
        yield _groups(problem, module)


def _fewer_people(problem: Problem, cohort: Cohort) -> Ladder:
    at = problem.cohorts.index(cohort)

    def step(count: int) -> Repair:
        size = cohort.size - count
        gone = set(cohort.trainees[size:]) - {t for c in problem.cohorts if c is not cohort for t in c.trainees}
        smaller = replace(cohort, size=size, trainees=cohort.trainees[:size], lines=_lines_of(cohort, size))
        return Repair(
            "fewer_people",
            (Subject("cohort", cohort.id),),
            f"cohorts[{at}].size",
            {"count": count, "size": size},
            Price(people=count, people_fewer=count),
            replace(
                problem,
                cohorts=tuple(smaller if c is cohort else c for c in problem.cohorts),
                modules=tuple(_with_heads(m, cohort, count) for m in problem.modules),
                duties=tuple(replace(d, trainees=_less(d.trainees, gone)) for d in problem.duties),
                commitments=tuple(replace(c, trainees=_less(c.trainees, gone)) for c in problem.commitments),
            ),
        )

    return Ladder(cohort.size - max(cohort.least_size, 1), step)


def _less(trainees: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(trainee for trainee in trainees if trainee not in gone)


def _lines_of(cohort: Cohort, size: int) -> tuple[LineShare, ...]:
    """The heads from each production line: those who leave are from no line as long as there are such people."""
    left = size
    found = []
    for share in cohort.lines:
        found.append(replace(share, heads=min(share.heads, left)))
        left -= found[-1].heads
    return tuple(found)


def _with_heads(module: Module, cohort: Cohort, count: int) -> Module:
    """Where a module counts its heads, those of the cohort who leave are no longer among them."""
    if module.heads is None or cohort.id not in (module.cohort, *module.also):
        return module
    return replace(module, heads=max(module.heads - count, 0))


def _groups(problem: Problem, module: Module) -> Ladder:
    """Two groups, three … each of which is taught all lessons of the module.

    The groups come one after the other: the whole cohort keeps their times free, so that no cap and no shift of
    anybody in either group is overlooked.
    """
    heads = _heads_of(problem, module)
    at = problem.modules.index(module)
    lessons = [lesson for lesson in problem.lessons if lesson.module == module.id]

    def step(more: int) -> Repair:
        size = ceil(heads / (more + 1))
        smaller = replace(module, heads=size)
        groups = {f"{module.id}{GROUP}{number}": number for number in range(2, more + 2)}
        return Repair(
            "split_groups",
            (Subject("module", module.id), Subject("cohort", module.cohort)),
            f"modules[{at}]",
            {"groups": more + 1, "size": size, "lessons": more * len(lessons)},
            Price(people=heads, taught_again=more * sum(lesson.periods for lesson in lessons)),
            replace(
                problem,
                modules=(
                    *(smaller if m is module else _after_all(m, module.id, groups) for m in problem.modules),
                    *(replace(smaller, id=id_) for id_ in groups),
                ),
                lessons=(
                    *problem.lessons,
                    *(
                        replace(lesson, id=f"{lesson.id}{GROUP}{number}", module=id_, locked=None)
                        for id_, number in groups.items()
                        for lesson in lessons
                    ),
                ),
            ),
        )

    return Ladder(min(MOST_GROUPS, heads) - 1, step, grows=False)


def _weight(problem: Problem, module: Module) -> tuple[int, int]:
    """What is split first: the module that needs the least room at once, then the one with the fewest periods."""
    needed = ceil(_heads_of(problem, module) / module.trainees_per_station)
    return needed, sum(lesson.periods for lesson in problem.lessons if lesson.module == module.id)


def _heads_of(problem: Problem, module: Module) -> int:
    attending = (module.cohort, *module.also)
    sizes = (cohort.size for cohort in problem.cohorts if cohort.id in attending)
    return sum(sizes) if module.heads is None else module.heads


def _after_all(module: Module, split: str, groups: Iterable[str]) -> Module:
    """What comes after the module that is split comes after each of its groups."""
    more = (replace(link, module=id_) for link in module.after if link.module == split for id_ in groups)
    return replace(module, after=(*module.after, *more))
