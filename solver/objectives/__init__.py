"""The soft goals, in the order in which they are shown."""

from solver.objectives.base import CostPart, Objective, Share
from solver.objectives.compactness import Compactness
from solver.objectives.evenings_weekends import EveningsWeekends
from solver.objectives.fair_evenings import FairEvenings
from solver.objectives.instructor_changes import InstructorChanges
from solver.objectives.least_days import LeastDays
from solver.objectives.lessons_moved import LessonsMoved
from solver.objectives.load_balance import LoadBalance
from solver.objectives.lone_lessons import LoneLessons
from solver.objectives.pattern_choice import PatternChoice
from solver.objectives.people_touched import PeopleTouched
from solver.objectives.seats_missing import SeatsMissing
from solver.objectives.spread import Spread
from solver.objectives.subsidy_lost import SubsidyLost
from solver.objectives.travel import Travel
from solver.objectives.wished_window import WishedWindow
from solver.objectives.wishes import Wishes
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
    LoneLessons(),
    LeastDays(),
    SeatsMissing(),
    PatternChoice(),
    Wishes(),
    FairEvenings(),
    SubsidyLost(),
    PeopleTouched(),
    LessonsMoved(),
)

__all__ = ["OBJECTIVES", "CostPart", "Objective", "Share"]
