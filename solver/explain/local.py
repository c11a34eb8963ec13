"""The judge restricted to what moving one lesson can touch: the plain rules and goals, each on what it can see.

A rule about a workshop looks at that workshop's day, one about a cohort at that cohort's lessons. What each compares,
and what of a place it asks for, stands in `RULE_SIGHTS` and `GOAL_SIGHTS`; one that is not listed sees every booking
and is asked about every place, so that a new rule is judged right before it is judged fast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import TypeVar

from solver.objectives import OBJECTIVES, Objective
from solver.params import Weights
from solver.problem import Cohort, Problem
from solver.reading import Placed, Reading
from solver.rules import RULES, Rule
from solver.timetable import Booking, Timetable
from solver.verdict import Subject, Violation

Known = TypeVar("Known")
Mark = tuple[str, tuple[Subject, ...], str | None, int | None]
NOTHING, COHORTS, INSTRUCTOR, WORKSHOP, PEOPLE, ALL = "nothing", "cohorts", "instructor", "workshop", "people", "all"
TIME, BASE, ROOM, STAFF = "time", "base", "workshop", "instructor"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which other bookings are compared with the lesson's, and which parts of its place are asked for.

    Where the problem has nothing in the field that it `needs`, there is nothing to judge.
    """

    others: str
    asks: tuple[str, ...]
    needs: str = ""


EVERYTHING = Sight(ALL, (TIME, BASE, ROOM, STAFF))
RULE_SIGHTS: Mapping[str, Sight] = {
    "known_ids": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "every_lesson_once": Sight(NOTHING, ()),
    "group_size": Sight(NOTHING, ()),
    "calendar_day": Sight(NOTHING, (TIME,)),
    "half_day": Sight(NOTHING, (TIME,)),
    "window": Sight(NOTHING, (TIME,)),
    "locked_lesson": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "forbidden_place": Sight(NOTHING, (TIME, ROOM, STAFF)),
    "allowed_base": Sight(NOTHING, (BASE,)),
    "workshop_equipment": Sight(NOTHING, (ROOM,)),
    "workshop_capacity": Sight(NOTHING, (ROOM,)),
    "instructor_qualified": Sight(NOTHING, (TIME, STAFF)),
    "mentor_ratio": Sight(NOTHING, (STAFF,)),
    "workshop_open": Sight(NOTHING, (TIME, ROOM)),
    "reserved_periods": Sight(NOTHING, (TIME, ROOM)),
    "instructor_available": Sight(NOTHING, (TIME, STAFF)),
    "cohort_available": Sight(NOTHING, (TIME,)),
    "module_available": Sight(NOTHING, (TIME,)),
    "rest_after_duty": Sight(NOTHING, (TIME,)),
    "workshop_double_booking": Sight(WORKSHOP, (TIME, ROOM)),
    "instructor_double_booking": Sight(INSTRUCTOR, (TIME, STAFF)),
    "cohort_double_booking": Sight(COHORTS, (TIME,)),
    "trainee_double_booking": Sight(COHORTS, (TIME,)),
    "lesson_order": Sight(COHORTS, (TIME,)),
    "lesson_spacing": Sight(COHORTS, (TIME,)),
    "lessons_a_day": Sight(COHORTS, (TIME,)),
    "module_order": Sight(COHORTS, (TIME,)),
    "module_spacing": Sight(COHORTS, (TIME,)),
    "weekly_pattern": Sight(COHORTS, (TIME,)),
    "group_split": Sight(COHORTS, (TIME,)),
    "one_instructor": Sight(COHORTS, (STAFF,)),
    "instructor_day_cap": Sight(INSTRUCTOR, (TIME, STAFF)),
    "instructor_week_cap": Sight(INSTRUCTOR, (TIME, STAFF)),
    "allowance": Sight(INSTRUCTOR, (TIME, STAFF), "allowances"),
    "cohort_day_cap": Sight(COHORTS, (TIME,)),
    "cohort_week_cap": Sight(COHORTS, (TIME,)),
    "instructor_travel": Sight(INSTRUCTOR, (TIME, BASE, STAFF)),
    "cohort_travel": Sight(COHORTS, (TIME, BASE)),
    "trainee_travel": Sight(COHORTS, (TIME, BASE)),
    "line_presence": Sight(ALL, (TIME,), "lines"),
    "quota": Sight(ALL, (TIME, ROOM), "quotas"),
}
GOAL_SIGHTS: Mapping[str, Sight] = {
    "evenings_weekends": Sight(COHORTS, (TIME,)),
    "compactness": Sight(COHORTS, (TIME,)),
    "spread": Sight(COHORTS, (TIME,)),
    "instructor_changes": Sight(COHORTS, (STAFF,)),
    "workshop_changes": Sight(COHORTS, (ROOM,)),
    "load_balance": Sight(ALL, (STAFF,)),
    "wished_window": Sight(COHORTS, (TIME,)),
    "travel": Sight(PEOPLE, (TIME, BASE, STAFF)),
    "lone_lessons": Sight(COHORTS, (TIME,)),
    "least_days": Sight(COHORTS, (TIME,)),
    "seats_missing": Sight(NOTHING, (ROOM,)),
    "pattern_choice": Sight(COHORTS, (TIME,)),
    "wishes": Sight(PEOPLE, (TIME, BASE, STAFF), "wishes"),
    "fair_evenings": Sight(PEOPLE, (TIME, STAFF)),
    "subsidy_lost": Sight(COHORTS, (TIME,)),
    "people_touched": Sight(ALL, (TIME, ROOM, STAFF), "published"),
    "lessons_moved": Sight(ALL, (TIME, ROOM, STAFF), "published"),
}


def is_of_time(rule: str) -> bool:
    """Whether a rule asks for nothing of a place but its time, so that no workshop and no instructor mends it."""
    return RULE_SIGHTS.get(rule, EVERYTHING).asks == (TIME,)


class LocalJudge:
    """What moving one lesson of a timetable would break or cost; changes nothing.

    Answers are those of `solver.check` on the whole timetable, before against after; places that agree in what a
    rule asks for are judged once.
    """

    def __init__(self, problem: Problem, timetable: Timetable, lesson: str, weights: Weights | None = None) -> None:
        self.problem, self.lesson = problem, lesson
        self.weights = weights or Weights()
        self.present = next(booking for booking in timetable.bookings if booking.lesson == lesson)
        self.others = [booking for booking in timetable.bookings if booking.lesson != lesson]
        self._far = Reading(problem, Timetable())
        self._near = Reading(near(problem, lesson), Timetable())
        self._of_people = [booking for booking in self.others if booking.lesson in self._near.lessons]
        self._by_staff: dict[str, list[Booking]] = defaultdict(list)
        self._by_room: dict[tuple[str, str], list[Booking]] = defaultdict(list)
        for booking in self.others:
            self._by_staff[booking.instructor].append(booking)
            self._by_room[booking.workshop, booking.day].append(booking)
        self._base = {workshop.id: workshop.base for workshop in problem.workshops}
        self._known: dict[Hashable, object] = {}

    def breaches(self, place: Booking, *, is_brief: bool = False) -> list[Violation]:
        """The first new breach of each rule with the lesson at `place`.

        In brief, what the time alone breaks is enough; workshop and instructor are asked about when it breaks none.
        """
        if is_brief:
            of_time = [self._breach_of(rule, place) for rule in RULES if is_of_time(rule.id)]
            found = [violation for violation in of_time if violation is not None]
            if found:
                return found
        others = (self._breach_of(rule, place) for rule in RULES)
        return [violation for violation in others if violation is not None]

    def costs(self, place: Booking) -> dict[str, int]:
        """The points by which each goal that changes would change."""
        changes = {goal.id: self._change_of(goal, place) for goal in OBJECTIVES if self.weights.of(goal.id)}
        return {goal: points for goal, points in changes.items() if points}

    def _breach_of(self, rule: Rule, place: Booking) -> Violation | None:
        sight = RULE_SIGHTS.get(rule.id, EVERYTHING)
        if self._is_idle(sight):
            return None
        return self._once((rule.id, *self._asked(sight, place)), lambda: self._fresh(rule, sight, place))

    def _fresh(self, rule: Rule, sight: Sight, place: Booking) -> Violation | None:
        known = self._once(
            (rule.id, "known", self._around(sight, place)),
            lambda: {mark_of(violation) for violation in rule.check(self._reading(sight, place, self.present))},
        )
        fresh = rule.check(self._reading(sight, place, place))
        return next((violation for violation in fresh if mark_of(violation) not in known), None)

    def _change_of(self, goal: Objective, place: Booking) -> int:
        sight = GOAL_SIGHTS.get(goal.id, EVERYTHING)
        if self._is_idle(sight):
            return 0
        return self._once((goal.id, *self._asked(sight, place)), lambda: self._difference(goal, sight, place))

    def _difference(self, goal: Objective, sight: Sight, place: Booking) -> int:
        before = self._once(
            (goal.id, "before", self._around(sight, place)),
            lambda: _total(goal, self._reading(sight, place, self.present)),
        )
        return self.weights.of(goal.id) * (_total(goal, self._reading(sight, place, place)) - before)

    def _is_idle(self, sight: Sight) -> bool:
        return bool(sight.needs) and not getattr(self.problem, sight.needs)

    def _asked(self, sight: Sight, place: Booking) -> list[Hashable]:
        """The parts of a place that are asked for: places that agree in them get the same answer."""
        parts: Mapping[str, Hashable] = {
            TIME: (place.day, place.first_period),
            BASE: self._base.get(place.workshop),
            ROOM: place.workshop,
            STAFF: place.instructor,
        }
        return [parts[part] for part in sight.asks]

    def _around(self, sight: Sight, place: Booking) -> Hashable:
        """What tells apart the sets of bookings that a sight takes in for different places."""
        if sight.others == WORKSHOP:
            return place.workshop, place.day
        return place.instructor if sight.others in (INSTRUCTOR, PEOPLE) else None

    def _reading(self, sight: Sight, place: Booking, own: Booking) -> Reading:
        """The bookings of a sight around `place`, with the lesson itself standing at `own`."""
        ground, name = self._ground(sight, place)
        alone = self._once(("alone", name, own), lambda: _read(ground, (own,)))
        if sight.others == NOTHING:
            return alone
        around = ("seen", sight.others, self._around(sight, place))
        seen = self._once(around, lambda: _read(ground, self._seen(sight, place)))
        return self._once((*around, own), lambda: _Glimpse(ground, (alone, seen)))

    def _ground(self, sight: Sight, place: Booking) -> tuple[Reading, str]:
        """The problem that a sight is read against, and its name: no larger than what the sight takes in."""
        if sight.others in (NOTHING, COHORTS):
            return self._near, COHORTS
        if sight.others != INSTRUCTOR or place.instructor not in self._far.instructors:
            return self._far, ALL
        own = (self._far.instructors[place.instructor],)
        reading = self._once(
            ("ground", place.instructor), lambda: _Glimpse(self._far, (), problem=_view(self.problem, instructors=own))
        )
        return reading, place.instructor

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
        if key not in self._known:
            self._known[key] = work()
        return self._known[key]  # type: ignore[return-value]


class _Glimpse(Reading):
    """A few bookings that were read already, against a problem whose own parts were grouped already."""

    def __init__(self, ground: Reading, parts: Iterable[Reading], problem: Problem | None = None) -> None:
        self.__dict__.update(vars(ground))
        self.problem = problem or ground.problem
        found = list(parts)
        self.placed = sorted((placed for part in found for placed in part.placed), key=_order)
        self.unreadable = [one for part in found for one in part.unreadable]
        self.timetable = Timetable(tuple(booking for part in found for booking in part.timetable.bookings))

    def read(self, bookings: Iterable[Booking]) -> Reading:
        """The same with these bookings read."""
        self.timetable = Timetable(tuple(bookings))
        for booking in self.timetable.bookings:
            self._read(booking)
        self.placed.sort(key=_order)
        return self


def _read(ground: Reading, bookings: Iterable[Booking]) -> Reading:
    return _Glimpse(ground, ()).read(bookings)


def _order(placed: Placed) -> tuple[str, int, str]:
    return placed.day, placed.first, placed.lesson.id


def mark_of(violation: Violation) -> Mark:
    """What makes two violations the same."""
    return violation.rule, violation.subjects, violation.day, violation.period


def _total(goal: Objective, reading: Reading) -> int:
    return sum(share.cost for share in goal.shares(reading))


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
    return _view(
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


def _view(problem: Problem, **parts: object) -> Problem:
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
