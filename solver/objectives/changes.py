"""Counting how many different instructors or workshops a module has: what two goals share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from solver.model.submodel import Literal, SubModel


def penalise_changes(model: SubModel, chosen: Iterable[tuple[int, int, Literal]], weight: int, what: str) -> None:
    """Penalise each different key beyond one, for (module, key, literal) of everything possible."""
    used: dict[int, dict[int, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for module, key, literal in chosen:
        used[module][key].append(literal)
    for module, keys in used.items():
        flags = [(model.any_of(f"{what}[{module},{key}]", literals), 1) for key, literals in keys.items()]
        model.penalise(model.excess(f"{what}s[{module}]", flags, 1), weight)
