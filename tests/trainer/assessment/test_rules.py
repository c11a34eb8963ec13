"""The rules of a panel and of a place: each refused case, and the one just beside it that is allowed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.assessment.facts import AssessorFacts, CandidateFacts, Occasion, PanelFacts, PlaceFacts, PlanFacts
from trainer.assessment.rules import judge_panel, judge_plan, links, panel_needed
from trainer.kit.messages import msg

DAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)


def an_assessor(number: int = 1, **values: object) -> AssessorFacts:
    whole = AssessorFacts(f"a{number}", f"p{number}", f"考评员{number}", DAY - ONE_DAY, None, (3,))
    return replace(whole, **values)  # type: ignore[arg-type]


def a_candidate(number: int = 1, **values: object) -> CandidateFacts:
    return replace(CandidateFacts(f"e{number}", f"t{number}", f"学员{number}", "works", "企业"), **values)  # type: ignore[arg-type]


def a_panel(size: int = 3, heads: int = 4, **values: object) -> PanelFacts:
    panel = [an_assessor(number) for number in range(size)]
    candidates = [a_candidate(number) for number in range(heads)]
    return replace(PanelFacts("机器人", 3, DAY, panel, candidates, 3, 5), **values)  # type: ignore[arg-type]


def a_place(**values: object) -> PlaceFacts:
    whole = PlaceFacts(Occasion(DAY, 5, 4), DAY - ONE_DAY, (DAY - ONE_DAY, 8), 0, "评价中心", True, "A201", 16)
    return replace(whole, **values)  # type: ignore[arg-type]


def panel_rules(facts: PanelFacts) -> list[str]:
    return [broken.rule for broken in judge_panel(facts)]


def place_rules(place: PlaceFacts, facts: PanelFacts | None = None) -> list[str]:
    return [broken.rule for broken in judge_plan(PlanFacts(facts or a_panel(), place))]


def test_a_sound_plan_breaks_no_rule() -> None:
    assert place_rules(a_place()) == []


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, ["panel-minimum", "candidates-per-assessor"]), (1, ["panel-minimum"]), (2, ["panel-minimum", "panel-odd"]),
     (3, []), (4, ["panel-odd"]), (5, []), (6, ["panel-odd"])],
)  # fmt: skip
def test_a_panel_is_odd_and_has_three_or_more(size: int, expected: list[str]) -> None:
    assert panel_rules(a_panel(size)) == expected


def test_the_minimum_is_the_regions_and_not_ours() -> None:
    assert panel_rules(a_panel(3, panel_minimum=5)) == ["panel-minimum"]
    assert panel_rules(a_panel(5, panel_minimum=5)) == []
    assert panel_rules(a_panel(1, panel_minimum=1)) == []


@pytest.mark.parametrize(("heads", "expected"), [(15, []), (16, ["candidates-per-assessor"])])
def test_three_assessors_take_fifteen_candidates_and_not_a_sixteenth(heads: int, expected: list[str]) -> None:
    assert panel_rules(a_panel(3, heads)) == expected


def test_the_way_out_names_the_panel_that_would_do() -> None:
    broken = judge_panel(a_panel(3, 16))[0]
    assert str(broken.way_out) == "Name 5 assessors, or split the candidates over two sittings"


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 15))
def test_the_panel_that_is_needed_passes_and_two_fewer_do_not(heads: int, minimum: int, most: int) -> None:
    facts = a_panel(0, heads, panel_minimum=minimum, candidates_per_assessor=most)
    needed = panel_needed(facts)
    assert panel_rules(replace(facts, panel=[an_assessor(n) for n in range(needed)])) == []
    if needed > 2:
        assert panel_rules(replace(facts, panel=[an_assessor(n) for n in range(needed - 2)]))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (DAY, DAY, []),
        (DAY, None, []),
        (DAY + ONE_DAY, None, ["assessor-card"]),
        (DAY, DAY - ONE_DAY, ["assessor-card"]),
    ],
)
def test_the_card_counts_on_its_first_and_on_its_last_day(
    valid_from: date, valid_to: date | None, expected: list[str]
) -> None:
    odd_one = an_assessor(9, valid_from=valid_from, valid_to=valid_to)
    assert panel_rules(a_panel(panel=[odd_one, an_assessor(1), an_assessor(2)])) == expected


@pytest.mark.parametrize("levels", [(), (4,), (5,), (4, 5)])
def test_a_card_for_a_lower_level_or_another_occupation_does_not_cover_level_3(levels: tuple[int, ...]) -> None:
    panel = [an_assessor(9, levels=levels), an_assessor(1), an_assessor(2)]
    assert panel_rules(a_panel(panel=panel)) == ["assessor-scope"]


@pytest.mark.parametrize("levels", [(3,), (2,), (1,), (5, 2)])
def test_a_card_for_the_level_or_a_higher_one_covers_it(levels: tuple[int, ...]) -> None:
    assert panel_rules(a_panel(panel=[an_assessor(9, levels=levels), an_assessor(1), an_assessor(2)])) == []


@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
@pytest.mark.parametrize("held", [5, 4, 3, 2, 1])
def test_ranks_are_compared_and_level_1_is_the_highest(level: int, held: int) -> None:
    panel = [an_assessor(number, levels=(held,)) for number in range(3)]
    assert (panel_rules(a_panel(panel=panel, level=level)) == []) is (held <= level)


def test_nobody_assesses_trainees_whom_they_taught() -> None:
    assert panel_rules(a_panel(panel=[an_assessor(9, has_taught=True), an_assessor(1), an_assessor(2)])) == [
        "own-trainees"
    ]


def test_nobody_assesses_the_people_of_their_own_enterprise_while_a_neighbours_are_no_matter() -> None:
    others = [an_assessor(1), an_assessor(2, organisations=frozenset({"neighbour"}))]
    own = an_assessor(9, organisations=frozenset({"body", "works"}))
    assert panel_rules(a_panel(panel=[own, *others])) == ["own-enterprise"]
    assert panel_rules(a_panel(panel=[an_assessor(9), *others])) == []


def test_one_candidate_of_a_joint_class_is_enough_for_a_link() -> None:
    guest = a_candidate(9, enterprise_id="guest", enterprise="客方")
    facts = a_panel(candidates=[a_candidate(1), guest])
    insider = an_assessor(9, organisations=frozenset({"guest"}))
    assert [str(broken.message) for broken in links(insider, facts)] == ["考评员9 belongs to 客方, as candidates do"]
    assert links(insider, replace(facts, candidates=[a_candidate(1)])) == []


def test_a_candidate_without_an_enterprise_ties_nobody() -> None:
    facts = a_panel(candidates=[a_candidate(1, enterprise_id=None, enterprise="")])
    assert links(an_assessor(9, organisations=frozenset({"works"})), facts) == []


def test_nobody_assesses_themselves() -> None:
    assert panel_rules(a_panel(panel=[an_assessor(9, person_id="t1"), an_assessor(1), an_assessor(2)])) == [
        "own-assessment"
    ]


def test_an_engaged_assessor_is_named_with_the_reason() -> None:
    busy = an_assessor(9, engagements=(msg("is in another sitting at %(time)s that day", time="13:00"),))
    found = judge_panel(a_panel(panel=[busy, an_assessor(1), an_assessor(2)]))
    assert [str(broken.message) for broken in found] == ["考评员9: is in another sitting at 13:00 that day"]
    assert [broken.rule for broken in found] == ["assessor-busy"]


@pytest.mark.parametrize(("today", "expected"), [(DAY, []), (DAY + ONE_DAY, ["sitting-in-past"])])
def test_a_sitting_is_planned_for_today_or_later(today: date, expected: list[str]) -> None:
    assert place_rules(a_place(today=today)) == expected


@pytest.mark.parametrize(
    ("last_lesson", "expected"),
    [((DAY, 4), []), ((DAY, 5), ["sitting-before-last-lesson"]), ((DAY + ONE_DAY, 1), ["sitting-before-last-lesson"]),
     (None, ["lessons-without-time"])],
)  # fmt: skip
def test_a_sitting_begins_after_the_last_lesson(last_lesson: tuple[date, int] | None, expected: list[str]) -> None:
    assert place_rules(a_place(last_lesson=last_lesson)) == expected


def test_a_lesson_without_a_time_may_come_after_the_sitting() -> None:
    assert place_rules(a_place(lessons_without_time=1)) == ["lessons-without-time"]


@pytest.mark.parametrize(("places", "expected"), [(4, []), (3, ["workstations"])])
def test_each_candidate_has_a_workstation(places: int, expected: list[str]) -> None:
    assert place_rules(a_place(workstations=places), a_panel(3, 4)) == expected


def test_body_workshop_and_candidates_are_judged_too() -> None:
    place = a_place(body_may_certify=False, closed=(msg("%(day)s is a public holiday", day="2026-11-23"),))
    assert place_rules(replace(place, taken=(msg("Theory"),))) == ["body-scope", "workshop-closed", "workshop-taken"]
    held_back = a_candidate(1, rule="candidate-hours", obstacle=msg("Theory"))
    busy = a_candidate(2, engagements=(msg("Theory"),))
    assert place_rules(a_place(), a_panel(candidates=[held_back, busy])) == ["candidate-hours", "candidate-busy"]
    assert place_rules(a_place(), a_panel(candidates=[])) == ["no-candidates"]


@given(st.integers(0, 5), st.integers(0, 20), st.integers(0, 20))
def test_every_refusal_says_who_or_what_and_a_way_out(size: int, heads: int, places: int) -> None:
    for broken in judge_plan(PlanFacts(a_panel(size, heads), a_place(workstations=places))):
        assert broken.rule
        assert str(broken.message)
        assert broken.way_out is not None
        assert str(broken.way_out)
