"""Findings: faults of the data found before or instead of a search, as data, with their sentences."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from solver.problem import Names
from solver.verdict import Facts, Subject, fill


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the data: a code, the rule behind it, who is concerned and the field to mend.

    The first subject is the one to mend. With `proves_infeasible` no timetable can exist.
    """

    code: str
    rule: str
    subjects: tuple[Subject, ...]
    field: str
    facts: Facts = dataclasses.field(default_factory=dict)
    proves_infeasible: bool = True


SENTENCES: dict[str, tuple[str, str]] = {
    "group_size": (
        "Cohort {cohort} has {size} {size:head|heads}; {least} to {most} {most:is|are} allowed.",
        "{cohort}共{size}人，允许{least}至{most}人。",
    ),
    "no_equipment": (
        "No workshop that cohort {cohort} may use has {equipment} for module {module}.",
        "{cohort}可用的实训室均无模块{module}所需的{equipment}。",
    ),
    "group_too_large": (
        "Cohort {cohort} needs {needed} {needed:place|places} in one workshop for module {module}; "
        "the largest has {owned}.",
        "{cohort}的模块{module}需要{needed}个工位（座位），最大的实训室只有{owned}个。",
    ),
    "no_instructor": (
        "No instructor is qualified for module {module} of {cohort} ({subject}, {kind}) from {first} to {last}.",
        "{cohort}的模块{module}（{subject}，{kind}）在{first}至{last}期间没有具备资格的教师。",
    ),
    "too_many_for_mentors": (
        "{heads} {heads:head|heads} of {cohort} {heads:comes|come} to module {module}; "
        "no qualified instructor may look after more than {most}.",
        "{cohort}的模块{module}共{heads}人，具备资格的教师（导师）最多指导{most}人。",
    ),
    "no_pattern": (
        "None of the weekly patterns of module {module} of {cohort} has {needed} open {needed:date|dates}; "
        "the best has {dates}.",
        "{cohort}的模块{module}需要{needed}个开放日期，其每周固定模式最多只有{dates}个。",
    ),
    "no_one_for_all": (
        "Module {module} of {cohort} wants one instructor, but nobody can teach all its lessons.",
        "{cohort}的模块{module}须由同一位教师授完，但没有教师能讲授其全部课次。",
    ),
    "line_too_thin": (
        "Module {module} of {cohort} takes {away} {away:person|people} from line {line}, which can spare {most}.",
        "{cohort}的模块{module}需从产线{line}抽调{away}人，该产线最多可抽调{most}人。",
    ),
    "quota_short": (
        "The lessons of {owner} need {needed} workstation {needed:period|periods}; quota {quota} allows {most}.",
        "{owner}的课次需要{needed}个工位节次，配额{quota}只允许{most}个。",
    ),
    "hours_short": (
        "{purpose} needs {needed} {needed:period|periods} of teaching; "
        "the instructors who can give them may give it {available}.",
        "{purpose}需要{needed}节授课，可授课的教师按分配最多只能授{available}节。",
    ),
    "no_common_time": (
        "Lesson {lesson} of {cohort} finds no time at which cohort, workshop and instructor are all free.",
        "{cohort}的课次{lesson}找不到班级、实训室和教师都有空的时间。",
    ),
    "window_too_short": (
        "The days from {first} to {last} are too few for the order and spacing of the lessons of {cohort}.",
        "{first}至{last}的天数不足以按顺序和间隔安排{cohort}的全部课次。",
    ),
    "too_many_periods": (
        "Cohort {cohort} needs {needed} {needed:period|periods}; its open days and caps leave {available}.",
        "{cohort}需要{needed}节课，开放时间和上限只允许{available}节。",
    ),
    "workstations_short": (
        "{equipment} is wanted for {needed} workstation {needed:period|periods}; the workshops offer {available}.",
        "{equipment}需要{needed}个工位节次，各实训室共可提供{available}个。",
    ),
    "instructors_short": (
        "{subject} ({kind}) needs {needed} {needed:period|periods} of teaching; "
        "the qualified instructors have {available}.",
        "{subject}（{kind}）需要{needed}节授课，具备资格的教师共可授{available}节。",
    ),
    "locks_clash": (
        "The locks of {lesson} break the rule {rule}.",
        "课次{lesson}的锁定违反规则{rule}。",
    ),
    "counts_do_not_fit": (
        "{lessons} {lessons:lesson|lessons} cannot be counted into weeks, workshops and instructors: "
        "there is too little room.",
        "{lessons}个课次无法分配到各周、实训室和教师：容量不足。",
    ),
    "search_exhausted": (
        "All ways to place the {lessons} {lessons:lesson|lessons} were excluded by a complete search, "
        "confirmed by a second one.",
        "经完整搜索并复核，{lessons}个课次不存在可行的排法。",
    ),
}


def sentence_of_finding(finding: Finding, names: Names, language: str) -> str:
    """The finding in words, in "en" or "zh"."""
    english, chinese = SENTENCES[finding.code]
    facts = {"rule": finding.rule, **finding.facts}
    return fill(chinese if language == "zh" else english, finding.subjects, facts, names, language)
