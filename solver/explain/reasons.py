"""Why a lesson stands where it does, and why not elsewhere: what each other place would break or cost."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from solver.check import sentence_of_violation
from solver.domains import Domains
from solver.explain.balance import Balance
from solver.explain.local import LocalJudge
from solver.explain.sights import is_of_time
from solver.index import Index
from solver.objectives import OBJECTIVES, Objective
from solver.params import Weights
from solver.problem import Names, Problem
from solver.rules import RULES, Rule
from solver.timetable import Booking, Timetable
from solver.verdict import Violation

FREE, COSTS, BREAKS = "free", "costs", "breaks"
REASONS = 3
TRIED_PLACES = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place for a lesson: what it would break, or the points by which goals would change (below 0: better).

    `verdict` is breaks, costs (dearer than now) or free (as good or better).
    """

    booking: Booking
    half_day: str
    breaches: tuple[Violation, ...]
    costs: dict[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """The change of the objective."""
        return sum(self.costs.values())

    @property
    def verdict(self) -> str:
        """One of breaks, costs and free."""
        if self.breaches:
            return BREAKS
        return COSTS if self.points > 0 else FREE


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that keeps the lesson from other half-days, or a goal that makes them dearer, and for how many.

    `example` is the first of the breaches of a rule.
    """

    kind: str
    id: str
    half_days: int
    points: int = 0
    example: Violation | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Where the lesson stands, the best place of each other half-day, and the reasons that weigh most.

    `is_best`: no other half-day is free at a lower cost, with everything else as it is.
    """

    present: Booking
    alternatives: tuple[Alternative, ...]
    reasons: tuple[Reason, ...]
    is_best: bool

    def as_dict(self) -> dict[str, Any]:
        """Everything in plain values, for JSON."""
        plain = dataclasses.asdict(self)
        for entry, alternative in zip(plain["alternatives"], self.alternatives, strict=True):
            entry.update(points=alternative.points, verdict=alternative.verdict)
        return plain


def why_here(
    problem: Problem,
    timetable: Timetable,
    lesson: str,
    weights: Weights | None = None,
    *,
    days: Collection[str] | None = None,
    balance: Balance | None = None,
) -> Reasons:
    """The best other place of each half-day of the lesson's window, and the reasons that it stands where it does.

    Only the half-days of `days` when these are given; `balance` as for `LocalJudge`.
    """
    why = _Why(problem, LocalJudge(problem, timetable, lesson, weights, balance))
    asked = [(day, half) for day, half in why.half_days(days) if not why.is_present(day, half)]
    found = tuple(why.best(day, half) for day, half in asked)
    is_best = not any(alternative.verdict == FREE and alternative.points < 0 for alternative in found)
    return Reasons(why.judge.present, found, _weightiest(found), is_best)


def why_not(
    problem: Problem,
    timetable: Timetable,
    lesson: str,
    weights: Weights | None = None,
    *,
    day: str | None = None,
    first_period: int | None = None,
    workshop: str | None = None,
    instructor: str | None = None,
) -> tuple[Alternative, ...]:
    """All that the wanted place would break or cost; what is not said of it is chosen well, once for each half-day.

    Without a day that is every half-day of the present day; raises KeyError for an unknown day, workshop or person.
    """
    why = _Why(problem, LocalJudge(problem, timetable, lesson, weights))
    wanted = day or why.judge.present.day
    for id_, known in ((wanted, why.days), (workshop, why.index.workshop_at), (instructor, why.index.instructor_at)):
        if id_ is not None and id_ not in known:
            raise KeyError(id_)
    if first_period is not None:
        half = problem.periods[first_period - 1].half_day
        return (why.in_full(why.best(wanted, half, first_period, workshop, instructor)),)
    halves = dict.fromkeys(period.half_day for period in problem.periods)
    return tuple(why.in_full(why.best(wanted, half, None, workshop, instructor)) for half in halves)


def sentences_of_alternative(alternative: Alternative, names: Names, language: str) -> tuple[str, ...]:
    """The rules that it breaks, or the goals that it changes with their points, in "en" or "zh"."""
    if alternative.breaches:
        return tuple(sentence_of_violation(breach, names, language) for breach in alternative.breaches)
    statements = {goal.id: goal.statement_zh if language == "zh" else goal.statement_en for goal in OBJECTIVES}
    return tuple(f"{statements[goal]} {points:+d}" for goal, points in alternative.costs.items())


def sentence_of_reason(reason: Reason, language: str) -> str:
    """The rule or the goal in words, with the number of half-days that it counts against, in "en" or "zh"."""
    listed: tuple[Rule | Objective, ...] = (*RULES, *OBJECTIVES)
    stated = {item.id: (item.statement_en, item.statement_zh) for item in listed}[reason.id]
    if language == "zh":
        return f"{stated[1]}（{reason.half_days}个半天）"
    return f"{stated[0]} ({reason.half_days} half-days)"


class _Why:
    """Candidates for each half-day, by the domains that the rules leave, judged by the local judge."""

    def __init__(self, problem: Problem, judge: LocalJudge) -> None:
        self.problem, self.judge = problem, judge
        self.index = Index(problem)
        self.at = self.index.lesson_at[judge.lesson]
        self.days = {day.date for day in problem.days}
        self.places, self.staff = self._eligible()
        self.busy = self._busy()
        self.siblings = {what: self._siblings(what) for what in ("staff", "place")}

    def _eligible(self) -> tuple[dict[int, int], dict[int, int]]:
        """What the rules leave this lesson by itself: workshops and instructors with their starts."""
        domains = Domains(self.index, [self.at])
        for rule in RULES:
            rule.narrow(domains)
        return dict(domains.places[self.at]), dict(domains.staff[self.at])

    def _busy(self) -> dict[tuple[str, str], int]:
        """The slots at which others hold each instructor and workshop."""
        found: dict[tuple[str, str], int] = {}
        for booking in self.judge.others:
            placement = self.index.placement(booking)
            if placement is None:
                continue
            span = self.index.grid.span(placement.slot, self.index.periods[self.index.lesson_at[booking.lesson]])
            for key in (("staff", booking.instructor), ("place", booking.workshop)):
                found[key] = found.get(key, 0) | span
        return found

    def half_days(self, asked: Collection[str] | None) -> list[tuple[str, str]]:
        """The half-days of the asked days, or of those from the cohort's first to its last."""
        cohort = self.problem.cohorts[self.index.cohort[self.at]]
        halves = dict.fromkeys(period.half_day for period in self.problem.periods)
        days = [day.date for day in self.problem.days]
        if asked is None:
            wanted = [day for day in days if cohort.first_day <= day <= cohort.last_day]
        else:
            wanted = [day for day in days if day in asked]
        return [(day, half) for day in wanted for half in halves if self._starts(half)]

    def is_present(self, day: str, half: str) -> bool:
        """Whether the lesson stands in this half-day."""
        present = self.judge.present
        return present.day == day and self.problem.periods[present.first_period - 1].half_day == half

    def _starts(self, half: str) -> list[int]:
        """The first periods from which the lesson stays in the half-day."""
        numbers = [period.number for period in self.problem.periods if period.half_day == half]
        return numbers[: max(len(numbers) - self.index.periods[self.at] + 1, 0)]

    def best(
        self, day: str, half: str, first: int | None = None, workshop: str | None = None, instructor: str | None = None
    ) -> Alternative:
        """The best place in a half-day: a free and cheap one, or the first that more than a rule of time forbids.

        Of what a place breaks one rule is named.
        """
        starts = [first] if first is not None else self._starts(half) or [self._first_of(half)]
        tried = []
        for start in starts:
            for where, who in self._choices(day, start, workshop, instructor):
                tried.append(self._judged(Booking(self.judge.lesson, day, start, where, who), half))
                if tried[-1].verdict == FREE:
                    return tried[-1]
                if any(is_of_time(breach.rule) for breach in tried[-1].breaches):
                    break
        return min(tried, key=lambda found: (_hardness(found), found.points))

    def in_full(self, alternative: Alternative) -> Alternative:
        """The same with every rule that it breaks."""
        return replace(alternative, breaches=tuple(self.judge.breaches(alternative.booking)))

    def _first_of(self, half: str) -> int:
        return next(period.number for period in self.problem.periods if period.half_day == half)

    def _judged(self, booking: Booking, half: str) -> Alternative:
        breach = self.judge.first_breach(booking)
        if breach is not None:
            return Alternative(booking, half, (breach,))
        return Alternative(booking, half, (), self.judge.costs(booking))

    def _choices(self, day: str, first: int, workshop: str | None, instructor: str | None) -> list[tuple[str, str]]:
        """A few (workshop, instructor) worth judging: the present ones first among those free at the time."""
        slot = self.index.grid.slot(self.index.grid.day_of(day), first)
        present = self.judge.present
        rooms = [item.id for item in self.problem.workshops]
        people = [item.id for item in self.problem.instructors]
        where = self._free("place", self.places, rooms, slot, present.workshop, workshop)
        who = self._free("staff", self.staff, people, slot, present.instructor, instructor)
        pairs = [(where[0], who[0])]
        pairs += [(where[0], other) for other in who[1:TRIED_PLACES]]
        pairs += [(other, who[0]) for other in where[1:TRIED_PLACES]]
        return pairs

    def _free(
        self, what: str, masks: dict[int, int], ids: list[str], slot: int, present: str, wanted: str | None
    ) -> list[str]:
        if wanted is not None:
            return [wanted]
        span = self.index.grid.span(slot, self.index.periods[self.at])
        able = [ids[at] for at, mask in masks.items() if mask >> slot & 1]
        free = [id_ for id_ in able if not self.busy.get((what, id_), 0) & span]
        free.sort(key=lambda id_: (id_ != present, id_ not in self.siblings[what]))
        return free or [id_ for id_ in able if id_ == present] or able[:1] or [present]

    def _siblings(self, what: str) -> set[str]:
        """Who teaches, or where are, the other lessons of the module."""
        own = self.index.module[self.at]
        mates = {self.problem.lessons[lesson].id for lesson in self.index.module_lessons[own]}
        attribute = "instructor" if what == "staff" else "workshop"
        return {getattr(booking, attribute) for booking in self.judge.others if booking.lesson in mates}


def _hardness(alternative: Alternative) -> int:
    """Nothing is broken, another workshop or instructor might do, or no time of the half-day does."""
    if not alternative.breaches:
        return 0
    return 2 if is_of_time(alternative.breaches[0].rule) else 1


def _weightiest(alternatives: tuple[Alternative, ...]) -> tuple[Reason, ...]:
    """The rules and goals that count against the most half-days; the first breach of each counts."""
    examples: dict[str, Violation] = {}
    counts: dict[tuple[str, str], list[int]] = {}
    for alternative in alternatives:
        if alternative.breaches:
            first = alternative.breaches[0]
            examples.setdefault(first.rule, first)
            counts.setdefault(("rule", first.rule), []).append(0)
        elif alternative.points > 0:
            goal = max(alternative.costs, key=lambda goal: alternative.costs[goal])
            counts.setdefault(("goal", goal), []).append(alternative.costs[goal])
    ranked = sorted(counts.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Reason(kind, id_, len(found), sum(found), examples.get(id_)) for (kind, id_), found in ranked[:REASONS]
    )
