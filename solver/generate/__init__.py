"""Seeded instances S, M and L with a planted timetable, so that each is known to have a solution."""

from __future__ import annotations

from solver.generate.limits import (
    fix_some,
    limit_instructors,
    narrow_workshops,
    reserve_workshops,
    rotate_shifts,
    set_quotas,
    space_lessons,
    staff_lines,
    wish_and_claim,
)
from solver.generate.planting import Plan
from solver.generate.sizes import SIZES, SLACK, standard_periods
from solver.generate.together import (
    add_weekly_patterns,
    give_owners,
    join_cohorts,
    keep_one_instructor,
    split_into_groups,
)
from solver.problem import Problem
from solver.timetable import Timetable

__all__ = ["RULE_SETS", "SIZES", "SLACK", "generate", "standard_periods"]

# What is planted comes before the limits that are drawn around it.
RULE_SETS = {
    "plain": (),
    "all": (
        give_owners,
        split_into_groups,
        join_cohorts,
        add_weekly_patterns,
        keep_one_instructor,
        space_lessons,
        narrow_workshops,
        reserve_workshops,
        set_quotas,
        staff_lines,
        limit_instructors,
        wish_and_claim,
        fix_some,
        rotate_shifts,
    ),
}


def generate(size: str, seed: int = 1, tightness: str = "loose", rules: str = "plain") -> tuple[Problem, Timetable]:
    """An instance of size "S", "M" or "L" with its planted timetable; `tightness` is "loose" or "tight".

    With `rules="all"` it exercises the whole rule set: the sizes' lessons and some more.
    """
    name = f"{size} seed {seed} {tightness}" + ("" if rules == "plain" else f" {rules}")
    return Plan(SIZES[size], seed, tightness).build(name, RULE_SETS[rules])
