"""A policy record holds in its region and the regions inside it, between its two days."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.factories import a_policy
from trainer.catalogue.queries import find_policy, policy_value, regions_of
from trainer.kit.errors import RuleBroken

DAY = date(2026, 11, 20)
KEY = "assessment.pass_mark"


def test_a_district_lies_in_its_city_its_province_and_the_country() -> None:
    assert regions_of("310117") == ["310117", "310100", "310000", "000000"]
    assert regions_of("310100") == ["310100", "310000", "000000"]
    assert regions_of("000000") == ["000000"]


@pytest.mark.parametrize("wider", ["310100", "310000", "000000"])
def test_a_wider_region_speaks_where_the_district_is_silent(session: Session, wider: str) -> None:
    a_policy(session, KEY, 60, region_code=wider)
    assert policy_value(session, KEY, "310117", DAY) == 60


def test_the_most_specific_region_wins_even_when_its_record_is_older(session: Session) -> None:
    a_policy(session, KEY, 60, region_code="000000", valid_from=date(2026, 1, 1))
    a_policy(session, KEY, 65, region_code="310000", valid_from=date(2024, 1, 1))
    a_policy(session, KEY, 70, region_code="310117", valid_from=date(2020, 1, 1))
    assert policy_value(session, KEY, "310117", DAY) == 70
    assert policy_value(session, KEY, "310118", DAY) == 65
    assert policy_value(session, KEY, "330502", DAY) == 60


def test_both_ends_of_the_validity_count(session: Session) -> None:
    a_policy(session, KEY, 60, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    found = [
        find_policy(session, KEY, "310117", day) is not None
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert found == [False, True, True, False]


def test_the_later_of_two_overlapping_records_of_a_region_stands(session: Session) -> None:
    a_policy(session, KEY, 60, valid_from=date(2020, 1, 1))
    a_policy(session, KEY, 70, valid_from=date(2026, 1, 1))
    assert policy_value(session, KEY, "310117", date(2025, 12, 31)) == 60
    assert policy_value(session, KEY, "310117", DAY) == 70


def test_a_record_of_another_district_or_key_does_not_speak(session: Session) -> None:
    a_policy(session, KEY, 60, region_code="310118")
    a_policy(session, "assessment.panel_minimum", 3)
    assert find_policy(session, KEY, "310117", DAY) is None


def test_a_missing_policy_names_key_and_region(session: Session) -> None:
    with pytest.raises(RuleBroken) as caught:
        policy_value(session, KEY, "310117", DAY)
    assert caught.value.rule == "policy-missing"
    assert "assessment.pass_mark" in str(caught.value)
    assert "310117" in str(caught.value)
