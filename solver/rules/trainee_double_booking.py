"""Hard rule: a trainee of several cohorts, or with commitments, is in one place at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.model.presence import keep_apart
from solver.model.submodel import SubModel
from solver.reading import Event, Reading, share_cohort
from solver.rules.base import Rule
from solver.rules.overlap import pairs_on_a_day, subjects_of
from solver.verdict import Subject, Violation


class TraineeDoubleBooking(Rule):
    """Two lessons of one cohort are the matter of `cohort_double_booking`."""

    id = "trainee_double_booking"
    statement_en = "A trainee has one lesson at a time, whatever the cohorts."
    statement_zh = "学员同一时间只能上一个课次，跨班亦然。"
    message_en = "Trainees booked twice on {day}, period {period}: {trainee} ({both})."
    message_zh = "以下学员于{day}第{period}节重复排课：{trainee}（{both}）。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        clashes: dict[tuple[Event, Event], list[str]] = defaultdict(list)
        for trainee, cohorts in reading.trainee_cohorts.items():
            own = reading.trainee_commitments.get(trainee, [])
            if len(cohorts) == 1 and not own:
                continue
            events = [event for cohort in cohorts for event in reading.cohort_events.get(cohort, [])]
            for one, other in pairs_on_a_day([*events, *own]):
                if one.overlaps(other) and not share_cohort(one, other, cohorts):
                    clashes[one, other].append(trainee)
        for (one, other), trainees in sorted(clashes.items(), key=lambda item: str(item[0])):
            named = tuple(Subject("trainee", trainee) for trainee in sorted(set(trainees)))
            yield Violation(self.id, (*named, *subjects_of(one, other)), one.day, max(one.first, other.first))

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for sample in domains.samples:
            busy = index.trainees_busy[index.attending[sample]]
            domains.narrow_times(sample, ~starts_hitting(busy, index.periods[sample]))

    def encode(self, model: SubModel) -> None:
        for one, other in model.index.kept_apart:
            keep_apart(model, one, other)
