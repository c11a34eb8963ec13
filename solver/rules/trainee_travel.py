"""Hard rule: a trainee of several cohorts, or with commitments, has the time to travel between bases."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.model.presence import keep_travel_time, presence_of
from solver.model.submodel import SubModel
from solver.reading import Event, Reading, share_cohort
from solver.rules.base import Rule
from solver.rules.journeys import keep_from, rushed_pairs
from solver.rules.overlap import subjects_of
from solver.verdict import Facts, Subject, Violation


class TraineeTravel(Rule):
    """Two lessons of one cohort are the matter of `cohort_travel`."""

    id = "trainee_travel"
    statement_en = "Between lessons at two bases on one day, a trainee has time to travel, whatever the cohorts."
    statement_zh = "学员同一天在两个基地上课时，须留足路程时间，跨班亦然。"
    message_en = "Trainees have {gap} {gap:minute|minutes} on {day} between {both}; the way takes {minutes}: {trainee}."
    message_zh = "以下学员于{day}在{both}之间只有{gap}分钟，路程需要{minutes}分钟：{trainee}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        rushed: dict[tuple[Event, Event], tuple[Facts, list[str]]] = {}
        for trainee, cohorts in reading.trainee_cohorts.items():
            own = reading.trainee_commitments.get(trainee, [])
            if len(cohorts) == 1 and not own:
                continue
            events = [event for cohort in cohorts for event in reading.cohort_events.get(cohort, [])]
            for one, other, facts in rushed_pairs(reading, [*events, *own]):
                if not share_cohort(one, other, cohorts):
                    rushed.setdefault((one, other), (facts, []))[1].append(trainee)
        for (one, other), (facts, trainees) in sorted(rushed.items(), key=lambda item: str(item[0])):
            named = tuple(Subject("trainee", trainee) for trainee in sorted(set(trainees)))
            subjects = (*named, *subjects_of(one, other))
            yield Violation(self.id, subjects, one.day, max(one.first, other.first), facts)

    def narrow(self, domains: Domains) -> None:
        keep_from(domains, domains.index.trainees_away)

    def encode(self, model: SubModel) -> None:
        if len(model.index.problem.bases) < 2:
            return
        for one, other in model.index.kept_apart:
            keep_travel_time(model, presence_of(model, one), presence_of(model, other))
