"""Hard rule: a practice group has no lesson while the cohort that it is part of has one."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.model.presence import keep_apart
from solver.model.submodel import SubModel
from solver.reading import Reading, share_cohort
from solver.rules.base import Rule
from solver.rules.overlap import pairs_on_a_day, subjects_of
from solver.verdict import Subject, Violation


class GroupSplit(Rule):
    """A group of a group keeps clear of both; groups beside each other may be taught at the same time."""

    id = "group_split"
    statement_en = "A practice group has no lesson while the cohort that it is part of has one."
    statement_zh = "班级整体上课时，其分组不得另排课次。"
    message_en = (
        "Group {cohort} and the cohort {whole} that it is part of both have lessons on {day}, {period}: {both}."
    )
    message_zh = "分组{cohort}与所属班级{whole}于{day}第{period}节同时有课：{both}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for group, wholes in sorted(reading.wholes.items()):
            for whole in wholes:
                events = [event for cohort in (group, whole) for event in reading.cohort_events.get(cohort, [])]
                for one, other in pairs_on_a_day(events):
                    if one.overlaps(other) and not share_cohort(one, other, (group, whole)):
                        named = (Subject("cohort", group), Subject("cohort", whole, "whole"))
                        subjects = (*named, *subjects_of(one, other))
                        yield Violation(self.id, subjects, one.day, max(one.first, other.first))

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for sample in domains.samples:
            busy = index.kin_busy[index.attending[sample]]
            domains.narrow_times(sample, ~starts_hitting(busy, index.periods[sample]))

    def encode(self, model: SubModel) -> None:
        lessons = model.index.cohort_lessons
        for group, whole in model.index.kin_pairs:
            keep_apart(model, lessons[group], lessons[whole])
