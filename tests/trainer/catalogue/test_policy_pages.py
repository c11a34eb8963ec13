"""Policy records: who may read them, which of them concern the reader, and what is only for demonstration."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from trainer.catalogue.policies import region_words, value_words
from trainer.models.catalogue import PolicyRecord
from trainer.models.people import Role

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def record(session: Session) -> PolicyRecord:
    factories.a_policy(
        session, "attendance.minimum_share", 0.7, region_code="330502", document="another region's paper"
    )
    factories.a_policy(
        session, "attendance.minimum_share", 0.6, valid_to=date(2025, 12, 31), document="the paper of old"
    )
    found = factories.a_policy(
        session,
        "attendance.minimum_share",
        0.8,
        valid_from=date(2026, 1, 1),
        document="demonstration paper",
        is_demo=True,
    )
    session.commit()
    return found


def test_the_list_shows_what_holds_for_the_readers_region_today(record: PolicyRecord, sign_in: SignIn) -> None:
    browser = sign_in(Role.SCHEDULER)
    page = browser.get("/policies").text
    assert "Least share of lessons attended" in page
    assert "80 %" in page
    assert "demonstration paper" in page
    assert "the paper of old" not in page
    assert "another region" not in page


def test_other_regions_and_past_records_can_be_asked_for(record: PolicyRecord, sign_in: SignIn) -> None:
    browser = sign_in(Role.BUREAU_OFFICER)
    assert "another region" in browser.get("/policies?region=all").text
    assert "the paper of old" in browser.get("/policies?past=1").text
    assert "No record matches" in browser.get("/policies?key=cohort.maximum_size").text


def test_a_record_says_that_it_is_a_demonstration_and_that_it_applies(record: PolicyRecord, sign_in: SignIn) -> None:
    page = sign_in(Role.ENTERPRISE_OFFICER).get(f"/policies/{record.id}").text
    assert "This is a demonstration value, not a rule of any authority" in page
    assert "This record applies to your organisation today" in page
    assert "District 330502" in page


def test_readers_are_those_with_the_permission(record: PolicyRecord, sign_in: SignIn) -> None:
    codes = {role: sign_in(role).get(f"/policies/{record.id}").status_code for role in Role}
    readers = {role for role, code in codes.items() if code == 200}
    assert readers == {Role.SCHEDULER, Role.ENTERPRISE_OFFICER, Role.BUREAU_OFFICER, Role.ADMINISTRATOR}
    assert {code for role, code in codes.items() if role not in readers} == {403}
    assert sign_in(Role.SCHEDULER).get("/policies/none").status_code == 404


def test_the_list_leaves_as_a_workbook(record: PolicyRecord, sign_in: SignIn) -> None:
    assert sign_in(Role.SCHEDULER).get("/policies/export").data.startswith(b"PK")


def test_values_and_regions_are_said_in_words() -> None:
    assert str(value_words("attendance.minimum_share", 0.85)) == "85 %"
    assert str(value_words("enrolment.maximum_age", {"M": 60, "F": 55})) == "men 60, women 55"
    assert str(value_words("cohort.maximum_size", 40)) == "40"
    regions = ["000000", "310000", "310100", "310117"]
    assert [str(region_words(code)).split(" ")[0] for code in regions] == ["The", "Province", "City", "District"]
