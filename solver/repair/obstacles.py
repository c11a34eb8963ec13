"""Why there is no repair, or none within the cap: which rule, which lessons, and whether that is proved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from solver.domains import Domains
from solver.explain import ExplainLimits as LimitsOfReason
from solver.explain import Fact, LocalJudge, Verdict, sentence_of_fact
from solver.explain import explain as find_reason
from solver.grid import bits
from solver.index import Index
from solver.problem import Names, Problem
from solver.rules import RULES
from solver.timetable import Booking, Timetable
from solver.verdict import Facts, Subject, fill

MOST_TOLD = 5
"""So many lessons and rules are named; more would not be read."""
MOST_SOUGHT = 20
"""For so many different lessons the rules are sought; each takes some hundredths of a second."""
CANDIDATES_TRIED = 12
GROUND = ("calendar_day", "half_day")
"""Rules that say what a time is at all; they are named only when there is nothing else to name."""


class Why(StrEnum):
    """What stands in the way."""

    NO_PLACE = "no_place"
    CLASH = "clash"
    CROWDED = "crowded"
    LEAST_ABOVE_CAP = "least_above_cap"
    NONE_WITHIN_CAP = "none_within_cap"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason. `is_proved`: it rules every repair out (every one within the cap); else none was found.

    `rules` are ids of hard rules, those that weigh most first; `causes` are the facts of a proved clash.
    """

    why: Why
    is_proved: bool
    lessons: tuple[str, ...]
    rules: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)
    causes: tuple[Fact, ...] = ()


SENTENCES = {
    Why.NO_PLACE: (
        "No place is left for lesson {lesson}{more}, even if all others made way. It is for this:",
        "即使其他课次全部让开，课次{lesson}{more}仍无处可排。原因如下：",
    ),
    Why.CLASH: (
        "No timetable is left for all lessons, however many are moved. These together leave none:",
        "无论调整多少课次，都排不下全部课次。以下各项合在一起无解：",
    ),
    Why.CROWDED: (
        "Lesson {lesson} found no place in time. As things stand, {times} {times:time is|times are} open to it "
        "by itself; "
        "most of them are refused by:",
        "课次{lesson}在限时内未找到位置。按目前安排，它本身可用的时间有{times}个，大多因以下规则不可用：",
    ),
    Why.LEAST_ABOVE_CAP: (
        "Every repair touches at least {least} {least:person|people}; at most {cap} {cap:was|were} allowed. "
        "These lessons cannot stay: {lesson}{more}.",
        "任何调整方案至少影响{least}人，而上限为{cap}人。必须改动的课次：{lesson}{more}。",
    ),
    Why.NONE_WITHIN_CAP: (
        "No repair for at most {cap} {cap:person|people} was found; "
        "the smallest found touches {found}, at least {least} is proved. "
        "These lessons cannot stay: {lesson}{more}.",
        "未找到影响不超过{cap}人的方案；已找到的最少影响{found}人，已证明至少{least}人。必须改动的课次：{lesson}{more}。",
    ),
}


def sentences_of_obstacle(obstacle: Obstacle, names: Names, language: str) -> tuple[str, ...]:
    """The reason in words, then each rule or fact behind it, in "en" or "zh"."""
    at = int(language == "zh")
    subjects = [Subject("lesson", lesson) for lesson in obstacle.lessons[:MOST_TOLD]]
    left = len(obstacle.lessons) - len(subjects)
    more = (f" and {left} more", f"等{len(obstacle.lessons)}个课次")[at] if left else ""
    head = fill(SENTENCES[obstacle.why][at], subjects, {**obstacle.facts, "more": more}, names, language)
    causes = [sentence_of_fact(fact, names, language) for fact in obstacle.causes]
    by_id = {rule.id: rule for rule in RULES}
    rules = [by_id[id_] for id_ in obstacle.rules] if not causes else []
    return (head, *causes, *(rule.statement_zh if at else rule.statement_en for rule in rules))


def without_place(index: Index, domains: Domains, lessons: Iterable[str]) -> Iterator[Obstacle]:
    """The lessons that have no place by themselves, together where the same smallest set of rules leaves them none.

    Lessons of a module that are alike in everything but their number have the same reason; it is sought once.
    """
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for lesson in lessons:
        item = index.problem.lessons[index.lesson_at[lesson]]
        if not domains.times[index.lesson_at[lesson]]:
            number = item.number if index.problem.modules[index.module[index.lesson_at[lesson]]].patterns else None
            alike[item.module, item.periods, item.locked, item.forbidden, number].append(lesson)
    by_rules: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for group in list(alike.values())[:MOST_SOUGHT]:
        by_rules[_fewest_rules(index, index.lesson_at[group[0]])] += group
    for rules, lost in by_rules.items():
        yield Obstacle(Why.NO_PLACE, True, tuple(lost), rules)


def _fewest_rules(index: Index, lesson: int) -> tuple[str, ...]:
    """Rules that together leave a lesson no place, and of which none can be spared."""
    kept = [rule.id for rule in RULES if rule.id not in GROUND and _narrows(index, lesson, rule.id)]
    for rule in list(kept):
        fewer = [other for other in kept if other != rule]
        if not _has_place(index, lesson, {*GROUND, *fewer}):
            kept = fewer
    return tuple(kept or GROUND)


def _narrows(index: Index, lesson: int, rule: str) -> bool:
    """Whether a rule takes anything from a lesson by itself."""
    before, after = Domains(index, [lesson]), _narrowed(index, lesson, {rule})
    return any(getattr(before, part)[lesson] != getattr(after, part)[lesson] for part in ("times", "places", "staff"))


def _has_place(index: Index, lesson: int, rules: set[str]) -> bool:
    domains = _narrowed(index, lesson, rules)
    domains.settle()
    return bool(domains.times[lesson])


def _narrowed(index: Index, lesson: int, rules: set[str]) -> Domains:
    domains = Domains(index, [lesson])
    for rule in RULES:
        if rule.id in rules:
            rule.narrow(domains)
    return domains


def clash_of(problem: Problem, hit: tuple[str, ...], seconds: float, seed: int) -> Obstacle | None:
    """A proof that not even moving everything helps, with the facts that leave no timetable; None without one."""
    found = find_reason(problem, LimitsOfReason(seconds, seed))
    if found.verdict is not Verdict.EXPLAINED:
        return None
    rules = tuple(dict.fromkeys(fact.rule for fact in found.facts))
    return Obstacle(Why.CLASH, True, hit, rules, causes=found.facts)


def crowded(index: Index, domains: Domains, lessons: Sequence[str]) -> Iterator[Obstacle]:
    """For lessons that found no place: which rules refuse most of their times while all others stay."""
    published = Timetable(index.problem.published)
    for lesson in lessons[:MOST_TOLD]:
        refused = _refusals(index, domains, lesson, LocalJudge(index.problem, published, lesson))
        rules = tuple(rule for rule, _ in refused.most_common(3))
        times = domains.times[index.lesson_at[lesson]].bit_count()
        yield Obstacle(Why.CROWDED, False, (lesson,), rules, {"times": times})


def _refusals(index: Index, domains: Domains, lesson: str, judge: LocalJudge) -> Counter[str]:
    """Rule → at how many of a lesson's times it stands in the way of the place that breaks fewest."""
    found: Counter[str] = Counter()
    at = index.lesson_at[lesson]
    for slot in bits(domains.times[at]):
        tried = (judge.breaches(place) for place in _places(index, domains, at, slot))
        found.update({violation.rule for violation in min(tried, key=len, default=[])})
    return found


def _places(index: Index, domains: Domains, lesson: int, slot: int) -> Iterator[Booking]:
    """Places at a time: each workshop with the first instructor, each instructor with the first workshop."""
    day, period = index.grid.place_in_day(slot)
    rooms = [room for room, mask in domains.places[lesson].items() if mask >> slot & 1][:CANDIDATES_TRIED]
    staff = [who for who, mask in domains.staff[lesson].items() if mask >> slot & 1][:CANDIDATES_TRIED]
    pairs = [
        *((room, who) for room in rooms[:1] for who in staff),
        *((room, who) for room in rooms for who in staff[:1]),
    ]
    for room, who in dict.fromkeys(pairs):
        workshop, instructor = index.problem.workshops[room].id, index.problem.instructors[who].id
        yield Booking(index.problem.lessons[lesson].id, index.grid.iso[day], period, workshop, instructor)
