"""Which lessons to suspect: those that order leaves no time, those that findings name, those that found no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from solver.explain.decide import Effort, tight_model, tightest
from solver.explain.ground import Ground
from solver.presolve import domains_of, presolve
from solver.search.chains import Chains
from solver.timetable import Booking, Timetable

GROWTH = 5
FEWEST = 2


def of_order(ground: Ground) -> set[str]:
    """The modules of the first cohort whose lessons the order leaves no time; none if it leaves all some."""
    domains = domains_of(ground.index, Chains(ground.index))
    for lesson, starts in domains.times.items():
        if not starts:
            return _modules_of(ground, {ground.index.cohort[lesson]})
    return set()


def of_tight(ground: Ground) -> set[str]:
    """The modules of the lessons with the fewest places, if already these find no timetable together.

    Of those as few as a growing number shows to clash: what two locks do needs no third lesson.
    """
    index = ground.index
    domains = domains_of(index, Chains(index))
    lessons = tightest(domains)
    for few in _growing(lessons):
        if tight_model(index, domains, few, Effort()).is_feasible is False:
            return {ground.problem.modules[index.module[lesson]].id for lesson in few}
    return set()


def _growing(lessons: list[int]) -> Iterator[list[int]]:
    """The first two lessons, the first four … and all of them."""
    count = FEWEST
    while count < len(lessons):
        yield lessons[:count]
        count *= 2
    yield lessons


def of_findings(ground: Ground) -> set[str]:
    """The modules of the cohorts that the first proving finding names."""
    index, problem = ground.index, ground.problem
    for finding in presolve(problem):
        cohorts = set()
        if not finding.proves_infeasible:
            continue
        for subject in finding.subjects:
            if subject.kind == "cohort":
                cohorts.add(index.cohort_at[subject.id])
            elif subject.kind == "lesson":
                cohorts.add(index.cohort[index.lesson_at[subject.id]])
            elif subject.kind == "module":
                cohorts.add(index.module_cohort[index.module_at[subject.id]])
        if cohorts:
            return _modules_of(ground, cohorts)
        return {module.id for module in problem.modules}
    return set()


def _modules_of(ground: Ground, cohorts: set[int]) -> set[str]:
    modules = enumerate(ground.problem.modules)
    return {module.id for at, module in modules if ground.index.module_cohort[at] in cohorts}


def of_unplaced(ground: Ground, unplaced: Iterable[str], partial: Timetable) -> Iterator[set[str]]:
    """Growing sets of modules: the cohorts of the unplaced lessons, then those that stand in their way."""
    index = ground.index
    lessons = [index.lesson_at[lesson] for lesson in unplaced]
    if not lessons:
        return
    first = index.cohort[lessons[0]]
    yield _modules_of(ground, {first})
    cohorts = {index.cohort[lesson] for lesson in lessons}
    yield _modules_of(ground, cohorts)
    rivals = _in_the_way(ground, lessons, partial.bookings)
    size = GROWTH
    while size < len(rivals) + GROWTH:
        yield _modules_of(ground, cohorts | set(rivals[:size]))
        size *= 3


def _in_the_way(ground: Ground, lessons: list[int], bookings: tuple[Booking, ...]) -> list[int]:
    """Cohorts by how many of their bookings use an instructor or workshop of the lessons, most first."""
    index = ground.index
    groups = [group for group in ground.groups if set(group.lessons).intersection(lessons)]
    staff = {index.problem.instructors[who].id for group in groups for who, _ in group.staff}
    places = {index.problem.workshops[at].id for group in groups for at, _ in group.places}
    found: Counter[int] = Counter()
    for booking in bookings:
        if booking.instructor in staff or booking.workshop in places:
            found[index.cohort[index.lesson_at[booking.lesson]]] += 1
    return [cohort for cohort, _ in found.most_common()]
