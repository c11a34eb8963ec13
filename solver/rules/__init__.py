"""The hard rules, in the order in which they are checked, narrowed and encoded."""

from solver.rules.allowance import Allowance
from solver.rules.allowed_base import AllowedBase
from solver.rules.base import Rule
from solver.rules.calendar_day import CalendarDay
from solver.rules.cohort_available import CohortAvailable
from solver.rules.cohort_day_cap import CohortDayCap
from solver.rules.cohort_double_booking import CohortDoubleBooking
from solver.rules.cohort_travel import CohortTravel
from solver.rules.cohort_week_cap import CohortWeekCap
from solver.rules.every_lesson_once import EveryLessonOnce
from solver.rules.forbidden_place import ForbiddenPlace
from solver.rules.group_size import GroupSize
from solver.rules.group_split import GroupSplit
from solver.rules.half_day import HalfDay
from solver.rules.instructor_available import InstructorAvailable
from solver.rules.instructor_day_cap import InstructorDayCap
from solver.rules.instructor_double_booking import InstructorDoubleBooking
from solver.rules.instructor_qualified import InstructorQualified
from solver.rules.instructor_travel import InstructorTravel
from solver.rules.instructor_week_cap import InstructorWeekCap
from solver.rules.known_ids import KnownIds
from solver.rules.lesson_order import LessonOrder
from solver.rules.lesson_spacing import LessonSpacing
from solver.rules.lessons_a_day import LessonsADay
from solver.rules.line_presence import LinePresence
from solver.rules.locked_lesson import LockedLesson
from solver.rules.mentor_ratio import MentorRatio
from solver.rules.module_available import ModuleAvailable
from solver.rules.module_order import ModuleOrder
from solver.rules.module_spacing import ModuleSpacing
from solver.rules.one_instructor import OneInstructor
from solver.rules.quota import Quota
from solver.rules.reserved_periods import ReservedPeriods
from solver.rules.rest_after_duty import RestAfterDuty
from solver.rules.trainee_double_booking import TraineeDoubleBooking
from solver.rules.trainee_travel import TraineeTravel
from solver.rules.weekly_pattern import WeeklyPattern
from solver.rules.window import Window
from solver.rules.workshop_capacity import WorkshopCapacity
from solver.rules.workshop_double_booking import WorkshopDoubleBooking
from solver.rules.workshop_equipment import WorkshopEquipment
from solver.rules.workshop_open import WorkshopOpen

RULES: tuple[Rule, ...] = (
    KnownIds(),
    EveryLessonOnce(),
    # A lesson by itself.
    GroupSize(),
    CalendarDay(),
    HalfDay(),
    Window(),
    LockedLesson(),
    ForbiddenPlace(),
    AllowedBase(),
    WorkshopEquipment(),
    WorkshopCapacity(),
    InstructorQualified(),
    MentorRatio(),
    WorkshopOpen(),
    ReservedPeriods(),
    InstructorAvailable(),
    CohortAvailable(),
    ModuleAvailable(),
    RestAfterDuty(),
    # Lessons together.
    WorkshopDoubleBooking(),
    InstructorDoubleBooking(),
    CohortDoubleBooking(),
    GroupSplit(),
    TraineeDoubleBooking(),
    WeeklyPattern(),
    LessonOrder(),
    LessonSpacing(),
    LessonsADay(),
    ModuleOrder(),
    ModuleSpacing(),
    OneInstructor(),
    InstructorDayCap(),
    InstructorWeekCap(),
    CohortDayCap(),
    CohortWeekCap(),
    Allowance(),
    LinePresence(),
    Quota(),
    InstructorTravel(),
    CohortTravel(),
    TraineeTravel(),
)

__all__ = ["RULES", "Rule"]
