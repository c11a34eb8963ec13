"""Parts of a large problem that can be improved side by side, and putting their outcomes together again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from solver.search.engine import Engine
from solver.search.layout import Class, Ints, Person, Piece


@dataclass(frozen=True, slots=True)
class Regions:
    """For each piece the number of its part; cohorts with the same home stay together as far as sizes allow."""

    part: Ints
    count: int

    def others(self, number: int) -> Ints:
        """The pieces outside a part."""
        return np.flatnonzero(self.part != number).astype(np.int32)


def regions_of(engine: Engine, count: int, turn: int) -> Regions:
    """Deal the cohorts to `count` parts of about equal size; each turn cuts elsewhere.

    Bases are kept whole unless a part would have none, as where one base has most of the lessons.
    """
    classes = engine.board["classes"][engine.board["pieces"][: engine.pieces, Piece.CLASS]]
    people = engine.board["people"]
    first = engine.board["lists"][classes[:, Class.PEOPLE]]
    home = people[first, Person.HOME]
    sizes: dict[int, int] = defaultdict(int)
    for base in home.tolist():
        sizes[base] += 1
    bases = sorted(sizes)
    start = turn * len(bases) // (2 * count) % max(len(bases), 1)
    part_of, passed, total = {}, 0, sum(sizes.values())
    for base in bases[start:] + bases[:start]:
        part_of[base] = count * (passed + sizes[base] // 2) // total
        passed += sizes[base]
    if len(set(part_of.values())) < count:
        part = (first * count // max(engine.cohort_count, 1)).astype(np.int32) % count
    else:
        part = np.array([part_of[base] for base in home.tolist()], np.int32)
    return Regions(part, count)


def merged(engine: Engine, start: Ints, parts: list[Ints]) -> Ints:
    """The states of all parts in one: what no longer fits together goes back to where it stood at the start.

    Each part began at `start` and moved its own pieces only; they may have taken the same instructor or workshop.
    """
    engine.fix(None)
    engine.load(start)
    for state in parts:
        moved = np.flatnonzero((state != start).any(axis=1)).tolist()
        for piece in moved:
            engine.board.take(piece)
        back = []
        for piece in moved:
            target = tuple(state[piece].tolist())
            if engine.board.fits(piece, target):
                engine.board.add(piece, target)
            else:
                back.append(piece)
        _return(engine, start, back)
    return engine.state


def _return(engine: Engine, start: Ints, back: list[int]) -> None:
    """Pieces whose new place is gone: to the old one if it is free, else anywhere, else by ejection."""
    for piece in back:
        target = tuple(start[piece].tolist())
        if engine.board.fits(piece, target):
            engine.board.add(piece, target)
    if engine.unplaced:
        engine.construct(1000 * engine.unplaced)
