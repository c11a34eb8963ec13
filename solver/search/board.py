"""Builds the kernel's `Board` from a problem: ids become rows, calendars become bits, goals become weights."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain

import numpy as np

from solver.domains import Domains
from solver.index import Index
from solver.params import Weights
from solver.problem import HALF_DAYS, Problem
from solver.search import layout as at
from solver.search.calls import Board
from solver.search.candidates import Candidates
from solver.search.choices import ANY_PATTERN, Choices
from solver.search.classes import PieceClass, classes_of
from solver.search.layout import NONE, Ints, Longs
from solver.search.options import Options
from solver.search.people import People
from solver.search.rooms import Rooms
from solver.search.rows import RowLists, Rows

Range = tuple[int, ...]
"""Where rows begin and end; of candidates also, between the two, where those at the home base end."""

NO_COST = 1 << 60
"""Stands for the cost of a best state that there is not yet."""
GONE = 1 << 30
"""Stands for the option of a published time that is not among the times of the piece any more."""
BREACH_POINTS = 400
"""Points for one unit by which a rule kept by penalty is broken: far more than any goal gains by it."""


class BoardBuilder:
    """Everything that is needed on the way; `board` is the outcome, `classes` tells what its pieces are."""

    def __init__(self, index: Index, domains: Domains, weights: Weights, seed: int) -> None:
        self.index, self.domains, self.weights = index, domains, weights
        self.problem = index.problem
        self.width = index.grid.periods_a_day
        if self.width > 16:
            raise ValueError(f"a day has {self.width} periods; the search takes 16 at most")
        self.days, self.weeks, self.bases = index.grid.days, index.grid.days // 7, len(self.problem.bases)
        self.classes = classes_of(index)
        self.people = People(index, weights, self.days)
        self.lists = RowLists()
        self.options, self.rooms = Options(index, domains, self.classes), Rooms(index)
        self.choices = Choices(index, weights, self.options, self.people)
        self.candidates = Candidates(index, domains, weights, (self.options, self.people, self.rooms))
        self.pieces, self.class_rows = Rows(len(at.Piece)), Rows(len(at.Class))
        self._pattern_cost = 0
        self._shared: dict[Hashable, tuple[Range, ...]] = {}
        self._build_usage()
        first = 0
        for number, item in enumerate(self.classes):
            self._add_class(number, item, first)
            first += len(item.lessons)
        lessons = (lesson for item in self.classes for lesson in item.lessons)
        self.lesson_piece = {lesson: piece for piece, lesson in enumerate(lessons)}
        self.board = Board(self._numbers(), self._arrays(seed))
        self._enter_published()

    def _enter_published(self) -> None:
        """Tell each piece where it stands in the published timetable, as far as that is a time of its class."""
        rows = []
        for booking in self.problem.published:
            placement = self.index.placement(booking)
            if placement is not None:
                lesson = self.index.lesson_at[booking.lesson]
                option = self.options.option_at(lesson, placement.slot)
                staff = len(self.problem.cohorts) + placement.instructor
                old = GONE if option is None else option
                rows.append((self.lesson_piece[lesson], old, placement.workshop, staff))
        if rows:
            found = np.array(rows, np.int32)
            self.board["pieces"][found[:, 0], at.Piece.OLD_OPTION : at.Piece.OLD_STAFF + 1] = found[:, 1:]

    def _build_usage(self) -> None:
        """Lines, quotas and allowances: the caps that the search keeps by penalty."""
        problem, grid = self.problem, self.index.grid
        self.line_at = {line.id: row for row, line in enumerate(problem.lines)}
        self.budgets, self.budget_rooms = Rows(len(at.Budget)), Rows(max(len(problem.workshops), 1))
        for quota in problem.quotas:
            first = 0 if quota.first_day is None else grid.day_of(quota.first_day)
            last = grid.days if quota.last_day is None else grid.day_of(quota.last_day)
            self.budgets.add(quota.most, first, last, 0)
            self.budget_rooms.add(*(int(not quota.workshops or w.id in quota.workshops) for w in problem.workshops))

    def _ranges(self, item: PieceClass) -> tuple[Range, ...]:
        """Where choices, workshops, instructors, people, lines and quotas of a class are; shared by classes alike."""
        lesson, domains = item.sample, self.domains
        # Domains share the masks of equal lessons; with weekly patterns each lesson has dates of its own.
        is_patterned = bool(self.problem.modules[item.module].patterns)
        masks = (domains.times[lesson], id(domains.places[lesson]), id(domains.staff[lesson]))
        key = (item.module, item.periods, *masks, lesson if is_patterned else None)
        if key not in self._shared:
            self._shared[key] = self._add_ranges(item)
        return self._shared[key]

    def _add_ranges(self, item: PieceClass) -> tuple[Range, ...]:
        lesson = item.sample
        attending = self.index.attending[lesson]
        owner = self.problem.cohorts[self.index.cohort[lesson]].owner
        quotas = self.problem.quotas
        return (
            self.choices.add(item, attending),
            self.candidates.add_rooms(item, lesson),
            self.candidates.add_staff(item, lesson),
            self.lists.add([*attending, *self.people.exclusions_of(attending)]),
            self.lists.add(self._lines(attending)),
            self.lists.add(row for row, quota in enumerate(quotas) if owner is not None and quota.owner == owner),
        )

    def _add_class(self, number: int, item: PieceClass, first_piece: int) -> None:
        index, lesson = self.index, item.sample
        choices, rooms, staff, people, lines, budgets = self._ranges(item)
        for one in item.lessons:
            ideal = self.people.ideal_day(one)
            self.pieces.add(number, NONE, NONE, NONE, NONE, NONE, NONE, NONE, ideal, 0)
        members = self.lists.add(range(first_piece, first_piece + len(item.lessons)))
        before = self.lists.add(chain.from_iterable(item.before))
        after = self.lists.add(chain.from_iterable(item.after))
        self.class_rows.add(
            item.module, item.periods, index.need[lesson], int(not index.shares[lesson]),
            *choices, *rooms, *staff, *people, *members, *before, *after, *lines, *budgets,
            people[0] + len(index.attending[lesson]), NONE, NONE, int(self._has_penalty(item, lines, budgets)),
        )  # fmt: skip

    def _has_penalty(self, item: PieceClass, lines: Range, budgets: Range) -> bool:
        module = self.problem.modules[item.module]
        has_most = any(most >= 0 for _, _, most in (*item.before, *item.after))
        is_used = lines[0] < lines[1] or budgets[0] < budgets[1] or module.purpose is not None
        return has_most or is_used or module.most_days_between is not None

    def _lines(self, attending: Sequence[int]) -> Iterable[int]:
        heads: dict[int, int] = {}
        for cohort in attending:
            for share in self.problem.cohorts[cohort].lines:
                heads[self.line_at[share.line]] = heads.get(self.line_at[share.line], 0) + share.heads
        return [value for pair in sorted(heads.items()) for value in pair]

    def _module_rows(self) -> Rows:
        rows = Rows(len(at.Module))
        by_module: list[list[int]] = [[] for _ in self.problem.modules]
        piece = 0
        for item in self.classes:
            by_module[item.module] += range(piece, piece + len(item.lessons))
            piece += len(item.lessons)
        for number, (module, pieces) in enumerate(zip(self.problem.modules, by_module, strict=True)):
            members = self.lists.add(pieces)
            costs = self.choices.pattern_costs(number) if module.patterns else []
            self._pattern_cost += min(costs, default=0) if pieces else 0
            patterns = self.lists.add(costs)
            most = module.most_days_between
            rows.add(
                *members, module.most_lessons_a_day or 0, module.least_days_between, NONE if most is None else most,
                module.least_days or 0, self.weights.instructor_changes, self.weights.workshop_changes, 0, 0, 0,
                int(module.one_instructor), *patterns, ANY_PATTERN,
            )  # fmt: skip
        return rows

    def _weights(self) -> Ints:
        row = np.zeros(len(at.Weight), np.int32)
        weights = self.weights
        row[at.Weight.LEAST_DAYS], row[at.Weight.SPREAD] = weights.least_days, weights.spread
        row[at.Weight.LOAD], row[at.Weight.TRAVEL] = weights.load_balance, weights.travel
        row[at.Weight.EVENINGS], row[at.Weight.MOVED] = weights.fair_evenings, weights.lessons_moved
        row[at.Weight.TOUCHED], row[at.Weight.BREACH] = weights.people_touched, BREACH_POINTS
        return row

    def _arrays(self, seed: int) -> dict[str, Ints | Longs]:
        """All arrays of the board by name, nothing placed."""
        people, problem, slots = self.people, self.problem, self.index.grid.slots
        count, rows = len(self.pieces), len(people.rows)
        modules = self._module_rows()
        units, units_mask = self.rooms.units()
        return {
            "pieces": self.pieces.array(), "classes": self.class_rows.array(), "choices": self.choices.array(),
            "options": self.options.rows.array(), "chunks": self.options.chunks.array(),
            "candidates": self.candidates.array(),
            "allowed": self.candidates.words(), "lists": self.lists.array(),
            "people": people.rows.array(), "busy": _zeros(rows, self.days), "week": _zeros(rows, self.weeks),
            "fixed_day": people.fixed_day, "fixed_week": people.fixed_week,
            "occupant": np.full((rows, slots), NONE, np.int32),
            "place": _zeros(rows * self.days, self.bases) if self.bases > 1 else _zeros(1, 1),
            "away": people.away, "dislike": people.dislike, "base_cost": people.base_cost,
            "rooms": self.rooms.rows.array(), "units_mask": units_mask,
            "room_users": _zeros(len(self.rooms.rows) * slots, at.MOST_USERS + 1),
            "pools": self.rooms.pools.array(), "units": units, "modules": modules.array(),
            "module_days": _zeros(len(modules), self.days),
            "tally": np.zeros(self.candidates.tally_count + 1, np.int32),
            "shape": day_shapes(problem, self.weights), "clash": self._clash(),
            "lines": np.array([line.most_away for line in problem.lines] or [0], np.int32),
            "line_used": _zeros(max(len(problem.lines), 1), slots),
            "budgets": self.budgets.array(), "budget_rooms": self.budget_rooms.array(),
            "allowances": np.array([a.most_periods_a_week for a in problem.allowances] or [0], np.int32),
            "allowance_used": _zeros(max(len(problem.allowances), 1), self.weeks), "weights": self._weights(),
            "best": np.full((count, 4), NONE, np.int32) * np.array([1, 1, 1, 0], np.int32),
            "dirty": np.zeros(count, np.int32), "heat": np.zeros(count, np.int64),
            "held": np.zeros(count, np.int64), "totals": self._totals(seed),
        }  # fmt: skip

    def _totals(self, seed: int) -> Longs:
        totals = np.zeros(len(at.Total), np.int64)
        totals[at.Total.UNPLACED], totals[at.Total.BEST_COST] = len(self.pieces), NO_COST
        totals[at.Total.RANDOM] = seed * 2_654_435_761 + 1
        wished = sum(module.least_days or 0 for module in self.problem.modules)
        totals[at.Total.COST] = wished * self.weights.least_days + self._pattern_cost
        return totals

    def _clash(self) -> Ints:
        clash = _zeros(self.bases * self.bases, self.width)
        for (base, other), masks in self.index.clashes.items():
            clash[base * self.bases + other] = masks
        return clash

    def _numbers(self) -> dict[str, int]:
        people = self.people
        return {
            "piece_count": len(self.pieces), "days": self.days, "weeks": self.weeks, "bases": self.bases,
            "periods": self.width, "slots": self.index.grid.slots, "room_count": len(self.rooms.rows),
            "has_away": int(len(people.away) > 1), "has_dislikes": int(len(people.dislike) > 1),
            "has_base_wishes": int(len(people.base_cost) > 1),
        }  # fmt: skip


def day_shapes(problem: Problem, weights: Weights) -> Ints:
    """[table, set of busy periods of a day] points of its gaps within half-days: with its lone lessons, and without."""
    width = len(problem.periods)
    halves = [
        sum(1 << at_ for at_, period in enumerate(problem.periods) if period.half_day == name) for name in HALF_DAYS
    ]
    lengths = {lesson.periods for lesson in problem.lessons}
    lone = lengths.pop() if len(lengths) == 1 else 0
    found = np.zeros((2, 1 << width), np.int32)
    for mask in range(1 << width):
        idle = sum(_idle(mask & half) for half in halves)
        alone = sum(run == lone for run in _runs(mask)) if lone else 0
        found[:, mask] = weights.compactness * idle
        found[0, mask] += weights.lone_lessons * alone
    return found


def _idle(mask: int) -> int:
    return mask.bit_length() - _first_bit(mask) - mask.bit_count() if mask else 0


def _runs(mask: int) -> list[int]:
    """The lengths of the runs of set bits."""
    return [len(run) for run in f"{mask:b}".split("0") if run]


def _first_bit(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _zeros(rows: int, columns: int) -> Ints:
    return np.zeros((rows, columns), np.int32)
