"""How much a version of a course teaches, and how it is shared between theory and practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.models.catalogue import CourseModule, ModuleKind


@dataclass(frozen=True)
class VersionFigures:
    """Counts of modules and lessons, and periods of 45 minutes."""

    modules: int
    lessons: int
    theory_periods: int
    practice_periods: int

    @property
    def periods(self) -> int:
        """Periods of theory and practice together."""
        return self.theory_periods + self.practice_periods

    @property
    def practice_share(self) -> int:
        """The share of practice in per cent, rounded."""
        return share(self.practice_periods, self.periods)


def figures_of(modules: Sequence[CourseModule]) -> VersionFigures:
    """The figures of a list of modules."""
    return VersionFigures(
        modules=len(modules),
        lessons=sum(module.lessons for module in modules),
        theory_periods=_periods(modules, ModuleKind.THEORY),
        practice_periods=_periods(modules, ModuleKind.PRACTICE),
    )


def share(part: int, whole: int) -> int:
    """A part of a whole in per cent, rounded half up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _periods(modules: Sequence[CourseModule], kind: ModuleKind) -> int:
    return sum(module.lessons * module.periods for module in modules if module.kind is kind)
