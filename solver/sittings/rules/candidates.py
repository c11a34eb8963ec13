"""Hard rules of the candidates: taught to the end, free, rested, and able to get there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations

from solver.grid import starts_hitting
from solver.problem import Duty
from solver.reading import Event, days_from
from solver.sittings.domains import SittingDomains
from solver.sittings.index import SittingIndex
from solver.sittings.model import SittingModel
from solver.sittings.reading import Held, SittingReading
from solver.sittings.rules.base import SittingRule
from solver.sittings.rules.rest import hit_by
from solver.verdict import Facts, Subject, Violation


class AfterAllModules(SittingRule):
    """Every lesson of the cohort has its time, and the sitting comes after the last one."""

    id = "after_all_modules"
    statement_en = "A sitting comes after the last lesson of all modules, so many days later as is asked."
    statement_zh = "考场须在全部模块最后一个课次之后，并满足规定的间隔天数。"
    message_en = (
        "Sitting {sitting} on {day}: last lesson of {cohort} on {last}, {missing} {missing:lesson|lessons} "
        "without a time."
    )
    message_zh = "考场{sitting}安排在{day}：{cohort}最后一课在{last}，另有{missing}个课次未排。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            cohort = held.sitting.cohort
            last_day, last_period = reading.world.last_lesson(cohort) or ("", 0)
            missing = len(reading.world.lessons_without_time(cohort))
            too_early = bool(last_day) and (
                days_from(last_day, held.day) < held.sitting.least_days_after
                or (held.day, held.first) <= (last_day, last_period)
            )
            if missing or too_early:
                facts: Facts = {"last": last_day or "—", "missing": missing}
                subjects = (Subject("sitting", held.sitting.id), Subject("cohort", cohort))
                yield Violation(self.id, subjects, held.day, held.first, facts)

    def narrow(self, domains: SittingDomains) -> None:
        allowed = [self._allowed(domains.index, sitting) for sitting in range(len(domains.places))]
        domains.keep_places(lambda sitting, _workshop: allowed[sitting])

    def _allowed(self, index: SittingIndex, at: int) -> int:
        sitting, grid = index.problem.sittings[at], index.grid
        if index.world.lessons_without_time(sitting.cohort):
            return 0
        last = index.world.last_lesson(sitting.cohort)
        if last is None:
            return grid.everything
        last_day, last_period = last
        earliest = (date.fromisoformat(last_day) + timedelta(days=sitting.least_days_after)).isoformat()
        starts = grid.mask_between(earliest, None)
        taught = grid.slot(grid.day_of(last_day), last_period)
        return starts & ~((1 << max(taught + 1, 0)) - 1)


class CandidatesFree(SittingRule):
    """Lessons, commitments and other sittings of the cohort and of each known candidate."""

    id = "candidates_free"
    statement_en = "No candidate is anywhere else during a sitting."
    statement_zh = "考试期间考生不得有其他安排。"
    message_en = "Sitting {sitting} of {cohort} overlaps {other} on {day}, period {period}."
    message_zh = "{cohort}的考场{sitting}在{day}第{period}节与{other}冲突。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held, event in _fixed_pairs(reading):
            if held.event.overlaps(event):
                yield self._violation(held, event)
        for one, other in _shared_pairs(reading):
            if one.event.overlaps(other.event):
                yield self._violation(one, other.event)

    def _violation(self, held: Held, event: Event) -> Violation:
        return Violation(self.id, _subjects(held, event), held.day, max(held.first, event.first))

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        events = [index.world.candidate_events(sitting) for sitting in index.problem.sittings]
        domains.keep_places(
            lambda sitting, workshop: ~index.starts_meeting(events[sitting], index.durations[sitting][workshop])
        )

    def encode(self, model: SittingModel) -> None:
        for one, other in _rivals(model.index):
            model.one_at_a_time(
                (slot, model.index.durations[sitting][workshop], literal)
                for sitting in (one, other)
                for (workshop, slot), literal in model.at[sitting].items()
            )


class CandidatesTravel(SittingRule):
    """Counts the minutes between two places of one day, as for lessons."""

    id = "candidates_travel"
    statement_en = "Candidates have the time to travel between a sitting and what else they attend that day."
    statement_zh = "考生当天往返其他基地时须留足路程时间。"
    message_en = "Sitting {sitting} of {cohort} on {day}: too little time for the way to or from {other}."
    message_zh = "{cohort}的考场{sitting}（{day}）与{other}之间路程时间不足。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held, event in _fixed_pairs(reading):
            if reading.is_rushed(held.event, event):
                yield Violation(self.id, _subjects(held, event), held.day, held.first)
        for one, other in _shared_pairs(reading):
            if reading.is_rushed(one.event, other.event):
                yield Violation(self.id, _subjects(one, other.event), one.day, one.first)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        events = [index.world.candidate_events(sitting) for sitting in index.problem.sittings]
        domains.keep_places(
            lambda sitting, workshop: (
                ~index.starts_rushed(events[sitting], index.base[workshop], index.durations[sitting][workshop])
            )
        )

    def encode(self, model: SittingModel) -> None:
        for one, other in _rivals(model.index):
            there = model.spans_of(other)
            for (day, span), literals in model.spans_of(one).items():
                rushed = [
                    literal
                    for (other_day, other_span), found in there.items()
                    if other_day == day and model.index.is_rushed(span, other_span)
                    for literal in found
                ]
                if rushed:
                    model.cp.add_at_most_one([*literals, *rushed])


class CandidatesRested(SittingRule):
    """Duties name cohorts or trainees; one tired candidate keeps the whole sitting away."""

    id = "candidates_rested"
    statement_en = "No candidate sits during a shift or before the rest after it is over."
    statement_zh = "考生当班期间及规定休息时间内不得参加考试。"
    message_en = "Sitting {sitting} of {cohort} on {day}, period {period}, falls into the shift or rest {duty}."
    message_zh = "{cohort}的考场{sitting}于{day}第{period}节，落在当班或休息时间内（{duty}）。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        periods = reading.problem.problem.periods
        for held in reading.in_the_day:
            for duty in _duties(reading.problem.problem.duties, held, reading):
                period = hit_by(periods, held, duty.start, duty.end, duty.rest_minutes)
                if period is not None:
                    subjects = (Subject("sitting", held.sitting.id), Subject("cohort", held.sitting.cohort))
                    yield Violation(self.id, (*subjects, Subject("duty", duty.id)), held.day, period)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        tired = [self._tired(index, sitting) for sitting in range(len(domains.places))]
        domains.keep_places(
            lambda sitting, workshop: ~starts_hitting(tired[sitting], index.durations[sitting][workshop])
        )

    def _tired(self, index: SittingIndex, at: int) -> int:
        sitting = index.problem.sittings[at]
        people, grid, mask = index.world.people(sitting), index.grid, 0
        for duty in index.problem.problem.duties:
            if sitting.cohort in duty.cohorts or people.intersection(duty.trainees):
                end = grid.minutes_of(duty.end) + duty.rest_minutes
                mask |= grid.mask_of_minutes(grid.minutes_of(duty.start), end)
        return mask


def _duties(duties: Iterable[Duty], held: Held, reading: SittingReading) -> Iterator[Duty]:
    people = reading.world.people(held.sitting)
    for duty in duties:
        if held.sitting.cohort in duty.cohorts or people.intersection(duty.trainees):
            yield duty


def _fixed_pairs(reading: SittingReading) -> Iterator[tuple[Held, Event]]:
    for held in reading.in_the_day:
        for event in reading.world.candidate_events(held.sitting):
            yield held, event


def _shared_pairs(reading: SittingReading) -> Iterator[tuple[Held, Held]]:
    for one, other in combinations(reading.in_the_day, 2):
        if reading.world.share_people(one.sitting, other.sitting):
            yield one, other


def _rivals(index: SittingIndex) -> list[tuple[int, int]]:
    sittings = index.problem.sittings
    return [
        (one, other)
        for one, other in combinations(range(len(sittings)), 2)
        if index.world.share_people(sittings[one], sittings[other])
    ]


def _subjects(held: Held, event: Event) -> tuple[Subject, ...]:
    cohort = Subject("cohort", held.sitting.cohort)
    return (Subject("sitting", held.sitting.id), cohort, Subject(event.kind, event.id, "other"))
