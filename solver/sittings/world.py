"""The world that stays: what the timetable and the commitments already ask of rooms, candidates and assessors."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property

from solver.reading import Event, Reading
from solver.sittings.problem import Assessor, Sitting, SittingProblem


class World:
    """Plain look-ups of a sitting problem before any sitting is placed."""

    def __init__(self, problem: SittingProblem) -> None:
        self.problem = problem
        self.reading = Reading(problem.problem, problem.timetable)

    def people(self, sitting: Sitting) -> frozenset[str]:
        """The known candidates; without names, the known trainees of the cohort."""
        named = sitting.candidates or self.reading.cohorts[sitting.cohort].trainees
        return frozenset(named)

    @cached_property
    def family(self) -> dict[str, set[str]]:
        """For each cohort itself, its practice groups and what it is a group of: people who share lessons."""
        found = {cohort: {cohort, *wholes} for cohort, wholes in self.reading.wholes.items()}
        for cohort, wholes in self.reading.wholes.items():
            for whole in wholes:
                found[whole].add(cohort)
        return found

    def share_people(self, one: Sitting, other: Sitting) -> bool:
        """Whether somebody may be a candidate of both: unnamed candidates of one cohort may be the same."""
        if self.people(one) & self.people(other):
            return True
        return other.cohort in self.family[one.cohort] and not (one.candidates and other.candidates)

    def candidate_events(self, sitting: Sitting) -> list[Event]:
        """What holds the cohort or one of its candidates, each event once."""
        people = self.people(sitting)
        cohorts = self.family[sitting.cohort].union(
            *(self.reading.trainee_cohorts.get(person, ()) for person in people)
        )
        groups = [self.reading.cohort_events.get(cohort, []) for cohort in sorted(cohorts)]
        groups += [self.reading.trainee_commitments.get(person, []) for person in sorted(people)]
        return _once(groups)

    def instructor_events(self, assessor: Assessor) -> list[Event]:
        """The lessons and commitments of an assessor as an instructor."""
        return self.reading.instructor_events.get(assessor.instructor or "", [])

    def work_events(self, assessor: Assessor) -> list[Event]:
        """What counts against an assessor's caps: taught lessons, commitments and engagements."""
        return _once([self.instructor_events(assessor), self._engagements[assessor.id]])

    def assessor_events(self, assessor: Assessor) -> list[Event]:
        """Everything that holds an assessor, what the person attends as a trainee included."""
        attended = [
            self.reading.cohort_events.get(cohort, [])
            for cohort in self.reading.trainee_cohorts.get(assessor.trainee or "", ())
        ]
        named = self.reading.trainee_commitments.get(assessor.trainee or "", [])
        return _once([self.work_events(assessor), *attended, named])

    @cached_property
    def _engagements(self) -> dict[str, list[Event]]:
        return {
            assessor.id: [
                Event(
                    "engagement", item.id, item.day, item.first_period, item.first_period + item.periods - 1, item.base
                )
                for item in assessor.engagements
            ]
            for assessor in self.problem.assessors
        }

    @cached_property
    def workshop_events(self) -> dict[str, list[Event]]:
        """Lessons and commitments in each workshop: a sitting needs the whole room."""
        found: dict[str, list[Event]] = defaultdict(list)
        for placed in self.reading.placed:
            event = Event("lesson", placed.lesson.id, placed.day, placed.first, placed.last, placed.workshop.base)
            found[placed.workshop.id].append(event)
        for item in self.problem.problem.commitments:
            if item.workshop is not None:
                last = item.first_period + item.periods - 1
                base = self.reading.workshops[item.workshop].base
                found[item.workshop].append(Event("commitment", item.id, item.day, item.first_period, last, base))
        return found

    def last_lesson(self, cohort: str) -> tuple[str, int] | None:
        """Day and last period of the latest booked lesson of a cohort and its family."""
        return max((self._last_lessons[one] for one in self.family[cohort] if one in self._last_lessons), default=None)

    def earliest_day(self, sitting: Sitting) -> str:
        """The first day on which a sitting is allowed, as far as window and lessons go."""
        found = [self.problem.problem.days[0].date]
        if sitting.first_day is not None:
            found.append(sitting.first_day)
        last = self.last_lesson(sitting.cohort)
        if last is not None:
            found.append((date.fromisoformat(last[0]) + timedelta(days=sitting.least_days_after)).isoformat())
        return max(found)

    @cached_property
    def _last_lessons(self) -> dict[str, tuple[str, int]]:
        found: dict[str, tuple[str, int]] = {}
        for placed in self.reading.placed:
            for cohort in placed.attending:
                found[cohort.id] = max(found.get(cohort.id, ("", 0)), (placed.day, placed.last))
        return found

    def lessons_without_time(self, cohort: str) -> set[str]:
        """The lessons of a cohort and its family that the timetable does not hold."""
        return set().union(*(self._without_time[one] for one in self.family[cohort]))

    @cached_property
    def _without_time(self) -> dict[str, set[str]]:
        booked = {placed.lesson.id for placed in self.reading.placed}
        found: dict[str, set[str]] = defaultdict(set)
        for lesson in self.problem.problem.lessons:
            if lesson.id not in booked:
                module = self.reading.modules[lesson.module]
                for cohort in (module.cohort, *module.also):
                    found[cohort].add(lesson.id)
        return found

    @cached_property
    def _taught_by(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for placed in self.reading.placed:
            found[placed.instructor.id].update(cohort.id for cohort in placed.attending)
        return found

    def has_taught(self, assessor: Assessor, sitting: Sitting) -> bool:
        """Whether the assessor taught the cohort, or a candidate in another cohort."""
        people = self.people(sitting)
        taught = {*assessor.taught_cohorts, *self._taught_by.get(assessor.instructor or "", ())}
        return (
            bool(taught & self.family[sitting.cohort])
            or bool(people.intersection(assessor.taught_trainees))
            or any(people.intersection(self._trainees.get(cohort, ())) for cohort in taught)
        )

    @cached_property
    def _trainees(self) -> dict[str, tuple[str, ...]]:
        return {cohort.id: cohort.trainees for cohort in self.problem.problem.cohorts}


def _once(groups: list[list[Event]]) -> list[Event]:
    """The events of all groups, each once; a lesson that two cohorts attend is one event."""
    found = {(event.kind, event.id): event for group in groups for event in group}
    return list(found.values())
