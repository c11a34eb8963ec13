"""Who attends what: cohorts of a module, heads, shared trainees and practice groups, as positions."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import combinations

from solver.problem import Problem


class Attendance:
    """Ids as positions, and whose lessons exclude whose."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.lesson_at = {item.id: at for at, item in enumerate(problem.lessons)}
        self.workshop_at = {item.id: at for at, item in enumerate(problem.workshops)}
        self.instructor_at = {item.id: at for at, item in enumerate(problem.instructors)}
        self.cohort_at = {item.id: at for at, item in enumerate(problem.cohorts)}
        self.module_at = {item.id: at for at, item in enumerate(problem.modules)}
        self.base_at = {item.id: at for at, item in enumerate(problem.bases)}
        self.module = [self.module_at[lesson.module] for lesson in problem.lessons]
        self.module_cohort = [self.cohort_at[module.cohort] for module in problem.modules]
        self.module_attending = [
            (self.cohort_at[module.cohort], *(self.cohort_at[also] for also in module.also))
            for module in problem.modules
        ]
        self.module_heads = [self._heads(module) for module in range(len(problem.modules))]
        self.cohort = [self.module_cohort[module] for module in self.module]
        self.attending = [self.module_attending[module] for module in self.module]
        self.heads = [self.module_heads[module] for module in self.module]

    def _heads(self, module: int) -> int:
        given = self.problem.modules[module].heads
        sizes = (self.problem.cohorts[cohort].size for cohort in self.module_attending[module])
        return sum(sizes) if given is None else given

    @cached_property
    def cohort_lessons(self) -> list[list[int]]:
        """The lessons that each cohort attends."""
        groups: list[list[int]] = [[] for _ in self.problem.cohorts]
        for lesson, attending in enumerate(self.attending):
            for cohort in attending:
                groups[cohort].append(lesson)
        return groups

    @cached_property
    def audiences(self) -> list[tuple[int, ...]]:
        """The different sets of cohorts that attend some module together."""
        return sorted(set(self.module_attending))

    @cached_property
    def line_heads(self) -> list[dict[int, int]]:
        """For each module, production line (a position) → how many of its people attend."""
        line_at = {line.id: at for at, line in enumerate(self.problem.lines)}
        found: list[dict[int, int]] = []
        for attending in self.module_attending:
            heads: dict[int, int] = defaultdict(int)
            for cohort in attending:
                for share in self.problem.cohorts[cohort].lines:
                    heads[line_at[share.line]] += share.heads
            found.append(dict(heads))
        return found

    @cached_property
    def trainee_cohorts(self) -> dict[str, tuple[int, ...]]:
        """The cohorts of each trainee, as positions."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, cohort in enumerate(self.problem.cohorts):
            for trainee in cohort.trainees:
                found[trainee].append(at)
        return {trainee: tuple(cohorts) for trainee, cohorts in found.items()}

    @cached_property
    def crowds(self) -> list[tuple[int, ...]]:
        """The distinct sets of two or more cohorts that share a trainee."""
        return sorted({cohorts for cohorts in self.trainee_cohorts.values() if len(cohorts) > 1})

    @cached_property
    def trainee_rivals(self) -> list[list[int]]:
        """For each cohort, the other cohorts that share a trainee with it."""
        found: list[set[int]] = [set() for _ in self.problem.cohorts]
        for crowd in self.crowds:
            for cohort in crowd:
                found[cohort].update(other for other in crowd if other != cohort)
        return [sorted(cohorts) for cohorts in found]

    @cached_property
    def wholes(self) -> list[list[int]]:
        """For each practice group the cohort that it is part of, then what that one is part of, and so on."""
        whole_of = {at: self.cohort_at[c.part_of] for at, c in enumerate(self.problem.cohorts) if c.part_of is not None}
        found: list[list[int]] = []
        for cohort in range(len(self.problem.cohorts)):
            above: list[int] = []
            while (above[-1] if above else cohort) in whole_of:
                above.append(whole_of[above[-1] if above else cohort])
            found.append(above)
        return found

    @cached_property
    def kin(self) -> list[list[int]]:
        """For each cohort its wholes and its parts; siblings are not kin."""
        found: list[set[int]] = [set(above) for above in self.wholes]
        for cohort, above in enumerate(self.wholes):
            for whole in above:
                found[whole].add(cohort)
        return [sorted(cohorts) for cohorts in found]

    @cached_property
    def rivals(self) -> list[list[int]]:
        """For each cohort, itself and all that share people with it: through a trainee, or as whole and part."""
        pairs = zip(self.trainee_rivals, self.kin, strict=True)
        return [sorted({at, *shared, *kin}) for at, (shared, kin) in enumerate(pairs)]

    @cached_property
    def kin_pairs(self) -> list[tuple[int, int]]:
        """Pairs of a practice group and a cohort that it is part of."""
        return [(group, whole) for group, above in enumerate(self.wholes) for whole in above]

    @cached_property
    def kept_apart(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Pairs of groups of lessons that some trainee ought to attend both, through different cohorts."""
        found: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
        for crowd in self.crowds:
            groups: dict[frozenset[int], list[int]] = defaultdict(list)
            for lesson in sorted({lesson for cohort in crowd for lesson in self.cohort_lessons[cohort]}):
                groups[frozenset(crowd).intersection(self.attending[lesson])].append(lesson)
            for one, other in combinations(groups, 2):
                if one.isdisjoint(other):
                    low, high = sorted((tuple(groups[one]), tuple(groups[other])))
                    found.add((low, high))
        return sorted(found)
