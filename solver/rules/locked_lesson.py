"""Hard rule: what is locked of a lesson stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.problem import Lock
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class LockedLesson(Rule):
    """A lock may hold any of day, first period, workshop and instructor."""

    id = "locked_lesson"
    statement_en = "A locked lesson keeps its day, period, workshop and instructor."
    statement_zh = "已锁定的课次不得改变日期、节次、实训室和教师。"
    message_en = "Lesson {lesson} is locked ({field} = {locked}) but is booked with {found}."
    message_zh = "课次{lesson}已锁定（{field}为{locked}），现为{found}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            lock = placed.lesson.locked
            for field in ("day", "first_period", "workshop", "instructor") if lock is not None else ():
                wanted, found = getattr(lock, field), getattr(placed.booking, field)
                if wanted is not None and wanted != found:
                    facts = {"field": field, "locked": wanted, "found": found}
                    yield Violation(self.id, (Subject("lesson", placed.lesson.id),), placed.day, placed.first, facts)

    def narrow(self, domains: Domains) -> None:
        for sample in domains.samples:
            lock = domains.index.lesson(sample).locked
            if lock is not None:
                self._hold(domains, sample, lock)

    def _hold(self, domains: Domains, sample: int, lock: Lock) -> None:
        index = domains.index
        if lock.day is not None:
            domains.narrow_times(sample, index.grid.mask_between(lock.day, lock.day))
        if lock.first_period is not None:
            domains.narrow_times(sample, index.grid.every_day(1 << (lock.first_period - 1)))
        if lock.workshop is not None:
            domains.narrow_places(sample, {index.workshop_at[lock.workshop]: index.grid.everything})
        if lock.instructor is not None:
            domains.narrow_staff(sample, {index.instructor_at[lock.instructor]: index.grid.everything})
