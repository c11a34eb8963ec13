"""What a lower bound says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A proved lower bound in points; `is_infeasible` says that not even the relaxation has a solution.

    `is_cut_short`: the clock, or whoever may stop it, ended the proof before its work was done.
    """

    value: int
    source: str
    is_infeasible: bool = False
    is_cut_short: bool = False
