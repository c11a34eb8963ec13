"""Commitments as integers: what they take of workshops and people, and where they leave no time to travel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from solver.attendance import Attendance
from solver.grid import Grid
from solver.problem import Commitment, Problem

SEATS = ""
"""The pool of a workshop's seats, beside its pools of workstations by equipment type."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """A commitment in integers: its slots on a day and the base it happens at (None if unknown)."""

    commitment: Commitment
    day: int
    slot: int
    periods: int
    base: int | None


class Occupations(Attendance):
    """What is taken before any lesson is placed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.grid = Grid(problem)
        self.base = [self.base_at[workshop.base] for workshop in problem.workshops]

    @cached_property
    def occupations(self) -> list[Occupation]:
        """The commitments that fall on the grid."""
        found = []
        for item in self.problem.commitments:
            day = self.grid.day_of(item.day)
            if self.grid.holds(day):
                home = self.problem.workshops[self.workshop_at[item.workshop]].base if item.workshop else item.base
                base = None if home is None else self.base_at[home]
                slot = self.grid.slot(day, item.first_period)
                found.append(Occupation(item, day, slot, item.periods, base))
        return found

    @cached_property
    def workshop_commitments(self) -> list[Occupation]:
        """The commitments that take something of a workshop."""
        return [item for item in self.occupations if item.commitment.workshop is not None]

    @cached_property
    def committed_units(self) -> dict[tuple[int, str], dict[int, int]]:
        """(workshop, pool) → slot → units taken by commitments that take part of a workshop."""
        found: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for item in self.occupations:
            if item.commitment.workshop is not None:
                workshop = self.workshop_at[item.commitment.workshop]
                taken = [(SEATS, item.commitment.seats)]
                taken += [(entry.equipment, entry.count) for entry in item.commitment.stations]
                for pool, count in taken:
                    for slot in range(item.slot, item.slot + item.periods if count else item.slot):
                        found[workshop, pool][slot] += count
        return found

    @cached_property
    def committed_whole(self) -> list[int]:
        """For each workshop the slots at which a commitment takes all of it."""
        found = [0] * len(self.problem.workshops)
        for item in self.occupations:
            given = item.commitment
            if given.workshop is not None and not given.stations and not given.seats:
                found[self.workshop_at[given.workshop]] |= self.grid.span(item.slot, item.periods)
        return found

    @cached_property
    def travel(self) -> dict[tuple[int, int], int]:
        """Minutes between two different bases, in both directions where only one is given."""
        there = {(self.base_at[leg.origin], self.base_at[leg.destination]): leg.minutes for leg in self.problem.travel}
        back = {(destination, origin): minutes for (origin, destination), minutes in there.items()}
        return {**back, **there}

    def clashing_periods(self, base: int, other: int, at: int) -> int:
        """Bits of one day: periods at `other` that nobody who is at `base` in period `at` (0-based) can keep."""
        periods = self.grid.periods
        mask = 1 << at
        for later in range(at + 1, len(periods)):
            if periods[later].start_minute - periods[at].end_minute < self.travel.get((base, other), 0):
                mask |= 1 << later
        for earlier in range(at):
            if periods[at].start_minute - periods[earlier].end_minute < self.travel.get((other, base), 0):
                mask |= 1 << earlier
        return mask

    @cached_property
    def clashes(self) -> dict[tuple[int, int], list[int]]:
        """For each pair of different bases, `clashing_periods` of every period."""
        count = len(self.problem.bases)
        return {
            (base, other): [self.clashing_periods(base, other, at) for at in range(self.grid.periods_a_day)]
            for base in range(count)
            for other in range(count)
            if base != other
        }

    def away_mask(self, base: int, other: int, slot: int, periods: int) -> int:
        """Slots at `other` that clash with being at `base` for `periods` from `slot` on."""
        day, first = self.grid.place_in_day(slot)
        mask = 0
        for at in range(first - 1, first - 1 + periods):
            mask |= self.clashes[base, other][at]
        return mask << (day * self.grid.periods_a_day)

    def away_from(self, items: Iterable[Occupation], base: int) -> int:
        """Slots at `base` that nobody can keep who takes part in these commitments."""
        mask = 0
        for item in items:
            if item.base is not None and item.base != base:
                mask |= self.away_mask(item.base, base, item.slot, item.periods)
        return mask

    @cached_property
    def _by_person(self) -> dict[tuple[str, str], list[Occupation]]:
        """(kind, id) of an instructor, cohort or trainee → the commitments that name it."""
        found: dict[tuple[str, str], list[Occupation]] = defaultdict(list)
        for item in self.occupations:
            given = item.commitment
            people = (("instructor", given.instructors), ("cohort", given.cohorts), ("trainee", given.trainees))
            for kind, ids in people:
                for id_ in ids:
                    found[kind, id_].append(item)
        return found

    def commitments_of(self, kind: str, id_: str) -> list[Occupation]:
        """The commitments that name an instructor, a cohort or a trainee."""
        return self._by_person.get((kind, id_), [])

    def _of_cohorts(self, cohorts: Iterable[int]) -> list[Occupation]:
        ids = (self.problem.cohorts[cohort].id for cohort in cohorts)
        return [item for id_ in ids for item in self.commitments_of("cohort", id_)]

    def part_commitments(self, audience: tuple[int, ...]) -> list[Occupation]:
        """The commitments of trainees of these cohorts, unless a cohort of theirs takes part here and there."""
        found: dict[str, Occupation] = {}
        for trainee in {trainee for cohort in audience for trainee in self.problem.cohorts[cohort].trainees}:
            cohorts = self.trainee_cohorts[trainee]
            here = {self.problem.cohorts[cohort].id for cohort in cohorts if cohort in audience}
            elsewhere = self._of_cohorts(cohort for cohort in cohorts if cohort not in audience)
            for item in [*self.commitments_of("trainee", trainee), *elsewhere]:
                if here.isdisjoint(item.commitment.cohorts):
                    found[item.commitment.id] = item
        return list(found.values())

    def kin_commitments(self, audience: tuple[int, ...]) -> list[Occupation]:
        """The commitments of the wholes and the parts of these cohorts that are not the cohort's own."""
        return [
            item
            for cohort in audience
            for item in self._of_cohorts(self.kin[cohort])
            if self.problem.cohorts[cohort].id not in item.commitment.cohorts
        ]

    def _taken(self, items: Iterable[Occupation]) -> int:
        mask = 0
        for item in items:
            mask |= self.grid.span(item.slot, item.periods)
        return mask

    @cached_property
    def instructor_busy(self) -> list[int]:
        """The slots at which commitments hold each instructor."""
        return [self._taken(self.commitments_of("instructor", item.id)) for item in self.problem.instructors]

    @cached_property
    def audience_busy(self) -> dict[tuple[int, ...], int]:
        """The slots at which commitments hold a whole cohort of each audience."""
        return {audience: self._taken(self._of_cohorts(audience)) for audience in self.audiences}

    @cached_property
    def trainees_busy(self) -> dict[tuple[int, ...], int]:
        """The slots at which commitments hold some trainees of each audience (see `part_commitments`)."""
        return {audience: self._taken(self.part_commitments(audience)) for audience in self.audiences}

    @cached_property
    def kin_busy(self) -> dict[tuple[int, ...], int]:
        """The slots at which commitments hold a whole or a part of each audience's cohorts."""
        return {audience: self._taken(self.kin_commitments(audience)) for audience in self.audiences}

    @cached_property
    def audience_away(self) -> dict[tuple[int, ...], list[int]]:
        """For each audience and base the slots there that clash with its cohorts' commitments elsewhere."""
        return {audience: self._away(self._of_cohorts(audience)) for audience in self.audiences}

    @cached_property
    def kin_away(self) -> dict[tuple[int, ...], list[int]]:
        """For each audience and base the slots there that clash with commitments of wholes and parts elsewhere."""
        return {audience: self._away(self.kin_commitments(audience)) for audience in self.audiences}

    @cached_property
    def trainees_away(self) -> dict[tuple[int, ...], list[int]]:
        """For each audience and base the slots there that clash with commitments of some trainees elsewhere."""
        return {audience: self._away(self.part_commitments(audience)) for audience in self.audiences}

    @cached_property
    def instructor_away(self) -> list[list[int]]:
        """For each instructor and base the slots there that clash with commitments elsewhere."""
        return [self._away(self.commitments_of("instructor", item.id)) for item in self.problem.instructors]

    def _away(self, items: list[Occupation]) -> list[int]:
        return [self.away_from(items, base) if items else 0 for base in range(len(self.problem.bases))]
