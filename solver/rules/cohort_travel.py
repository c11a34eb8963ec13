"""Hard rule: a cohort has the time to travel between two bases on one day."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.model.presence import cohort_presence, keep_travel_time
from solver.model.submodel import SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.journeys import rushed_pairs
from solver.rules.overlap import subjects_of
from solver.verdict import Subject, Violation


class CohortTravel(Rule):
    """Counts the minutes between the end of one event and the start of the next, elsewhere."""

    id = "cohort_travel"
    statement_en = "Between lessons at two bases on one day, a cohort has time to travel."
    statement_zh = "班级同一天在两个基地上课时，须留足路程时间。"
    message_en = "Cohort {cohort} has {gap} minutes on {day} between {both}; the way takes {minutes}."
    message_zh = "{cohort}于{day}在{both}之间只有{gap}分钟，路程需要{minutes}分钟。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for cohort, events in sorted(reading.cohort_events.items()):
            for one, other, facts in rushed_pairs(reading, events):
                subjects = (Subject("cohort", cohort), *subjects_of(one, other))
                yield Violation(self.id, subjects, one.day, max(one.first, other.first), facts)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for lesson in domains.lessons:
            for workshop, base in enumerate(index.base):
                away = index.audience_away[index.attending[lesson]][base]
                if away:
                    domains.keep_place(lesson, workshop, ~starts_hitting(away, index.periods[lesson]))

    def encode(self, model: SubModel) -> None:
        if len(model.index.problem.bases) < 2:
            return
        for cohort in range(len(model.index.problem.cohorts)):
            presence = cohort_presence(model, cohort)
            keep_travel_time(model, presence, presence)
