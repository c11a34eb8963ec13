"""Pages of cohorts: list, one cohort with the people behind each number, and whom the enterprise hired."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from tests import factories
from tests.trainer.programmes.parties import Parties
from tests.trainer.programmes.test_cohort_services import a_seat
from trainer.models.enrolment import EnrolmentState
from trainer.models.people import Role
from trainer.models.programmes import Cohort
from trainer.programmes import queries

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def cohort(parties: Parties) -> Cohort:
    """A cohort that began, with two seats taken."""
    order, _agreement = parties.signed(heads=10)
    found = parties.cohorts(order)[0]
    found.starts_on, found.taken = date(2026, 11, 2), 2
    a_seat(parties.session, found, 1, state=EnrolmentState.COMPLETED)
    a_seat(parties.session, found, 2)
    return found


def test_a_cohort_shows_facts_lessons_seats_and_the_four_numbers(
    parties: Parties, cohort: Cohort, sign_in: SignIn
) -> None:
    page = sign_in(parties.scheduler).get(f"/cohorts/{cohort.id}").text
    for said in ("Ordered", "Trained", "Theory", "Practice", "2 of 10", parties.enterprise.name_en):
        assert said in page


def test_a_number_opens_the_rows_behind_it(parties: Parties, cohort: Cohort, sign_in: SignIn) -> None:
    rows = queries.placement_rows(parties.session, cohort)
    trained, other = rows[0].person, rows[1].person
    page = sign_in(parties.scheduler).get(f"/cohorts/{cohort.id}?show=trained").text
    assert trained.name in page
    assert other.name not in page
    assert sign_in(parties.scheduler).get(f"/cohorts/{cohort.id}?show=nonsense").status_code == 200


def test_the_enterprise_records_whom_it_hired(parties: Parties, cohort: Cohort, sign_in: SignIn) -> None:
    person = queries.placement_rows(parties.session, cohort)[0].person
    browser = sign_in(parties.officer)
    data = {"person_id": person.id, "hired_on": "2026-11-20", "post": "调试员"}
    assert browser.post(f"/cohorts/{cohort.id}/placements", data=data).status_code == 302
    assert "调试员" in browser.get(f"/cohorts/{cohort.id}?show=hired").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("person_id", ""),
        ("person_id", "nobody"),
        ("hired_on", ""),
        ("hired_on", "2026-12-24"),
        ("hired_on", "2020-01-01"),
        ("post", "x" * 81),
    ],
)
def test_a_wrong_placement_is_refused_and_nothing_is_recorded(
    parties: Parties, cohort: Cohort, sign_in: SignIn, field: str, value: str
) -> None:
    person = queries.placement_rows(parties.session, cohort)[0].person
    data = {"person_id": person.id, "hired_on": "2026-11-20", "post": "", field: value}
    refused = sign_in(parties.officer).post(f"/cohorts/{cohort.id}/placements", data=data)
    assert refused.status_code == 422
    assert "must be corrected" in refused.text
    assert queries.placement_count(parties.session, cohort).hired == 0


def test_strangers_get_404_and_roles_without_the_permission_403(
    parties: Parties, cohort: Cohort, sign_in: SignIn
) -> None:
    assert sign_in(Role.SCHEDULER).get(f"/cohorts/{cohort.id}").status_code == 404
    assert sign_in(Role.ENTERPRISE_OFFICER).post(f"/cohorts/{cohort.id}/placements", data={}).status_code == 404
    assert sign_in(parties.scheduler).post(f"/cohorts/{cohort.id}/placements", data={}).status_code == 403
    assert sign_in(Role.TRAINEE).get("/cohorts").status_code == 403
    assert sign_in(Role.BUREAU_OFFICER).get(f"/cohorts/{cohort.id}").status_code == 200
    assert sign_in(parties.school_officer).get(f"/cohorts/{cohort.id}").status_code == 200


def test_the_list_filters_and_exports(parties: Parties, cohort: Cohort, sign_in: SignIn) -> None:
    browser = sign_in(parties.scheduler)
    assert cohort.name_en in browser.get("/cohorts").text
    assert cohort.name_en in browser.get("/cohorts?group=enrolling").text
    assert cohort.name_en not in browser.get("/cohorts?group=ended").text
    assert cohort.name_en not in browser.get("/cohorts?q=nothing").text
    file = ZipFile(io.BytesIO(browser.get("/cohorts/export").data))
    assert cohort.name_en in file.read("xl/sharedStrings.xml").decode()


def test_an_empty_list_says_how_a_cohort_comes_into_being(sign_in: SignIn) -> None:
    for role in (Role.SCHEDULER, Role.CERTIFICATION_OFFICER):
        assert "A cohort comes into being" in sign_in(role).get("/cohorts").text


def test_a_person_of_another_enterprise_cannot_be_recorded(parties: Parties, cohort: Cohort, sign_in: SignIn) -> None:
    stranger = factories.a_person(parties.session)
    data = {"person_id": stranger.id, "hired_on": "2026-11-20"}
    assert sign_in(parties.officer).post(f"/cohorts/{cohort.id}/placements", data=data).status_code == 422
