"""Figures beside the objective: how far wishes are met, how fairly burdens fall, and demand against capacity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from solver.index import SEATS, Index
from solver.objectives.wishes import is_by_other, is_elsewhere, lessons_of_people, unwanted_periods
from solver.problem import HALF_DAYS, Cohort, Problem, Wish
from solver.reading import Placed, Reading, days_from, week_of
from solver.timetable import Timetable


@dataclass(frozen=True, slots=True)
class WishMet:
    """Of so many lesson periods of a person, `met` have nothing against the wish; `missed` are the lessons that do."""

    wish: str
    weight: int
    periods: int
    met: int
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonWishes:
    """All wishes of one instructor or cohort (`kind`); `periods` and `met` are summed over the wishes."""

    kind: str
    who: str
    periods: int
    met: int
    wishes: tuple[WishMet, ...]


@dataclass(frozen=True, slots=True)
class LateShare:
    """The lesson periods of an instructor, cohort or owner (`kind`), and how many are in the evening and at weekends.

    A period on a weekend evening counts in both. An owner's are the sum over its cohorts.
    """

    kind: str
    id: str
    periods: int
    evening: int
    weekend: int


@dataclass(frozen=True, slots=True)
class CohortWaiting:
    """Days from the wished first day (or the first possible one) to the first lesson; None when there is none."""

    cohort: str
    days: int | None


@dataclass(frozen=True, slots=True)
class OwnerWaiting:
    """How long the cohorts of an owner (None: of nobody) wait in all and at most."""

    owner: str | None
    days: int
    most_days: int
    cohorts: tuple[CohortWaiting, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """Unit periods on offer (open, less commitments) and used by lessons; `share` is used by offered, or None."""

    on_offer: int
    used: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """The use of the workstations and of the seats of a base or workshop (`kind`)."""

    kind: str
    id: str
    stations: Use
    seats: Use


@dataclass(frozen=True, slots=True)
class InstructorLoad:
    """Lesson periods of an instructor against those that availability, commitments and caps allow over the horizon."""

    instructor: str
    periods: int
    allowed: int
    busiest_week: int
    most_periods_a_week: int | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """Who bears what: evenings and weekends, waiting, load of places, load of instructors; each sorted by id."""

    late: tuple[LateShare, ...]
    waiting: tuple[OwnerWaiting, ...]
    loads: tuple[Load, ...]
    instructors: tuple[InstructorLoad, ...]


@dataclass(frozen=True, slots=True)
class ModuleDemand:
    """The unit periods that a module wants."""

    module: str
    demand: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Unit periods of one equipment type (None: seats) in the week from a Monday (ISO date), wanted and on offer.

    The modules behind the demand come with the largest first.
    """

    equipment: str | None
    week: str
    demand: float
    capacity: int
    modules: tuple[ModuleDemand, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Cells by equipment type and week, and the modules that have no possible day at all."""

    cells: tuple[Cell, ...]
    without_days: tuple[ModuleDemand, ...]


def wish_statement(problem: Problem, timetable: Timetable) -> tuple[PersonWishes, ...]:
    """For each person with wishes, how many lesson periods meet each of them, and the lessons that miss it."""
    reading = Reading(problem, timetable)
    people = lessons_of_people(reading)
    met: dict[tuple[str, str], list[WishMet]] = defaultdict(list)
    for wish in sorted(problem.wishes, key=lambda wish: wish.id):
        lessons = people.get((wish.kind, wish.who), [])
        met[wish.kind, wish.who].append(_wish_met(reading, wish, lessons))
    return tuple(
        PersonWishes(kind, who, sum(item.periods for item in found), sum(item.met for item in found), tuple(found))
        for (kind, who), found in sorted(met.items())
    )


def _wish_met(reading: Reading, wish: Wish, lessons: list[Placed]) -> WishMet:
    periods = missed = 0
    against = []
    for placed in lessons:
        length = placed.last - placed.first + 1
        is_wrong = is_elsewhere(wish, placed) or is_by_other(wish, placed)
        lost = length if is_wrong else len(unwanted_periods(reading, wish, placed))
        periods += length
        missed += lost
        if lost:
            against.append(placed.lesson.id)
    return WishMet(wish.id, wish.weight, periods, periods - missed, tuple(sorted(against)))


def fairness(problem: Problem, timetable: Timetable) -> Fairness:
    """How evenings and weekends, waiting, places and teaching are spread in a timetable."""
    reading, index = Reading(problem, timetable), Index(problem)
    return Fairness(_late(reading), _waiting(reading), _loads(reading, index), _instructors(reading, index))


def _late(reading: Reading) -> tuple[LateShare, ...]:
    people = lessons_of_people(reading)
    problem = reading.problem
    groups = {("instructor", item.id): people.get(("instructor", item.id), []) for item in problem.instructors}
    for cohort in problem.cohorts:
        attended = people.get(("cohort", cohort.id), [])
        groups["cohort", cohort.id] = attended
        if cohort.owner is not None:
            groups["owner", cohort.owner] = groups.get(("owner", cohort.owner), []) + attended
    return tuple(LateShare(kind, id_, *_late_periods(reading, found)) for (kind, id_), found in sorted(groups.items()))


def _late_periods(reading: Reading, lessons: list[Placed]) -> tuple[int, int, int]:
    """All lesson periods, those in the evening, and those on days that work as Saturday or Sunday."""
    periods = evening = weekend = 0
    for placed in lessons:
        stretch = reading.problem.periods[placed.first - 1 : placed.last]
        day = reading.days.get(placed.day)
        periods += len(stretch)
        evening += sum(period.half_day == HALF_DAYS[2] for period in stretch)
        weekend += len(stretch) if day is not None and day.works_as >= 6 else 0
    return periods, evening, weekend


def _waiting(reading: Reading) -> tuple[OwnerWaiting, ...]:
    people = lessons_of_people(reading)
    owners: dict[str | None, list[CohortWaiting]] = defaultdict(list)
    for cohort in sorted(reading.problem.cohorts, key=lambda cohort: cohort.id):
        wait = _wait(cohort, people.get(("cohort", cohort.id), []))
        owners[cohort.owner].append(CohortWaiting(cohort.id, wait))
    found = []
    for owner, cohorts in sorted(owners.items(), key=lambda item: (item[0] is None, item[0] or "")):
        days = [item.days for item in cohorts if item.days is not None]
        found.append(OwnerWaiting(owner, sum(days), max(days, default=0), tuple(cohorts)))
    return tuple(found)


def _wait(cohort: Cohort, lessons: list[Placed]) -> int | None:
    first = cohort.wished_first_day or cohort.first_day
    return max(days_from(first, min(placed.day for placed in lessons)), 0) if lessons else None


def _loads(reading: Reading, index: Index) -> tuple[Load, ...]:
    """The use of each base and workshop; a lesson that wants a workshop alone uses all of it."""
    offer: Counter[tuple[str, str, bool]] = Counter()
    used: Counter[tuple[str, str, bool]] = Counter()
    for at, workshop in enumerate(reading.problem.workshops):
        for pool in index.pools[at]:
            for place in (("base", workshop.base), ("workshop", workshop.id)):
                offer[(*place, pool == SEATS)] += sum(_on_offer(index, at, pool))
    for placed in reading.placed:
        lesson, pools = index.lesson_at[placed.lesson.id], index.pools[index.workshop_at[placed.workshop.id]]
        taken = {index.pool[lesson]: index.need[lesson]} if index.shares[lesson] else pools
        for pool, units in taken.items():
            unit_periods = (placed.last - placed.first + 1) * min(units, pools.get(pool, 0))
            for place in (("base", placed.workshop.base), ("workshop", placed.workshop.id)):
                used[(*place, pool == SEATS)] += unit_periods
    places = [("base", base.id) for base in reading.problem.bases]
    places += [("workshop", workshop.id) for workshop in reading.problem.workshops]
    return tuple(
        Load(*place, *(_use(offer[(*place, is_seats)], used[(*place, is_seats)]) for is_seats in (False, True)))
        for place in sorted(places)
    )


def _use(on_offer: int, used: int) -> Use:
    return Use(on_offer, used, round(used / on_offer, 4) if on_offer else None)


def _on_offer(index: Index, workshop: int, pool: str) -> list[int]:
    """For each week the units of a workshop's pool times its open periods, less commitments."""
    grid, item = index.grid, index.problem.workshops[workshop]
    home = index.problem.bases[index.base[workshop]]
    free = grid.available(item.availability) & grid.available(home.availability) & ~index.committed_whole[workshop]
    owned = index.pools[workshop].get(pool, 0)
    found = [owned * (free & week).bit_count() for week in grid.week_masks]
    for slot, count in index.committed_units.get((workshop, pool), {}).items():
        if free >> slot & 1:
            found[slot // (7 * grid.periods_a_day)] -= min(count, owned)
    return found


def _instructors(reading: Reading, index: Index) -> tuple[InstructorLoad, ...]:
    weekly: dict[str, Counter[str]] = defaultdict(Counter)
    for placed in reading.placed:
        weekly[placed.instructor.id][week_of(placed.day)] += placed.last - placed.first + 1
    found = []
    for at, item in enumerate(reading.problem.instructors):
        weeks = weekly[item.id]
        allowed = sum(_allowed(index, at, week) for week in range(len(index.grid.week_masks)))
        found.append(
            InstructorLoad(item.id, weeks.total(), allowed, max(weeks.values(), default=0), item.max_periods_a_week)
        )
    return tuple(sorted(found, key=lambda load: load.instructor))


def _allowed(index: Index, instructor: int, week: int) -> int:
    """The periods of a week that availability, commitments and caps leave an instructor; commitments count in caps."""
    grid, item = index.grid, index.problem.instructors[instructor]
    open_slots, busy = grid.available(item.availability), index.instructor_busy[instructor]
    total = 0
    for day in grid.day_masks[week * 7 : week * 7 + 7]:
        room = (open_slots & ~busy & day).bit_count()
        if item.max_periods_a_day is not None:
            room = min(room, max(item.max_periods_a_day - (busy & day).bit_count(), 0))
        total += room
    if item.max_periods_a_week is None:
        return total
    return min(total, max(item.max_periods_a_week - (busy & grid.week_masks[week]).bit_count(), 0))


def capacity(problem: Problem) -> Capacity:
    """Demand against capacity in unit periods, by equipment type (and seats) and ISO week, before anything is placed.

    A module wants its units (workstations, or seats) times the periods of its lessons. That demand is spread evenly
    over the module's possible weeks, each by the number of its possible days: open days inside the windows of the
    module and of all cohorts that attend it, on which their calendars have a period in common. Rhythms, orders of
    modules and owners' reservations are left out. A cell's capacity is, over all workshops, units times open periods
    less commitments. Both are sums: a cell says where to look, not what is proved.
    """
    index = Index(problem)
    demands: dict[str, dict[int, dict[str, Fraction]]] = defaultdict(lambda: defaultdict(dict))
    without_days = []
    for module, lessons in enumerate(index.module_lessons):
        if lessons:
            wanted = index.need[lessons[0]] * sum(index.periods[lesson] for lesson in lessons)
            days, id_ = _possible_days(index, module), problem.modules[module].id
            if not days:
                without_days.append(ModuleDemand(id_, float(wanted)))
            for week, count in days.items():
                demands[index.pool[lessons[0]]][week][id_] = Fraction(wanted * count, days.total())
    weeks = sorted({day // 7 for day in index.grid.works_as})
    cells = tuple(
        _cell(index, pool, week, demands[pool][week], offer)
        for pool in sorted(demands)
        for week, offer in zip(weeks, _offers(index, pool, weeks), strict=True)
    )
    return Capacity(cells, tuple(sorted(without_days, key=lambda item: item.module)))


def _possible_days(index: Index, module: int) -> Counter[int]:
    """Week → number of days on which all who attend the module have a common open period in its windows."""
    grid, item = index.grid, index.problem.modules[module]
    slots = grid.available(item.availability) & grid.mask_between(item.first_day, item.last_day)
    for at in index.module_attending[module]:
        cohort = index.problem.cohorts[at]
        slots &= grid.mask_between(cohort.first_day, cohort.last_day) & grid.available(cohort.availability)
    return Counter(day // 7 for day in index.days_of(slots))


def _offers(index: Index, pool: str, weeks: list[int]) -> list[int]:
    """The units of a pool on offer in these weeks, over all workshops."""
    owning = [_on_offer(index, at, pool) for at, pools in enumerate(index.pools) if pools.get(pool, 0)]
    return [sum(offer[week] for offer in owning) for week in weeks]


def _cell(index: Index, pool: str, week: int, demand: Mapping[str, Fraction], offer: int) -> Cell:
    modules = sorted(demand.items(), key=lambda item: (-item[1], item[0]))
    behind = tuple(ModuleDemand(module, _rounded(part)) for module, part in modules)
    monday = index.grid.iso[week * 7]
    return Cell(None if pool == SEATS else pool, monday, _rounded(sum(demand.values(), Fraction())), offer, behind)


def _rounded(exact: Fraction) -> float:
    return round(float(exact), 2)
