"""Sectioning problems and placements as JSON: an object with `requests` and `offers`; every fault has its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.formats.own_json import from_json, to_json
from solver.problem import Fault, ProblemFaults
from solver.sectioning.data import SectioningProblem


@dataclass(frozen=True, slots=True)
class Placement:
    """A request and the offer that it is given."""

    request: str
    offer: str


@dataclass(frozen=True, slots=True)
class PlacementList:
    """All placements of a sectioning; requests that are not named are unplaced."""

    placements: tuple[Placement, ...]


def is_sectioning(data: Any) -> bool:
    """Whether plain values are meant as a sectioning problem: no timetable has requests."""
    return isinstance(data, dict) and "requests" in data


def sectioning_to_json(problem: SectioningProblem) -> str:
    """The problem as one JSON object; fields at their defaults are left out."""
    return to_json(problem)


def sectioning_from_json(text: str) -> SectioningProblem:
    """The problem in a JSON text; raises `ProblemFaults` that lists every fault."""
    return from_json(text, SectioningProblem)


def placements_to_json(placements: Mapping[str, str]) -> str:
    """The placements as one JSON object, by request."""
    return to_json(PlacementList(tuple(Placement(*pair) for pair in sorted(placements.items()))))


def placements_from_json(text: str) -> dict[str, str]:
    """Request → offer in a JSON text; raises `ProblemFaults` that lists every fault."""
    found: dict[str, str] = {}
    faults = []
    for at, placement in enumerate(from_json(text, PlacementList).placements):
        if placement.request in found:
            faults.append(Fault(f"placements[{at}].request", f"'{placement.request}' is placed twice"))
        found[placement.request] = placement.offer
    if faults:
        raise ProblemFaults(faults)
    return found
