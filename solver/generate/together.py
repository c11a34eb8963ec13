"""Planted things that several groups share: owners, practice groups, joint modules and weekly patterns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from solver.generate.planting import COHORT_WEEK_CELLS, INSTRUCTOR_WEEK_CELLS, Plan
from solver.generate.sizes import HALVES, Cell
from solver.problem import PRACTICE, THEORY, Cohort, Lesson, LineShare, Module, Pattern

OWNERS_A_BASE = 3
PURPOSES = ("class", "apprentice", "studio")
EVENING, EVENINGS, EVENING_PERIODS = 2, 4, 2
# Weekdays and every how many weeks: evening classes, and apprentices who alternate between study and work.
RHYTHMS = (((2, 4), 1), ((1, 3), 1), ((3,), 1), ((2,), 2), ((1, 4), 2))


def give_owners(plan: Plan) -> None:
    """Each cohort belongs to one of three enterprises of its base and works for one purpose; people get names."""
    for at, cohort in enumerate(list(plan.cohorts.values())):
        owner = f"o{cohort.home_base}-{at // plan.size.bases % OWNERS_A_BASE}"
        shares = (LineShare(f"{owner}-line", max(1, cohort.size // 2)),)
        trainees = tuple(f"{cohort.id}-t{number}" for number in range(cohort.size)) if at % 4 == 0 else ()
        plan.cohorts[cohort.id] = replace(cohort, owner=owner, lines=shares, trainees=trainees)
    for at, module in enumerate(list(plan.modules.values())):
        plan.modules[module.id] = replace(module, purpose=PURPOSES[at % len(PURPOSES)])


def split_into_groups(plan: Plan) -> None:
    """One practice module of each fourth cohort is taught to two halves, side by side in one workshop."""
    own = plan.modules_by_cohort()
    for cohort in list(plan.cohorts.values())[::4]:
        for module in own[cohort.id]:
            if module.kind == PRACTICE and not module.after and _split(plan, cohort, module):
                break


def _split(plan: Plan, cohort: Cohort, module: Module) -> bool:
    """Teach the second half beside the first, if an instructor is free each time; says whether it could be done."""
    lessons = list(plan.lessons_of[module.id])
    people = [plan.free_people(plan.cell_of(lesson.id), module) for lesson in lessons]
    if not all(people):
        return False
    groups = _halves(cohort)
    plan.cohorts.update((group.id, group) for group in groups)
    plan.modules[module.id] = replace(module, cohort=groups[0].id)
    second = replace(module, id=f"{module.id}-g2", cohort=groups[1].id)
    plan.modules[second.id] = second
    _detach(plan, module.id)
    for lesson in lessons:
        _teach_beside(plan, lesson, second)
    return True


def _halves(cohort: Cohort) -> list[Cohort]:
    """Two practice groups that share the cohort's people between them."""
    half = (cohort.size + 1) // 2
    parts = ((1, half, cohort.trainees[:half]), (2, cohort.size - half, cohort.trainees[half:]))
    lines = tuple(LineShare(share.line, max(1, share.heads // 2)) for share in cohort.lines)
    return [
        Cohort(
            f"{cohort.id}-g{number}",
            size,
            cohort.first_day,
            cohort.last_day,
            trainees=names,
            home_base=cohort.home_base,
            owner=cohort.owner,
            part_of=cohort.id,
            lines=lines,
        )
        for number, size, names in parts
    ]


def _teach_beside(plan: Plan, lesson: Lesson, module: Module) -> None:
    booking, cell = plan.bookings[lesson.id], plan.cell_of(lesson.id)
    twin = Lesson(f"{module.id}-{lesson.number}", module.id, lesson.number, lesson.periods)
    plan.add_lesson(twin)
    instructor = plan.random.choice(plan.free_people(cell, module))
    plan.take(cell, instructor)
    for group in (plan.modules[lesson.module].cohort, module.cohort):
        plan.take(cell, group)
    plan.bookings[twin.id] = replace(booking, lesson=twin.id, instructor=instructor)


def _detach(plan: Plan, before: str) -> None:
    """What came after a module of the whole cohort no longer does: an order holds within one cohort."""
    for module in list(plan.modules.values()):
        if any(after.module == before for after in module.after):
            kept = tuple(after for after in module.after if after.module != before)
            plan.modules[module.id] = replace(module, after=kept)


def join_cohorts(plan: Plan) -> None:
    """A theory module of each third cohort is also for another cohort of the base that is free each time."""
    own = plan.modules_by_cohort()
    whole = [cohort for cohort in plan.cohorts.values() if cohort.part_of is None]
    nearby: dict[str | None, list[Cohort]] = defaultdict(list)
    for cohort in whole:
        nearby[cohort.home_base].append(cohort)
    for at, cohort in enumerate(whole[::3]):
        others = [other for other in nearby[cohort.home_base] if other.id != cohort.id]
        if others:
            _join(plan, own[cohort.id], plan.random.choice(others), at % 2 == 0)


def _join(plan: Plan, modules: list[Module], other: Cohort, may_overfill: bool) -> None:
    for module in modules:
        cells = plan.cells_of(module.id)
        if module.kind == THEORY and plan.has_times(other.id, cells, COHORT_WEEK_CELLS):
            heads = plan.cohorts[module.cohort].size + other.size
            seats = min(workshop.seats for workshop in plan.workshops.values())
            # Either not everybody comes, or not everybody has a seat.
            come = None if may_overfill else min(heads, seats)
            plan.modules[module.id] = replace(module, also=(other.id,), heads=come, may_overfill=may_overfill)
            for cell in cells:
                plan.take(cell, other.id)
            return


def add_weekly_patterns(plan: Plan) -> None:
    """Each third cohort gets a short module in the evening, in one of several weekly rhythms."""
    own = plan.modules_by_cohort()
    for at, cohort in enumerate([cohort for cohort in plan.cohorts.values() if cohort.part_of is None][::3]):
        subject = own[cohort.id][0].subject
        module = Module(f"{cohort.id}-eve", cohort.id, subject, THEORY, shares_workshop=False, purpose=PURPOSES[0])
        turn = at % len(RHYTHMS)
        for rhythm in RHYTHMS[turn:] + RHYTHMS[:turn]:
            if any(_teach_weekly(plan, module, pattern) for pattern in _patterns(plan, *rhythm)):
                break


def _patterns(plan: Plan, weekdays: tuple[int, ...], every: int) -> list[Pattern]:
    """This rhythm begun in each week that leaves time for it, in random order."""
    weeks = -(-EVENINGS // len(weekdays)) * every
    starts = list(range(plan.size.weeks - weeks + 1))
    plan.random.shuffle(starts)
    first = HALVES[EVENING][1]
    return [Pattern(weekdays, first, plan.days[5 * week], weeks, every, plan.random.randint(0, 3)) for week in starts]


def _evenings(plan: Plan, pattern: Pattern) -> list[Cell]:
    start = plan.day_at(pattern.first_week)
    days = [start + 5 * week + at - 1 for week in range(0, pattern.weeks, pattern.every) for at in pattern.weekdays]
    return [Cell(day, EVENING) for day in days[:EVENINGS]]


def _teach_weekly(plan: Plan, module: Module, pattern: Pattern) -> bool:
    """Plant the module in this pattern if cohort, rooms and one instructor allow it."""
    cells = _evenings(plan, pattern)
    able = [id_ for id_ in plan.people_for(module) if plan.has_times(id_, cells, INSTRUCTOR_WEEK_CELLS)]
    rooms = [plan.free_rooms(cell, module) for cell in cells]
    if not able or not all(rooms) or not plan.has_times(module.cohort, cells, COHORT_WEEK_CELLS):
        return False
    others = [_patterns(plan, *rhythm)[0] for rhythm in plan.random.sample(RHYTHMS, 2)]
    choices = list(dict.fromkeys([pattern, *others]))
    plan.random.shuffle(choices)
    plan.modules[module.id] = replace(module, patterns=tuple(choices))
    instructor = plan.random.choice(able)
    for number, (cell, free) in enumerate(zip(cells, rooms, strict=True), 1):
        lesson = Lesson(f"{module.id}-{number}", module.id, number, EVENING_PERIODS)
        plan.add_lesson(lesson)
        plan.book(lesson, cell, plan.random.choice(free), instructor)
    return True


def keep_one_instructor(plan: Plan) -> None:
    """Every third module is taught by one instructor from beginning to end, where somebody has the time."""
    for module in list(plan.modules.values())[::3]:
        lessons = [lesson.id for lesson in plan.lessons_of[module.id]]
        cells = plan.cells_of(module.id)
        for lesson, cell in zip(lessons, cells, strict=True):
            plan.release(cell, plan.bookings[lesson].instructor)
        able = [id_ for id_ in plan.people_for(module) if plan.has_times(id_, cells, INSTRUCTOR_WEEK_CELLS)]
        if able:
            one = plan.random.choice(able)
            plan.modules[module.id] = replace(module, one_instructor=True)
            for lesson in lessons:
                plan.bookings[lesson] = replace(plan.bookings[lesson], instructor=one)
        for lesson, cell in zip(lessons, cells, strict=True):
            plan.take(cell, plan.bookings[lesson].instructor)
