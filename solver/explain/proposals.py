"""Changes that might do, from the facts of a reason: ladders of steps, each step more than the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from solver.explain.draft import Draft
from solver.explain.explanation import Explanation
from solver.explain.fact import Fact
from solver.explain.kind import half_days_open
from solver.explain.kinds import BY_NAME, described
from solver.explain.openings import (
    HalfDay,
    closed_half_days,
    on_weekdays,
    opened,
    periods_of,
    week_pattern,
    weekday_of,
)
from solver.explain.repair import Price, Repair
from solver.problem import BOTH, HALF_DAYS, Availability, Cohort, Instructor, Problem, Qualification
from solver.reading import days_from, week_of
from solver.rules.opening import closed_period
from solver.verdict import Facts, Subject

NEW = "+1"
MOST_STEPS = 24
MOST_PEOPLE_FEWER = 0.4
DAYTIME = HALF_DAYS[:2]


class Proposals:
    """All ladders of one reason. Steps are built when asked for, because each is a problem of its own."""

    def __init__(self, problem: Problem, explanation: Explanation) -> None:
        self.problem, self.facts = problem, explanation.facts
        self.weeks = [monday for monday, _ in explanation.shortage.by_week] if explanation.shortage else []
        self.cohorts = {item.id: item for item in problem.cohorts}

    def ladders(self) -> Iterator[Iterator[Repair]]:
        """A ladder for each way out that a fact of the reason offers."""
        for fact in self.facts:
            yield from getattr(self, f"_{fact.kind}", self._given_up)(fact)
        yield self._cancelled()

    def _repair(
        self, code: str, subjects: tuple[Subject, ...], field: str, facts: Facts, price: Price, **changes: object
    ) -> Repair:
        return Repair(code, subjects, field, facts, price, replace(self.problem, **changes))  # type: ignore[arg-type]

    def _taught(self) -> list[Cohort]:
        ids = [s.id for fact in self.facts if fact.kind == "lessons" for s in fact.subjects if s.kind == "cohort"]
        return sorted((self.cohorts[id_] for id_ in dict.fromkeys(ids)), key=lambda cohort: (cohort.size, cohort.id))

    def _lessons(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        """The lessons themselves offer nothing but their cohort's size, once for each cohort."""
        cohort = next(s.id for s in fact.subjects if s.kind == "cohort")
        first = next(f for f in self.facts if f.kind == "lessons" and ("cohort", cohort) in {s[:2] for s in f.subjects})
        if first is fact and any(f.kind in ("equipped", "group_size", "most_trainees") for f in self.facts):
            yield self._fewer_people(self.cohorts[cohort])

    def _fewer_people(self, cohort: Cohort) -> Iterator[Repair]:
        at = self.problem.cohorts.index(cohort)
        for count in range(1, int(cohort.size * MOST_PEOPLE_FEWER) + 1):
            size = cohort.size - count
            if size < max(cohort.least_size, 1):
                return
            smaller = replace(cohort, size=size, trainees=cohort.trainees[:size])
            gone = set(cohort.trainees[size:]) - {
                t for c in self.problem.cohorts if c is not cohort for t in c.trainees
            }
            yield self._repair(
                "fewer_people",
                (Subject("cohort", cohort.id),),
                f"cohorts[{at}].size",
                {"count": count, "size": size},
                Price(people=count, people_fewer=count),
                cohorts=tuple(smaller if c is cohort else c for c in self.problem.cohorts),
                duties=tuple(replace(d, trainees=_less(d.trainees, gone)) for d in self.problem.duties),
                commitments=tuple(replace(c, trainees=_less(c.trainees, gone)) for c in self.problem.commitments),
            )

    def _cancelled(self) -> Iterator[Repair]:
        """One cohort less, the smallest first."""
        for cohort in self._taught():
            ids = {module.id for module in self.problem.modules if module.cohort == cohort.id}
            yield self._repair(
                "cancel_cohort",
                (Subject("cohort", cohort.id),),
                f"cohorts[{self.problem.cohorts.index(cohort)}]",
                {"size": cohort.size},
                Price(people=cohort.size, people_fewer=cohort.size),
                modules=tuple(module for module in self.problem.modules if module.id not in ids),
                lessons=tuple(lesson for lesson in self.problem.lessons if lesson.module not in ids),
                published=tuple(b for b in self.problem.published if self._module_of(b.lesson) not in ids),
            )

    def _module_of(self, lesson: str) -> str:
        return next((item.module for item in self.problem.lessons if item.id == lesson), "")

    def _qualified(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        kind, subject = fact.id.split(" ", 1)
        yield self._new_instructor(subject, kind)
        yield self._qualifications(subject, kind)

    def _new_instructor(self, subject: str, kind: str) -> Iterator[Repair]:
        weekdays = sorted({day.works_as for day in self.problem.days})
        singles = [(day,) for day in weekdays]
        sets = [*singles, *(tuple(weekdays[: n + 1]) for n in range(1, len(weekdays)))]
        for chosen in sets:
            calendar = on_weekdays(self.problem, chosen, DAYTIME)
            new = Instructor(f"{NEW} {subject}", (Qualification(subject, kind),), availability=calendar)
            openings = half_days_open(self.problem, calendar)
            yield self._repair(
                "new_instructor",
                (Subject("subject", subject),),
                "instructors",
                {"kind": kind, "weekdays": ",".join(map(str, chosen)), "openings": openings},
                Price(hired=len(chosen), people=1),
                instructors=(*self.problem.instructors, new),
            )

    def _qualifications(self, subject: str, kind: str) -> Iterator[Repair]:
        held = Qualification(subject, kind)
        free = [
            (-half_days_open(self.problem, instructor.availability), instructor.id, at)
            for at, instructor in enumerate(self.problem.instructors)
            if not any(q.subject == subject and q.kind in (BOTH, kind) for q in instructor.qualifications)
        ]
        for _, id_, at in sorted(free)[:5]:
            changed = list(self.problem.instructors)
            changed[at] = replace(changed[at], qualifications=(*changed[at].qualifications, held))
            yield self._repair(
                "qualify",
                (Subject("instructor", id_), Subject("subject", subject)),
                f"instructors[{at}].qualifications",
                {"kind": kind},
                Price(trained=1, people=1),
                instructors=tuple(changed),
            )

    def _instructor_available(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._opened(fact, "instructors", "instructor", evenings=False)
        yield self._opened(fact, "instructors", "instructor", evenings=True)

    def _workshop_open(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._opened(fact, "workshops", "workshop", evenings=False)
        yield self._opened(fact, "workshops", "workshop", evenings=True)

    def _opened(self, fact: Fact, collection: str, kind: str, *, evenings: bool) -> Iterator[Repair]:
        """More half-days in the weeks that lack openings first: one, two, three … or the evenings of weekdays."""
        items = getattr(self.problem, collection)
        at, item = next((at, item) for at, item in enumerate(items) if item.id == fact.id)
        closed = closed_half_days(self.problem, item.availability, evenings=evenings)
        ordered = _spread(closed, self.weeks)
        steps = _by_weekday(ordered) if evenings else [ordered[:count] for count in _counts(len(ordered))]
        for chosen in steps:
            calendar = opened(self.problem, item.availability, chosen)
            changed = tuple(replace(x, availability=calendar) if x is item else x for x in items)
            days = sorted(day for day, _ in chosen)
            periods = sum(len(periods_of(self.problem, half)) for _, half in chosen)
            facts: Facts = {"openings": len(chosen), "first": days[0], "last": days[-1]}
            if evenings:
                facts = {**facts, "weekdays": ",".join(map(str, sorted({weekday_of(day) for day in days})))}
            yield self._repair(
                f"{kind}_{'evenings' if evenings else 'openings'}",
                (Subject(kind, item.id),),
                f"{collection}[{at}].availability",
                facts,
                Price(extra_periods=periods, people=int(kind == "instructor")),
                **{collection: changed},
            )

    def _cohort_available(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        cohort = self.cohorts[fact.id]
        yield self._more_times(cohort, "cohort_evenings", [((), HALF_DAYS[2:])])
        yield self._more_times(cohort, "cohort_weekends", [((6,), ()), ((6, 7), ())])

    def _more_times(
        self, cohort: Cohort, code: str, steps: list[tuple[tuple[int, ...], tuple[str, ...]]]
    ) -> Iterator[Repair]:
        """The cohort comes on more weekdays, or in more parts of the day, as its order would say it."""
        at = self.problem.cohorts.index(cohort)
        weekdays, halves = week_pattern(self.problem, cohort.availability)
        for more_days, more_halves in steps:
            days, parts = {*weekdays, *more_days}, {*halves, *more_halves}
            pattern = on_weekdays(self.problem, tuple(sorted(days)), tuple(half for half in HALF_DAYS if half in parts))
            calendar = replace(pattern, closures=cohort.availability.closures)
            was, now = (_open_in_window(self.problem, cohort, one) for one in (cohort.availability, calendar))
            more = now[0] - was[0]
            if more <= 0:
                continue
            facts: Facts = {
                "openings": more,
                "weekdays": ",".join(map(str, sorted(more_days or days))),
                "all_weekdays": ",".join(map(str, sorted(days))),
                "all_halves": ",".join(half for half in HALF_DAYS if half in parts),
            }
            yield self._repair(
                code,
                (Subject("cohort", cohort.id),),
                f"cohorts[{at}].availability",
                facts,
                Price(people=cohort.size, extra_periods=now[1] - was[1]),
                cohorts=tuple(replace(c, availability=calendar) if c is cohort else c for c in self.problem.cohorts),
            )

    def _window(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._later(self.cohorts[fact.id])

    def _later(self, cohort: Cohort) -> Iterator[Repair]:
        at = self.problem.cohorts.index(cohort)
        later = [day.date for day in self.problem.days if day.date > cohort.last_day]
        for last in later:
            number = days_from(cohort.last_day, last)
            yield self._repair(
                "later_end",
                (Subject("cohort", cohort.id),),
                f"cohorts[{at}].last_day",
                {"days": number, "last": last},
                Price(people=cohort.size, days_late=number),
                cohorts=tuple(replace(c, last_day=last) if c is cohort else c for c in self.problem.cohorts),
            )

    def _instructor_week_cap(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._raised(fact, "instructors", "max_periods_a_week")

    def _instructor_day_cap(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._raised(fact, "instructors", "max_periods_a_day")

    def _cohort_week_cap(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._raised(fact, "cohorts", "max_periods_a_week")

    def _cohort_day_cap(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._raised(fact, "cohorts", "max_periods_a_day")

    def _raised(self, fact: Fact, collection: str, attribute: str) -> Iterator[Repair]:
        items = getattr(self.problem, collection)
        at, item = next((at, item) for at, item in enumerate(items) if item.id == fact.id)
        was = getattr(item, attribute)
        people = item.size if isinstance(item, Cohort) else 1
        for more in range(1, MOST_STEPS + 1):
            yield self._repair(
                "raise_cap",
                (Subject(collection[:-1], item.id, "who"),),
                f"{collection}[{at}].{attribute}",
                {"was": was, "most": was + more, "cap": fact.kind},
                Price(people=people, extra_periods=more),
                **{collection: tuple(replace(x, **{attribute: was + more}) if x is item else x for x in items)},
            )

    def _lock(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._released(fact)

    def _released(self, fact: Fact) -> Iterator[Repair]:
        lesson = next(lesson for lesson in self.problem.lessons if lesson.id == fact.id)
        module = next(module for module in self.problem.modules if module.id == lesson.module)
        yield self._repair(
            "release_lock",
            (Subject("lesson", lesson.id),),
            fact.field,
            {},
            Price(people=self.cohorts[module.cohort].size),
            lessons=tuple(replace(x, locked=None) if x is lesson else x for x in self.problem.lessons),
        )

    def _module_spacing(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._nearer(fact)

    def _nearer(self, fact: Fact) -> Iterator[Repair]:
        module = next(module for module in self.problem.modules if module.id == fact.id)
        was = max(after.least_days for after in module.after)
        for least in range(was - 1, -1, -1):
            after = tuple(replace(link, least_days=min(link.least_days, least)) for link in module.after)
            yield self._repair(
                "shorten_spacing",
                fact.subjects,
                fact.field,
                {"was": was, "least": least},
                Price(people=self.cohorts[module.cohort].size, extra_periods=was - least),
                modules=tuple(replace(m, after=after) if m is module else m for m in self.problem.modules),
            )

    def _lessons_a_day(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._denser(fact)

    def _denser(self, fact: Fact) -> Iterator[Repair]:
        module = next(module for module in self.problem.modules if module.id == fact.id)
        was = module.most_lessons_a_day or 1
        for most in range(was + 1, was + 3):
            yield self._repair(
                "lessons_a_day",
                (Subject("module", module.id),),
                fact.field,
                {"most": most},
                Price(people=self.cohorts[module.cohort].size),
                modules=tuple(replace(m, most_lessons_a_day=most) if m is module else m for m in self.problem.modules),
            )

    def _duty(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._without(fact, "move_duty")

    def _commitment(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        yield self._without(fact, "move_commitment")

    def _without(self, fact: Fact, code: str) -> Iterator[Repair]:
        collection = "duties" if fact.kind == "duty" else "commitments"
        kept = tuple(item for item in getattr(self.problem, collection) if item.id != fact.id)
        people = sum(self.cohorts[s.id].size if s.kind == "cohort" else 1 for s in fact.subjects[1:])
        yield self._repair(code, fact.subjects, fact.field, fact.facts, Price(people=people), **{collection: kept})

    def _equipped(self, _fact: Fact) -> Iterator[Iterator[Repair]]:
        """Buying machines is no repair of a timetable; fewer people and more openings are."""
        yield from ()

    def _travel(self, _fact: Fact) -> Iterator[Iterator[Repair]]:
        """A way takes as long as it takes."""
        yield from ()

    def _given_up(self, fact: Fact) -> Iterator[Iterator[Repair]]:
        """A rule of the course or of the order is given up: the people of its cohort must agree."""
        yield self._one_given_up(fact)

    def _one_given_up(self, fact: Fact) -> Iterator[Repair]:
        people = sum(self.cohorts[s.id].size for s in fact.subjects if s.kind == "cohort") or max(
            (c.size for c in self._taught()), default=1
        )
        changed = _dropped(self.problem, fact)
        yield Repair(
            "give_up",
            fact.subjects,
            fact.field,
            {},
            Price(people=2 * people),
            changed,
            given_up=described(self.problem, fact.key),
        )


def _dropped(problem: Problem, fact: Fact) -> Problem:
    """The problem without the fact, and otherwise as it was."""
    draft = Draft.of(problem)
    BY_NAME[fact.kind].drop(draft, {fact.id})
    collection = fact.field.split("[")[0]
    changed: dict[str, Any] = {collection: tuple(getattr(draft, collection))}
    return replace(problem, **changed)


def _less(trainees: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(trainee for trainee in trainees if trainee not in gone)


def _open_in_window(problem: Problem, cohort: Cohort, calendar: Availability) -> tuple[int, int]:
    """How many half-days and how many periods a calendar opens between a cohort's first and last day."""
    days = [day for day in problem.days if cohort.first_day <= day.date <= cohort.last_day]
    counts = [
        sum(closed_period(calendar, day, number, number) is None for number in periods_of(problem, half))
        for day in days
        for half in HALF_DAYS
    ]
    return sum(map(bool, counts)), sum(counts)


def _counts(most: int) -> list[int]:
    return list(range(1, min(most, MOST_STEPS) + 1))


def _spread(half_days: list[HalfDay], weeks: list[str]) -> list[HalfDay]:
    """One half-day of each week, the weeks that lack openings first, then a second of each, and so on."""
    seen: Counter[str] = Counter()
    ranked = []
    for day, half in half_days:
        week = week_of(day)
        seen[week] += 1
        ranked.append(((seen[week], week not in weeks, day, half), (day, half)))
    return [half_day for _, half_day in sorted(ranked)]


def _by_weekday(evenings: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The evenings of one weekday, then of two …, those with the most lacking weeks first."""
    order = list(dict.fromkeys(weekday_of(day) for day, _ in evenings))
    return [[e for e in evenings if weekday_of(e[0]) in order[: count + 1]] for count in range(len(order))]
