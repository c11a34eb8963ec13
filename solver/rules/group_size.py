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
    message_en = "Cohort {cohort} has {size} heads; module {module} takes {least} to {most}."
    message_zh = "{cohort}共{size}人，模块{module}允许{least}至{most}人。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for group in reading.by_module.values():
            module, cohort = group[0].module, group[0].cohort
            limits = [most for most in (cohort.most_size, module.most_trainees) if most is not None]
            too_many = any(cohort.size > most for most in limits)
            if too_many or cohort.size < cohort.least_size:
                subjects = (Subject("cohort", cohort.id), Subject("module", module.id))
                most = min(limits, default=None)
                facts = {"size": cohort.size, "least": cohort.least_size, "most": "∞" if most is None else most}
                yield Violation(self.id, subjects, facts=facts)

    def narrow(self, domains: Domains) -> None:
        problem = domains.index.problem
        for lesson in domains.lessons:
            module = problem.modules[domains.index.module[lesson]]
            if not self._fits(problem.cohorts[domains.index.cohort[lesson]], module):
                domains.keep_times(lesson, 0)

    def _fits(self, cohort: Cohort, module: Module) -> bool:
        if cohort.size < cohort.least_size or (cohort.most_size is not None and cohort.size > cohort.most_size):
            return False
        return module.most_trainees is None or cohort.size <= module.most_trainees
