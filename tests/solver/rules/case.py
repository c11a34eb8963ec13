"""One rule's example: a problem, a timetable that breaks the rule, and one just beside that does not."""

from __future__ import annotations

from dataclasses import dataclass

from solver import Problem, Timetable
from tests.solver.builders import CLEAN


@dataclass(frozen=True)
class Case:
    """`names` are the ids that the violation must name; `also` are rules that the breach cannot but break too."""

    rule: str
    problem: Problem
    broken: Timetable
    beside: Timetable = CLEAN
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    variant: str = ""

    @property
    def label(self) -> str:
        """The name of the test."""
        return f"{self.rule}-{self.variant}" if self.variant else self.rule
