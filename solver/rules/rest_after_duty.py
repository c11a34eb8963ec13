"""Hard rule: no lesson during a work shift, or before the rest after it is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.index import Index
from solver.problem import Cohort, Duty
from solver.reading import Placed, Reading, first_hit
from solver.rules.base import Rule
from solver.verdict import Subject, Violation

_Busy = tuple[datetime, datetime, Duty]


class RestAfterDuty(Rule):
    """Duties name cohorts or single trainees; one tired trainee keeps the whole cohort from the lesson."""

    id = "rest_after_duty"
    statement_en = "Nobody has a lesson during a shift or before the rest after it is over."
    statement_zh = "学员当班期间及规定休息时间内不得安排课次。"
    message_en = "Lesson {lesson} on {day}, period {period}, falls into the shift or rest of {who} until {until}."
    message_zh = "课次{lesson}于{day}第{period}节，落在{who}当班或休息时间内（至{until}）。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        duties = self._by_cohort_and_day(reading)
        for placed in reading.placed:
            for cohort in placed.attending:
                for start, rested, duty in duties.get((cohort.id, placed.day), ()):
                    numbers = range(placed.first, placed.last + 1)
                    period = first_hit(reading.problem.periods, placed.day, numbers, start, rested)
                    if period is not None:
                        yield self._violation(placed, cohort, duty, rested, period)

    def _by_cohort_and_day(self, reading: Reading) -> dict[tuple[str, str], list[_Busy]]:
        found: dict[tuple[str, str], list[_Busy]] = defaultdict(list)
        for duty in reading.problem.duties:
            start = datetime.fromisoformat(duty.start)
            rested = datetime.fromisoformat(duty.end) + timedelta(minutes=duty.rest_minutes)
            cohorts = self._tired(reading, duty)
            for passed in range((rested.date() - start.date()).days + 1):
                day = (start.date() + timedelta(days=passed)).isoformat()
                for cohort in cohorts:
                    found[cohort, day].append((start, rested, duty))
        return found

    def _tired(self, reading: Reading, duty: Duty) -> set[str]:
        """The cohorts of the people on duty; a practice group is tired with its whole, and the other way round."""
        people = {cohort for trainee in duty.trainees for cohort in reading.trainee_cohorts[trainee]}
        return people.union(duty.cohorts, *(reading.kin[cohort] for cohort in duty.cohorts))

    def _violation(self, placed: Placed, cohort: Cohort, duty: Duty, rested: datetime, period: int) -> Violation:
        tired = sorted(set(duty.trainees).intersection(cohort.trainees))
        who = tuple(Subject("trainee", trainee, "who") for trainee in tired)
        if cohort.id in duty.cohorts or not tired:
            who = (Subject("cohort", cohort.id, "who"),)
        subjects = (Subject("lesson", placed.lesson.id), *who, Subject("duty", duty.id))
        facts = {"until": rested.isoformat(sep=" ", timespec="minutes")}
        return Violation(self.id, subjects, placed.day, period, facts)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        tired = self._tired_slots(index)
        for sample in domains.samples:
            for cohort in index.attending[sample]:
                domains.narrow_times(sample, ~starts_hitting(tired[cohort], index.periods[sample]))

    def _tired_slots(self, index: Index) -> list[int]:
        found = [0] * len(index.problem.cohorts)
        for duty in index.problem.duties:
            start, end = index.grid.minutes_of(duty.start), index.grid.minutes_of(duty.end)
            busy = index.grid.mask_of_minutes(start, end + duty.rest_minutes)
            named = [index.cohort_at[cohort] for cohort in duty.cohorts]
            cohorts = {kin for cohort in named for kin in (cohort, *index.kin[cohort])}
            for trainee in duty.trainees:
                cohorts.update(index.trainee_cohorts[trainee])
            for cohort in cohorts:
                found[cohort] |= busy
        return found
