"""Instances with a planted conflict of known kind and size, from the generator's sound ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from solver import After, Availability, Closure, Lock, Problem, Qualification, Stations, generate
from solver.problem import ALWAYS, Instructor, Module

HALVES = ((1, 2, 3, 4), (5, 6, 7, 8))


@dataclass(frozen=True)
class Planted:
    """A problem without timetable, the kinds of facts that its reason must name, and the cohorts at fault."""

    kind: str
    problem: Problem
    facts: frozenset[str]
    cohorts: tuple[str, ...]
    missing: int = 0


def opened(problem: Problem, count: int, seed: int, days: range | None = None) -> Availability:
    """Open on exactly `count` half-days by day, drawn from the days (positions) of the calendar."""
    drawn = random.Random(seed)
    within = range(len(problem.days)) if days is None else days
    cells = [(day, half) for day in within for half in (0, 1)]
    chosen = set(drawn.sample(cells, count))
    closures = []
    for at, day in enumerate(problem.days):
        shut = [p for half in (0, 1) if (at, half) not in chosen for p in HALVES[half]] + [9, 10, 11, 12]
        closures.append(Closure(day.date, day.date, tuple(shut) if len(shut) < 12 else ()))
    return Availability((), tuple(closures))


def cohorts_of(problem: Problem, count: int, seed: int) -> tuple[str, ...]:
    """Some cohorts, drawn."""
    return tuple(sorted(random.Random(seed).sample([cohort.id for cohort in problem.cohorts], count)))


def few_instructors(size: str, seed: int = 1, cohorts: int = 4, people: int = 2, missing: int = 1) -> Planted:
    """The practice of some cohorts becomes a subject of its own; its instructors have `missing` openings too few."""
    problem, _ = generate(size, seed, "loose")
    chosen = cohorts_of(problem, cohorts, seed)
    modules = tuple(
        replace(m, subject="rare", kind="practice") if m.cohort in chosen and m.kind == "practice" else m
        for m in problem.modules
    )
    wanted = {m.id for m in modules if m.subject == "rare"}
    lessons = sum(lesson.module in wanted for lesson in problem.lessons)
    share, rest = divmod(lessons - missing, people)
    staff = tuple(
        Instructor(
            f"rare{at}",
            (Qualification("rare"),),
            availability=opened(problem, share + (at < rest), seed + at),
        )
        for at in range(people)
    )
    return Planted(
        "few_instructors",
        replace(problem, modules=modules, instructors=(*problem.instructors, *staff)),
        frozenset({"instructor_available", "lessons", "qualified"}),
        chosen,
        missing,
    )


def few_workshops(size: str, seed: int = 1, cohorts: int = 3, rooms: int = 2, missing: int = 1) -> Planted:
    """The practice of some cohorts needs a rare machine; the workshops that have it are open too seldom."""
    problem, _ = generate(size, seed, "loose")
    chosen = cohorts_of(problem, cohorts, seed)
    modules = tuple(
        replace(m, equipment="rare") if m.cohort in chosen and m.kind == "practice" else m for m in problem.modules
    )
    wanted = {m.id for m in modules if m.equipment == "rare"}
    lessons = sum(lesson.module in wanted for lesson in problem.lessons)
    share, rest = divmod(lessons - missing, rooms)
    workshops = list(problem.workshops)
    for at in range(rooms):
        open_at = opened(problem, share + (at < rest), seed + at)
        workshops.append(
            replace(workshops[0], id=f"rare{at}", stations=(Stations("rare", 30),), seats=0, availability=open_at)
        )
    return Planted(
        "few_workshops",
        replace(problem, modules=modules, workshops=tuple(workshops)),
        frozenset({"workshop_open", "lessons", "equipped"}),
        chosen,
        missing,
    )


def never_together(size: str, seed: int = 1) -> Planted:
    """The only instructor of a module comes in the mornings, its only machine runs in the afternoons."""
    problem, _ = generate(size, seed, "loose")
    module = next(m for m in problem.modules if m.kind == "practice")
    mornings = Availability(tuple(HALVES[0] for _ in range(7)))
    afternoons = Availability(tuple(HALVES[1] for _ in range(7)))
    return Planted(
        "never_together",
        replace(
            problem,
            modules=_with(problem.modules, replace(module, subject="rare", equipment="rare")),
            instructors=(*problem.instructors, Instructor("rare", (Qualification("rare"),), availability=mornings)),
            workshops=(
                *problem.workshops,
                replace(problem.workshops[0], id="rare", stations=(Stations("rare", 30),), availability=afternoons),
            ),
        ),
        frozenset({"instructor_available", "workshop_open", "lessons", "equipped", "qualified"}),
        (module.cohort,),
    )


def _with(modules: tuple[Module, ...], *changed: Module) -> tuple[Module, ...]:
    by_id = {module.id: module for module in changed}
    return tuple(by_id.get(module.id, module) for module in modules)


def order_in_window(size: str, seed: int = 1) -> Planted:
    """A cohort has two weeks for a chain of modules of one lesson a day, with days between them."""
    problem, _ = generate(size, seed, "loose")
    cohort = cohorts_of(problem, 1, seed)[0]
    own = [module for module in problem.modules if module.cohort == cohort]
    first, second = own[0], own[1]
    chained = replace(second, after=(After(first.id, least_days=10),))
    cohorts = tuple(
        replace(c, first_day=problem.days[0].date, last_day=problem.days[9].date) if c.id == cohort else c
        for c in problem.cohorts
    )
    return Planted(
        "order_in_window",
        replace(problem, cohorts=cohorts, modules=_with(problem.modules, chained)),
        frozenset({"window", "lessons"}),
        (cohort,),
    )


def clashing_locks(size: str, seed: int = 1) -> Planted:
    """The first lessons of two modules of a cohort, neither before the other, are locked to the same time."""
    problem, _ = generate(size, seed, "loose")
    cohort = cohorts_of(problem, 1, seed)[0]
    own = [module.id for module in problem.modules if module.cohort == cohort and not module.after][:2]
    lock = Lock(problem.days[30].date, 5)
    lessons = tuple(
        replace(lesson, locked=lock) if lesson.module in own and lesson.number == 1 else lesson
        for lesson in problem.lessons
    )
    return Planted("clashing_locks", replace(problem, lessons=lessons), frozenset({"lock", "lessons"}), (cohort,))


def no_time_to_travel(size: str = "M", seed: int = 1) -> Planted:
    """A cohort is locked to follow a lesson at one base with one at another, with a short break between."""
    problem, _ = generate(size, seed, "loose")
    legs = tuple(replace(leg, minutes=120) for leg in problem.travel)
    cohort = problem.cohorts[0]
    own = {module.id for module in problem.modules if module.cohort == cohort.id and not module.after}
    first, second = [lesson for lesson in problem.lessons if lesson.module in own and lesson.number == 1][:2]
    there, elsewhere = _two_bases(problem, first.module, second.module)
    day = problem.days[20].date
    locks = {first.id: Lock(day, 1, there), second.id: Lock(day, 5, elsewhere)}
    rooms = tuple(replace(w, availability=ALWAYS) if w.id in (there, elsewhere) else w for w in problem.workshops)
    lessons = tuple(replace(x, locked=locks[x.id]) if x.id in locks else x for x in problem.lessons)
    return Planted(
        "no_time_to_travel",
        replace(problem, travel=legs, lessons=lessons, workshops=rooms),
        frozenset({"travel", "lock", "lessons"}),
        (cohort.id,),
    )


def _two_bases(problem: Problem, one: str, other: str) -> tuple[str, str]:
    wanted = {module.id: module.equipment for module in problem.modules}
    fits = [
        [w for w in problem.workshops if wanted[m] is None or any(s.equipment == wanted[m] for s in w.stations)]
        for m in (one, other)
    ]
    return next((a.id, b.id) for a in fits[0] for b in fits[1] if a.base != b.base)


PLANTS: tuple[Callable[[], Planted], ...] = (
    lambda: few_instructors("S"),
    lambda: few_instructors("S", 2, cohorts=3, people=3, missing=5),
    lambda: few_workshops("S"),
    lambda: never_together("S"),
    lambda: order_in_window("S"),
    lambda: clashing_locks("S"),
    no_time_to_travel,
)
