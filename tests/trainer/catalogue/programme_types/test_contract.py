"""The contract of a programme type, held against every one in the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trainer.catalogue.programme_types import STRATEGIES, strategy_of
from trainer.catalogue.programme_types.strategy import OrderAct, Party, ProgrammeStrategy, Terms
from trainer.certification.pdf import LAYOUTS
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message
from trainer.kit.wording import in_chinese, in_english
from trainer.models.programmes import OrderState, ProgrammeType
from trainer.skills.levels import EXAMINED_LEVELS

MARKS = {"order", "apprentice", "studio", "public"}
TERMS = Terms(
    enterprise="申拓",
    base="基地",
    school="学院",
    occupation="工业机器人系统操作员",
    occupation_code="6-31-07-03",
    standard_edition="2020",
    level=3,
    heads=24,
    starts_on=date(2026, 12, 7),
    ends_on=date(2027, 1, 30),
    weekdays=(1, 6),
    half_days=("afternoon", "evening"),
    night_rest_hours=11,
    course="机器人三级",
    course_version=2,
    total_periods=120,
    practice_periods=72,
    price_yuan=57_600,
    note="",
    class_name="申拓班",
    details={},
)

every_type = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=[kind.value for kind in STRATEGIES])


def filled(strategy: ProgrammeStrategy) -> Terms:
    details = strategy.read_details({spec.name: "甲\n乙" for spec in strategy.fields}, complete=True)
    return replace(TERMS, details=details, class_name=strategy.class_name(details) or "申拓班")


def test_the_map_holds_every_type_once_under_its_own_name() -> None:
    assert set(STRATEGIES) == set(ProgrammeType)
    assert all(strategy.type is kind for kind, strategy in STRATEGIES.items())
    assert all(strategy_of(kind) is strategy for kind, strategy in STRATEGIES.items())


def test_order_numbers_of_different_types_begin_differently() -> None:
    prefixes = [strategy.number_prefix for strategy in STRATEGIES.values()]
    assert len(set(prefixes)) == len(prefixes)


@every_type
def test_a_type_has_words_in_both_languages_and_a_known_mark(strategy: ProgrammeStrategy) -> None:
    for word in (strategy.label, strategy.description, *(spec.label for spec in strategy.fields)):
        assert in_chinese(word) != in_english(word)
    assert strategy.mark in MARKS
    assert strategy.number_prefix.isalpha()
    assert len(strategy.number_prefix) == 2


@every_type
def test_every_state_can_be_reached_from_a_draft_and_knows_whose_turn_it_is(strategy: ProgrammeStrategy) -> None:
    reached, edge = {OrderState.DRAFT}, {OrderState.DRAFT}
    while edge:
        edge = {move.target for move in strategy.moves.values() if move.sources & edge} - reached
        reached |= edge
    assert reached == set(OrderState)
    assert set(strategy.turns) == set(OrderState)


@every_type
def test_an_ended_order_cannot_be_moved(strategy: ProgrammeStrategy) -> None:
    for state in (OrderState.CLOSED, OrderState.WITHDRAWN):
        assert all(strategy.move(act, state) is None for act in OrderAct)


@every_type
def test_whoever_has_the_turn_can_move_a_negotiation(strategy: ProgrammeStrategy) -> None:
    for state in (OrderState.DRAFT, OrderState.SUBMITTED, OrderState.COUNTERED, OrderState.DECLINED):
        party = strategy.turns[state]
        assert party is not None
        assert strategy.acts_of(party, state)


@every_type
def test_enterprise_and_base_sign_and_nobody_twice(strategy: ProgrammeStrategy) -> None:
    assert {Party.ENTERPRISE, Party.BASE} <= set(strategy.signatories)
    assert len(set(strategy.signatories)) == len(strategy.signatories)


@every_type
def test_the_clauses_have_keys_of_their_own_and_say_the_terms_in_both_languages(strategy: ProgrammeStrategy) -> None:
    clauses = strategy.clauses(filled(strategy))
    keys = [clause.key for clause in clauses]
    assert len(set(keys)) == len(keys)
    for say in (in_chinese, in_english):
        whole = "\n".join(say(clause.text) if isinstance(clause.text, Message) else clause.text for clause in clauses)
        for fact in ("24", "57,600", "6-31-07-03", "120", "申拓"):
            assert fact in whole
        assert "%(" not in whole


@every_type
def test_the_clauses_stand_without_price_and_night_rest(strategy: ProgrammeStrategy) -> None:
    bare = replace(filled(strategy), price_yuan=None, night_rest_hours=None)
    keys = [clause.key for clause in strategy.clauses(bare)]
    assert "money" in keys
    assert "shifts" not in keys


@every_type
def test_a_programme_has_a_title_in_both_languages(strategy: ProgrammeStrategy) -> None:
    title = strategy.title(filled(strategy))
    assert in_chinese(title) != in_english(title)


@every_type
def test_required_fields_are_asked_for_by_name_and_long_ones_refused(strategy: ProgrammeStrategy) -> None:
    for spec in strategy.fields:
        others = {other.name: "甲" for other in strategy.fields if other is not spec}
        if spec.required:
            with pytest.raises(BadInput) as refusal:
                strategy.read_details(others, complete=True)
            assert refusal.value.field == spec.name
        with pytest.raises(BadInput):
            strategy.read_details({spec.name: "长" * (spec.max_length + 1)}, complete=False)
        assert strategy.read_details(others, complete=False)[spec.name] in ("", [])


@every_type
def test_every_level_has_papers_and_every_layout_can_be_drawn(strategy: ProgrammeStrategy) -> None:
    assert all(len(strategy.papers(level)) >= 2 for level in EXAMINED_LEVELS)
    assert set(strategy.certificate_layouts) <= set(LAYOUTS)
    assert strategy.certificate_layouts
    assert strategy.completion.attendance_policy
    assert strategy.completion.mark_policy
