"""Hard rule: a cohort has the time to travel between two bases on one day."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.model.presence import cohort_presence, keep_travel_time, presence_of
from solver.model.submodel import SubModel
from solver.reading import Event, Reading, share_cohort
from solver.rules.base import Rule
from solver.rules.journeys import keep_from, rushed_pairs
from solver.rules.overlap import subjects_of
from solver.verdict import Facts, Subject, Violation


class CohortTravel(Rule):
    """Counts the minutes from one event to the next one elsewhere, a practice group's and its whole's included."""

    id = "cohort_travel"
    statement_en = "Between lessons at two bases on one day, a cohort has time to travel."
    statement_zh = "班级同一天在两个基地上课时，须留足路程时间。"
    message_en = "Cohort {cohort} has {gap} {gap:minute|minutes} on {day} between {both}; the way takes {minutes}."
    message_zh = "{cohort}于{day}在{both}之间只有{gap}分钟，路程需要{minutes}分钟。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for cohort, events in sorted(reading.cohort_events.items()):
            for one, other, facts in rushed_pairs(reading, events):
                yield self._violation(cohort, one, other, facts)
            for whole in reading.wholes[cohort]:
                for one, other, facts in rushed_pairs(reading, [*events, *reading.cohort_events.get(whole, [])]):
                    if not share_cohort(one, other, (cohort, whole)):
                        yield self._violation(cohort, one, other, facts)

    def _violation(self, cohort: str, one: Event, other: Event, facts: Facts) -> Violation:
        subjects = (Subject("cohort", cohort), *subjects_of(one, other))
        return Violation(self.id, subjects, one.day, max(one.first, other.first), facts)

    def narrow(self, domains: Domains) -> None:
        keep_from(domains, domains.index.audience_away)
        keep_from(domains, domains.index.kin_away)

    def encode(self, model: SubModel) -> None:
        index = model.index
        if len(index.problem.bases) < 2:
            return
        for cohort in range(len(index.problem.cohorts)):
            presence = cohort_presence(model, cohort)
            keep_travel_time(model, presence, presence)
        for group, whole in index.kin_pairs:
            here, there = (presence_of(model, index.cohort_lessons[cohort]) for cohort in (group, whole))
            keep_travel_time(model, here, there)
