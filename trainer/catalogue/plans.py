"""A module as somebody plans it, and what is wrong with a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trainer.kit.messages import Message, msg
from trainer.models.catalogue import CourseModule, ModuleKind

# A lesson stays inside one half-day of four periods.
MOST_PERIODS = 4
MOST_LESSONS = 60


@dataclass(frozen=True)
class ModulePlan:
    """The content of a module; its position is its place in the list, counted from 1."""

    code: str
    name: str
    kind: ModuleKind
    lessons: int
    periods: int
    instructor_level: int
    name_en: str = ""
    equipment_type_id: str | None = None
    trainees_per_workstation: int = 1
    after_position: int | None = None
    min_days_between: int = 0
    max_days_between: int | None = None
    one_instructor: bool = False

    @classmethod
    def of(cls, module: CourseModule) -> ModulePlan:
        """The plan that a stored module follows."""
        return cls(**{name: getattr(module, name) for name in cls.__dataclass_fields__})

    def build(self, position: int) -> CourseModule:
        """A new row at a position."""
        return CourseModule(position=position, **vars(self))


@dataclass(frozen=True)
class PlanFault:
    """What is wrong with the module at `index` (from 0), at which field."""

    index: int
    field: str
    message: Message


def faults_of(plans: Sequence[ModulePlan]) -> list[PlanFault]:
    """Everything that is wrong with a list of modules; an empty list when it can be taught."""
    return [fault for index, plan in enumerate(plans) for fault in _faults(index, plan, plans)]


def _faults(index: int, plan: ModulePlan, plans: Sequence[ModulePlan]) -> Iterator[PlanFault]:
    if plan.code in [other.code for other in plans[:index]]:
        yield PlanFault(index, "code", msg("Two modules have the code %(code)s", code=plan.code))
    if plan.kind is ModuleKind.PRACTICE and plan.equipment_type_id is None:
        yield PlanFault(index, "equipment", msg("A practice module needs a type of workstation"))
    if plan.kind is ModuleKind.THEORY and plan.equipment_type_id is not None:
        yield PlanFault(index, "equipment", msg("A theory module is taught at desks and takes no workstations"))
    if plan.after_position is not None and not 1 <= plan.after_position <= index:
        yield PlanFault(index, "after_position", msg("A module can only follow one that stands before it in the list"))
    if plan.max_days_between is not None and plan.max_days_between < plan.min_days_between:
        yield PlanFault(index, "max_days_between", msg("The longest gap must not be shorter than the shortest"))
