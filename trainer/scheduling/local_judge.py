"""The judge for one lesson that is moved: the solver's plain rules, each asked only about what it can see.

A rule about a workshop looks at that workshop's day, one about a cohort at that cohort's lessons. Which bookings a
rule compares, and what of the lesson's place it asks for, stands in `RULES` and `GOALS`; a rule or goal that is not
listed sees every booking and is asked about every place, so that a new one is judged right before it is judged fast.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

import solver
from solver.objectives import Objective
from solver.reading import Placed, Reading
from solver.rules import Rule

Mark = tuple[str, tuple[solver.Subject, ...], str | None, int | None]
Known = TypeVar("Known")
Stage = tuple[tuple[str, ...], list[Rule]]
NOTHING, COHORTS, INSTRUCTOR, WORKSHOP, PEOPLE, EVERYTHING = (
    "nothing",
    "cohorts",
    "instructor",
    "workshop",
    "people",
    "",
)
TIME, BASE, ROOM, STAFF = "time", "base", "workshop", "instructor"


@dataclass(frozen=True)
class Sight:
    """Which other bookings a rule or goal compares the lesson with, and which parts of its place it asks for.

    Where the problem has nothing in the field that it `needs`, there is nothing to judge.
    """

    others: str
    asks: tuple[str, ...]
    needs: str = ""

    def is_idle(self, problem: solver.Problem) -> bool:
        """Whether the problem gives nothing to judge."""
        return bool(self.needs) and not getattr(problem, self.needs)


ALL = Sight(EVERYTHING, (TIME, BASE, ROOM, STAFF))
# In the order of asking: the first breach is the one that is said.
RULES: Mapping[str, Sight] = {
    "known_ids": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "locked_lesson": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "every_lesson_once": Sight(NOTHING, ()),
    "calendar_day": Sight(NOTHING, (TIME,)),
    "half_day": Sight(NOTHING, (TIME,)),
    "window": Sight(NOTHING, (TIME,)),
    "cohort_available": Sight(NOTHING, (TIME,)),
    "module_available": Sight(NOTHING, (TIME,)),
    "rest_after_duty": Sight(NOTHING, (TIME,)),
    "cohort_double_booking": Sight(COHORTS, (TIME,)),
    "trainee_double_booking": Sight(COHORTS, (TIME,)),
    "lesson_order": Sight(COHORTS, (TIME,)),
    "lesson_spacing": Sight(COHORTS, (TIME,)),
    "lessons_a_day": Sight(COHORTS, (TIME,)),
    "module_order": Sight(COHORTS, (TIME,)),
    "module_spacing": Sight(COHORTS, (TIME,)),
    "cohort_day_cap": Sight(COHORTS, (TIME,)),
    "cohort_week_cap": Sight(COHORTS, (TIME,)),
    "weekly_pattern": Sight(COHORTS, (TIME,)),
    "group_split": Sight(COHORTS, (TIME,)),
    "line_presence": Sight(EVERYTHING, (TIME,), "lines"),
    "workshop_equipment": Sight(NOTHING, (ROOM,)),
    "workshop_capacity": Sight(NOTHING, (ROOM,)),
    "allowed_base": Sight(NOTHING, (BASE,)),
    "group_size": Sight(NOTHING, (ROOM, STAFF)),
    "mentor_ratio": Sight(NOTHING, (STAFF,)),
    "one_instructor": Sight(COHORTS, (STAFF,)),
    "instructor_qualified": Sight(NOTHING, (TIME, STAFF)),
    "instructor_available": Sight(NOTHING, (TIME, STAFF)),
    "instructor_double_booking": Sight(INSTRUCTOR, (TIME, STAFF)),
    "instructor_day_cap": Sight(INSTRUCTOR, (TIME, STAFF)),
    "instructor_week_cap": Sight(INSTRUCTOR, (TIME, STAFF)),
    "allowance": Sight(INSTRUCTOR, (TIME, STAFF), "allowances"),
    "cohort_travel": Sight(COHORTS, (TIME, BASE)),
    "trainee_travel": Sight(COHORTS, (TIME, BASE)),
    "instructor_travel": Sight(INSTRUCTOR, (TIME, BASE, STAFF)),
    "workshop_open": Sight(NOTHING, (TIME, ROOM)),
    "reserved_periods": Sight(NOTHING, (TIME, ROOM)),
    "workshop_double_booking": Sight(WORKSHOP, (TIME, ROOM)),
    "quota": Sight(EVERYTHING, (TIME, ROOM), "quotas"),
}
GOALS: Mapping[str, Sight] = {
    "evenings_weekends": Sight(COHORTS, (TIME,)),
    "compactness": Sight(COHORTS, (TIME,)),
    "spread": Sight(COHORTS, (TIME,)),
    "wished_window": Sight(COHORTS, (TIME,)),
    "lone_lessons": Sight(COHORTS, (TIME,)),
    "least_days": Sight(COHORTS, (TIME,)),
    "pattern_choice": Sight(COHORTS, (TIME,)),
    "subsidy_lost": Sight(COHORTS, (TIME,)),
    "fair_evenings": Sight(EVERYTHING, (TIME, STAFF)),
    "wishes": Sight(COHORTS, (TIME, BASE, STAFF), "wishes"),
    "seats_missing": Sight(NOTHING, (ROOM,)),
    "people_touched": Sight(COHORTS, (TIME, ROOM, STAFF), "published"),
    "lessons_moved": Sight(COHORTS, (TIME, ROOM, STAFF), "published"),
    "instructor_changes": Sight(COHORTS, (STAFF,)),
    "workshop_changes": Sight(COHORTS, (ROOM,)),
    "travel": Sight(PEOPLE, (TIME, BASE, STAFF)),
}


@dataclass(frozen=True)
class Balance:
    """How many periods each instructor has in the whole draft, and the even share above which points are counted."""

    fair: int
    loads: Mapping[str, int]

    def change(self, periods: int, before: str, after: str) -> int:
        """How the goal's cost changes when so many periods go from one instructor to another."""
        if before == after:
            return 0
        given, taken = self.loads.get(before, 0), self.loads.get(after, 0)
        return self._over(given - periods) - self._over(given) + self._over(taken + periods) - self._over(taken)

    def _over(self, load: int) -> int:
        return max(load - self.fair, 0)


class _Glimpse(Reading):
    """A few bookings that were read already, against a problem whose own parts were grouped already."""

    def __init__(self, empty: Reading, *parts: Reading) -> None:
        self.__dict__.update(vars(empty))
        self.placed = sorted((placed for part in parts for placed in part.placed), key=_order)
        self.unreadable = [found for part in parts for found in part.unreadable]
        self.timetable = solver.Timetable(tuple(booking for part in parts for booking in part.timetable.bookings))

    @classmethod
    def of(cls, empty: Reading, bookings: Iterable[solver.Booking]) -> _Glimpse:
        """Bookings that nobody has read yet."""
        glimpse = cls(empty)
        glimpse.timetable = solver.Timetable(tuple(bookings))
        for booking in glimpse.timetable.bookings:
            glimpse._read(booking)
        return glimpse


class LocalJudge:
    """What moving one lesson of a timetable would break or cost; changes nothing.

    `own` is a problem with the lessons that are compared with it over all weeks: of its cohort, and of cohorts that
    share trainees with it. `whole` has everybody else's lessons too, as far as the weeks of the places need them.
    """

    def __init__(
        self,
        own: solver.Problem,
        whole: solver.Problem,
        bookings: Mapping[str, solver.Booking],
        lesson: str,
        balance: Balance | None = None,
    ) -> None:
        self.lesson, self.balance = lesson, balance
        self.present = bookings[lesson]
        self._others = [booking for id_, booking in sorted(bookings.items()) if id_ != lesson]
        self._near, self._far = Reading(own, solver.Timetable()), Reading(whole, solver.Timetable())
        self._base = {workshop.id: workshop.base for workshop in whole.workshops}
        self._stages = _stages(whole)
        self._weights = solver.Weights()
        self._known: dict[Hashable, object] = {}

    def breach(self, place: solver.Booking) -> solver.Violation | None:
        """The first rule that the lesson would break at `place` and does not break now, or None."""
        found = (self._first(stage, place) for stage in self._stages)
        return next((violation for violation in found if violation is not None), None)

    def breaches(self, place: solver.Booking) -> list[solver.Violation]:
        """One breach of each rule that the lesson would newly break at `place`, in the order of the solver's rules."""
        found = (self._breach_of(rule, place) for rule in solver.RULES)
        return [violation for violation in found if violation is not None]

    def costs(self, place: solver.Booking) -> dict[str, int]:
        """The points by which each goal that changes would change."""
        changes = {goal.id: self._change_of(goal, place) for goal in solver.OBJECTIVES}
        return {goal: points for goal, points in changes.items() if points}

    def line_presence(self, place: solver.Booking) -> list[tuple[str, int, int]]:
        """(line, people away, most that it can spare) while the lesson is at `place`, for its own people's lines.

        People are counted at the lesson's periods in whose number the most are away.
        """
        most = {line.id: line.most_away for line in self._far.problem.lines}
        if not most:
            return []
        reading = self._reading(Sight(EVERYTHING, (TIME,)), place, place)
        own = next((placed for placed in reading.placed if placed.lesson.id == self.lesson), None)
        lines = sorted({share.line for cohort in own.attending for share in cohort.lines}) if own is not None else []
        return [(line, _away(reading, own, line), most[line]) for line in lines if own is not None]

    def _first(self, stage: Stage, place: solver.Booking) -> solver.Violation | None:
        asks, rules = stage
        found = (self._breach_of(rule, place) for rule in rules)
        return self._once(
            ("stage", rules[0].id, *self._asked(asks, place)),
            lambda: next((violation for violation in found if violation is not None), None),
        )

    def _breach_of(self, rule: Rule, place: solver.Booking) -> solver.Violation | None:
        sight = RULES.get(rule.id, ALL)
        return self._once((rule.id, *self._asked(sight.asks, place)), lambda: self._fresh(rule, sight, place))

    def _fresh(self, rule: Rule, sight: Sight, place: solver.Booking) -> solver.Violation | None:
        known = self._once(
            (rule.id, "known", self._around(sight, place)),
            lambda: {mark_of(violation) for violation in rule.check(self._reading(sight, place, self.present))},
        )
        fresh = rule.check(self._reading(sight, place, place))
        return next((violation for violation in fresh if mark_of(violation) not in known), None)

    def _change_of(self, goal: Objective, place: solver.Booking) -> int:
        weight, sight = self._weights.of(goal.id), GOALS.get(goal.id, ALL)
        if not weight or sight.is_idle(self._far.problem):
            return 0
        if goal.id == "load_balance" and self.balance is not None:
            periods = self._near.lessons[self.lesson].periods
            return weight * self.balance.change(periods, self.present.instructor, place.instructor)
        return self._once(
            (goal.id, *self._asked(sight.asks, place)), lambda: weight * self._difference(goal, sight, place)
        )

    def _difference(self, goal: Objective, sight: Sight, place: solver.Booking) -> int:
        before = self._once(
            (goal.id, "before", self._around(sight, place)),
            lambda: _total(goal, self._reading(sight, place, self.present)),
        )
        return _total(goal, self._reading(sight, place, place)) - before

    def _asked(self, asks: Iterable[str], place: solver.Booking) -> list[Hashable]:
        """The parts of a place that are asked for; places that agree in them get the same answer."""
        return [self._part(part, place) for part in asks]

    def _part(self, part: str, place: solver.Booking) -> Hashable:
        if part == TIME:
            return place.day, place.first_period
        if part == BASE:
            return self._base.get(place.workshop)
        return place.workshop if part == ROOM else place.instructor

    def _around(self, sight: Sight, place: solver.Booking) -> Hashable:
        """What tells apart the sets of bookings that a sight takes in for different places."""
        if sight.others == WORKSHOP:
            return place.workshop, place.day
        return place.instructor if sight.others in (INSTRUCTOR, PEOPLE) else None

    def _reading(self, sight: Sight, place: solver.Booking, own: solver.Booking) -> Reading:
        """The bookings of a sight around `place`, with the lesson itself standing at `own`."""
        alone = self._once(("alone", own), lambda: _Glimpse.of(self._near, (own,)))
        if sight.others == NOTHING:
            return alone
        key = ("reading", sight.others, self._around(sight, place), own)
        return self._once(key, lambda: _Glimpse(self._ground(sight), alone, self._seen(sight, place)))

    def _ground(self, sight: Sight) -> Reading:
        return self._near if sight.others == COHORTS else self._far

    def _seen(self, sight: Sight, place: solver.Booking) -> Reading:
        """The others' bookings of a sight around `place`."""
        key = ("seen", sight.others, self._around(sight, place))
        return self._once(
            key, lambda: _Glimpse.of(self._ground(sight), filter(self._filter(sight, place), self._others))
        )

    def _filter(self, sight: Sight, place: solver.Booking) -> Callable[[solver.Booking], bool]:
        staff = {place.instructor, self.present.instructor}
        filters: Mapping[str, Callable[[solver.Booking], bool]] = {
            NOTHING: lambda other: False,
            COHORTS: lambda other: other.lesson in self._near.lessons,
            INSTRUCTOR: lambda other: other.instructor == place.instructor,
            WORKSHOP: lambda other: (other.workshop, other.day) == (place.workshop, place.day),
            PEOPLE: lambda other: other.lesson in self._near.lessons or other.instructor in staff,
            EVERYTHING: lambda other: True,
        }
        return filters[sight.others]

    def _once(self, key: Hashable, work: Callable[[], Known]) -> Known:
        """What `work` gave when it was first asked for under this key."""
        if key not in self._known:
            self._known[key] = work()
        return self._known[key]  # type: ignore[return-value]


def _away(reading: Reading, own: Placed, line: str) -> int:
    """The most people of a line who have lessons at one of the periods of `own`."""
    counts = [0] * (own.last - own.first + 1)
    for placed in reading.placed:
        heads = sum(share.heads for cohort in placed.attending for share in cohort.lines if share.line == line)
        for period in range(max(placed.first, own.first), min(placed.last, own.last) + 1):
            counts[period - own.first] += heads if placed.day == own.day else 0
    return max(counts)


def _order(placed: Placed) -> tuple[str, int, str]:
    return placed.day, placed.first, placed.lesson.id


def mark_of(violation: solver.Violation) -> Mark:
    """What makes two violations the same."""
    return violation.rule, violation.subjects, violation.day, violation.period


def _stages(problem: solver.Problem) -> list[Stage]:
    """The rules by what they ask for, in the order of `RULES`; those that are not listed come last."""
    order = list(RULES)
    asked = (rule for rule in solver.RULES if not RULES.get(rule.id, ALL).is_idle(problem))
    ranked = sorted(asked, key=lambda rule: order.index(rule.id) if rule.id in RULES else len(order))
    grouped = groupby(ranked, key=lambda rule: RULES.get(rule.id, ALL).asks)
    return [(asks, list(rules)) for asks, rules in grouped]


def _total(goal: Objective, reading: Reading) -> int:
    return sum(share.cost for share in goal.shares(reading))
