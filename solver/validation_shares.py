"""Faults of what several share: joint lessons, groups, patterns, lines, quotas, wishes, the published timetable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from solver.faults import Known, at_least, dates, duplicate_ids, interval, unknown
from solver.problem import Cohort, Fault, Module, Pattern, Quota, Wish

WISHING = ("instructor", "cohort")


class SharesValidation(Known):
    """Walks the fields that bind several cohorts, instructors or enterprises together."""

    def faults(self) -> Iterator[Fault]:
        """Every fault, in the order of the fields."""
        problem = self.problem
        for name in ("lines", "quotas", "wishes"):
            yield from duplicate_ids(name, getattr(problem, name))
        for at, cohort in enumerate(problem.cohorts):
            yield from self._cohort(f"cohorts[{at}]", cohort)
        for at, module in enumerate(problem.modules):
            yield from self._module(f"modules[{at}]", module)
        for at, line in enumerate(problem.lines):
            yield from at_least(f"lines[{at}].most_away", line.most_away, 0)
        for at, quota in enumerate(problem.quotas):
            yield from self._quota(f"quotas[{at}]", quota)
        yield from self._allowances()
        for at, wish in enumerate(problem.wishes):
            yield from self._wish(f"wishes[{at}]", wish)
        yield from self._published()

    def _cohort(self, path: str, cohort: Cohort) -> Iterator[Fault]:
        yield from unknown(f"{path}.part_of", [cohort.part_of], self.cohorts, "cohort")
        if cohort.part_of == cohort.id:
            yield Fault(f"{path}.part_of", "a cohort cannot be part of itself")
        elif cohort.id in self.wholes.get(cohort.id, ()):
            yield Fault(f"{path}.part_of", "the groups are part of each other in a circle")
        for at, share in enumerate(cohort.lines):
            yield from unknown(f"{path}.lines[{at}].line", [share.line], self.lines, "line")
            yield from at_least(f"{path}.lines[{at}].heads", share.heads, 0)
        yield from _repeated(f"{path}.lines", (share.line for share in cohort.lines), "line")
        if sum(share.heads for share in cohort.lines) > cohort.size:
            yield Fault(f"{path}.lines", "name more people than the cohort has")
        yield from dates(path, claim_by=cohort.claim_by)
        yield from at_least(f"{path}.claim_value", cohort.claim_value, 0)

    @cached_property
    def wholes(self) -> dict[str, set[str]]:
        """What each cohort is part of, directly or not; a circle ends where it closes."""
        found: dict[str, set[str]] = {}
        for cohort in self.problem.cohorts:
            above: set[str] = set()
            whole = cohort.part_of
            while whole is not None and whole in self.cohorts and whole not in above:
                above.add(whole)
                whole = self.cohorts[whole].part_of
            found[cohort.id] = above
        return found

    def _are_kin(self, one: str, other: str) -> bool:
        return one in self.wholes.get(other, ()) or other in self.wholes.get(one, ())

    def _module(self, path: str, module: Module) -> Iterator[Fault]:
        yield from self._attendance(path, module)
        yield from at_least(f"{path}.heads", module.heads, 0)
        yield from at_least(f"{path}.most_trainees", module.most_trainees, 1)
        yield from at_least(f"{path}.least_days", module.least_days, 1)
        for at, pattern in enumerate(module.patterns):
            yield from self._pattern(f"{path}.patterns[{at}]", pattern)
        for at, after in enumerate(module.after):
            before = self.modules.get(after.module)
            if before is not None and not self._meet(before, module):
                yield Fault(f"{path}.after[{at}].module", f"'{after.module}' belongs to another cohort")

    def _attendance(self, path: str, module: Module) -> Iterator[Fault]:
        yield from unknown(f"{path}.also", module.also, self.cohorts, "cohort")
        attending = (module.cohort, *module.also)
        yield from _repeated(f"{path}.also", attending, "cohort")
        for at, cohort in enumerate(attending):
            for other in attending[:at]:
                if self._are_kin(cohort, other):
                    yield Fault(
                        f"{path}.also", f"'{cohort}' and '{other}' attend together, but one is part of the other"
                    )

    def _meet(self, before: Module, module: Module) -> bool:
        """Whether some people attend both modules: through a cohort, or through a group and its whole."""
        return any(
            one == other or self._are_kin(one, other)
            for one in (before.cohort, *before.also)
            for other in (module.cohort, *module.also)
        )

    def _pattern(self, path: str, pattern: Pattern) -> Iterator[Fault]:
        if not pattern.weekdays:
            yield Fault(f"{path}.weekdays", "must not be empty")
        yield from _weekdays(f"{path}.weekdays", pattern.weekdays)
        yield from self.period_numbers_of(f"{path}.first_period", [pattern.first_period])
        yield from dates(path, first_week=pattern.first_week)
        yield from at_least(f"{path}.weeks", pattern.weeks, 1)
        yield from at_least(f"{path}.every", pattern.every, 1)
        yield from at_least(f"{path}.penalty", pattern.penalty, 0)

    def _quota(self, path: str, quota: Quota) -> Iterator[Fault]:
        if not quota.owner:
            yield Fault(f"{path}.owner", "must not be empty")
        yield from at_least(f"{path}.most", quota.most, 0)
        yield from unknown(f"{path}.workshops", quota.workshops, self.workshops, "workshop")
        yield from _repeated(f"{path}.workshops", quota.workshops, "workshop")
        yield from interval(path, quota.first_day, quota.last_day)

    def _allowances(self) -> Iterator[Fault]:
        seen: set[tuple[str, str]] = set()
        for at, item in enumerate(self.problem.allowances):
            path = f"allowances[{at}]"
            yield from unknown(f"{path}.instructor", [item.instructor], self.instructors, "instructor")
            yield from at_least(f"{path}.most_periods_a_week", item.most_periods_a_week, 0)
            if (item.instructor, item.purpose) in seen:
                yield Fault(path, f"the hours of '{item.instructor}' for '{item.purpose}' are given twice")
            seen.add((item.instructor, item.purpose))

    def _wish(self, path: str, wish: Wish) -> Iterator[Fault]:
        if wish.kind not in WISHING:
            yield Fault(f"{path}.kind", f"'{wish.kind}' is none of {', '.join(WISHING)}")
        else:
            people: Collection[str] = self.instructors if wish.kind == "instructor" else self.cohorts
            yield from unknown(f"{path}.who", [wish.who], people, wish.kind)
        if len(wish.avoid) not in (0, 7):
            yield Fault(f"{path}.avoid", "must be empty or have seven entries, Monday first")
        for weekday, periods in enumerate(wish.avoid):
            yield from self.period_numbers_of(f"{path}.avoid[{weekday}]", periods)
        yield from unknown(f"{path}.base", [wish.base], self.bases, "base")
        yield from unknown(f"{path}.instructor", [wish.instructor], self.instructors, "instructor")
        if wish.kind == "instructor" and wish.instructor is not None:
            yield Fault(f"{path}.instructor", "only a cohort can wish for an instructor")
        yield from at_least(f"{path}.weight", wish.weight, 0)

    def _published(self) -> Iterator[Fault]:
        """Bookings that no calendar can hold; those of lessons that are no more say nothing of this problem."""
        for at, booking in enumerate(self.problem.published):
            path = f"published[{at}]"
            yield from dates(path, day=booking.day)
            yield from self.period_numbers_of(f"{path}.first_period", [booking.first_period])
            if booking.lesson in self.lessons:
                yield from unknown(f"{path}.workshop", [booking.workshop], self.workshops, "workshop")
                yield from unknown(f"{path}.instructor", [booking.instructor], self.instructors, "instructor")
        yield from _repeated("published", (booking.lesson for booking in self.problem.published), "lesson")


def _repeated(path: str, ids: Iterable[str], what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            yield Fault(path, f"{what} '{id_}' is named twice")
        seen.add(id_)


def _weekdays(path: str, weekdays: Iterable[int]) -> Iterator[Fault]:
    seen: set[int] = set()
    for weekday in weekdays:
        if not 1 <= weekday <= 7:
            yield Fault(path, f"{weekday} is no weekday, must be 1 (Monday) to 7 (Sunday)")
        if weekday in seen:
            yield Fault(path, f"{weekday} is named twice")
        seen.add(weekday)
