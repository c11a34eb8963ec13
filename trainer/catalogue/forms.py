"""The form of a new course version: its day and standard, and its modules as editable rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from trainer.catalogue.plans import MOST_LESSONS, MOST_PERIODS, ModulePlan, faults_of
from trainer.models.catalogue import CourseModule, CourseVersion, ModuleKind
from trainer.models.resources import EquipmentType
from trainer.models.skills import OccupationStandard
from trainer.skills.levels import EXAMINED_LEVELS
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy, level_name, name_of, say

SPARE_ROWS = 2
MOST_MODULES = 40
# Where a fault of a plan is shown in a row.
_FIELD_OF = {"after_position": "after", "equipment": "equipment_type_id"}


class ModuleForm(TrainerForm):
    """One module; a row without code and name is a spare one and is passed over."""

    class Meta(TrainerForm.Meta):
        """The outer form carries the token."""

        csrf = False

    position = IntegerField(lazy("Position"), [InputRequired(), NumberRange(1, 99)])
    code = StringField(lazy("Code"), [DataRequired(), Length(max=16)])
    name = StringField(lazy("Name (Chinese)"), [DataRequired(), Length(max=120)])
    name_en = StringField(lazy("Name (English)"), [Length(max=160)])
    kind = SelectField(lazy("Kind"), [InputRequired()])
    lessons = IntegerField(lazy("Lessons"), [InputRequired(), NumberRange(1, MOST_LESSONS)])
    periods = IntegerField(lazy("Periods a lesson"), [InputRequired(), NumberRange(1, MOST_PERIODS)])
    equipment_type_id = SelectField(lazy("Workstations"))
    trainees_per_workstation = IntegerField(lazy("Trainees at a workstation"), [InputRequired(), NumberRange(1, 20)])
    instructor_level = SelectField(lazy("Instructor's level"), [InputRequired()], coerce=int)
    after = StringField(lazy("After module (code)"), [Length(max=16)])
    min_days_between = IntegerField(lazy("Shortest gap in days"), [InputRequired(), NumberRange(0, 365)])
    max_days_between = IntegerField(lazy("Longest gap in days"), [Optional(), NumberRange(0, 365)])
    one_instructor = BooleanField(lazy("One instructor throughout"))
    remove = BooleanField(lazy("Leave this module out"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(ModuleKind.THEORY, gettext("Theory")), (ModuleKind.PRACTICE, gettext("Practice"))]
        self.instructor_level.choices = [(level, level_name(level)) for level in EXAMINED_LEVELS]

    @property
    def is_used(self) -> bool:
        """Whether the row says anything and is to stay."""
        return bool(not self.remove.data and (self.code.data or self.name.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the rows that are used."""
        return bool(super().validate(extra_validators)) if self.is_used else True


class VersionForm(TrainerForm):
    """A new version: what it is called, from when it holds, and its modules."""

    after_number = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    valid_from = DateField(lazy("Holds from"), [InputRequired()])
    standard_id = SelectField(lazy("Edition of the standard"), [InputRequired()])
    note = TextAreaField(lazy("What changes"), [DataRequired(), Length(max=200)])
    modules = FieldList(FormField(ModuleForm), max_entries=MOST_MODULES + SPARE_ROWS)

    def offer(self, standards: Sequence[OccupationStandard], equipment: Sequence[EquipmentType]) -> None:
        """Fill the selects."""
        self.standard_id.choices = [(row.id, f"{row.edition} · {row.document}") for row in standards]
        choices = [("", gettext("None"))] + [(row.id, f"{name_of(row)} ({row.code})") for row in equipment]
        for entry in self.modules:
            entry.form.equipment_type_id.choices = choices

    def copy_from(self, version: CourseVersion, level: int) -> None:
        """Start from a version's modules, with spare rows below."""
        self.after_number.data = version.number
        self.standard_id.data = version.standard_id
        codes = {module.position: module.code for module in version.modules}
        for module in version.modules:
            self.modules.append_entry(_row_of(module, codes))
        for spare in range(SPARE_ROWS):
            self.modules.append_entry(_spare_row(len(version.modules) + spare + 1, level))

    def plans(self) -> list[ModulePlan] | None:
        """The modules in their order; None when one is faulty, with the fault at its field."""
        rows = sorted(
            (entry.form for entry in self.modules if entry.form.is_used), key=lambda row: row.position.data or 0
        )
        positions = {_text(row.code): position for position, row in enumerate(rows, start=1)}
        plans = [_plan_of(row, positions) for row in rows]
        unknown = [row for row in rows if _text(row.after) and _text(row.after) not in positions]
        for row in unknown:
            _note(row.after, gettext("No module of this version has the code %(code)s", code=_text(row.after)))
        faults = faults_of(plans)
        for fault in faults:
            _note(rows[fault.index][_FIELD_OF.get(fault.field, fault.field)], say(fault.message))
        return None if faults or unknown else plans


def _row_of(module: CourseModule, codes: dict[int, str]) -> dict[str, Any]:
    row = {name: getattr(module, name) for name in ModulePlan.__dataclass_fields__ if name != "after_position"}
    row["equipment_type_id"] = module.equipment_type_id or ""
    row["after"] = codes.get(module.after_position, "") if module.after_position else ""
    return {**row, "position": module.position}


def _spare_row(position: int, level: int) -> dict[str, Any]:
    return {
        "position": position,
        "kind": ModuleKind.PRACTICE,
        "lessons": 1,
        "periods": MOST_PERIODS,
        "trainees_per_workstation": 1,
        "instructor_level": level,
        "min_days_between": 0,
    }


def _plan_of(row: ModuleForm, positions: dict[str, int]) -> ModulePlan:
    return ModulePlan(
        code=_text(row.code),
        name=_text(row.name),
        name_en=_text(row.name_en),
        kind=ModuleKind(row.kind.data),
        lessons=row.lessons.data or 0,
        periods=row.periods.data or 0,
        equipment_type_id=row.equipment_type_id.data or None,
        trainees_per_workstation=row.trainees_per_workstation.data or 1,
        instructor_level=row.instructor_level.data,
        after_position=positions.get(_text(row.after)),
        min_days_between=row.min_days_between.data or 0,
        max_days_between=row.max_days_between.data,
        one_instructor=bool(row.one_instructor.data),
    )


def _text(field: StringField) -> str:
    return (field.data or "").strip()


def _note(field: Any, text: str) -> None:
    field.errors = [*field.errors, text]
