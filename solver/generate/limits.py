"""Limits and wishes drawn around a planted timetable, so that it keeps every rule that the limits stand for."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from solver.generate.planting import INSTRUCTOR_WEEK_CELLS, Plan
from solver.generate.sizes import HALVES, LONGEST, Cell
from solver.generate.together import EVENING, PURPOSES
from solver.problem import (
    PRACTICE,
    Allowance,
    Availability,
    Closure,
    Commitment,
    Duty,
    Line,
    Lock,
    Module,
    Quota,
    Reservation,
    Wish,
)
from solver.reading import days_from
from solver.timetable import Booking

EVERY_PERIOD = tuple(range(1, len(HALVES) * LONGEST + 1))
# Start, end, minutes of rest, and the half-days (days later, half) that shift and rest touch; the night after a
# Friday ends on a Saturday, so the Monday that follows in the list of days is left out without need.
SHIFTS = (
    ("06:00", "14:00", 60, ((0, 0), (0, 1))),
    ("14:00", "22:00", 480, ((0, 1), (0, 2))),
    ("22:00", "06:00", 480, ((1, 0), (1, 1))),
)
BY_DAY = tuple(number for number in EVERY_PERIOD if number <= EVENING * LONGEST)


def space_lessons(plan: Plan) -> None:
    """Days between lessons, windows, least days and closed evenings, as the planted lessons have them."""
    for at, module in enumerate(list(plan.modules.values())):
        cells = plan.cells_of(module.id)
        if len(cells) > 1 and not module.patterns:
            plan.modules[module.id] = _spaced(plan, module, cells, at % 4)


def _spaced(plan: Plan, module: Module, cells: list[Cell], kind: int) -> Module:
    days = [plan.days[cell.day] for cell in cells]
    gaps = [days_from(one, other) for one, other in pairwise(days)]
    if kind == 0:
        return replace(module, least_days_between=min(*gaps, 2), most_days_between=max(gaps) + 7)
    if kind == 1:
        first, last = _shifted(days[0], -14), _shifted(days[-1], 14)
        return replace(module, first_day=first, last_day=last, least_days=len(days))
    if kind == 2:
        is_by_day = all(cell.half < EVENING for cell in cells)
        return replace(module, availability=Availability((BY_DAY,) * 7)) if is_by_day else module
    return _space_modules(plan, module, days[0])


def _space_modules(plan: Plan, module: Module, first: str) -> Module:
    spaced = []
    for after in module.after:
        gap = days_from(plan.days[plan.cells_of(after.module)[-1].day], first)
        spaced.append(replace(after, least_days=min(gap, 1), most_days=gap + 10))
    return replace(module, after=tuple(spaced))


def reserve_workshops(plan: Plan) -> None:
    """The owner of each third workshop keeps some half-days of the week, save the dates planted for others."""
    guests: dict[str, dict[Cell, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for booking in plan.bookings.values():
        module = plan.modules[plan.lessons[booking.lesson].module]
        cell = plan.cell_of(booking.lesson)
        guests[booking.workshop][cell] |= {plan.cohorts[id_].owner for id_ in (module.cohort, *module.also)}
    for workshop in list(plan.workshops.values())[::3]:
        owners = sorted({c.owner for c in plan.cohorts.values() if c.home_base == workshop.base and c.owner})
        if owners:
            owner = plan.random.choice(owners)
            weekday, half = plan.random.randrange(5), plan.random.randrange(2)
            periods = tuple(HALVES[half][1] + at for at in range(LONGEST))
            others = [
                plan.days[c.day]
                for c, found in guests[workshop.id].items()
                if c.day % 5 == weekday and c.half == half and found != {owner}
            ]
            weekly = tuple(periods if at == weekday else () for at in range(7))
            kept = Availability(weekly, tuple(Closure(day, day) for day in sorted(others)))
            plan.workshops[workshop.id] = replace(workshop, reservations=(Reservation((owner,), kept),))


def narrow_workshops(plan: Plan) -> None:
    """Each second workshop is no larger than the planted lessons need it; some bases lie further apart than lunch."""
    used: dict[str, Counter[tuple[Cell, str | None]]] = defaultdict(Counter)
    for booking in plan.bookings.values():
        module = plan.modules[plan.lessons[booking.lesson].module]
        if not module.may_overfill:
            used[booking.workshop][plan.cell_of(booking.lesson), module.equipment] += _need(plan, module)
    for workshop in list(plan.workshops.values())[::2]:
        most: Counter[str | None] = Counter()
        for (_, pool), count in used[workshop.id].items():
            most[pool] = max(most[pool], count)
        stations = tuple(replace(s, count=most[s.equipment] or s.count) for s in workshop.stations)
        plan.workshops[workshop.id] = replace(workshop, seats=most[None] or workshop.seats, stations=stations)
    plan.travel_minutes = (40, 90, 150)


def set_quotas(plan: Plan) -> None:
    """A tenth above what each enterprise uses in all, and exactly what it uses of some workshops in some weeks."""
    used: Counter[str] = Counter()
    month: Counter[str] = Counter()
    first, last = plan.days[20], plan.days[39]
    rooms = set(list(plan.workshops)[::2])
    for booking in plan.bookings.values():
        lesson = plan.lessons[booking.lesson]
        module = plan.modules[lesson.module]
        owner = plan.cohorts[module.cohort].owner
        if owner is not None:
            units = _need(plan, module) * lesson.periods
            used[owner] += units
            if booking.workshop in rooms and first <= booking.day <= last:
                month[owner] += units
    for at, owner in enumerate(sorted(used)):
        if at % 2 == 0:
            plan.extras.quotas.append(Quota(f"{owner}-all", owner, used[owner] + used[owner] // 10))
        else:
            mine = tuple(room for room in plan.workshops if room in rooms)
            plan.extras.quotas.append(Quota(f"{owner}-month", owner, month[owner], mine, first, last))


def _need(plan: Plan, module: Module) -> int:
    is_practice = module.kind == PRACTICE and module.equipment is not None
    return -(-_heads(plan, module) // module.trainees_per_station) if is_practice else _heads(plan, module)


def _heads(plan: Plan, module: Module) -> int:
    if module.heads is not None:
        return module.heads
    return sum(plan.cohorts[id_].size for id_ in (module.cohort, *module.also))


def staff_lines(plan: Plan) -> None:
    """Each production line can spare as many as are away at the busiest planted time."""
    away: dict[str, Counter[Cell]] = defaultdict(Counter)
    for lesson in plan.lessons.values():
        module = plan.modules[lesson.module]
        for id_ in (module.cohort, *module.also):
            for share in plan.cohorts[id_].lines:
                away[share.line][plan.cell_of(lesson.id)] += share.heads
    plan.extras.lines += [Line(line, max(cells.values())) for line, cells in sorted(away.items())]


def limit_instructors(plan: Plan) -> None:
    """Mentor ratios as large as planted, and each fourth instructor's hours shared between purposes."""
    heads: Counter[str] = Counter()
    weeks: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for booking in plan.bookings.values():
        lesson = plan.lessons[booking.lesson]
        module = plan.modules[lesson.module]
        heads[booking.instructor] = max(heads[booking.instructor], _heads(plan, module))
        week = plan.cell_of(lesson.id).day // 5
        weeks[booking.instructor, module.purpose or ""][week] += lesson.periods
    for at, person in enumerate(list(plan.instructors.values())):
        if at % 2 == 0 and heads[person.id]:
            plan.instructors[person.id] = replace(person, max_trainees=heads[person.id])
        for purpose in PURPOSES if at % 4 == 0 else ():
            most = max(weeks[person.id, purpose].values(), default=0)
            plan.extras.allowances.append(Allowance(person.id, purpose, max(most, LONGEST)))


def wish_and_claim(plan: Plan) -> None:
    """What people would like, and until when classes must have ended for their subsidy."""
    for at, person in enumerate(list(plan.instructors.values())[::3]):
        avoid = tuple(BY_DAY[:LONGEST] if day == at % 5 else EVERY_PERIOD[EVENING * LONGEST :] for day in range(7))
        plan.extras.wishes.append(Wish(f"{person.id}-wish", "instructor", person.id, avoid=avoid))
    last: dict[str, str] = {}
    for booking in plan.bookings.values():
        cohort_id = plan.modules[plan.lessons[booking.lesson].module].cohort
        last[cohort_id] = max(last.get(cohort_id, ""), booking.day)
    for at, cohort in enumerate(list(plan.cohorts.values())):
        if at % 4 == 0:
            near = [person.id for person in plan.instructors.values() if person.home_base == cohort.home_base]
            wish = Wish(
                f"{cohort.id}-wish", "cohort", cohort.id, base=cohort.home_base, instructor=near[at % len(near)]
            )
            plan.extras.wishes.append(replace(wish, weight=1 + at % 3))
        if at % 2 == 0 and cohort.id in last:
            claim_by = _shifted(last[cohort.id], plan.random.randint(-7, 14))
            plan.cohorts[cohort.id] = replace(cohort, claim_by=claim_by, claim_value=50 + at % 50)


def rotate_shifts(plan: Plan) -> None:
    """Four weeks of a three-shift rota for each fifth cohort: early, late, night, free; planted days are left out."""
    for at, cohort in enumerate([cohort for cohort in plan.cohorts.values() if cohort.part_of is None][::5]):
        for day in range(min(20, len(plan.days) - 1)):
            turn = (day // 5 + at) % (len(SHIFTS) + 1)
            if turn < len(SHIFTS):
                start, end, rest, blocked = SHIFTS[turn]
                hours = (f"{plan.days[day]}T{start}", f"{_shifted(plan.days[day], end < start)}T{end}")
                if all((day + later, half) not in plan.used[cohort.id] for later, half in blocked):
                    name = f"{cohort.id}-shift{day}"
                    plan.extras.duties.append(Duty(name, *hours, rest, cohorts=(cohort.id,)))


def fix_some(plan: Plan) -> None:
    """Meetings of some instructors, days off and agreed bases of some cohorts, and some lessons locked."""
    for person in list(plan.instructors.values())[::5]:
        cell = Cell(plan.random.randrange(len(plan.days)), 0)
        if plan.has_time(person.id, cell, INSTRUCTOR_WEEK_CELLS):
            meeting = Commitment(
                f"{person.id}-meeting", plan.days[cell.day], 1, 2, base=person.home_base, instructors=(person.id,)
            )
            plan.extras.commitments.append(meeting)
            plan.take(cell, person.id)
    for cohort in list(plan.cohorts.values())[::3]:
        busy = {cell.day for cell in plan.used[cohort.id]}
        off = [day for at, day in enumerate(plan.days) if at not in busy][:3]
        closures = tuple(Closure(day, day) for day in off)
        bases = (cohort.home_base,) if cohort.home_base else ()
        plan.cohorts[cohort.id] = replace(cohort, availability=Availability((), closures), bases=bases)
    for booking in list(plan.bookings.values())[::40]:
        plan.lessons[booking.lesson] = replace(plan.lessons[booking.lesson], locked=_lock(plan, booking))


def _lock(plan: Plan, booking: Booking) -> Lock:
    if plan.random.random() < 0.5:
        return Lock(day=booking.day)
    return Lock(booking.day, booking.first_period, booking.workshop, booking.instructor)


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
