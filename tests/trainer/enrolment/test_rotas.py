"""Rotas, shift times and production lines: good rows are taken, every other cell is named, strangers are kept out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.enrolment import rotas
from trainer.enrolment.rota_file import read_rota
from trainer.enrolment.rota_forms import clock_of
from trainer.enrolment.rota_words import rota_words, shift_at, span_of
from trainer.enrolment.rotas import RotaTaken
from trainer.kit.errors import BadInput
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import ShiftDuty
from trainer.models.organisations import Organisation
from trainer.models.people import Membership, Person, Role
from trainer.models.production import LineWorker, ProductionLine

DAYS = (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3))
HEAD = ["姓名", "身份证号", "产线", *(day.isoformat() for day in DAYS)]
THREE = ("day", "middle", "night")


@pytest.fixture
def enterprise(session: Session) -> Organisation:
    return factories.an_organisation(session)


@pytest.fixture
def officer(viewer_for: Callable[..., Viewer], enterprise: Organisation) -> Viewer:
    return viewer_for(Role.ENTERPRISE_OFFICER, enterprise)


@pytest.fixture
def browser(sign_in: Callable[..., FlaskClient], enterprise: Organisation) -> FlaskClient:
    return sign_in(Role.ENTERPRISE_OFFICER, enterprise)


def a_trainee(session: Session, enterprise: Organisation, name: str, id_number: str = "") -> Person:
    person = factories.a_person(session, name=name, id_number=id_number)
    session.add(Membership(person_id=person.id, organisation_id=enterprise.id, role=Role.TRAINEE))
    session.flush()
    return person


def a_file(*rows: list[str], head: list[str] = HEAD) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([head, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def take(session: Session, officer: Viewer, *rows: list[str]) -> RotaTaken:
    shifts = list(rotas.times_of(session, officer.organisation_id))
    rota = read_rota(a_file(*rows), "rota.xlsx", shifts=shifts, max_bytes=10**6, max_rows=100)
    return rotas.take_rota(session, rota, viewer=officer)


def duties(session: Session, person: Person) -> list[tuple[date, int, int]]:
    rows = session.scalars(select(ShiftDuty).where(ShiftDuty.person_id == person.id).order_by(ShiftDuty.day))
    return [(row.day, row.start_minute, row.end_minute) for row in rows]


def test_codes_of_both_languages_become_shifts_and_rest_becomes_none(
    session: Session, enterprise: Organisation, officer: Viewer
) -> None:
    lin, zhou = a_trainee(session, enterprise, "林一"), a_trainee(session, enterprise, "周二")
    taken = take(session, officer, ["林一", "", "一线", "早", "夜", "休"], ["周二", "", "一线", "E", "N", "晚班"])
    assert (taken.people, taken.shifts, taken.faults) == (2, 5, [])
    assert duties(session, lin) == [(DAYS[0], 480, 960), (DAYS[1], 1440, 1920)]
    assert [start for _day, start, _end in duties(session, zhou)] == [960, 1440, 1440]
    (line, people), *others = rotas.lines_of(session, enterprise.id)
    assert (line.name, people, line.most_away, others) == ("一线", 2, None, [])


def test_a_faulty_row_waits_and_names_its_cell_while_good_rows_are_kept(
    session: Session, enterprise: Organisation, officer: Viewer
) -> None:
    good, bad = a_trainee(session, enterprise, "林一"), a_trainee(session, enterprise, "周二")
    stranger = factories.a_person(session, name="外人")
    taken = take(
        session,
        officer,
        ["林一", "", "", "早", "", ""],
        ["周二", "", "", "早", "飞", ""],
        ["外人", "", "", "早", "", ""],
        ["林一", "", "", "中", "", ""],
    )
    assert [fault.cell for fault in taken.faults] == ["E3", "A4", "A5"]
    assert duties(session, good) == [(DAYS[0], 480, 960)]
    assert duties(session, bad) == duties(session, stranger) == []


def test_a_name_that_two_have_needs_the_number(session: Session, enterprise: Organisation, officer: Viewer) -> None:
    number = factories.an_id_number()
    first, second = a_trainee(session, enterprise, "林一", number), a_trainee(session, enterprise, "林一")
    (fault,) = take(session, officer, ["林一", "", "", "早", "", ""]).faults
    assert (fault.cell, fault.message.params["n"]) == ("A2", 2)
    assert take(session, officer, ["", number.lower(), "", "早", "", ""]).people == 1
    assert len(duties(session, first)) == 1 and duties(session, second) == []
    (fault,) = take(session, officer, ["", factories.an_id_number(), "", "早", "", ""]).faults
    assert fault.cell == "B2"


def test_a_new_rota_replaces_the_days_that_it_names_and_no_other(
    session: Session, enterprise: Organisation, officer: Viewer
) -> None:
    person = a_trainee(session, enterprise, "林一")
    other = ShiftDuty(
        person_id=person.id, enterprise_id=enterprise.id, day=date(2026, 12, 9), start_minute=0, end_minute=9
    )
    session.add(other)
    take(session, officer, ["林一", "", "", "早", "早", "早"])
    take(session, officer, ["林一", "", "", "夜", "", "休"])
    assert duties(session, person) == [(DAYS[0], 1440, 1920), (other.day, 0, 9)]


def test_people_move_to_another_line_by_the_next_rota(
    session: Session, enterprise: Organisation, officer: Viewer
) -> None:
    person = a_trainee(session, enterprise, "林一")
    for line in ("一线", "二线", ""):
        take(session, officer, ["林一", "", line, "早", "", ""])
    worker = session.scalars(select(LineWorker).where(LineWorker.person_id == person.id)).one()
    assert worker.line.name == "二线"


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (["部门", "2026-12-01"], "No head"),
        (["姓名", "2026-12-01", "2026-12-01"], "column of its own"),
        (["姓名", "十二月一日"], "B1"),
        (["姓名"], "column of its own"),
    ],
)
def test_a_head_that_is_none_is_refused_with_its_reason(head: list[str], part: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_rota(a_file(["林一"], head=head), "r.xlsx", shifts=THREE, max_bytes=10**6, max_rows=9)
    assert refused.value.field == "file"
    assert part in str(refused.value.message.text) + str(refused.value.message.params)


@pytest.mark.parametrize("key", ["two", "three", "four"])
def test_each_pattern_covers_the_day_once_and_only_its_night_passes_midnight(key: str) -> None:
    times = rota_words().patterns[key].times
    spans = sorted(times.values())
    assert sum(end - start for start, end in spans) == 24 * 60
    assert all(first[1] == second[0] for first, second in pairwise(spans))
    assert [shift for shift, (_start, end) in times.items() if end > 24 * 60] == ["night"]
    for shift, span in times.items():
        assert span_of(clock_of(span[0]), clock_of(span[1])) == span
        assert shift_at(times, *span) == shift


def test_four_shifts_tell_late_from_night(session: Session, enterprise: Organisation, officer: Viewer) -> None:
    person = a_trainee(session, enterprise, "林一")
    rotas.set_times(session, rota_words().patterns["four"].times, viewer=officer)
    take(session, officer, ["林一", "", "", "晚", "夜", ""])
    assert duties(session, person) == [(DAYS[0], 1080, 1440), (DAYS[1], 1440, 1800)]


def test_the_page_takes_a_file_and_names_the_cells(
    browser: FlaskClient, session: Session, enterprise: Organisation
) -> None:
    a_trainee(session, enterprise, "林一")
    session.commit()
    content = a_file(["林一", "", "一线", "早", "夜", "休"], ["谁", "", "", "早", "", ""])
    answer = browser.post("/shifts/rota", data={"file": (BytesIO(content), "rota.xlsx")})
    assert answer.status_code == 200
    assert "1 person with 2 shifts was taken" in answer.text and ">A3<" in answer.text
    assert browser.post("/shifts/rota", data={"file": (BytesIO(b"x"), "rota.xlsx")}).status_code == 422
    assert browser.post("/shifts/rota", data={}).status_code == 422


def test_lines_and_times_are_kept_and_bad_values_refused(browser: FlaskClient, session: Session) -> None:
    assert browser.post("/shifts/lines", data={"name": "一线", "most_away": "2"}).status_code == 302
    line = session.scalars(select(ProductionLine)).one()
    assert browser.post("/shifts/lines", data={"name": "一线"}).status_code == 422
    assert browser.post(f"/shifts/lines/{line.id}", data={"most_away": "-1"}).status_code == 422
    assert browser.post(f"/shifts/lines/{line.id}", data={"most_away": ""}).status_code == 302
    session.refresh(line)
    assert line.most_away is None
    assert browser.post("/shifts/times", data={"day_start": "07:00", "day_end": "25:00"}).status_code == 422
    assert browser.post("/shifts/times", data={"night_start": "20:00", "night_end": "06:00"}).status_code == 302
    assert "20:00–06:00" in browser.get("/shifts").text
    assert "18:00" in browser.get("/shifts?pattern=four").text


def test_the_template_can_be_uploaded_again(browser: FlaskClient, session: Session, enterprise: Organisation) -> None:
    a_trainee(session, enterprise, "林一")
    session.commit()
    content = browser.get("/shifts/template").data
    rows = CalamineWorkbook.from_object(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "林一" and len(rows[0]) == 31
    assert "1 person with 0 shifts" in browser.post("/shifts/rota", data={"file": (BytesIO(content), "r.xlsx")}).text
