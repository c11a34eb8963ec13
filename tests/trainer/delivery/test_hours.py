"""Hours: exact at the minimum, and "can still miss" is neither too hopeful nor too strict."""

from hypothesis import given
from hypothesis import strategies as st

from trainer.delivery.hours import reckon

lesson_sets = st.dictionaries(st.integers(0, 40).map(str), st.integers(1, 4), min_size=1, max_size=12)
shares = st.sampled_from([0.5, 0.6, 0.8, 0.9, 1.0])


def test_eighty_per_cent_of_120_periods_are_96() -> None:
    lessons = {str(number): 4 for number in range(30)}
    assert reckon(lessons, {}, 0.8).minimum == 96


def test_six_lessons_of_thirty_may_be_missed_and_not_a_seventh() -> None:
    lessons = {str(number): 4 for number in range(30)}
    missed_six = reckon(lessons, {str(number): 0 for number in range(6)}, 0.8)
    assert missed_six.is_reachable
    assert missed_six.can_still_miss == 0
    assert not reckon(lessons, {str(number): 0 for number in range(7)}, 0.8).is_reachable


def test_a_late_trainee_counts_what_was_counted() -> None:
    hours = reckon({"a": 4, "b": 4}, {"a": 4, "b": 0}, 0.5)
    assert (hours.attended, hours.missed, hours.to_come, hours.percent) == (4, 4, 0, 50)
    assert hours.is_met


@given(lesson_sets, shares, st.data())
def test_any_so_many_lessons_may_be_missed_and_some_one_more_may_not(
    lessons: dict[str, int], share: float, data: st.DataObject
) -> None:
    marked = data.draw(st.sets(st.sampled_from(sorted(lessons))))
    marks = {key: data.draw(st.sampled_from([0, lessons[key]])) for key in marked}
    hours = reckon(lessons, marks, share)
    longest_first = sorted(set(lessons) - set(marks), key=lambda key: -lessons[key])
    spare = hours.can_still_miss
    missing = {**marks, **dict.fromkeys(longest_first[:spare], 0)}
    assert not hours.is_reachable or reckon(lessons, missing, share).is_reachable
    if hours.is_reachable and spare < len(longest_first):
        one_more = {**marks, **dict.fromkeys(longest_first[: spare + 1], 0)}
        assert not reckon(lessons, one_more, share).is_reachable


@given(lesson_sets, shares)
def test_periods_add_up(lessons: dict[str, int], share: float) -> None:
    marks = {key: periods if index % 2 else 0 for index, (key, periods) in enumerate(lessons.items())}
    hours = reckon(lessons, marks, share)
    assert hours.attended + hours.missed + hours.to_come == hours.total == sum(lessons.values())
