"""The rules of a sitting, after the national skill standards: each has a name, a reason and a way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from trainer.assessment.facts import AssessorFacts, CandidateFacts, PanelFacts, PlaceFacts, PlanFacts
from trainer.catalogue.programme_types.articles import LEVEL_WORDS
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import msg
from trainer.skills.levels import reaches

OTHER_ASSESSOR = msg("Choose another assessor")


class SittingRefused(RuleBroken):
    """A plan breaks rules: it speaks for the first, and `refusals` holds all of them."""

    def __init__(self, refusals: Sequence[RuleBroken]) -> None:
        first = refusals[0]
        super().__init__(first.rule, first.message, first.way_out)
        self.refusals = tuple(refusals)


def judge_plan(facts: PlanFacts) -> list[RuleBroken]:
    """Every rule that a plan breaks: place and time first, then candidates, then the panel."""
    found = [broken for rule in PLACE_RULES for broken in rule(facts.place)]
    found += [broken for candidate in facts.panel.candidates for broken in judge_candidate(candidate)]
    found += workstations(facts)
    return found + judge_panel(facts.panel)


def judge_panel(facts: PanelFacts) -> list[RuleBroken]:
    """Every rule that a panel breaks, as a whole and assessor by assessor."""
    found = [broken for rule in PANEL_RULES for broken in rule(facts)]
    return found + [broken for assessor in facts.panel for broken in judge_assessor(assessor, facts)]


def judge_assessor(assessor: AssessorFacts, facts: PanelFacts) -> list[RuleBroken]:
    """Every reason why somebody cannot be on the panel."""
    return [*links(assessor, facts), *(broken for rule in ASSESSOR_RULES for broken in rule(assessor, facts))]


def links(assessor: AssessorFacts, facts: PanelFacts) -> list[RuleBroken]:
    """What ties an assessor to the candidates; empty for an independent one."""
    return [broken for rule in LINK_RULES for broken in rule(assessor, facts)]


def panel_needed(facts: PanelFacts) -> int:
    """The smallest odd panel that the region allows for so many candidates."""
    for_candidates = -(-len(facts.candidates) // facts.candidates_per_assessor)
    needed = max(facts.panel_minimum, for_candidates, 1)
    return needed if needed % 2 else needed + 1


def not_in_the_past(place: PlaceFacts) -> Iterator[RuleBroken]:
    """A sitting can be planned from today on."""
    if place.occasion.day < place.today:
        message = msg("%(day)s is past", day=place.occasion.day.isoformat())
        yield RuleBroken("sitting-in-past", message, msg("Choose a day from today on"))


def after_the_last_lesson(place: PlaceFacts) -> Iterator[RuleBroken]:
    """Every lesson has its time in the published timetable, and the sitting begins after the last one."""
    if place.lessons_without_time or place.last_lesson is None:
        message = msg("%(n)s lessons of the cohort are in no published timetable", n=place.lessons_without_time)
        yield RuleBroken("lessons-without-time", message, msg("Publish the timetable of the cohort first"))
    elif (place.occasion.day, place.occasion.first_period) <= place.last_lesson:
        message = msg("The last lesson of the cohort is on %(day)s", day=place.last_lesson[0].isoformat())
        yield RuleBroken("sitting-before-last-lesson", message, msg("Choose a time after the last lesson"))


def body_may_certify(place: PlaceFacts) -> Iterator[RuleBroken]:
    """The evaluating body has the occupation and level in its authority that day."""
    if not place.body_may_certify:
        message = msg("%(body)s may not certify this occupation and level on that day", body=place.body)
        yield RuleBroken("body-scope", message, msg("Choose an evaluating body whose authority covers it"))


def workshop_open(place: PlaceFacts) -> Iterator[RuleBroken]:
    """The workshop is open at the time."""
    for reason in place.closed:
        yield RuleBroken("workshop-closed", reason, msg("Choose another time, or open the workshop in its week"))


def workshop_free(place: PlaceFacts) -> Iterator[RuleBroken]:
    """No published lesson and no other sitting is in the workshop at the time."""
    for reason in place.taken:
        yield RuleBroken("workshop-taken", reason, msg("Choose another time or another workshop"))


def workstations(facts: PlanFacts) -> Iterator[RuleBroken]:
    """One candidate, one workstation of the kind that the course is taught at."""
    heads, places = len(facts.panel.candidates), facts.place.workstations
    if heads > places:
        message = msg(
            "%(heads)s candidates, but %(workshop)s has %(places)s workstations of the kind that is needed",
            heads=heads,
            workshop=facts.place.workshop,
            places=places,
        )
        way_out = msg("Choose a larger workshop, or split the candidates over two sittings")
        yield RuleBroken("workstations", message, way_out)


def judge_candidate(candidate: CandidateFacts) -> Iterator[RuleBroken]:
    """The gateway is open for the candidate, who is nowhere else at the time."""
    if candidate.obstacle is not None:
        message = msg("%(name)s: %(reason)s", name=candidate.name, reason=candidate.obstacle)
        yield RuleBroken(candidate.rule, message, msg("Leave this trainee out; the gateway list says who must act"))
    for reason in candidate.engagements:
        message = msg("%(name)s: %(reason)s", name=candidate.name, reason=reason)
        yield RuleBroken("candidate-busy", message, msg("Choose another time, or leave this trainee out"))


def candidates_named(facts: PanelFacts) -> Iterator[RuleBroken]:
    """A sitting has candidates."""
    if not facts.candidates:
        way_out = msg("Choose at least one trainee who has the minimum hours")
        yield RuleBroken("no-candidates", msg("The sitting has no candidate"), way_out)


def panel_large_enough(facts: PanelFacts) -> Iterator[RuleBroken]:
    """At least so many assessors as the region's policy asks for."""
    size, least = len(facts.panel), facts.panel_minimum
    if size < least:
        message = msg("The panel has %(n)s assessors, this region asks for at least %(least)s", n=size, least=least)
        yield RuleBroken("panel-minimum", message, msg("Name %(n)s assessors", n=panel_needed(facts)))


def panel_odd(facts: PanelFacts) -> Iterator[RuleBroken]:
    """An odd number of assessors, so that a vote always decides."""
    size = len(facts.panel)
    if size and size % 2 == 0:
        message = msg("A panel of %(n)s can be evenly divided: the number must be odd", n=size)
        yield RuleBroken("panel-odd", message, msg("Name %(n)s assessors", n=max(panel_needed(facts), size - 1)))


def candidates_per_assessor(facts: PanelFacts) -> Iterator[RuleBroken]:
    """No more candidates for each assessor than the region's policy allows."""
    heads, size, most = len(facts.candidates), len(facts.panel), facts.candidates_per_assessor
    if heads > size * most:
        message = msg("%(heads)s candidates for %(n)s assessors: at most %(most)s each", heads=heads, n=size, most=most)
        needed = panel_needed(facts)
        way_out = msg("Name %(n)s assessors, or split the candidates over two sittings", n=needed)
        yield RuleBroken("candidates-per-assessor", message, way_out)


def card_valid(assessor: AssessorFacts, facts: PanelFacts) -> Iterator[RuleBroken]:
    """The card is valid on the day; both ends count."""
    late = assessor.valid_to is not None and assessor.valid_to < facts.day
    if late or facts.day < assessor.valid_from:
        message = msg("%(name)s: the card is not valid on %(day)s", name=assessor.name, day=facts.day.isoformat())
        yield RuleBroken("assessor-card", message, msg("Choose another assessor or another day"))


def card_covers(assessor: AssessorFacts, facts: PanelFacts) -> Iterator[RuleBroken]:
    """The card covers the occupation at the level of the sitting or above it in rank."""
    if not any(reaches(level, facts.level) for level in assessor.levels):
        message = msg(
            "%(name)s: the card does not cover %(occupation)s at %(level)s",
            name=assessor.name,
            occupation=facts.occupation,
            level=LEVEL_WORDS[facts.level],
        )
        yield RuleBroken("assessor-scope", message, OTHER_ASSESSOR)


def is_free(assessor: AssessorFacts, _facts: PanelFacts) -> Iterator[RuleBroken]:
    """The assessor is in no other sitting and in no lesson at the time."""
    for reason in assessor.engagements:
        message = msg("%(name)s: %(reason)s", name=assessor.name, reason=reason)
        yield RuleBroken("assessor-busy", message, msg("Choose another assessor or another time"))


def no_own_trainees(assessor: AssessorFacts, _facts: PanelFacts) -> Iterator[RuleBroken]:
    """Nobody assesses a cohort in which they taught a lesson."""
    if assessor.has_taught:
        yield RuleBroken("own-trainees", msg("%(name)s taught this cohort", name=assessor.name), OTHER_ASSESSOR)


def no_own_enterprise(assessor: AssessorFacts, facts: PanelFacts) -> Iterator[RuleBroken]:
    """Nobody assesses the people of an enterprise to which they belong or for which they work."""
    shared = {row.enterprise for row in facts.candidates if row.enterprise_id in assessor.organisations}
    for enterprise in sorted(shared):
        message = msg("%(name)s belongs to %(enterprise)s, as candidates do", name=assessor.name, enterprise=enterprise)
        yield RuleBroken("own-enterprise", message, OTHER_ASSESSOR)


def not_a_candidate(assessor: AssessorFacts, facts: PanelFacts) -> Iterator[RuleBroken]:
    """Nobody assesses themselves."""
    if any(row.person_id == assessor.person_id for row in facts.candidates):
        yield RuleBroken("own-assessment", msg("%(name)s is a candidate", name=assessor.name), OTHER_ASSESSOR)


AssessorRule = Callable[[AssessorFacts, PanelFacts], Iterator[RuleBroken]]

PLACE_RULES: tuple[Callable[[PlaceFacts], Iterator[RuleBroken]], ...] = (
    not_in_the_past,
    after_the_last_lesson,
    body_may_certify,
    workshop_open,
    workshop_free,
)
PANEL_RULES: tuple[Callable[[PanelFacts], Iterator[RuleBroken]], ...] = (
    candidates_named,
    panel_large_enough,
    panel_odd,
    candidates_per_assessor,
)
LINK_RULES: tuple[AssessorRule, ...] = (no_own_trainees, no_own_enterprise, not_a_candidate)
ASSESSOR_RULES: tuple[AssessorRule, ...] = (card_valid, card_covers, is_free)
