"""The solver's judge of one moved lesson, asked about a whole week of places: cheap questions first, answers kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import solver
from solver.explain import local
from solver.objectives import Objective
from solver.reading import Placed, Reading
from solver.rules import Rule

Stage = tuple[local.Sight, list[Rule]]
LOCK = "locked_lesson"
# What closes many places at once is asked first: what a rule asks for says how many places share its answer.
_ORDER = ((), (local.TIME,), (local.ROOM,), (local.BASE,), (local.STAFF,), (local.TIME, local.STAFF))


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


class MoveJudge(local.LocalJudge):
    """Judges the places of one lesson on a part of the draft; `balance` knows the loads of the whole of it."""

    def __init__(
        self, problem: solver.Problem, timetable: solver.Timetable, lesson: str, balance: Balance | None = None
    ) -> None:
        super().__init__(problem, timetable, lesson)
        self.balance = balance
        self._stages = _stages(problem, lesson)

    def breach(self, place: solver.Booking) -> solver.Violation | None:
        """A rule that the lesson would newly break at `place`, or None: the first of those that are quick to ask."""
        for number, (sight, rules) in enumerate(self._stages):
            key = ("stage", number, *self._asked(sight, place))
            if key not in self._known:
                found = (self._breach_of(rule, place) for rule in rules)
                self._known[key] = next((violation for violation in found if violation is not None), None)
            first = self._known[key]
            if isinstance(first, solver.Violation):
                return first
        return None

    def line_presence(self, place: solver.Booking) -> list[tuple[str, int, int]]:
        """(line, people away, most that it can spare) while the lesson is at `place`, for its own people's lines.

        People are counted at the one of the lesson's periods at which the most are away.
        """
        most = {line.id: line.most_away for line in self.problem.lines}
        if not most:
            return []
        reading = self._reading(local.Sight(local.ALL, (local.TIME,)), place, place)
        own = next((placed for placed in reading.placed if placed.lesson.id == self.lesson), None)
        lines = sorted({share.line for cohort in own.attending for share in cohort.lines}) if own is not None else []
        return [(line, _away(reading, own, line), most[line]) for line in lines if own is not None]

    def _change_of(self, goal: Objective, place: solver.Booking) -> int:
        if goal.id != "load_balance" or self.balance is None:
            return super()._change_of(goal, place)
        periods = next(item.periods for item in self.problem.lessons if item.id == self.lesson)
        return self.weights.of(goal.id) * self.balance.change(periods, self.present.instructor, place.instructor)


def _stages(problem: solver.Problem, lesson: str) -> list[Stage]:
    """The rules that the problem gives something to judge, by what they ask for; a lock of the lesson comes first."""
    is_locked = any(item.locked is not None for item in problem.lessons if item.id == lesson)
    sights = {rule.id: local.RULE_SIGHTS.get(rule.id, local.EVERYTHING) for rule in solver.RULES}
    asked = [rule for rule in solver.RULES if not sights[rule.id].needs or getattr(problem, sights[rule.id].needs)]
    ranks = {rule.id: (not (is_locked and rule.id == LOCK), *_rank(sights[rule.id].asks)) for rule in asked}
    grouped = groupby(sorted(asked, key=lambda rule: ranks[rule.id]), key=lambda rule: ranks[rule.id])
    return [(sights[rules[0].id], rules) for rules in (list(group) for _rank, group in grouped)]


def _rank(asks: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return (_ORDER.index(asks) if asks in _ORDER else len(_ORDER) + len(asks)), asks


def _away(reading: Reading, own: Placed, line: str) -> int:
    """The most people of a line who have lessons at one of the periods of `own`."""
    counts = [0] * (own.last - own.first + 1)
    for placed in reading.placed:
        heads = sum(share.heads for cohort in placed.attending for share in cohort.lines if share.line == line)
        for period in range(max(placed.first, own.first), min(placed.last, own.last) + 1):
            counts[period - own.first] += heads if placed.day == own.day else 0
    return max(counts)
