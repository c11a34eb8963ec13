"""Demand against capacity: hours by type and week, what is short, and the cohorts and orders behind a cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.trainer.scheduling import scenes
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.resources import Closure
from trainer.scheduling import services
from trainer.scheduling.capacity import Capacity, CapacityRow, Load, capacity_of
from trainer.scheduling.data_check import check_data
from trainer.scheduling.problem_builder import DEFAULT_TRAVEL_MINUTES

NEXT = scenes.MONDAY + timedelta(weeks=1)
# Hours come from unit periods that are rounded to hundredths.
NEARLY = 0.2

Browsers = Callable[..., FlaskClient]


def capacity_in(session: Session, scene: scenes.Scene, weeks: int | None = 2) -> Capacity:
    return capacity_of(check_data(session, scene.organisation.id, travel_minutes=DEFAULT_TRAVEL_MINUTES), weeks=weeks)


def rows_of(session: Session, scene: scenes.Scene, weeks: int | None = 2) -> tuple[CapacityRow, CapacityRow]:
    session.expire_all()
    stations, seats = capacity_in(session, scene, weeks).rows
    return stations, seats


def test_capacity_counts_hours_of_open_half_days_for_workstations_and_seats(
    session: Session, scene: scenes.Scene
) -> None:
    stations, seats = rows_of(session, scene)
    # Two workshops of 16 workstations, open six days of three half-days of three hours.
    assert (stations.equipment, stations.count) == (scene.equipment, 32)
    assert [load.available for load in stations.loads] == [32 * 6 * 9, 32 * 6 * 9]
    assert (seats.equipment, seats.pool, seats.count) == (None, "", sum(room.seats for room in scene.workshops))
    capacity = capacity_in(session, scene)
    assert capacity.weeks == [scenes.MONDAY, NEXT]


def test_published_lessons_count_in_their_week_and_others_are_spread(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    spread, _seats = rows_of(session, scene, None)
    # Two cohorts of three trainees, three practice lessons of three hours each.
    assert sum(load.demanded for load in spread.loads) == pytest.approx(2 * 3 * 3 * 3, abs=NEARLY)
    assert all(load.demanded > 0 for load in spread.loads[:8])
    services.publish_timetable(session, scenes.a_draft(session, scene), viewer=scheduler)
    fixed, _seats = rows_of(session, scene)
    assert [load.demanded for load in fixed.loads] == [pytest.approx(54, abs=NEARLY), 0]


def test_a_closed_base_offers_nothing_and_the_shortage_is_told(session: Session, scene: scenes.Scene) -> None:
    session.add(Closure(base_id=scene.base.id, starts_on=scenes.MONDAY, ends_on=scenes.MONDAY + timedelta(days=6)))
    session.flush()
    stations, _seats = rows_of(session, scene)
    load = stations.loads[0]
    assert load.available == 0
    assert load.short > 0
    assert load.share > 1
    # Workstations and seats of the closed week, nothing in the next.
    assert capacity_in(session, scene).shortages == 2


def test_what_is_missing_is_rounded_up_but_not_for_what_rounding_made() -> None:
    assert Load(48.01, 48, {}).short == 0
    assert Load(48.2, 48, {}).short == 1
    assert Load(40, 48, {}).short == 0


def test_a_cell_names_the_cohorts_behind_it_with_their_hours(session: Session, scene: scenes.Scene) -> None:
    capacity = capacity_in(session, scene)
    behind = capacity.cohorts_behind(scene.equipment.id, scenes.MONDAY)
    assert {cohort.id for cohort, _hours in behind} == {cohort.id for cohort in scene.cohorts}
    assert sum(hours for _cohort, hours in behind) == pytest.approx(capacity.rows[0].loads[0].demanded)
    assert capacity.cohorts_behind("nothing", scenes.MONDAY) == []


def test_data_that_cannot_be_a_problem_have_no_rows(session: Session, scene: scenes.Scene) -> None:
    cohort = scene.cohorts[0]
    cohort.starts_on, cohort.ends_on = cohort.ends_on, cohort.starts_on
    session.flush()
    assert capacity_in(session, scene).rows == []


def test_the_page_opens_a_cell_with_the_orders_behind_it(scene: scenes.Scene, sign_in: Browsers) -> None:
    browser = sign_in(Role.SCHEDULER, scene.organisation)
    plain = browser.get("/scheduling/capacity")
    assert plain.status_code == 200
    assert 'id="behind"' not in plain.text
    address = f"/scheduling/capacity?type={scene.equipment.id}&amp;week={scenes.MONDAY.isoformat()}#behind"
    assert address in plain.text
    page = browser.get(address.replace("&amp;", "&")).text
    assert 'id="behind"' in page
    for cohort in scene.cohorts:
        assert f"/cohorts/{cohort.id}" in page
        assert f"/orders/{cohort.programme.order_id}" in page
    assert 'id="behind"' in browser.get(f"/scheduling/capacity?type=seats&week={scenes.MONDAY.isoformat()}").text
    assert browser.get("/scheduling/capacity?format=xlsx").data.startswith(b"PK")


@pytest.mark.parametrize(("asked", "status"), [("type=x&week=2026-11-23", 200), ("type=x&week=x", 422)])
def test_a_strange_cell_shows_the_strip_alone_and_a_bad_day_is_told(
    scene: scenes.Scene, sign_in: Browsers, asked: str, status: int
) -> None:
    answer = sign_in(Role.SCHEDULER, scene.organisation).get(f"/scheduling/capacity?{asked}")
    assert answer.status_code == status
    assert 'id="behind"' not in answer.text


def test_home_and_data_check_show_the_strip_whose_cells_open(scene: scenes.Scene, sign_in: Browsers) -> None:
    browser = sign_in(Role.SCHEDULER, scene.organisation)
    for path in ("/", "/scheduling/check"):
        page = browser.get(path).text
        assert f"/scheduling/capacity?type={scene.equipment.id}" in page
        assert "Every week fits" in page
    assert sign_in(Role.ENTERPRISE_OFFICER).get("/scheduling/capacity").status_code == 403
