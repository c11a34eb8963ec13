"""Changes that might do, from the facts of a reason: a ladder of amounts for each way out."""

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
from solver.explain.ladder import Ladder
from solver.explain.openings import (
    HalfDay,
    closed_half_days,
    on_weekdays,
    opened,
    periods_of,
    weekday_of,
)
from solver.explain.repair import Price, Repair
from solver.explain.sizes import of_sizes
from solver.explain.times import of_times
from solver.problem import BOTH, HALF_DAYS, Cohort, Day, Instructor, Module, Problem, Qualification
from solver.reading import days_from, week_of
from solver.rules.opening import closed_period
from solver.verdict import Facts, Subject

NEW = "+1"
MOST_RAISED = 24
MOST_DENSER = 2
MOST_PUPILS = 5
DAYTIME = HALF_DAYS[:2]


class Proposals:
    """All ladders of one reason. Steps are built when asked for, because each is a problem of its own.

    `later_days` are open days after the problem's own, as far as they are known: a cohort may end on one of them.
    """

    def __init__(self, problem: Problem, explanation: Explanation, later_days: tuple[Day, ...] = ()) -> None:
        self.problem, self.facts, self.later_days = problem, explanation.facts, later_days
        self.weeks = [monday for monday, _ in explanation.shortage.by_week] if explanation.shortage else []
        self.cohorts = {item.id: item for item in problem.cohorts}

    def ladders(self) -> Iterator[Ladder]:
        """A ladder for each way out that a fact of the reason offers."""
        for fact in self.facts:
            yield from getattr(self, f"_{fact.kind}", self._given_up)(fact)
        yield from of_sizes(self.problem, self.facts)
        # A window that reaches to the plan's last day forbids none of its days, and so is no fact of a reason.
        yield from (self._later(cohort) for cohort in self._taught() if self._ends_with_the_plan(cohort))
        yield self._cancelled()

    def _repair(
        self, code: str, subjects: tuple[Subject, ...], field: str, facts: Facts, price: Price, **changes: object
    ) -> Repair:
        return Repair(code, subjects, field, facts, price, replace(self.problem, **changes))  # type: ignore[arg-type]

    def _taught(self) -> list[Cohort]:
        ids = [s.id for fact in self.facts if fact.kind == "lessons" for s in fact.subjects if s.kind == "cohort"]
        return sorted((self.cohorts[id_] for id_ in dict.fromkeys(ids)), key=lambda cohort: (cohort.size, cohort.id))

    def _lessons(self, _fact: Fact) -> Iterator[Ladder]:
        """The lessons themselves offer nothing but the sizes of their cohorts."""
        yield from ()

    def _cancelled(self) -> Ladder:
        """One cohort less, the smallest first."""
        taught = self._taught()

        def step(choice: int) -> Repair:
            cohort = taught[choice - 1]
            modules = _without_cohort(self.problem.modules, cohort.id)
            kept = {module.id for module in modules}
            return self._repair(
                "cancel_cohort",
                (Subject("cohort", cohort.id),),
                f"cohorts[{self.problem.cohorts.index(cohort)}]",
                {"size": cohort.size},
                Price(people=cohort.size, people_fewer=cohort.size),
                modules=modules,
                lessons=tuple(lesson for lesson in self.problem.lessons if lesson.module in kept),
            )

        return Ladder(len(taught), step, grows=False)

    def _qualified(self, fact: Fact) -> Iterator[Ladder]:
        kind, subject = fact.id.split(" ", 1)
        yield self._new_instructor(subject, kind)
        yield self._qualifications(subject, kind)

    def _new_instructor(self, subject: str, kind: str) -> Ladder:
        """Somebody for one of the weekdays, or for the first two of them, three …"""
        weekdays = sorted({day.works_as for day in self.problem.days})
        sets = [*((day,) for day in weekdays), *(tuple(weekdays[:count]) for count in range(2, len(weekdays) + 1))]

        def step(choice: int) -> Repair:
            chosen = sets[choice - 1]
            calendar = on_weekdays(self.problem, chosen, DAYTIME)
            new = Instructor(f"{NEW} {subject}", (Qualification(subject, kind),), availability=calendar)
            openings = half_days_open(self.problem, calendar)
            return self._repair(
                "new_instructor",
                (Subject("subject", subject),),
                "instructors",
                {"kind": kind, "weekdays": ",".join(map(str, chosen)), "openings": openings},
                Price(hired=len(chosen), people=1),
                instructors=(*self.problem.instructors, new),
            )

        return Ladder(len(sets), step, grows=False)

    def _qualifications(self, subject: str, kind: str) -> Ladder:
        """One of those with the most half-days who may not teach it yet."""
        held = Qualification(subject, kind)
        free = [
            (-half_days_open(self.problem, instructor.availability), instructor.id, at)
            for at, instructor in enumerate(self.problem.instructors)
            if not any(q.subject == subject and q.kind in (BOTH, kind) for q in instructor.qualifications)
        ]
        able = sorted(free)[:MOST_PUPILS]

        def step(choice: int) -> Repair:
            _, id_, at = able[choice - 1]
            changed = list(self.problem.instructors)
            changed[at] = replace(changed[at], qualifications=(*changed[at].qualifications, held))
            return self._repair(
                "qualify",
                (Subject("instructor", id_), Subject("subject", subject)),
                f"instructors[{at}].qualifications",
                {"kind": kind},
                Price(trained=1, people=1),
                instructors=tuple(changed),
            )

        return Ladder(len(able), step, grows=False)

    def _instructor_available(self, fact: Fact) -> Iterator[Ladder]:
        yield self._opened(fact, "instructors", "instructor", evenings=False)
        yield self._opened(fact, "instructors", "instructor", evenings=True)

    def _workshop_open(self, fact: Fact) -> Iterator[Ladder]:
        yield self._opened(fact, "workshops", "workshop", evenings=False)
        yield self._opened(fact, "workshops", "workshop", evenings=True)

    def _opened(self, fact: Fact, collection: str, kind: str, *, evenings: bool) -> Ladder:
        """More half-days, in the weeks that lack openings first; or the evenings of one weekday, of two …"""
        items = getattr(self.problem, collection)
        at, item = next((at, item) for at, item in enumerate(items) if item.id == fact.id)
        closed = closed_half_days(self.problem, item.availability, evenings=evenings)
        ordered = _spread(closed, self.weeks)
        steps = _by_weekday(ordered) if evenings else [ordered[: count + 1] for count in range(len(ordered))]

        def step(amount: int) -> Repair:
            chosen = steps[amount - 1]
            calendar = opened(self.problem, item.availability, chosen)
            changed = tuple(replace(x, availability=calendar) if x is item else x for x in items)
            days = sorted(day for day, _ in chosen)
            periods = sum(len(periods_of(self.problem, half)) for _, half in chosen)
            facts: Facts = {"openings": len(chosen), "first": days[0], "last": days[-1]}
            if evenings:
                facts = {**facts, "weekdays": ",".join(map(str, sorted({weekday_of(day) for day in days})))}
            return self._repair(
                f"{kind}_{'evenings' if evenings else 'openings'}",
                (Subject(kind, item.id),),
                f"{collection}[{at}].availability",
                facts,
                Price(extra_periods=periods, people=int(kind == "instructor")),
                **{collection: changed},
            )

        return Ladder(len(steps), step)

    def _cohort_available(self, fact: Fact) -> Iterator[Ladder]:
        return of_times(self.problem, self.cohorts[fact.id])

    def _window(self, fact: Fact) -> Iterator[Ladder]:
        if not self._ends_with_the_plan(self.cohorts[fact.id]):
            yield self._later(self.cohorts[fact.id])

    def _ends_with_the_plan(self, cohort: Cohort) -> bool:
        return cohort.last_day >= self.problem.days[-1].date

    def _later(self, cohort: Cohort) -> Ladder:
        """One working day of the cohort later, two, five … as far as open days are known."""
        at = self.problem.cohorts.index(cohort)
        numbers = [period.number for period in self.problem.periods]
        last_known = self.problem.days[-1].date
        known = (*self.problem.days, *(day for day in self.later_days if day.date > last_known))
        later = [
            day.date
            for day in known
            if day.date > cohort.last_day
            and any(closed_period(cohort.availability, day, number, number) is None for number in numbers)
        ]

        def step(amount: int) -> Repair:
            last = later[amount - 1]
            number = days_from(cohort.last_day, last)
            return self._repair(
                "later_end",
                (Subject("cohort", cohort.id),),
                f"cohorts[{at}].last_day",
                {"days": number, "last": last},
                Price(people=cohort.size, days_late=number),
                days=tuple(day for day in known if day.date <= max(last, last_known)),
                cohorts=tuple(replace(c, last_day=last) if c is cohort else c for c in self.problem.cohorts),
            )

        return Ladder(len(later), step)

    def _instructor_week_cap(self, fact: Fact) -> Iterator[Ladder]:
        yield self._raised(fact, "instructors", "max_periods_a_week")

    def _instructor_day_cap(self, fact: Fact) -> Iterator[Ladder]:
        yield self._raised(fact, "instructors", "max_periods_a_day")

    def _cohort_week_cap(self, fact: Fact) -> Iterator[Ladder]:
        yield self._raised(fact, "cohorts", "max_periods_a_week")

    def _cohort_day_cap(self, fact: Fact) -> Iterator[Ladder]:
        yield self._raised(fact, "cohorts", "max_periods_a_day")

    def _raised(self, fact: Fact, collection: str, attribute: str) -> Ladder:
        items = getattr(self.problem, collection)
        at, item = next((at, item) for at, item in enumerate(items) if item.id == fact.id)
        was = getattr(item, attribute)
        people = item.size if isinstance(item, Cohort) else 1

        def step(more: int) -> Repair:
            return self._repair(
                "raise_cap",
                (Subject(collection[:-1], item.id, "who"),),
                f"{collection}[{at}].{attribute}",
                {"was": was, "most": was + more, "cap": fact.kind},
                Price(people=people, extra_periods=more),
                **{collection: tuple(replace(x, **{attribute: was + more}) if x is item else x for x in items)},
            )

        return Ladder(MOST_RAISED, step)

    def _lock(self, fact: Fact) -> Iterator[Ladder]:
        lesson = next(lesson for lesson in self.problem.lessons if lesson.id == fact.id)
        module = next(module for module in self.problem.modules if module.id == lesson.module)
        yield self._single(
            "release_lock",
            (Subject("lesson", lesson.id),),
            fact.field,
            {},
            Price(people=self.cohorts[module.cohort].size),
            lessons=tuple(replace(x, locked=None) if x is lesson else x for x in self.problem.lessons),
        )

    def _single(
        self, code: str, subjects: tuple[Subject, ...], field: str, facts: Facts, price: Price, **changes: object
    ) -> Ladder:
        """A way out that is taken or not."""
        return Ladder(1, lambda _amount: self._repair(code, subjects, field, facts, price, **changes))

    def _module_spacing(self, fact: Fact) -> Iterator[Ladder]:
        module = next(module for module in self.problem.modules if module.id == fact.id)
        was = max(after.least_days for after in module.after)

        def step(less: int) -> Repair:
            least = was - less
            after = tuple(replace(link, least_days=min(link.least_days, least)) for link in module.after)
            return self._repair(
                "shorten_spacing",
                fact.subjects,
                fact.field,
                {"was": was, "least": least},
                Price(people=self.cohorts[module.cohort].size, extra_periods=less),
                modules=tuple(replace(m, after=after) if m is module else m for m in self.problem.modules),
            )

        yield Ladder(was, step)

    def _lessons_a_day(self, fact: Fact) -> Iterator[Ladder]:
        module = next(module for module in self.problem.modules if module.id == fact.id)
        was = module.most_lessons_a_day or 1

        def step(more: int) -> Repair:
            most = was + more
            return self._repair(
                "lessons_a_day",
                (Subject("module", module.id),),
                fact.field,
                {"most": most},
                Price(people=self.cohorts[module.cohort].size, extra_periods=more - 1),
                modules=tuple(replace(m, most_lessons_a_day=most) if m is module else m for m in self.problem.modules),
            )

        yield Ladder(MOST_DENSER, step)

    def _duty(self, fact: Fact) -> Iterator[Ladder]:
        yield self._without(fact, "move_duty", "duties")

    def _commitment(self, fact: Fact) -> Iterator[Ladder]:
        yield self._without(fact, "move_commitment", "commitments")

    def _without(self, fact: Fact, code: str, collection: str) -> Ladder:
        kept = tuple(item for item in getattr(self.problem, collection) if item.id != fact.id)
        people = sum(self.cohorts[s.id].size if s.kind == "cohort" else 1 for s in fact.subjects[1:])
        return self._single(code, fact.subjects, fact.field, fact.facts, Price(people=people), **{collection: kept})

    def _equipped(self, _fact: Fact) -> Iterator[Ladder]:
        """Buying machines is no repair of a timetable; sizes and more openings are."""
        yield from ()

    def _travel(self, _fact: Fact) -> Iterator[Ladder]:
        """A way takes as long as it takes."""
        yield from ()

    def _given_up(self, fact: Fact) -> Iterator[Ladder]:
        """A rule of the course or of the order is given up: the people of its cohort must agree."""
        people = sum(self.cohorts[s.id].size for s in fact.subjects if s.kind == "cohort") or max(
            (c.size for c in self._taught()), default=1
        )
        repair = Repair(
            "give_up",
            fact.subjects,
            fact.field,
            {},
            Price(people=2 * people),
            _dropped(self.problem, fact),
            given_up=described(self.problem, fact.key),
        )
        yield Ladder(1, lambda _amount: repair)


def _without_cohort(modules: tuple[Module, ...], cohort: str) -> tuple[Module, ...]:
    """The modules that others attend, without this cohort; nothing waits for those that fall away."""
    attended = []
    for module in modules:
        others = tuple(id_ for id_ in (module.cohort, *module.also) if id_ != cohort)
        if others:
            attended.append(replace(module, cohort=others[0], also=others[1:]))
    kept = {module.id for module in attended}
    return tuple(replace(m, after=tuple(link for link in m.after if link.module in kept)) for m in attended)


def _dropped(problem: Problem, fact: Fact) -> Problem:
    """The problem without the fact, and otherwise as it was."""
    draft = Draft.of(problem)
    BY_NAME[fact.kind].drop(draft, {fact.id})
    collection = fact.field.split("[")[0]
    changed: dict[str, Any] = {collection: tuple(getattr(draft, collection))}
    return replace(problem, **changed)


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
