"""The lot: fair to its form, the same for everybody who has the seed, another for another seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.assessment.lots import draw

candidates = st.lists(st.uuids().map(str), max_size=20, unique=True)


@given(candidates, st.integers(0, 10), st.text(max_size=12))
def test_everybody_gets_one_workstation_that_exists_and_nobody_elses(ids: list[str], spare: int, seed: str) -> None:
    places = len(ids) + spare
    numbers = draw(seed, ids, places)
    assert set(numbers) == set(ids)
    assert len(set(numbers.values())) == len(ids)
    assert set(numbers.values()) <= set(range(1, places + 1))


@given(candidates, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_stand_does_not_matter(ids: list[str], random: object) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw("seed", shuffled, 20) == draw("seed", ids, 20)


def test_a_recorded_seed_draws_the_same_again_on_every_machine() -> None:
    drawn = {"b": 1, "a": 2, "c": 4}
    assert draw("2026-11-23", ["a", "b", "c"], 4) == drawn
    assert draw("2026-11-24", ["a", "b", "c"], 4) != drawn


def test_more_candidates_than_workstations_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="3 candidates for 2 workstations"):
        draw("seed", ["a", "b", "c"], 2)
