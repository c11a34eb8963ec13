"""A CP-SAT model of a free set of lessons with everything else constant, and a complete hint.

Variables per free lesson: its start slot, (workshop, start) and (instructor, start), each exactly one.
A fixed lesson answers the same questions with the constant 1, so rules and goals read both alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from ortools.sat.python import cp_model

from solver.domains import Domains
from solver.grid import bits
from solver.index import Index, Placement

Literal = cp_model.IntVar | int
Term = tuple[Literal, int]


class SubModel:
    """Holds variables, constraints, penalties and hints while rules and goals add to it."""

    def __init__(self, index: Index, domains: Domains, fixed: Mapping[int, Placement]) -> None:
        self.index = index
        self.domains = domains
        self.fixed = fixed
        self.free = [lesson for lesson in domains.lessons if lesson not in fixed]
        self.lessons = sorted([*self.free, *fixed])
        self.cp = cp_model.CpModel()
        self.penalties: list[Term] = []
        self._hint: dict[int, int] = {}
        self._times: dict[int, dict[int, Literal]] = {}
        self._places: dict[int, dict[tuple[int, int], Literal]] = {}
        self._staff: dict[int, dict[tuple[int, int], Literal]] = {}
        self._moments: dict[int, Literal] = {}
        self._busy: dict[tuple[int, int], Literal] = {}
        for lesson, placement in fixed.items():
            self._times[lesson] = {placement.slot: 1}
            self._places[lesson] = {(placement.workshop, placement.slot): 1}
            self._staff[lesson] = {(placement.instructor, placement.slot): 1}

    def create_variables(self, hint: Mapping[int, Placement]) -> None:
        """Make the variables of the free lessons from their domains; `hint` places all or none of them."""
        for lesson in self.free:
            placed = hint.get(lesson)
            self._create_times(lesson, placed)
            self._places[lesson] = self._split(
                lesson, "place", self.domains.places[lesson], None if placed is None else (placed.workshop, placed.slot)
            )
            self._staff[lesson] = self._split(
                lesson,
                "staff",
                self.domains.staff[lesson],
                None if placed is None else (placed.instructor, placed.slot),
            )

    def _create_times(self, lesson: int, placed: Placement | None) -> None:
        name = self.index.lesson(lesson).id
        starts: dict[int, Literal] = {
            slot: self._flag(f"start[{name},{slot}]", None if placed is None else placed.slot == slot)
            for slot in bits(self.domains.times[lesson])
        }
        self._times[lesson] = starts
        self.cp.add_exactly_one(starts.values())

    def _split(
        self, lesson: int, what: str, masks: Mapping[int, int], chosen: tuple[int, int] | None
    ) -> dict[tuple[int, int], Literal]:
        name = self.index.lesson(lesson).id
        by_slot: dict[int, list[Literal]] = defaultdict(list)
        found: dict[tuple[int, int], Literal] = {}
        for key, mask in masks.items():
            for slot in bits(mask & self.domains.times[lesson]):
                flag = self._flag(f"{what}[{name},{key},{slot}]", None if chosen is None else chosen == (key, slot))
                found[key, slot] = flag
                by_slot[slot].append(flag)
        for slot, start in self._times[lesson].items():
            self.cp.add(sum(by_slot[slot]) == start)
        return found

    def _flag(self, name: str, hint: bool | None) -> cp_model.IntVar:
        flag = self.cp.new_bool_var(name)
        if hint is not None:
            self._set_hint(flag, int(hint))
        return flag

    def _set_hint(self, variable: cp_model.IntVar, value: int) -> None:
        self._hint[variable.index] = value
        self.cp.add_hint(variable, value)

    def times(self, lesson: int) -> Mapping[int, Literal]:
        """Start slot → literal."""
        return self._times[lesson]

    def places(self, lesson: int) -> Mapping[tuple[int, int], Literal]:
        """(workshop, start slot) → literal."""
        return self._places[lesson]

    def staff(self, lesson: int) -> Mapping[tuple[int, int], Literal]:
        """(instructor, start slot) → literal."""
        return self._staff[lesson]

    def is_placed(self, lesson: int) -> bool:
        """Whether the lesson is part of this model, free or constant."""
        return lesson in self._times

    def moment(self, lesson: int) -> Literal:
        """The start slot as a number; a lesson without any start is caught by its exactly-one."""
        if lesson in self.fixed:
            return self.fixed[lesson].slot
        if lesson not in self._moments:
            starts = self._times[lesson]
            high = max(starts, default=0)
            variable = self.cp.new_int_var(min(starts, default=0), high, f"moment[{lesson}]")
            self.cp.add(variable == sum(slot * literal for slot, literal in starts.items()))
            self._moments[lesson] = variable
            if self._hint:
                self._set_hint(variable, self.value([(literal, slot) for slot, literal in starts.items()]))
        return self._moments[lesson]

    def day(self, lesson: int) -> Literal:
        """The day number of the lesson as a number variable or constant."""
        if lesson in self.fixed:
            return self.fixed[lesson].slot // self.index.grid.periods_a_day
        key = -1 - lesson
        if key not in self._moments:
            width = self.index.grid.periods_a_day
            terms: list[Term] = [(literal, slot // width) for slot, literal in self._times[lesson].items()]
            variable = self.cp.new_int_var(0, self.index.grid.days, f"day[{lesson}]")
            self.cp.add(variable == sum(literal * day for literal, day in terms))
            self._moments[key] = variable
            if self._hint:
                self._set_hint(variable, self.value(terms))
        return self._moments[key]

    def value(self, terms: Iterable[Term]) -> int:
        """What the hint makes of a weighted sum."""
        return sum(
            coefficient * (literal if isinstance(literal, int) else self._hint[literal.index])
            for literal, coefficient in terms
        )

    def limit(self, terms: Iterable[Term], capacity: int) -> None:
        """Weighted sum at most `capacity`; what constants overrun is not held against the variables."""
        variables: list[tuple[cp_model.IntVar, int]] = []
        for literal, coefficient in terms:
            if isinstance(literal, int):
                capacity -= literal * coefficient
            else:
                variables.append((literal, coefficient))
        capacity = max(capacity, 0)
        if not variables or sum(coefficient for _, coefficient in variables) <= capacity:
            return
        if capacity == 0:
            for variable, _ in variables:
                self.cp.add(variable == 0)
        elif all(coefficient > capacity / 2 and coefficient <= capacity for _, coefficient in variables):
            self.cp.add_at_most_one(variable for variable, _ in variables)
        else:
            self.cp.add(sum(variable * coefficient for variable, coefficient in variables) <= capacity)

    def penalise(self, literal: Literal, cost: int) -> None:
        """Add `cost` to the objective for each unit of the literal."""
        self.penalties.append((literal, cost))

    def minimise(self) -> None:
        """Minimise all penalties, the constant ones included."""
        variables = [(literal, cost) for literal, cost in self.penalties if not isinstance(literal, int)]
        constant = sum(literal * cost for literal, cost in self.penalties if isinstance(literal, int))
        self.cp.minimize(sum(literal * cost for literal, cost in variables) + constant)

    def any_of(self, name: str, literals: Iterable[Literal]) -> Literal:
        """A flag that is 1 when any literal is; minimising keeps it 0 otherwise."""
        found = list(literals)
        variables = [literal for literal in found if not isinstance(literal, int)]
        if any(isinstance(literal, int) and literal for literal in found):
            return 1
        if not variables:
            return 0
        if len(variables) == 1:
            return variables[0]
        flag = self.cp.new_bool_var(name)
        for variable in variables:
            self.cp.add_implication(variable, flag)
        if self._hint:
            self._set_hint(flag, int(any(self._hint[variable.index] for variable in variables)))
        return flag

    def some_of(self, name: str, literals: Iterable[Literal]) -> Literal:
        """A flag that can be 1 only when some literal is; where it saves points it is 1 then."""
        found = list(literals)
        if all(isinstance(literal, int) for literal in found):
            return int(any(found))
        flag = self.cp.new_bool_var(name)
        self.cp.add(flag <= sum(found))
        if self._hint:
            self._set_hint(flag, int(any(self.value([(literal, 1)]) for literal in found)))
        return flag

    def choice(self, name: str, count: int, hinted: int) -> list[Literal]:
        """So many flags of which exactly one is 1; with a hint, the hinted one."""
        flags: list[Literal] = [
            self._flag(f"{name}[{at}]", at == hinted if self._hint else None) for at in range(count)
        ]
        self.cp.add_exactly_one(flags)
        return flags

    @property
    def is_hinted(self) -> bool:
        """Whether every variable has a hint."""
        return bool(self._hint)

    def both(self, name: str, literal: Literal, group: list[Literal]) -> Literal:
        """A flag that is 1 when the literal and one of an exclusive group are."""
        if isinstance(literal, int) and len(group) == 1:
            return group[0]
        flag = self.cp.new_bool_var(name)
        self.cp.add(flag >= literal + sum(group) - 1)
        if self._hint:
            self._set_hint(flag, int(self.value([(literal, 1)]) and self.value([(one, 1) for one in group])))
        return flag

    def excess(self, name: str, terms: Iterable[Term], share: int) -> Literal:
        """How far a weighted sum of literals exceeds `share`, at least 0."""
        found = list(terms)
        constant = sum(literal * coefficient for literal, coefficient in found if isinstance(literal, int))
        variables = [(literal, c) for literal, c in found if not isinstance(literal, int)]
        most = constant + sum(coefficient for _, coefficient in variables if coefficient > 0) - share
        if most <= 0:
            return 0
        if not variables:
            return most
        over = self.cp.new_int_var(0, most, name)
        self.cp.add(over >= sum(variable * coefficient for variable, coefficient in variables) + constant - share)
        if self._hint:
            self._set_hint(over, max(0, self.value(found) - share))
        return over

    @cached_property
    def cohort_use(self) -> dict[tuple[int, int], list[tuple[int, Literal]]]:
        """(cohort, slot) → (lesson, literal) of all that would occupy it."""
        use: dict[tuple[int, int], list[tuple[int, Literal]]] = defaultdict(list)
        for lesson in self.lessons:
            for start, literal in self._times[lesson].items():
                for slot in range(start, start + self.index.periods[lesson]):
                    for cohort in self.index.attending[lesson]:
                        use[cohort, slot].append((lesson, literal))
        return use

    @cached_property
    def instructor_use(self) -> dict[tuple[int, int], list[tuple[int, Literal]]]:
        """(instructor, slot) → (lesson, literal)."""
        return self._use(self._staff)

    @cached_property
    def workshop_use(self) -> dict[tuple[int, int], list[tuple[int, Literal]]]:
        """(workshop, slot) → (lesson, literal)."""
        return self._use(self._places)

    @cached_property
    def taught_by(self) -> list[list[tuple[int, int, Literal]]]:
        """For each instructor (lesson, start slot, literal) of all they may teach."""
        found: list[list[tuple[int, int, Literal]]] = [[] for _ in self.index.problem.instructors]
        for lesson in self.lessons:
            for (instructor, slot), literal in self._staff[lesson].items():
                found[instructor].append((lesson, slot, literal))
        return found

    def _use(
        self, chosen: Mapping[int, Mapping[tuple[int, int], Literal]]
    ) -> dict[tuple[int, int], list[tuple[int, Literal]]]:
        use: dict[tuple[int, int], list[tuple[int, Literal]]] = defaultdict(list)
        for lesson in self.lessons:
            for (key, start), literal in chosen[lesson].items():
                for slot in range(start, start + self.index.periods[lesson]):
                    use[key, slot].append((lesson, literal))
        return use

    def cohort_busy(self, cohort: int, slot: int) -> Literal:
        """A flag that is 1 when any lesson of the cohort takes the slot."""
        key = (cohort, slot)
        if key not in self._busy:
            users = self.cohort_use.get(key, [])
            self._busy[key] = self.any_of(f"busy[{cohort},{slot}]", [literal for _, literal in users])
        return self._busy[key]

    def busy_slots(self, lessons: Iterable[int]) -> Mapping[int, Literal]:
        """Slot → a flag that is 1 when any of the lessons takes it; no entry where none can."""
        users: dict[int, list[Literal]] = defaultdict(list)
        for lesson in filter(self.is_placed, lessons):
            for start, literal in self._times[lesson].items():
                for slot in range(start, start + self.index.periods[lesson]):
                    users[slot].append(literal)
        return {slot: self.any_of(f"busy[{slot}]", literals) for slot, literals in users.items()}

    def pairs(self, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """The pairs of lessons that are both in this model and not both constant."""
        return [
            (one, other)
            for one, other in pairs
            if self.is_placed(one) and self.is_placed(other) and not (one in self.fixed and other in self.fixed)
        ]

    def keep_days(self, before: int, after: int, least: int, most: int | None) -> None:
        """At least and at most so many days from one lesson's day to another's."""
        if not self.pairs([(before, after)]):
            return
        if least:
            self.cp.add(self.day(after) >= self.day(before) + least)
        if most is not None:
            self.cp.add(self.day(after) <= self.day(before) + most)
