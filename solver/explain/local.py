"""The judge restricted to what moving one lesson can touch: the plain rules and goals, each on what it can see.

What each compares, and what of a place it asks for, stands in `sights.py`. Answers are kept: a whole week of places
asks few questions.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from solver.explain.balance import Balance
from solver.explain.nearby import near, view
from solver.explain.sights import (
    ALL,
    COHORTS,
    INSTRUCTOR,
    NOTHING,
    PEOPLE,
    STAGES,
    TIME,
    WORKSHOP,
    Sight,
    Stage,
    judging_goals,
    judging_rules,
    key_of,
    staged,
)
from solver.objectives import Objective
from solver.params import Weights
from solver.problem import Commitment, Problem
from solver.reading import Placed, Reading
from solver.rules import Rule
from solver.timetable import Booking, Timetable
from solver.verdict import Subject, Violation

Known = TypeVar("Known")
_UNKNOWN = object()
Mark = tuple[str, tuple[Subject, ...], str | None, int | None]


class LocalJudge:
    """What moving one lesson of a timetable would break or cost; changes nothing.

    Answers are those of `solver.check` on the whole timetable, before against after; places that agree in what a
    rule asks for are judged once. Where problem and timetable are a part of a larger one, `balance` has the loads of
    the whole.
    """

    def __init__(
        self,
        problem: Problem,
        timetable: Timetable,
        lesson: str,
        weights: Weights | None = None,
        balance: Balance | None = None,
    ) -> None:
        self.problem, self.lesson, self.balance = problem, lesson, balance
        self.weights = weights or Weights()
        self.present = next(booking for booking in timetable.bookings if booking.lesson == lesson)
        self.others = [booking for booking in timetable.bookings if booking.lesson != lesson]
        self._far = Reading(problem, Timetable()).grouped()
        self._near = Reading(near(problem, lesson), Timetable()).grouped()
        self._of_people = [booking for booking in self.others if booking.lesson in self._near.lessons]
        self._by_staff: dict[str, list[Booking]] = defaultdict(list)
        self._by_room: dict[tuple[str, str], list[Booking]] = defaultdict(list)
        for booking in self.others:
            self._by_staff[booking.instructor].append(booking)
            self._by_room[booking.workshop, booking.day].append(booking)
        own = next(item for item in problem.lessons if item.id == lesson)
        self._periods = own.periods
        self._held: dict[str | None, list[Commitment]] = defaultdict(list)
        for item in problem.commitments:
            self._held[item.workshop].append(item)
        self._known: dict[Hashable, object] = {}
        self._rules = [(rule, self._told_apart(rule, sight)) for rule, sight in judging_rules(problem, own)]
        self._rule_stages = staged(self._rules)
        goals = judging_goals(problem, own, self.weights)
        self._goal_stages = staged(goals)
        bases = {workshop.id: workshop.base for workshop in problem.workshops}
        asked = {sight.asks for _judge, sight in (*self._rules, *goals)} | set(STAGES)
        self._key_of = {asks: key_of(asks, bases) for asks in asked}

    def breaches(self, place: Booking) -> list[Violation]:
        """The first new breach of each rule with the lesson at `place`."""
        found = (self._breach_of(rule, sight, place) for rule, sight in self._rules)
        return [violation for violation in found if violation is not None]

    def first_breach(self, place: Booking) -> Violation | None:
        """A rule that the lesson would newly break at `place`, or None: the first of those that are quick to ask."""
        found = (self._first_of(number, stage, place) for number, stage in enumerate(self._rule_stages))
        return next(filter(None, found), None)

    def costs(self, place: Booking) -> dict[str, int]:
        """The points by which each goal that changes would change."""
        changes: dict[str, int] = {}
        for stage in self._goal_stages:
            changes.update(self._changes_of(stage, place))
        return changes

    def people_away(self, place: Booking) -> list[tuple[str, int, int]]:
        """(line, people away, most that it can spare) while the lesson is at `place`, for its own people's lines.

        People are counted at the one of the lesson's periods at which the most are away.
        """
        most = {line.id: line.most_away for line in self.problem.lines}
        if not most:
            return []
        reading = self._reading(Sight(ALL, (TIME,)), place, place)
        own = next((placed for placed in reading.placed if placed.lesson.id == self.lesson), None)
        if own is None:
            return []
        lines = sorted({share.line for cohort in own.attending for share in cohort.lines})
        return [(line, _most_away(reading, own, line), most[line]) for line in lines]

    def _told_apart(self, rule: Rule, sight: Sight) -> Sight:
        """The sight with the time among what is asked for where the rule is broken already: a breach is told by it."""
        if TIME in sight.asks or not self._known_marks(rule, sight, self.present):
            return sight
        return replace(sight, asks=(TIME, *sight.asks))

    def _first_of(self, number: int, stage: Stage[Rule], place: Booking) -> Violation | None:
        asks, judging = stage
        found = (self._breach_of(rule, sight, place) for rule, sight in judging)
        return self._asked(("breach", number), asks, place, lambda: next(filter(None, found), None))

    def _breach_of(self, rule: Rule, sight: Sight, place: Booking) -> Violation | None:
        return self._asked(rule.id, sight.asks, place, lambda: self._fresh(rule, sight, place))

    def _fresh(self, rule: Rule, sight: Sight, place: Booking) -> Violation | None:
        known = self._known_marks(rule, sight, place)
        fresh = rule.check(self._reading(sight, place, place))
        return next((violation for violation in fresh if mark_of(violation) not in known), None)

    def _known_marks(self, rule: Rule, sight: Sight, place: Booking) -> set[Mark]:
        """What the rule finds around `place` with the lesson where it stands now."""
        return self._once(
            (rule.id, "known", self._around(sight, place)),
            lambda: {mark_of(violation) for violation in rule.check(self._reading(sight, place, self.present))},
        )

    def _changes_of(self, stage: Stage[Objective], place: Booking) -> dict[str, int]:
        asks, judging = stage
        found = ((goal.id, self._change_of(goal, sight, place)) for goal, sight in judging)
        return self._asked("costs", asks, place, lambda: {goal: points for goal, points in found if points})

    def _change_of(self, goal: Objective, sight: Sight, place: Booking) -> int:
        if goal.id == "load_balance" and self.balance is not None:
            change = self.balance.change(self._periods, self.present.instructor, place.instructor)
            return self.weights.of(goal.id) * change
        return self._asked(goal.id, sight.asks, place, lambda: self._difference(goal, sight, place))

    def _difference(self, goal: Objective, sight: Sight, place: Booking) -> int:
        before = self._once(
            (goal.id, "before", self._around(sight, place)),
            lambda: _total(goal, self._reading(sight, place, self.present)),
        )
        return self.weights.of(goal.id) * (_total(goal, self._reading(sight, place, place)) - before)

    def _asked(self, about: Hashable, asks: tuple[str, ...], place: Booking, work: Callable[[], Known]) -> Known:
        """An answer that hangs on these parts of a place only."""
        return self._once((about, asks, self._key_of[asks](place)), work)

    def _around(self, sight: Sight, place: Booking) -> Hashable:
        """What tells apart the sets of bookings that a sight takes in for different places."""
        if sight.others == WORKSHOP:
            return place.workshop, place.day
        return place.instructor if sight.others in (INSTRUCTOR, PEOPLE) else None

    def _reading(self, sight: Sight, place: Booking, own: Booking) -> Reading:
        """The bookings of a sight around `place`, with the lesson itself standing at `own`."""
        ground, name = self._ground(sight, place)
        alone = self._once(("alone", name, own), lambda: _Glimpse(ground, (own,)))
        if sight.others == NOTHING:
            return alone
        around = ("seen", sight.others, self._around(sight, place))
        seen = self._once(around, lambda: _Glimpse(ground, self._seen(sight, place)))
        return self._once((*around, own), lambda: _joined(ground, seen, alone))

    def _ground(self, sight: Sight, place: Booking) -> tuple[Reading, Hashable]:
        """The problem that a sight is read against, and its name: no larger than what the sight takes in."""
        if sight.others in (NOTHING, COHORTS):
            return self._near, COHORTS
        if sight.others == WORKSHOP:
            name: Hashable = (WORKSHOP, place.workshop)
            held = self._held.get(place.workshop, ())
            return self._once(("ground", name), lambda: self._far_part(commitments=tuple(held))), name
        if sight.others != INSTRUCTOR or place.instructor not in self._far.instructors:
            return self._far, ALL
        own = (self._far.instructors[place.instructor],)
        name = (INSTRUCTOR, place.instructor)
        return self._once(("ground", name), lambda: self._far_part(instructors=own)), name

    def _far_part(self, **parts: object) -> Reading:
        return _Glimpse(self._far, problem=view(self.problem, **parts))

    def _seen(self, sight: Sight, place: Booking) -> list[Booking]:
        """The others' bookings of a sight around `place`."""
        if sight.others == WORKSHOP:
            return self._by_room.get((place.workshop, place.day), [])
        if sight.others == INSTRUCTOR:
            return self._by_staff.get(place.instructor, [])
        if sight.others == COHORTS:
            return self._of_people
        if sight.others == PEOPLE:
            staff = dict.fromkeys((place.instructor, self.present.instructor))
            taught = [booking for who in staff for booking in self._by_staff.get(who, [])]
            return list(dict.fromkeys([*self._of_people, *taught]))
        return self.others

    def _once(self, key: Hashable, work: Callable[[], Known]) -> Known:
        # Asked so often that hashing the key twice would be felt.
        found = self._known.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = self._known[key] = work()
        return found  # type: ignore[return-value]


class _Glimpse(Reading):
    """A few bookings against a problem whose own parts were grouped already."""

    def __init__(self, ground: Reading, bookings: Iterable[Booking] = (), problem: Problem | None = None) -> None:
        self.__dict__.update(vars(ground))
        self.problem = problem or ground.problem
        self.timetable = Timetable(tuple(bookings))
        self.placed, self.unreadable = [], []
        for booking in self.timetable.bookings:
            self._read(booking)
        self.placed.sort(key=_order)


def _joined(ground: Reading, one: Reading, other: Reading) -> Reading:
    """The bookings of two readings in one; the second has few."""
    both = _Glimpse(ground)
    both.timetable = Timetable((*one.timetable.bookings, *other.timetable.bookings))
    both.placed, both.unreadable = one.placed.copy(), one.unreadable + other.unreadable
    for placed in other.placed:
        insort(both.placed, placed, key=_order)
    return both


def _order(placed: Placed) -> tuple[str, int, str]:
    return placed.day, placed.first, placed.lesson.id


def mark_of(violation: Violation) -> Mark:
    """What makes two violations the same."""
    return violation.rule, violation.subjects, violation.day, violation.period


def _most_away(reading: Reading, own: Placed, line: str) -> int:
    """The most people of a line who have lessons at one of the periods of `own`."""
    counts = [0] * (own.last - own.first + 1)
    for placed in reading.placed:
        heads = sum(share.heads for cohort in placed.attending for share in cohort.lines if share.line == line)
        for period in range(max(placed.first, own.first), min(placed.last, own.last) + 1):
            counts[period - own.first] += heads if placed.day == own.day else 0
    return max(counts)


def _total(goal: Objective, reading: Reading) -> int:
    return sum(share.cost for share in goal.shares(reading))
