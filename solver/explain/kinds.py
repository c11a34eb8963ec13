"""The kinds of facts in one list: how each is found in a problem, described and dropped from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, replace

from solver.explain.draft import Draft, demanded, pool_of, prune, thin_out
from solver.explain.fact import Fact, Key
from solver.explain.kind import Attributes, Items, Kind
from solver.problem import (
    ALWAYS,
    BOTH,
    After,
    Instructor,
    Lock,
    Module,
    Problem,
    Qualification,
    Stations,
    Workshop,
)
from solver.verdict import Facts, Subject

PLENTY = 1_000_000
ANYBODY, ANYWHERE = "*", "*"


class Lessons(Kind):
    """The lessons of a module must be taught."""

    name = "lessons"
    rule = "every_lesson_once"

    def ids(self, problem: Problem) -> Iterator[str]:
        taught = {lesson.module for lesson in problem.lessons}
        yield from (module.id for module in problem.modules if module.id in taught)

    def describe(self, problem: Problem, id_: str) -> Fact:
        at, module = next((at, m) for at, m in enumerate(problem.modules) if m.id == id_)
        lessons = [lesson for lesson in problem.lessons if lesson.module == id_]
        subjects = (Subject("module", id_), Subject("cohort", module.cohort), Subject("subject", module.subject))
        facts: Facts = {
            "lessons": len(lessons),
            "periods": sum(lesson.periods for lesson in lessons),
            "kind": module.kind,
        }
        return Fact(self.name, id_, self.rule, subjects, f"modules[{at}]", facts)

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        draft.modules = [_without(module, ids) for module in draft.modules if module.id not in ids]
        draft.lessons = [lesson for lesson in draft.lessons if lesson.module not in ids]


def _without(module: Module, ids: Collection[str]) -> Module:
    if not any(after.module in ids for after in module.after):
        return module
    return replace(module, after=tuple(after for after in module.after if after.module not in ids))


class CohortWindow(Kind):
    """A cohort's first and last day, where they leave out days of the calendar."""

    name = "window"
    rule = "window"

    def ids(self, problem: Problem) -> Iterator[str]:
        first, last = problem.days[0].date, problem.days[-1].date
        yield from (c.id for c in problem.cohorts if c.first_day > first or c.last_day < last)

    def describe(self, problem: Problem, id_: str) -> Fact:
        at, cohort = next((at, c) for at, c in enumerate(problem.cohorts) if c.id == id_)
        facts: Facts = {"first": cohort.first_day, "last": cohort.last_day}
        return Fact(self.name, id_, self.rule, (Subject("cohort", id_),), f"cohorts[{at}].last_day", facts)

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        first, last = draft.days[0].date, draft.days[-1].date
        draft.cohorts = [
            replace(c, first_day=min(c.first_day, first), last_day=max(c.last_day, last)) if c.id in ids else c
            for c in draft.cohorts
        ]


class ModuleSpacing(Kind):
    """The days between a module and those before it."""

    name = "module_spacing"
    rule = "module_spacing"

    def ids(self, problem: Problem) -> Iterator[str]:
        for module in problem.modules:
            if any(after.least_days or after.most_days is not None for after in module.after):
                yield module.id

    def describe(self, problem: Problem, id_: str) -> Fact:
        at, module = next((at, m) for at, m in enumerate(problem.modules) if m.id == id_)
        before = tuple(Subject("module", after.module, "before") for after in module.after)
        most = [after.most_days for after in module.after if after.most_days is not None]
        facts: Facts = {"least": max(after.least_days for after in module.after), "most": min(most, default="∞")}
        return Fact(self.name, id_, self.rule, (Subject("module", id_), *before), f"modules[{at}].after", facts)

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        draft.modules = [
            replace(m, after=tuple(After(after.module) for after in m.after)) if m.id in ids else m
            for m in draft.modules
        ]


class Locks(Attributes):
    """What of a lesson may not move."""

    def describe(self, problem: Problem, id_: str) -> Fact:
        at, lesson = next((at, lesson) for at, lesson in enumerate(problem.lessons) if lesson.id == id_)
        lock = lesson.locked or Lock()
        named = [
            Subject(kind, one) for kind, one in (("workshop", lock.workshop), ("instructor", lock.instructor)) if one
        ]
        facts: Facts = {field.name: getattr(lock, field.name) or "–" for field in fields(Lock)}
        return Fact(self.name, id_, self.rule, (Subject("lesson", id_), *named), f"lessons[{at}].locked", facts)


class OnlyThese(Kind):
    """Only these instructors may teach a subject; dropped, each cohort has one more to itself."""

    name = "qualified"
    rule = "instructor_qualified"

    def ids(self, problem: Problem) -> Iterator[str]:
        yield from (f"{kind} {subject}" for subject, kind in sorted(demanded(problem.modules)))

    def describe(self, problem: Problem, id_: str) -> Fact:
        kind, subject = id_.split(" ", 1)
        able = [i.id for i in problem.instructors if any(_covers(held, subject, kind) for held in i.qualifications)]
        people = tuple(Subject("instructor", one) for one in able)
        facts: Facts = {"kind": kind, "count": len(able)}
        return Fact(self.name, id_, self.rule, (Subject("subject", subject), *people), "instructors", facts)

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        held = []
        for id_ in sorted(ids):
            kind, subject = id_.split(" ", 1)
            held.append(Qualification(subject, kind))
        if held:
            draft.instructors += [Instructor(f"{ANYBODY}{at}", tuple(held)) for at in range(len(draft.cohorts))]


def _covers(held: Qualification, subject: str, kind: str) -> bool:
    return held.subject == subject and held.kind in (BOTH, kind)


class OnlyThere(Kind):
    """Only these workshops have an equipment type, or seats; dropped, each cohort has one more to itself."""

    name = "equipped"
    rule = "workshop_equipment"

    def ids(self, problem: Problem) -> Iterator[str]:
        yield from sorted({pool_of(module) for module in problem.modules})

    def describe(self, problem: Problem, id_: str) -> Fact:
        found = {w.id: w.seats if not id_ else _stations(w, id_) for w in problem.workshops}
        able = {workshop: count for workshop, count in found.items() if count}
        most = max(able.values(), default=0)
        own = (Subject("equipment", id_),) if id_ else ()
        subjects = (*own, *(Subject("workshop", workshop) for workshop in able))
        kind = "equipped" if id_ else "seats"
        return Fact(self.name, id_, self.rule, subjects, "workshops", {"count": len(able), "most": most, "what": kind})

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        stations = tuple(Stations(pool, PLENTY) for pool in sorted(ids) if pool)
        seats = PLENTY if "" in ids else 0
        is_anywhere = not draft.travel and not any(c.bases for c in draft.cohorts)
        for base in draft.bases[:1] if is_anywhere else draft.bases:
            draft.workshops += [
                Workshop(f"{ANYWHERE}{base.id}{at}", base.id, seats, stations) for at in range(len(draft.cohorts))
            ]


def _stations(workshop: Workshop, equipment: str) -> int:
    return sum(entry.count for entry in workshop.stations if entry.equipment == equipment)


class SharedTrainees(Kind):
    """Trainees who belong to several cohorts; dropped, they are named in none."""

    name = "shared_trainees"
    rule = "trainee_double_booking"

    def ids(self, problem: Problem) -> Iterator[str]:
        yield from sorted({" ".join(cohorts) for cohorts in _crowds(problem).values()})

    def describe(self, problem: Problem, id_: str) -> Fact:
        cohorts = id_.split(" ")
        count = sum(" ".join(found) == id_ for found in _crowds(problem).values())
        at = next(at for at, cohort in enumerate(problem.cohorts) if cohort.id == cohorts[0])
        subjects = tuple(Subject("cohort", cohort) for cohort in cohorts)
        return Fact(self.name, id_, self.rule, subjects, f"cohorts[{at}].trainees", {"count": count})

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        gone = {trainee for trainee, cohorts in _crowds(draft).items() if " ".join(cohorts) in ids}
        draft.cohorts = [replace(c, trainees=_less(c.trainees, gone)) for c in draft.cohorts]
        draft.duties = [replace(d, trainees=_less(d.trainees, gone)) for d in draft.duties]
        draft.commitments = [replace(x, trainees=_less(x.trainees, gone)) for x in draft.commitments]


def _less(trainees: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(trainee for trainee in trainees if trainee not in gone) if gone else trainees


def _crowds(problem: Problem | Draft) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for cohort in problem.cohorts:
        for trainee in cohort.trainees:
            found[trainee].append(cohort.id)
    return {trainee: tuple(cohorts) for trainee, cohorts in found.items() if len(cohorts) > 1}


NO_WINDOW = {"first_day": None, "last_day": None}

# In the order in which they are dropped: what is seldom part of a reason first, the lessons last.
KINDS: tuple[Kind, ...] = (
    Items("duty", "rest_after_duty", "duties", ("start", "end"), (("cohort", "cohorts"), ("trainee", "trainees"))),
    Items(
        "commitment",
        "instructor_double_booking",
        "commitments",
        ("day", "first_period"),
        (("instructor", "instructors"), ("cohort", "cohorts"), ("workshop", "workshop")),
    ),
    Items("travel", "instructor_travel", "travel", ("minutes",), (("base", "origin"), ("base", "destination"))),
    SharedTrainees(),
    Items("quota", "quota", "quotas", ("most",), (("organisation", "owner"),)),
    Items("allowance", "allowance", "allowances", ("most_periods_a_week",), (("instructor", "instructor"),)),
    Attributes("line", "line_presence", "cohorts", {"lines": ()}),
    Attributes("part_of", "group_split", "cohorts", {"part_of": None}),
    Attributes("mentor_ratio", "mentor_ratio", "instructors", {"max_trainees": None}),
    Attributes("reservation", "reserved_periods", "workshops", {"reservations": ()}),
    Attributes("base_open", "workshop_open", "bases", {"availability": ALWAYS}),
    Attributes("group_size", "group_size", "cohorts", {"least_size": 1, "most_size": None}),
    Attributes("most_trainees", "group_size", "modules", {"most_trainees": None}),
    Attributes("instructor_day_cap", "instructor_day_cap", "instructors", {"max_periods_a_day": None}),
    Attributes("cohort_day_cap", "cohort_day_cap", "cohorts", {"max_periods_a_day": None}),
    Attributes("cohort_bases", "allowed_base", "cohorts", {"bases": ()}, (("base", "bases"),)),
    ModuleSpacing(),
    Attributes("order", "module_order", "modules", {"after": ()}, (("module", "after"),)),
    Attributes("patterns", "weekly_pattern", "modules", {"patterns": ()}),
    Attributes("one_instructor", "one_instructor", "modules", {"one_instructor": False}),
    Attributes("module_available", "module_available", "modules", {"availability": ALWAYS}),
    Attributes("module_window", "window", "modules", NO_WINDOW),
    Attributes("lesson_spacing", "lesson_spacing", "modules", {"least_days_between": 0, "most_days_between": None}),
    Attributes("lessons_a_day", "lessons_a_day", "modules", {"most_lessons_a_day": None}),
    Attributes("cohort_week_cap", "cohort_week_cap", "cohorts", {"max_periods_a_week": None}),
    Attributes("cohort_available", "cohort_available", "cohorts", {"availability": ALWAYS}),
    Attributes("instructor_week_cap", "instructor_week_cap", "instructors", {"max_periods_a_week": None}),
    Locks("lock", "locked_lesson", "lessons", {"locked": None}),
    Attributes("forbidden", "forbidden_place", "lessons", {"forbidden": ()}),
    CohortWindow(),
    Attributes("workshop_open", "workshop_open", "workshops", {"availability": ALWAYS}),
    Attributes("instructor_available", "instructor_available", "instructors", {"availability": ALWAYS}),
    OnlyThere(),
    OnlyThese(),
    Lessons(),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def keys_of(problem: Problem) -> list[Key]:
    """Every fact of a problem, in the order in which they are best dropped."""
    return [Key(kind.name, id_) for kind in KINDS for id_ in kind.ids(problem)]


def described(problem: Problem, key: Key) -> Fact:
    """A fact of the problem with what its sentence needs."""
    return BY_NAME[key.kind].describe(problem, key.id)


def without(problem: Problem, keys: Iterable[Key]) -> Problem:
    """The problem less these facts, and less everybody whom its lessons then cannot concern."""
    dropped: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        dropped[key.kind].add(key.id)
    draft = Draft.of(problem)
    if "lessons" in dropped:
        BY_NAME["lessons"].drop(draft, dropped.pop("lessons"))
        prune(draft)
    for kind in KINDS:
        if kind.name in dropped:
            kind.drop(draft, dropped[kind.name])
    prune(draft)
    thin_out(draft)
    return draft.problem()


def only(problem: Problem, keys: Iterable[Key]) -> Problem:
    """The problem with these facts and no others."""
    kept = set(keys)
    return without(problem, [key for key in keys_of(problem) if key not in kept])
