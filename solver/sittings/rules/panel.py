"""Hard rules of the panel: odd, of the right size, qualified, and independent of everybody whom it assesses."""

from __future__ import annotations

from collections.abc import Iterator

from solver.sittings.domains import SittingDomains
from solver.sittings.model import SittingModel
from solver.sittings.problem import Assessor, Card, Sitting
from solver.sittings.reading import Held, SittingReading
from solver.sittings.rules.base import SittingRule
from solver.sittings.world import World
from solver.verdict import Subject, Violation


class PanelOdd(SittingRule):
    """So that a vote always decides."""

    id = "panel_odd"
    statement_en = "A panel has an odd number of assessors."
    statement_zh = "考评组人数须为奇数。"
    message_en = "The panel of sitting {sitting} has {count} {count:assessor|assessors}: an even number."
    message_zh = "考场{sitting}的考评组有{count}人，为偶数。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            if len(held.panel) % 2 == 0:
                yield Violation(self.id, _one(held), held.day, held.first, {"count": len(held.panel)})

    def encode(self, model: SittingModel) -> None:
        for sitting, members in enumerate(model.member):
            half = model.cp.new_int_var(0, len(members), f"half[{sitting}]")
            model.cp.add(sum(members.values()) == 2 * half + 1 - model.unplaced[sitting])


class PanelSize(SittingRule):
    """The size that the policy gives for so many candidates, or the sitting's own."""

    id = "panel_size"
    statement_en = "A panel has as many assessors as the policy asks for the number of candidates."
    statement_zh = "考评组人数须符合按考生人数规定的人数。"
    message_en = (
        "The panel of sitting {sitting} has {count} {count:assessor|assessors}; {wanted} {wanted:is|are} wanted."
    )
    message_zh = "考场{sitting}的考评组有{count}人，应为{wanted}人。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            wanted = reading.problem.panel.size_for(held.sitting)
            if len(held.panel) != wanted:
                facts = {"count": len(held.panel), "wanted": wanted}
                yield Violation(self.id, _one(held), held.day, held.first, facts)

    def encode(self, model: SittingModel) -> None:
        for sitting, members in enumerate(model.member):
            size = model.index.sizes[sitting]
            model.cp.add(sum(members.values()) == size - size * model.unplaced[sitting])


class AssessorQualified(SittingRule):
    """A card for the subject, of the sitting's rank or above, valid on the day."""

    id = "assessor_qualified"
    statement_en = "Every assessor holds a card for the subject and level, valid on the day of the sitting."
    statement_zh = "考评员须持有相应职业和等级的考评员证，且在考试当日有效。"
    message_en = "{assessor} holds no valid card for sitting {sitting} on {day}."
    message_zh = "{assessor}在{day}没有考场{sitting}所需的有效考评员证。"

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            for assessor in held.panel:
                if not any(covers(card, held.sitting) and _is_valid(card, held.day) for card in assessor.cards):
                    yield Violation(self.id, _with(held, assessor), held.day, held.first)

    def narrow(self, domains: SittingDomains) -> None:
        index = domains.index

        def valid(sitting: int, assessor: int, _workshop: int) -> int:
            mask = 0
            for card in index.problem.assessors[assessor].cards:
                if covers(card, index.problem.sittings[sitting]):
                    mask |= index.grid.mask_between(card.first_day, card.last_day)
            return mask

        domains.keep_members(valid)


class IndependenceRule(SittingRule):
    """A tie between an assessor and the candidates of a sitting that bars the one from the other."""

    def is_tied(self, world: World, assessor: Assessor, sitting: Sitting) -> bool:
        """Whether this tie exists."""
        raise NotImplementedError

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        for held in reading.held:
            for assessor in held.panel:
                if self.is_tied(reading.world, assessor, held.sitting):
                    yield Violation(self.id, _with(held, assessor), held.day, held.first)

    def narrow(self, domains: SittingDomains) -> None:
        problem, world = domains.index.problem, domains.index.world
        domains.drop_members(
            lambda sitting, assessor: self.is_tied(world, problem.assessors[assessor], problem.sittings[sitting])
        )


class NeverOwnTrainees(IndependenceRule):
    """Taught by them in the timetable, or named as taught before it."""

    id = "never_own_trainees"
    statement_en = "Nobody assesses people whom they taught."
    statement_zh = "考评员不得考评自己教过的学员。"
    message_en = "{assessor} taught candidates of sitting {sitting}."
    message_zh = "{assessor}教过考场{sitting}的考生。"

    def is_tied(self, world: World, assessor: Assessor, sitting: Sitting) -> bool:
        return world.has_taught(assessor, sitting)


class NeverOwnEnterprise(IndependenceRule):
    """The enterprises that employ candidates, against those to which an assessor belongs."""

    id = "never_own_enterprise"
    statement_en = "Nobody assesses people of an enterprise to which they belong."
    statement_zh = "考评员不得考评本企业的人员。"
    message_en = "{assessor} belongs to an enterprise of candidates of sitting {sitting}."
    message_zh = "{assessor}与考场{sitting}的考生同属一家企业。"

    def is_tied(self, world: World, assessor: Assessor, sitting: Sitting) -> bool:
        return bool(set(assessor.enterprises).intersection(sitting.enterprises))


class NeverOneself(IndependenceRule):
    """An assessor may be a trainee elsewhere, but never a candidate before the own panel."""

    id = "never_oneself"
    statement_en = "Nobody sits on the panel before which they are a candidate."
    statement_zh = "任何人不得考评自己。"
    message_en = "{assessor} is a candidate of sitting {sitting}."
    message_zh = "{assessor}本人是考场{sitting}的考生。"

    def is_tied(self, world: World, assessor: Assessor, sitting: Sitting) -> bool:
        return assessor.trainee is not None and assessor.trainee in world.people(sitting)


def covers(card: Card, sitting: Sitting) -> bool:
    """Whether a card is for the subject, at the sitting's rank or above."""
    return card.subject == sitting.subject and card.rank >= sitting.rank


def _is_valid(card: Card, day: str) -> bool:
    return (card.first_day is None or card.first_day <= day) and (card.last_day is None or day <= card.last_day)


def _one(held: Held) -> tuple[Subject, ...]:
    return (Subject("sitting", held.sitting.id),)


def _with(held: Held, assessor: Assessor) -> tuple[Subject, ...]:
    return (Subject("assessor", assessor.id), Subject("sitting", held.sitting.id))
