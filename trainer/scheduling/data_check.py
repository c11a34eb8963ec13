"""What is wrong with the data before any search: the solver's findings and the application's own facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

import solver
from trainer.kit.calendar import DayKind
from trainer.kit.messages import Message, msg, name_in_both
from trainer.models.programmes import Cohort
from trainer.scheduling.problem_builder import DEFAULT_TRAVEL_MINUTES, night_rest_hours, problem_of
from trainer.scheduling.problem_cohorts import duties_of, is_night
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wording import Names, names_of, workshop_name

# Rules whose findings are mended at the instructors, whoever else they name.
OF_INSTRUCTORS = ("instructor_qualified", "allowance")
# Rules whose findings are mended at the workshop that has the equipment.
OF_WORKSHOPS = ("workshop_capacity", "workshop_double_booking")
# Kinds of subjects with a page of their own; a module, a line or a quota is mended through what stands beside it.
MENDED = ("cohort", "workshop", "equipment", "instructor", "subject")


class Severity(StrEnum):
    """A blocking row keeps the solver from starting; a warning does not."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True)
class Row:
    """One thing to mend: in words, and the kind and id of what to mend (a cohort, workshop, instructor …)."""

    severity: Severity
    sentence: Message
    kind: str
    id: str


@dataclass(frozen=True)
class DataCheck:
    """All rows, the worst first; the problem is there unless the data cannot even be one.

    `is_impossible`: a finding of the solver proves that no timetable exists, so that one can ask why and what would do.
    """

    situation: Situation
    rows: tuple[Row, ...]
    problem: solver.Problem | None
    is_impossible: bool = False

    @property
    def blocking(self) -> list[Row]:
        """The rows that must be mended before a run."""
        return [row for row in self.rows if row.severity is Severity.BLOCKING]

    @property
    def lessons(self) -> int:
        """How many lessons are to come, in a timetable or not; a run places them all."""
        return len(self.problem.lessons) if self.problem is not None else 0


def check_data(session: Session, organisation_id: str, *, travel_minutes: int = DEFAULT_TRAVEL_MINUTES) -> DataCheck:
    """Check everything that the next run of an organisation rests on."""
    situation = load_situation(session, organisation_id)
    rows = [*_cohort_rows(situation), *_rest_rows(session, situation), *_resource_rows(situation)]
    rows += _calendar_rows(situation)
    problem, is_impossible = None, False
    try:
        problem = problem_of(session, situation, travel_minutes=travel_minutes)
    except solver.ProblemFaults as faults:
        rows += [_fault_row(situation, fault) for fault in faults.faults]
    else:
        names = names_of(session, situation, problem)
        empty = {cohort.id for cohort in situation.waiting_cohorts if not situation.trainees.get(cohort.id)}
        findings = [finding for finding in solver.presolve(problem) if not _is_said(finding, empty)]
        is_impossible = any(finding.proves_infeasible for finding in findings)
        rows += [_at_the_room(situation, finding, _finding_row(names, finding)) for finding in findings]
    ranked = tuple(sorted(rows, key=lambda row: row.severity is not Severity.BLOCKING))
    return DataCheck(situation, ranked, problem, is_impossible)


def _cohort_rows(situation: Situation) -> Iterator[Row]:
    if not situation.waiting_cohorts:
        yield _row(Severity.BLOCKING, msg("No cohort has lessons to come, so there is nothing to place"), "cohorts", "")
    for cohort in situation.cohorts:
        yield from _lessons_rows(cohort)
    for cohort in situation.waiting_cohorts:
        count = len(situation.trainees.get(cohort.id, ()))
        name = name_in_both(cohort)
        if count == 0:
            yield _cohort_row(cohort, msg("Cohort %(cohort)s has no trainees yet: upload its roster", cohort=name))
        elif count < cohort.capacity:
            text = msg(
                "Cohort %(cohort)s is planned for %(n)s trainees; %(free)s seats are still open",
                cohort=name,
                n=count,
                free=cohort.capacity - count,
            )
            yield _row(Severity.WARNING, text, "cohort", cohort.id)
        if cohort.ends_on <= situation.today:
            text = msg(
                "The window of cohort %(cohort)s ended on %(day)s with lessons left", cohort=name, day=cohort.ends_on
            )
            yield _cohort_row(cohort, text)
        if not cohort.weekdays or not cohort.half_days:
            yield _cohort_row(
                cohort, msg("Cohort %(cohort)s has no weekday or half-day on which it can come", cohort=name)
            )


def _lessons_rows(cohort: Cohort) -> Iterator[Row]:
    if not cohort.lessons:
        text = msg("Cohort %(cohort)s has no lessons: its course version has no modules", cohort=name_in_both(cohort))
        yield _cohort_row(cohort, text)


def _rest_rows(session: Session, situation: Situation) -> Iterator[Row]:
    """Night shifts of people for whom neither cohort nor policy says how long they rest."""
    if night_rest_hours(session, situation) is not None:
        return
    for cohort in situation.waiting_cohorts:
        people = [person.id for person in situation.trainees.get(cohort.id, ())]
        if cohort.night_rest_hours is None and any(is_night(duty) for duty in duties_of(session, situation, people)):
            text = msg(
                "Trainees of %(cohort)s work night shifts, but neither the cohort nor a policy record says how long "
                "they rest afterwards",
                cohort=name_in_both(cohort),
            )
            yield _cohort_row(cohort, text)


def _resource_rows(situation: Situation) -> Iterator[Row]:
    for workshop in situation.workshops:
        if not situation.openings.get(workshop.id):
            text = msg("Workshop %(workshop)s has no opening hours", workshop=workshop_name(workshop.code, workshop))
            yield _row(Severity.WARNING, text, "workshop", workshop.id)
    for instructor in situation.instructors:
        name = instructor.person.name
        if not situation.openings.get(instructor.id):
            text = msg("Instructor %(name)s has no hours in which to teach", name=name)
            yield _row(Severity.WARNING, text, "instructor", instructor.id)
        if not instructor.qualifications:
            text = msg("Instructor %(name)s has no qualification", name=name)
            yield _row(Severity.WARNING, text, "instructor", instructor.id)


def _calendar_rows(situation: Situation) -> Iterator[Row]:
    """Years of the window whose holidays nobody has announced yet."""
    last = max((cohort.ends_on for cohort in situation.waiting_cohorts), default=situation.today)
    for year in range(situation.today.year, last.year + 1):
        if not situation.calendar.is_certain(year) and _has_holidays(situation, year, last):
            text = msg("The holidays of %(year)s are projected: the official notice may move them", year=year)
            yield _row(Severity.WARNING, text, "calendar", str(year))
        elif year not in situation.calendar.years:
            text = msg("The calendar knows no holidays of %(year)s", year=year)
            yield _row(Severity.WARNING, text, "calendar", str(year))


def _has_holidays(situation: Situation, year: int, last: date) -> bool:
    """Whether a recorded holiday of the year falls into the time to be planned."""
    day = max(situation.today, date(year, 1, 1))
    while day <= min(last, date(year, 12, 31)):
        special = situation.calendar.special(day)
        if special is not None and special.kind is DayKind.HOLIDAY:
            return True
        day += timedelta(days=1)
    return False


def _finding_row(names: Names, finding: solver.Finding) -> Row:
    """A finding proves that no timetable exists (blocking), or warns."""
    severity = Severity.BLOCKING if finding.proves_infeasible else Severity.WARNING
    return _row(severity, names.sentence(finding), *_to_mend(finding))


def _at_the_room(situation: Situation, finding: solver.Finding, row: Row) -> Row:
    """A lack of workstations is mended in the workshop that has most of their type, and not at the class."""
    named = [subject.id for subject in finding.subjects if subject.kind == "equipment"]
    equipment = finding.facts.get("equipment") or next(iter(named), None)
    counts = [
        (group.count, workshop.id)
        for workshop in situation.workshops
        for group in workshop.workstations
        if group.equipment_type_id == equipment
    ]
    if finding.rule not in OF_WORKSHOPS or not counts:
        return row
    return replace(row, kind="workshop", id=max(counts)[1])


def _to_mend(finding: solver.Finding) -> tuple[str, str]:
    """The kind and id of the record that a finding asks to mend: its first subject that has a page."""
    if finding.rule in OF_INSTRUCTORS:
        return "instructors", ""
    found = next((subject for subject in finding.subjects if subject.kind in MENDED), None)
    if found is not None:
        return found.kind, found.id
    return ("lessons", "") if finding.code == "locks_clash" else ("cohorts", "")


def _is_said(finding: solver.Finding, empty: set[str]) -> bool:
    """Whether the size of a cohort without trainees is complained about a second time."""
    return finding.code == "group_size" and any(subject.id in empty for subject in finding.subjects)


def _fault_row(situation: Situation, fault: solver.Fault) -> Row:
    """Data that cannot be a problem at all: say which record it is, and what the matter is."""
    part, _bracket, rest = fault.path.partition("[")
    index = int(rest.partition("]")[0]) if rest[:1].isdigit() else -1
    if part == "cohorts" and 0 <= index < len(situation.waiting_cohorts):
        cohort = situation.waiting_cohorts[index]
        text = msg(
            "The record of cohort %(cohort)s cannot be used: %(fault)s", cohort=name_in_both(cohort), fault=str(fault)
        )
        return _cohort_row(cohort, text)
    return _row(Severity.BLOCKING, msg("A record cannot be used: %(fault)s", fault=str(fault)), part, "")


def _cohort_row(cohort: Cohort, sentence: Message) -> Row:
    return _row(Severity.BLOCKING, sentence, "cohort", cohort.id)


def _row(severity: Severity, sentence: Message, kind: str, id_: str) -> Row:
    return Row(severity, sentence, kind, id_)
