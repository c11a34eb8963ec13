"""Hard rule: a cohort keeps the cap of periods a week."""

from __future__ import annotations

from collections.abc import Iterable

from solver.model.submodel import SubModel, Term
from solver.reading import Event, Reading
from solver.rules.counting import CapRule, cohort_terms, committed_slots


class CohortWeekCap(CapRule):
    """Takes `max_periods_a_week` of the cohort; none means no cap."""

    id = "cohort_week_cap"
    kind = "cohort"
    per_week = True
    statement_en = "A cohort has at most so many periods a week."
    statement_zh = "班级每周上课节数不得超过上限。"
    message_en = "Cohort {cohort} has {count} {count:period|periods} in the week of {day}; the cap is {cap}."
    message_zh = "{cohort}在{day}当周共{count}节，上限为{cap}节。"

    def caps(self, reading: Reading) -> Iterable[tuple[str, int | None, list[Event]]]:
        for item in reading.problem.cohorts:
            yield item.id, item.max_periods_a_week, reading.cohort_events.get(item.id, [])

    def encoded(self, model: SubModel) -> Iterable[tuple[int | None, list[tuple[int, Term]], list[int]]]:
        for at, item in enumerate(model.index.problem.cohorts):
            if item.max_periods_a_week is not None:
                terms = cohort_terms(model, at)
                yield item.max_periods_a_week, terms, committed_slots(model.index, "cohort", item.id)
