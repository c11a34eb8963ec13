"""Hard rule: a lesson stays away from what is forbidden for it alone."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.problem import Forbidden
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class ForbiddenPlace(Rule):
    """Times, a workshop at times, or an instructor at times; an incident forbids them for some lessons only."""

    id = "forbidden_place"
    statement_en = "A lesson stays away from the times, workshops and instructors that are forbidden for it."
    statement_zh = "课次不得使用对其禁用的时间、实训室和教师。"
    message_en = "Lesson {lesson} may not be where it is on {day}, period {period}: that is forbidden for it."
    message_zh = "课次{lesson}不得排在{day}第{period}节的现有安排：该安排已对其禁用。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            for item in placed.lesson.forbidden:
                period = _first_inside(item, placed)
                if period is not None:
                    kinds = (("workshop", item.workshop), ("instructor", item.instructor))
                    named = (Subject(kind, id_) for kind, id_ in kinds if id_ is not None)
                    subjects = (Subject("lesson", placed.lesson.id), *named)
                    yield Violation(self.id, subjects, placed.day, period)

    def narrow(self, domains: Domains) -> None:
        for sample in domains.samples:
            for item in domains.index.lesson(sample).forbidden:
                self._keep_off(domains, sample, item)

    def _keep_off(self, domains: Domains, sample: int, item: Forbidden) -> None:
        index = domains.index
        slots = index.grid.mask_between(item.first_day, item.last_day)
        if item.periods:
            slots &= index.grid.every_day(index.grid.mask_of_periods(item.periods))
        left = index.grid.everything & ~starts_hitting(slots, index.periods[sample])
        if item.workshop is not None:
            others = dict.fromkeys(domains.places[sample], index.grid.everything)
            domains.narrow_places(sample, {**others, index.workshop_at[item.workshop]: left})
        elif item.instructor is not None:
            everybody = dict.fromkeys(domains.staff[sample], index.grid.everything)
            domains.narrow_staff(sample, {**everybody, index.instructor_at[item.instructor]: left})
        else:
            domains.narrow_times(sample, left)


def _first_inside(item: Forbidden, placed: Placed) -> int | None:
    """The earliest period of the booking that is forbidden; None when none is."""
    if item.workshop not in (None, placed.booking.workshop) or item.instructor not in (None, placed.booking.instructor):
        return None
    if (item.first_day or placed.day) > placed.day or (item.last_day or placed.day) < placed.day:
        return None
    periods = range(placed.first, placed.last + 1)
    return next((period for period in periods if not item.periods or period in item.periods), None)
