"""One round of improvement as a piece of work that any process can do: everything it needs is in its arguments."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from solver.bounds import Bound
from solver.bounds.lagrange import Effort, price_bound
from solver.formats.own_json import problem_from_json, problem_to_json
from solver.index import Index
from solver.narrowing import domains_alone
from solver.params import Weights
from solver.presolve import domains_of
from solver.problem import Problem
from solver.search.chains import Chains
from solver.search.engine import Engine
from solver.search.layout import Ints

MOVES_A_LOOK = 8_192
"""Moves between two looks at the clock."""
MOST_ENGINES = 2
"""How many engines a process keeps: a cluster's worker may serve several runs in turn."""


@dataclass(frozen=True, slots=True)
class Source:
    """A problem as JSON with its weights, ready to be sent: `key` is the SHA-256 of both."""

    key: str
    problem: str
    weights: Weights

    @classmethod
    def of(cls, problem: Problem, weights: Weights) -> Source:
        """Pack a problem."""
        text = problem_to_json(problem)
        return cls(hashlib.sha256(f"{text}{weights}".encode()).hexdigest(), text, weights)


@dataclass(frozen=True, slots=True)
class Round:
    """Anneal from a state, for so many moves or seconds, between two temperatures.

    `numbers` begin the series of random numbers, so that the outcome does not hang on who does the round. The pieces in
    `fixed` stay where they are.
    """

    state: Ints
    numbers: tuple[int, ...]
    hot: float
    cold: float
    moves: int | None = None
    seconds: float | None = None
    fixed: Ints | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state at the end with its cost (penalties included), and the best complete one (None: none was met)."""

    state: Ints
    cost: int
    best_state: Ints | None
    best_cost: int | None
    moves: int


_engines: dict[str, Engine] = {}


def engine_of(source: Source) -> Engine:
    """The engine of a problem, made at its first round in this process and kept."""
    if source.key not in _engines:
        while len(_engines) >= MOST_ENGINES:
            del _engines[next(iter(_engines))]
        index = Index(problem_from_json(source.problem))
        _engines[source.key] = Engine(index, domains_alone(index), source.weights, seed=1)
    return _engines[source.key]


def keep_engine(source: Source, engine: Engine) -> None:
    """Let this process use an engine that it has made already."""
    _engines[source.key] = engine


def forget_engine(source: Source) -> None:
    """Free the engine of a problem that is done with."""
    _engines.pop(source.key, None)


def work(source: Source, given: Round) -> Outcome:
    """Do a round."""
    engine = engine_of(source)
    engine.fix(None)
    engine.load(given.state)
    engine.fix(given.fixed)
    engine.forget()
    engine.reseed(*given.numbers)
    moves = _anneal(engine, given)
    has_best = engine.best_cost is not None
    return Outcome(engine.state, engine.cost, engine.best_state if has_best else None, engine.best_cost, moves)


def _anneal(engine: Engine, given: Round) -> int:
    if given.moves is not None:
        return engine.anneal(given.moves, given.hot, given.cold)
    seconds, moves = given.seconds or 0.0, 0
    started = time.monotonic()
    while (passed := time.monotonic() - started) < seconds:
        temperature = given.hot * (given.cold / given.hot) ** (passed / seconds)
        tried = engine.anneal(MOVES_A_LOOK, temperature, temperature)
        if not tried:
            break
        moves += tried
    return moves


def bound_by_prices(source: Source, seconds: float) -> Bound:
    """Bound the cost of a problem for so many seconds: the other piece of work that any process can do."""
    index = Index(problem_from_json(source.problem))
    domains = domains_of(index, Chains(index))
    return price_bound(index, domains, source.weights, Effort(seconds), lambda _value: True)
