"""What a trainee reached in a sitting: every paper is passed for itself, nothing is averaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trainer.models.assessment import Paper


@dataclass(frozen=True)
class PaperResult:
    """The points in one paper (0 to 100), None when nothing was scored, and the points that pass it."""

    paper: Paper
    points: int | None
    needed: int

    @property
    def passed(self) -> bool:
        """Whether this paper alone is passed; the mark itself passes."""
        return self.points is not None and self.points >= self.needed


@dataclass(frozen=True)
class Result:
    """What a trainee reached in a released sitting."""

    sitting_id: str
    day: date
    is_absent: bool
    papers: tuple[PaperResult, ...]

    @property
    def passed(self) -> bool:
        """Whether the trainee was there and passed every paper of the level."""
        return not self.is_absent and bool(self.papers) and all(paper.passed for paper in self.papers)
