"""Hard rules of the assessors' time: available, in one place, within caps, on the way, rested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import ClassVar

from solver.grid import starts_hitting
from solver.reading import Event, week_of
from solver.sittings.domains import SittingDomains
from solver.sittings.index import SittingIndex
from solver.sittings.model import SittingModel
from solver.sittings.problem import Assessor
from solver.sittings.reading import Held, SittingReading
from solver.sittings.rules.base import SittingRule
from solver.sittings.rules.rest import hit_by
from solver.sittings.rules.room import is_open
from solver.verdict import Subject, Violation


class AssessorAvailable(SittingRule):
    """The weekly periods and closures of each assessor."""

    id = "assessor_available"
    statement_en = "Every assessor is available during the whole sitting."
    statement_zh = "考评员在考场全程须有空。"
    message_en = "{assessor} is not available for sitting {sitting} on {day}, period {period}."
    message_zh = "{assessor}在{day}第{period}节无法参加考场{sitting}。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        known = reading.world.reading
        for held in reading.in_the_day:
            for assessor in held.panel:
                calendar = (assessor.availability,)
                shut = next((n for n in held.periods if not is_open(known, calendar, held.day, n)), None)
                if shut is not None:
                    yield Violation(self.id, _with(held, assessor), held.day, shut)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        people = index.problem.assessors
        domains.keep_members(
            lambda sitting, assessor, workshop: index.starts_open(
                people[assessor].availability, index.durations[sitting][workshop]
            )
        )


class AssessorFree(SittingRule):
    """Other sittings, lessons that are taught or attended, commitments and engagements."""

    id = "assessor_free"
    statement_en = "An assessor is in one place at a time, lessons included."
    statement_zh = "考评员同一时间只能在一处，授课也计算在内。"
    message_en = "{assessor} is booked twice on {day}, period {period}: sitting {sitting} and {other}."
    message_zh = "{assessor}在{day}第{period}节重复安排：考场{sitting}与{other}。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for assessor, held, event in _meetings(reading):
            if held.event.overlaps(event):
                subjects = (*_with(held, assessor), Subject(event.kind, event.id, "other"))
                yield Violation(self.id, subjects, held.day, max(held.first, event.first))

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        busy = [index.busy(index.world.assessor_events(assessor)) for assessor in index.problem.assessors]
        domains.keep_members(
            lambda sitting, assessor, workshop: ~starts_hitting(busy[assessor], index.durations[sitting][workshop])
        )

    def encode(self, model: SittingModel) -> None:
        for one, other, common in model.colleagues():
            model.not_on_both(one, other, common, model.overlap(one, other))


class AssessorTravel(SittingRule):
    """Counts the minutes between two places of one day, as for lessons."""

    id = "assessor_travel_time"
    statement_en = "Between two bases on one day, an assessor has time to travel."
    statement_zh = "考评员同一天往返两个基地时，须留足路程时间。"
    message_en = "{assessor} has too little time on {day} between sitting {sitting} and {other}."
    message_zh = "{assessor}在{day}考场{sitting}与{other}之间路程时间不足。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for assessor, held, event in _meetings(reading):
            if reading.is_rushed(held.event, event):
                subjects = (*_with(held, assessor), Subject(event.kind, event.id, "other"))
                yield Violation(self.id, subjects, held.day, held.first)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        events = [index.world.assessor_events(assessor) for assessor in index.problem.assessors]
        rushed: dict[tuple[int, int, int], int] = {}

        def allowed(sitting: int, assessor: int, workshop: int) -> int:
            key = (assessor, index.base[workshop], index.durations[sitting][workshop])
            if key not in rushed:
                rushed[key] = index.starts_rushed(events[assessor], *key[1:])
            return ~rushed[key]

        domains.keep_members(allowed)

    def encode(self, model: SittingModel) -> None:
        if len(model.index.problem.problem.bases) < 2:
            return
        for one, other, common in model.colleagues():
            flag = model.rushed(one, other)
            if flag is not None:
                model.not_on_both(one, other, common, flag)


class AssessorRested(SittingRule):
    """Shifts of the assessor's own work, with the rest after them."""

    id = "assessor_rested"
    statement_en = "No assessor sits during a shift or before the rest after it is over."
    statement_zh = "考评员当班期间及规定休息时间内不得参加考评。"
    message_en = "{assessor} is on a shift or resting at sitting {sitting} on {day}, period {period}."
    message_zh = "{assessor}在{day}第{period}节当班或休息，不能参加考场{sitting}。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        periods = reading.problem.problem.periods
        for held in reading.in_the_day:
            for assessor in held.panel:
                for shift in assessor.shifts:
                    period = hit_by(periods, held, shift.start, shift.end, shift.rest_minutes)
                    if period is not None:
                        yield Violation(self.id, _with(held, assessor), held.day, period)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index
        tired = [_tired(index, assessor) for assessor in index.problem.assessors]
        domains.keep_members(
            lambda sitting, assessor, workshop: ~starts_hitting(tired[assessor], index.durations[sitting][workshop])
        )


class _AssessorCap(SittingRule):
    """Counts whole periods: sittings, engagements and lessons taught; these alone are never a breach."""

    days: ClassVar[int]

    def cap(self, assessor: Assessor) -> int | None:
        """The cap that this rule holds."""
        raise NotImplementedError

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for id_, sittings in sorted(reading.panels_of.items()):
            assessor = reading.assessors[id_]
            cap = self.cap(assessor)
            counts: dict[str, int] = defaultdict(int)
            for event in (*reading.world.work_events(assessor), *(held.event for held in sittings)):
                counts[self._span(event.day)] += event.periods
            for held in sittings:
                count = counts[self._span(held.day)]
                if cap is not None and count > cap:
                    yield Violation(self.id, _with(held, assessor), held.day, None, {"count": count, "cap": cap})

    def _span(self, day: str) -> str:
        return day if self.days == 1 else week_of(day)

    def encode(self, model: SittingModel) -> None:
        for at, assessor in enumerate(model.index.problem.assessors):
            cap = self.cap(assessor)
            if cap is None:
                continue
            loads = self._loads(model.index, assessor)
            for stretch, sat in model.periods_by(at, self.days).items():
                used = sum(periods * flag for periods, flag in sat)
                model.cp.add(used <= max(cap - loads[stretch], 0))

    def _loads(self, index: SittingIndex, assessor: Assessor) -> dict[int, int]:
        loads: dict[int, int] = defaultdict(int)
        for event in index.world.work_events(assessor):
            loads[index.grid.day_of(event.day) // self.days] += event.periods
        return loads


class AssessorDayCap(_AssessorCap):
    """The cap of one day."""

    id = "assessor_day_cap"
    statement_en = "An assessor works at most so many periods a day."
    statement_zh = "考评员每日工作节数不得超过上限。"
    message_en = "{assessor} has {count} {count:period|periods} on {day}, the cap is {cap}: sitting {sitting}."
    message_zh = "{assessor}在{day}共{count}节，上限{cap}节：考场{sitting}。"
    days = 1

    def cap(self, assessor: Assessor) -> int | None:
        return assessor.max_periods_a_day


class AssessorWeekCap(_AssessorCap):
    """The cap of one calendar week."""

    id = "assessor_week_cap"
    statement_en = "An assessor works at most so many periods a week."
    statement_zh = "考评员每周工作节数不得超过上限。"
    message_en = (
        "{assessor} has {count} {count:period|periods} in the week of {day}, the cap is {cap}: sitting {sitting}."
    )
    message_zh = "{assessor}在{day}所在周共{count}节，上限{cap}节：考场{sitting}。"
    days = 7

    def cap(self, assessor: Assessor) -> int | None:
        return assessor.max_periods_a_week


def _meetings(reading: SittingReading) -> Iterator[tuple[Assessor, Held, Event]]:
    """Each sitting of an assessor beside everything else that holds the person; two sittings once."""
    for id_, sittings in sorted(reading.panels_of.items()):
        assessor = reading.assessors[id_]
        for held in sittings:
            for event in reading.world.assessor_events(assessor):
                yield assessor, held, event
        for one, other in combinations(sittings, 2):
            yield assessor, one, other.event


def _tired(index: SittingIndex, assessor: Assessor) -> int:
    mask = 0
    for shift in assessor.shifts:
        end = index.grid.minutes_of(shift.end) + shift.rest_minutes
        mask |= index.grid.mask_of_minutes(index.grid.minutes_of(shift.start), end)
    return mask


def _with(held: Held, assessor: Assessor) -> tuple[Subject, ...]:
    return (Subject("assessor", assessor.id), Subject("sitting", held.sitting.id))
