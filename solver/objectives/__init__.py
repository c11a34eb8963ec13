"""The soft goals, in the order in which they are shown."""

from solver.objectives.base import CostPart, Objective, Share
from solver.objectives.compactness import Compactness
from solver.objectives.evenings_weekends import EveningsWeekends
from solver.objectives.instructor_changes import InstructorChanges
from solver.objectives.load_balance import LoadBalance
from solver.objectives.spread import Spread
from solver.objectives.travel import Travel
from solver.objectives.wished_window import WishedWindow
from solver.objectives.workshop_changes import WorkshopChanges

OBJECTIVES: tuple[Objective, ...] = (
    EveningsWeekends(),
    Compactness(),
    Spread(),
    InstructorChanges(),
    WorkshopChanges(),
    LoadBalance(),
    WishedWindow(),
    Travel(),
)

__all__ = ["OBJECTIVES", "CostPart", "Objective", "Share"]
