"""Why a sitting has no place: counted from the calendars and ties of everybody, as data with its sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from solver.grid import bits
from solver.problem import Names, Workshop
from solver.sittings.domains import SittingDomains
from solver.sittings.index import SittingIndex
from solver.sittings.problem import places_in
from solver.sittings.rules import INDEPENDENCE_RULES, SITTING_RULES
from solver.sittings.rules.panel import covers
from solver.sittings.supply import Shortage
from solver.verdict import Facts, Subject, fill

# Each code in English and Chinese; a role without anybody reads "—".
SENTENCES = {
    "no_workshop": (
        "{sitting}: {heads} {heads:candidate|candidates}, rounds allowed: {rounds}; "
        "the largest workshop has {most} {most:place|places}.",
        "{sitting}：考生{heads}名，允许{rounds}批；最大的实训室只有{most}个工位。",
    ),
    "lessons_without_time": (
        "{sitting}: {missing} {missing:lesson|lessons} of {cohort} {missing:has|have} no time yet.",
        "{sitting}：{cohort}还有{missing}个课次未排。",
    ),
    "no_opening": (
        "{sitting}: no start is left when a fitting workshop and all candidates are free. The last fell to: {rule}",
        "{sitting}：没有合适的实训室与全部考生同时空闲的时间。最后受限于：{rule}",
    ),
    "panel_too_small": (
        "{sitting}: {wanted} independent {wanted:assessor is|assessors are} needed, {left} {left:is|are} left: "
        "{free}. No card: {uncarded}. "
        "Taught candidates: {never_own_trainees}. Same enterprise: {never_own_enterprise}. "
        "Candidate: {never_oneself}.",
        "{sitting}：需要{wanted}名独立的考评员，只剩{left}名：{free}。无有效证书：{uncarded}。"
        "教过考生：{never_own_trainees}。同一企业：{never_own_enterprise}。本人为考生：{never_oneself}。",
    ),
    "panel_never_together": (
        "{sitting}: {wanted} {wanted:assessor is|assessors are} needed at one time; "
        "at most {most} of {independent} {most:is|are} free together, "
        "on {day} from period {period}: {free}. Not free then: {away}.",
        "{sitting}：需要{wanted}名考评员同时在场；{independent}名中最多{most}名同时有空（{day}第{period}节起）："
        "{free}。届时没空：{away}。",
    ),
    "staff_too_small": (
        "The sittings {sitting} need {needed} {needed:seat|seats} on panels; {assessor} can fill at most {supply}.",
        "考场{sitting}共需考评员{needed}人次；{assessor}最多只能承担{supply}人次。",
    ),
    "others_in_the_way": (
        "{sitting} can be placed alone, but proven not beside all of {other}: they share workshops and assessors.",
        "{sitting}单独可以安排，但已证明无法与{other}全部同时安排：它们共用实训室和考评员。",
    ),
    "not_found": (
        "{sitting}: no place was found in the time allowed; that there is none is not proven.",
        "{sitting}：在规定时间内没有找到安排；并未证明无法安排。",
    ),
}
SITTING_OF = ("the sitting of {cohort}", "{cohort}的考场")
ROLES = ("free", "away", "uncarded", "never_own_trainees", "never_own_enterprise", "never_oneself", "other", "assessor")


@dataclass(frozen=True, slots=True)
class SittingReason:
    """Why one sitting (or, by a shortage, several) cannot be placed: a code, who is concerned, the figures."""

    code: str
    subjects: tuple[Subject, ...]
    facts: Facts = field(default_factory=dict)

    def ids(self, role: str) -> tuple[str, ...]:
        """The ids of those who are named in a role (or of a kind)."""
        return tuple(subject.id for subject in self.subjects if role in (subject.role, subject.kind))


def sentence_of_reason(reason: SittingReason, names: Names, language: str) -> str:
    """The reason in words, in "en" or "zh"; a rule is named by its statement."""
    facts = {**dict.fromkeys(ROLES, "—"), **reason.facts}
    if "rule" in facts:
        rule = next(rule for rule in SITTING_RULES if rule.id == facts["rule"])
        facts["rule"] = rule.statement_zh if language == "zh" else rule.statement_en
    return fill(SENTENCES[reason.code][language == "zh"], reason.subjects, facts, names, language)


def sitting_of(cohort: str, language: str) -> str:
    """A sitting by the name of its cohort, in "en" or "zh"."""
    return SITTING_OF[language == "zh"].format(cohort=cohort)


def reason_alone(index: SittingIndex, sitting: int) -> SittingReason | None:
    """Why a sitting cannot be placed even without the others; None when it can."""
    wanted = index.problem.sittings[sitting]
    most = max((places_in(workshop, wanted) for workshop in _rooms(index, sitting)), default=0)
    missing = len(index.world.lessons_without_time(wanted.cohort))
    subject = Subject("sitting", wanted.id)
    if missing:
        return SittingReason("lessons_without_time", (subject, Subject("cohort", wanted.cohort)), {"missing": missing})
    if most * wanted.most_rounds < wanted.heads:
        facts: Facts = {"heads": wanted.heads, "rounds": wanted.most_rounds, "most": most}
        return SittingReason("no_workshop", (subject,), facts)
    domains = SittingDomains(index)
    for rule in SITTING_RULES:
        rule.narrow(domains)
        if not domains.places[sitting]:
            return SittingReason("no_opening", (subject,), {"rule": rule.id})
    return _panel_reason(index, domains, sitting)


def reason_of_shortage(index: SittingIndex, shortage: Shortage) -> SittingReason:
    """A counted shortage of assessors in words."""
    sittings = [Subject("sitting", index.problem.sittings[at].id) for at in shortage.sittings]
    people = [Subject("assessor", index.problem.assessors[at].id) for at in shortage.assessors]
    facts: Facts = {"needed": shortage.needed, "supply": shortage.supply}
    return SittingReason("staff_too_small", (*sittings, *people), facts)


def reason_together(index: SittingIndex, sitting: int, possible: Collection[int], *, is_proved: bool) -> SittingReason:
    """What is left to say of a sitting that could be placed alone, as could all that are `possible`."""
    subject = Subject("sitting", index.problem.sittings[sitting].id)
    if not is_proved:
        return SittingReason("not_found", (subject,))
    others = (Subject("sitting", index.problem.sittings[at].id, "other") for at in possible if at != sitting)
    return SittingReason("others_in_the_way", (subject, *others))


def _rooms(index: SittingIndex, sitting: int) -> Iterator[Workshop]:
    bases = index.problem.sittings[sitting].bases
    return (workshop for workshop in index.workshops if not bases or workshop.base in bases)


def _panel_reason(index: SittingIndex, domains: SittingDomains, sitting: int) -> SittingReason | None:
    size = index.sizes[sitting]
    barred = _barred(index, sitting)
    independent = [
        at for at in range(len(index.problem.assessors)) if not any(at in found for found in barred.values())
    ]
    if len(independent) < size:
        roles = [*barred.items(), ("free", independent)]
        facts: Facts = {"wanted": size, "left": len(independent)}
        return SittingReason("panel_too_small", _subjects(index, sitting, roles), facts)
    if any(domains.staffed(sitting, workshop, size) for workshop in domains.places[sitting]):
        return None
    return _never_together(index, domains, sitting, independent)


def _barred(index: SittingIndex, sitting: int) -> dict[str, list[int]]:
    """Who may never be on the panel, by the first thing that bars them."""
    wanted = index.problem.sittings[sitting]
    found: dict[str, list[int]] = {"uncarded": [], **{rule.id: [] for rule in INDEPENDENCE_RULES}}
    for at, assessor in enumerate(index.problem.assessors):
        ties = [rule.id for rule in INDEPENDENCE_RULES if rule.is_tied(index.world, assessor, wanted)]
        if not any(covers(card, wanted) for card in assessor.cards):
            found["uncarded"].append(at)
        elif ties:
            found[ties[0]].append(at)
    return found


def _never_together(
    index: SittingIndex, domains: SittingDomains, sitting: int, independent: Sequence[int]
) -> SittingReason:
    best: Collection[int] = ()
    best_slot = next(bits(next(iter(domains.places[sitting].values()))))
    for workshop, starts in domains.places[sitting].items():
        for slot in bits(starts):
            free = [at for at, places in domains.members[sitting].items() if places.get(workshop, 0) >> slot & 1]
            if len(free) > len(best):
                best, best_slot = free, slot
    day, period = index.grid.place_in_day(best_slot)
    away = [at for at in independent if at not in best]
    facts: Facts = {
        "wanted": index.sizes[sitting],
        "independent": len(independent),
        "most": len(best),
        "day": index.grid.iso[day],
        "period": period,
    }
    subjects = _subjects(index, sitting, [("free", best), ("away", away)])
    return SittingReason("panel_never_together", subjects, facts)


def _subjects(index: SittingIndex, sitting: int, roles: Sequence[tuple[str, Collection[int]]]) -> tuple[Subject, ...]:
    people = [Subject("assessor", index.problem.assessors[at].id, role) for role, found in roles for at in found]
    return (Subject("sitting", index.problem.sittings[sitting].id), *people)
