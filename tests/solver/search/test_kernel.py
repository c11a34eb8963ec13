"""The kernel says the same as the judge: what fits, what a timetable costs, and what is in the way."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from solver import Lesson, Problem, Weights, check
from solver.index import Index
from solver.narrowing import domains_alone
from solver.search.board import BREACH_POINTS
from solver.search.engine import Engine
from solver.search.layout import Candidate, Class, Ints, Piece
from tests.solver.builders import a_cohort, a_module, a_problem, open_days
from tests.solver.strategies import mild_problems

SETTINGS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
# A weight of its own for every goal, so that no two can stand in for each other.
WEIGHTS = Weights(
    **{name: at + 1 for at, name in enumerate(Weights.__dataclass_fields__) if name not in ("lone_lessons",)},
    lone_lessons=0,
)


def engine_of(problem: Problem, seed: int = 1) -> Engine:
    index = Index(problem)
    return Engine(index, domains_alone(index), WEIGHTS, seed)


def is_complete(engine: Engine) -> bool:
    engine.place_in_order()
    return engine.construct(300)


def random_target(engine: Engine, piece: int, chance: random.Random) -> tuple[int, int, int]:
    row = engine.board["classes"][engine.board["pieces"][piece, Piece.CLASS]]
    return (
        chance.randrange(row[Class.CHOICES], row[Class.CHOICES_END]),
        chance.randrange(row[Class.ROOMS], row[Class.ROOMS_END]),
        chance.randrange(row[Class.STAFFS], row[Class.STAFFS_END]),
    )


def judged(engine: Engine, problem: Problem, state: Ints) -> tuple[int, list[str]]:
    timetable = engine.index.timetable(engine.placements(state))
    judgement = check(problem, timetable, WEIGHTS)
    return judgement.objective, [violation.rule for violation in judgement.violations]


@SETTINGS
@given(problem=mild_problems(), seed=st.integers(1, 99))
def test_a_complete_state_costs_what_the_judge_says_and_breaks_only_what_it_counts(problem: Problem, seed: int) -> None:
    engine = engine_of(problem, seed)
    if not is_complete(engine):
        return
    for _ in range(4):
        objective, rules = judged(engine, problem, engine.state)
        assert engine.cost - BREACH_POINTS * engine.breaches == objective
        assert bool(rules) == (engine.breaches > 0), rules
        engine.anneal(25, 20.0, 5.0)


@SETTINGS
@given(problem=mild_problems(), seed=st.integers(1, 99))
def test_a_place_fits_exactly_when_the_judge_has_nothing_against_it(problem: Problem, seed: int) -> None:
    engine = engine_of(problem, seed)
    if not is_complete(engine) or not engine.pieces:
        return
    chance = random.Random(seed)
    for _ in range(8):
        piece = chance.randrange(engine.pieces)
        state, target = engine.state, random_target(engine, piece, chance)
        before = engine.breaches
        engine.board.take(piece)
        is_fit = engine.board.fits(piece, target)
        moved = state.copy()
        moved[piece] = target
        _, rules = judged(engine, problem, moved)
        if is_fit:
            engine.board.add(piece, target)
            assert bool(rules) == (engine.breaches > 0), (rules, before)
            engine.board.take(piece)
        else:
            assert rules
        engine.board.add(piece, tuple(state[piece].tolist()))
        assert np.array_equal(engine.state, state)


def test_a_group_of_a_group_keeps_clear_of_the_whole_cohort() -> None:
    problem = a_problem(
        days=open_days()[:1],
        cohorts=(a_cohort(size=20), a_cohort("c2", part_of="c1"), a_cohort("c3", size=5, part_of="c2")),
        modules=(a_module(), a_module("m2", "c3")),
        lessons=(Lesson("l1", "m1", 1, 2), Lesson("k1", "m2", 1, 2)),
    )
    engine = engine_of(problem)
    assert is_complete(engine)
    state, group = engine.state, engine.lesson_piece[1]
    engine.board.take(group)
    row = engine.board["classes"][engine.board["pieces"][group, Piece.CLASS]]
    ranges = ((Class.CHOICES, Class.CHOICES_END), (Class.ROOMS, Class.ROOMS_END), (Class.STAFFS, Class.STAFFS_END))
    fitting = set()
    for target in product(*(range(row[first], row[end]) for first, end in ranges)):
        moved = state.copy()
        moved[group] = target
        _, rules = judged(engine, problem, moved)
        is_fit = engine.board.fits(group, target)
        fitting.add(is_fit)
        assert is_fit == (not rules), rules
    assert fitting == {False, True}


@SETTINGS
@given(problem=mild_problems(), seed=st.integers(1, 99))
def test_taking_everything_out_leaves_an_empty_board(problem: Problem, seed: int) -> None:
    engine = engine_of(problem, seed)
    empty = {name: engine.board[name].copy() for name in ("busy", "week", "units", "units_mask", "tally", "line_used")}
    cost = engine.cost
    is_complete(engine)
    for piece in range(engine.pieces):
        if engine.board["pieces"][piece, Piece.CHOICE] >= 0:
            engine.board.take(piece)
    assert engine.cost == cost
    assert engine.breaches == 0
    assert all(np.array_equal(engine.board[name], values) for name, values in empty.items())


@SETTINGS
@given(problem=mild_problems(), seed=st.integers(1, 99))
def test_the_best_state_is_complete_clean_and_costs_what_it_says(problem: Problem, seed: int) -> None:
    engine = engine_of(problem, seed)
    if not is_complete(engine):
        return
    engine.anneal(300, 8.0, 0.3)
    if engine.best_cost is None:
        return
    objective, rules = judged(engine, problem, engine.best_state)
    assert (objective, rules) == (engine.best_cost, [])
    assert engine.best_cost <= engine.cost


@SETTINGS
@given(problem=mild_problems())
def test_the_same_seed_gives_the_same_state(problem: Problem) -> None:
    states = []
    for _ in range(2):
        engine = engine_of(problem, 7)
        if is_complete(engine):
            engine.anneal(200, 8.0, 0.3)
        states.append(engine.state)
    assert np.array_equal(*states)


def test_candidates_name_rows_that_exist() -> None:
    """A negative control for the arrays: every reference of a generated board points into its table."""
    from solver import generate

    problem, _ = generate("S", 1)
    engine = engine_of(problem)
    rooms = engine.board["classes"][:, [Class.ROOMS, Class.ROOMS_END]]
    for first, last in rooms.tolist():
        assert (engine.board["candidates"][first:last, Candidate.RESOURCE] < len(problem.workshops)).all()
    assert engine.board["candidates"][:, Candidate.TALLY].max() < len(engine.board["tally"])
