"""What two versions of a course do differently, module by module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trainer.kit.messages import Message, msg
from trainer.models.catalogue import CourseModule, ModuleKind

KIND_WORDS = {ModuleKind.THEORY: msg("Theory"), ModuleKind.PRACTICE: msg("Practice")}
YES_NO = {True: msg("yes"), False: msg("no")}


class DifferenceKind(StrEnum):
    """What happened to a module from one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class FieldChange:
    """One changed value: its label, what it was and what it is (values, messages or rows with two names)."""

    label: Message
    old: Any
    new: Any


@dataclass(frozen=True)
class ModuleDifference:
    """One module in both versions; `old` or `new` is None where it was added or removed."""

    kind: DifferenceKind
    old: CourseModule | None
    new: CourseModule | None
    changes: tuple[FieldChange, ...] = ()

    @property
    def module(self) -> CourseModule:
        """The module as it stands now, or stood last."""
        found = self.new or self.old
        assert found is not None
        return found


def module_differences(old: Sequence[CourseModule], new: Sequence[CourseModule]) -> list[ModuleDifference]:
    """Modules matched by code, in the new order, with the removed ones where they stood."""
    before = {module.code: module for module in old}
    now = {module.code: module for module in new}
    found = [_pair(before.get(module.code), module) for module in new]
    for index, module in enumerate(old):
        if module.code not in now:
            found.insert(min(index, len(found)), ModuleDifference(DifferenceKind.REMOVED, module, None))
    return found


def _pair(old: CourseModule | None, new: CourseModule) -> ModuleDifference:
    if old is None:
        return ModuleDifference(DifferenceKind.ADDED, None, new)
    changes = tuple(_changes(old, new))
    kind = DifferenceKind.CHANGED if changes else DifferenceKind.SAME
    return ModuleDifference(kind, old, new, changes)


def _changes(old: CourseModule, new: CourseModule) -> list[FieldChange]:
    read = [(label, value_of(old), value_of(new)) for label, value_of in _FIELDS]
    return [FieldChange(label, before, now) for label, before, now in read if _key(before) != _key(now)]


def _key(value: Any) -> Any:
    return getattr(value, "id", value)


class _Name:
    """The two names of a module as one value, compared by both."""

    def __init__(self, module: CourseModule) -> None:
        self.name, self.name_en = module.name, module.name_en
        self.id = (module.name, module.name_en)


_FIELDS: tuple[tuple[Message, Callable[[CourseModule], Any]], ...] = (
    (msg("Module name"), _Name),
    (msg("Position"), lambda module: module.position),
    (msg("Kind"), lambda module: KIND_WORDS[module.kind]),
    (msg("Lessons"), lambda module: module.lessons),
    (msg("Periods a lesson"), lambda module: module.periods),
    (msg("Workstations"), lambda module: module.equipment_type),
    (msg("Trainees at a workstation"), lambda module: module.trainees_per_workstation),
    (msg("Instructor's level"), lambda module: module.instructor_level),
    (msg("After module"), lambda module: module.after_position),
    (msg("Shortest gap in days"), lambda module: module.min_days_between),
    (msg("Longest gap in days"), lambda module: module.max_days_between),
    (msg("One instructor throughout"), lambda module: YES_NO[module.one_instructor]),
)
