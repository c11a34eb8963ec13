"""Hard rule: a cohort has one lesson at a time."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.model.submodel import SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.overlap import pairs_on_a_day, subjects_of
from solver.verdict import Subject, Violation


class CohortDoubleBooking(Rule):
    """Lessons and commitments of one cohort never overlap."""

    id = "cohort_double_booking"
    statement_en = "A cohort has one lesson at a time."
    statement_zh = "班级同一时间只能上一个课次。"
    message_en = "Cohort {cohort} is booked twice on {day}, period {period}: {both}."
    message_zh = "{cohort}于{day}第{period}节重复排课：{both}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for cohort, events in sorted(reading.cohort_events.items()):
            for one, other in pairs_on_a_day(events):
                if one.overlaps(other):
                    subjects = (Subject("cohort", cohort), *subjects_of(one, other))
                    yield Violation(self.id, subjects, one.day, max(one.first, other.first))

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for sample in domains.samples:
            busy = index.audience_busy[index.attending[sample]]
            domains.narrow_times(sample, ~starts_hitting(busy, index.periods[sample]))

    def encode(self, model: SubModel) -> None:
        for users in model.cohort_use.values():
            model.limit([(literal, 1) for _, literal in users], 1)
