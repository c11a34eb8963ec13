"""Years are full on the anniversary; stretches of work add up without counting a day twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.skills.durations import anniversary, days_worked, years_worked_on

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
STRETCHES = st.lists(
    st.tuples(DAYS, st.none() | st.integers(0, 4000)).map(
        lambda pair: (pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
    ),
    max_size=5,
)


@pytest.mark.parametrize(
    ("start", "years", "full"),
    [
        (date(2021, 11, 20), 5, date(2026, 11, 20)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 29), 5, date(2025, 2, 28)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
        (date(2024, 2, 29), -1, date(2023, 2, 28)),
    ],
)
def test_years_are_full_on_the_same_day_or_the_months_last(start: date, years: int, full: date) -> None:
    assert anniversary(start, years) == full


def test_a_running_job_is_full_on_its_anniversary() -> None:
    assert years_worked_on([(date(2021, 11, 20), None)], 5) == date(2026, 11, 20)


def test_a_job_that_ended_on_the_eve_of_the_anniversary_is_full_and_one_day_less_is_not() -> None:
    assert years_worked_on([(date(2021, 1, 1), date(2025, 12, 31))], 5) == date(2026, 1, 1)
    assert years_worked_on([(date(2021, 1, 1), date(2025, 12, 30))], 5) is None


def test_a_gap_moves_the_anniversary_by_its_days() -> None:
    first = (date(2020, 1, 1), date(2020, 12, 31))
    assert years_worked_on([first, (date(2021, 1, 11), None)], 2) == date(2022, 1, 11)


def test_two_jobs_at_the_same_time_count_once() -> None:
    assert years_worked_on([(date(2020, 1, 1), None), (date(2020, 1, 1), date(2024, 1, 1))], 2) == date(2022, 1, 1)


def test_only_work_after_the_certificate_counts() -> None:
    work = [(date(2010, 1, 1), None)]
    assert years_worked_on(work, 3, after=date(2023, 11, 20)) == date(2026, 11, 20)
    assert days_worked(work, date(2023, 11, 30), after=date(2023, 11, 20)) == 10


@given(STRETCHES, st.integers(1, 10), DAYS, st.integers(0, 4000))
def test_more_work_never_fills_the_years_later(stretches: list, years: int, start: date, length: int) -> None:
    before = years_worked_on(stretches, years)
    after = years_worked_on([*stretches, (start, start + timedelta(days=length))], years)
    if before is not None:
        assert after is not None
        assert after <= before


@given(STRETCHES, DAYS)
def test_days_of_work_are_the_days_that_some_stretch_covers(stretches: list, until: date) -> None:
    covered = {
        first + timedelta(days=day)
        for first, last in stretches
        for day in range(max(0, (min(until, (last or until) + timedelta(days=1)) - first).days))
    }
    assert days_worked(stretches, until) == len(covered)
