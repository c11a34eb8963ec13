"""Whole states at once: what is seated, loaded and found changed is what each piece by itself would say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import Problem, Weights, check, generate
from solver.index import Index
from solver.narrowing import domains_alone
from solver.search.engine import Engine
from solver.search.layout import NONE, Class, Piece
from tests.solver.strategies import mild_problems

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
COUNTERS = ("busy", "week", "occupant", "units", "units_mask", "tally", "modules", "module_days", "line_used", "people")


def engine_of(problem: Problem) -> Engine:
    index = Index(problem)
    return Engine(index, domains_alone(index), Weights(people_touched=20, lessons_moved=60), 1)


def constructed(problem: Problem) -> Engine | None:
    engine = engine_of(problem)
    engine.place_in_order()
    return engine if engine.construct(300) else None


@SETTINGS
@given(problem=mild_problems(), seed=st.integers(1, 99))
def test_a_loaded_state_leaves_the_board_as_its_pieces_one_by_one_do(problem: Problem, seed: int) -> None:
    engine = constructed(problem)
    if engine is None:
        return
    engine.reseed(seed)
    engine.anneal(100, 20.0, 5.0)
    other = engine_of(problem)
    for piece, target in enumerate(engine.state.tolist()):
        other.board.add(piece, tuple(target))
    at_once = engine_of(problem)
    at_once.load(engine.state)
    assert at_once.cost == other.cost
    assert all(np.array_equal(at_once.board[name], other.board[name]) for name in COUNTERS)
    at_once.load(np.full_like(engine.state, NONE))
    assert at_once.unplaced == at_once.pieces
    assert not at_once.board["busy"].any()


def test_a_published_timetable_is_seated_whole_and_nothing_counts_as_changed() -> None:
    problem, planted = generate("S", 3)
    problem = replace(problem, published=planted.bookings)
    engine = engine_of(problem)
    placed = {engine.index.lesson_at[b.lesson]: engine.index.placement(b) for b in planted.bookings}
    assert engine.seat({lesson: found for lesson, found in placed.items() if found is not None}) == []
    assert (engine.unplaced, engine.breaches, len(engine.changed())) == (0, 0, 0)
    assert engine.index.timetable(engine.placements()) == planted
    engine.fix(None)
    engine.anneal(2_000, 60.0, 60.0)
    found = engine.index.timetable(engine.placements())
    was = {booking.lesson: booking for booking in planted.bookings}
    moved = {engine.lesson_piece[engine.index.lesson_at[b.lesson]] for b in found.bookings if was[b.lesson] != b}
    assert moved
    assert set(engine.changed().tolist()) == moved


def test_a_lesson_that_cannot_stand_where_it_stood_is_left_over_by_name() -> None:
    """A negative control: two lessons at one time and workshop, and one at a time that is not its own."""
    problem, planted = generate("S", 3)
    engine = engine_of(problem)
    index = engine.index
    placed = {index.lesson_at[b.lesson]: found for b in planted.bookings if (found := index.placement(b)) is not None}
    one, other = [lesson for lesson in placed if index.cohort[lesson] == index.cohort[0]][:2]
    placed[other] = placed[one]
    lost = next(lesson for lesson in placed if lesson not in (one, other))
    placed[lost] = replace(placed[lost], slot=index.grid.slots - 1)
    assert set(engine.seat(placed)) == {other, lost}


def test_a_timetable_that_is_not_whole_changes_nothing() -> None:
    problem, planted = generate("S", 3)
    engine = engine_of(problem)
    placed = {engine.index.lesson_at[b.lesson]: engine.index.placement(b) for b in planted.bookings}
    whole = {lesson: found for lesson, found in placed.items() if found is not None}
    engine.load_placements(dict(list(whole.items())[:-1]))
    assert engine.unplaced == engine.pieces
    engine.load_placements(whole)
    assert engine.unplaced == 0
    assert check(problem, engine.index.timetable(engine.placements()), Weights()).is_clean


@pytest.mark.parametrize("with_published", [False, True])
def test_classes_alike_share_their_ranges_and_others_do_not(with_published: bool) -> None:
    """The lessons of a module are all alike; published, each is a class of its own with the same times and people."""
    problem, planted = generate("S", 3)
    problem = replace(problem, published=planted.bookings) if with_published else problem
    engine = engine_of(problem)
    classes = engine.board["classes"][engine.board["pieces"][:, Piece.CLASS]]
    by_module: dict[int, set[tuple[int, ...]]] = {}
    for row in classes.tolist():
        by_module.setdefault(row[Class.MODULE], set()).add(tuple(row[Class.CHOICES : Class.PEOPLE_END + 1]))
    assert all(len(ranges) == 1 for ranges in by_module.values())
    assert len(set.union(*by_module.values())) == len(by_module)
