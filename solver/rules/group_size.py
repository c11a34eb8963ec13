"""Hard rule: cohorts keep their least and most sizes, and modules their largest group."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.problem import Cohort, Module
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class GroupSize(Rule):
    """Size is given, not chosen: a cohort of the wrong size cannot be taught at all."""

    id = "group_size"
    statement_en = "A cohort has at least its least and at most its most heads, and no module takes more than it may."
    statement_zh = "班级人数须在上下限之内，且不超过模块允许的人数。"
    message_en = "Cohort {cohort} has {size} {size:head|heads}; module {module} takes {least} to {most}."
    message_zh = "{cohort}共{size}人，模块{module}允许{least}至{most}人。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for group in reading.by_module.values():
            module, heads = group[0].module, group[0].heads
            for cohort in group[0].attending:
                if not _has_right_size(cohort):
                    yield self._violation(module, cohort, cohort.size, cohort.least_size, cohort.most_size)
            if module.most_trainees is not None and heads > module.most_trainees:
                yield self._violation(module, group[0].cohort, heads, 1, module.most_trainees)

    def _violation(self, module: Module, cohort: Cohort, size: int, least: int, most: int | None) -> Violation:
        facts = {"size": size, "least": least, "most": "∞" if most is None else most}
        return Violation(self.id, (Subject("cohort", cohort.id), Subject("module", module.id)), facts=facts)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for sample in domains.samples:
            most = index.problem.modules[index.module[sample]].most_trainees
            fits = all(_has_right_size(index.problem.cohorts[cohort]) for cohort in index.attending[sample])
            if not fits or (most is not None and index.heads[sample] > most):
                domains.narrow_times(sample, 0)


def _has_right_size(cohort: Cohort) -> bool:
    return cohort.least_size <= cohort.size and (cohort.most_size is None or cohort.size <= cohort.most_size)
