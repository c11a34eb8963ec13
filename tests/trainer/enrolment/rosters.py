"""Rosters for tests: files with people who pass, and a cohort that takes them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from sqlalchemy.orm import Session

from tests import factories
from trainer.kit import clock
from trainer.kit.identifiers import id_check_character
from trainer.kit.package_files import package_folder
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.programmes import Cohort
from trainer.models.resources import Base, Instructor, Workshop
from trainer.models.scheduling import Booking, PublishedTimetable, SlotClaim, Timetable, TimetableState
from trainer.skills.services import load_eligibility

HEADS = ("姓名", "证件号码", "手机", "从事本职业日期", "已有等级", "证书日期", "证书编号", "班组")
KEYS = ("name", "id_number", "phone", "work_since", "held_level", "held_since", "certificate_number", "team")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "卓然子谦一鸣亦可则成书瑶清越思远堃喆鋐䶮"


def an_id(index: int, *, born: date = date(1985, 1, 1)) -> str:
    """The identity number of the person with this index: different for each of a million."""
    day = born + timedelta(days=index // 900)
    body = f"310117{day:%Y%m%d}{index % 900 + 100:03d}"
    return body + id_check_character(body)


def a_row(index: int, **changes: str) -> dict[str, str]:
    """The cells of somebody who meets condition 3-2: level 4 since 2020 and at work ever since."""
    cells = {
        "name": SURNAMES[index % len(SURNAMES)] + GIVEN[index // 7 % len(GIVEN)] + GIVEN[index % len(GIVEN)],
        "id_number": an_id(index),
        "phone": f"138{index:08d}",
        "work_since": "2012-03-01",
        "held_level": "四级",
        "held_since": "2020-10-15",
        "certificate_number": f"S0000310000{index:011d}",
        "team": "一线 甲班",
    }
    return {**cells, **changes}


def a_workbook(
    rows: Sequence[dict[str, Any]], *, heads: Sequence[str] = HEADS, sheets: Sequence[str] = ("花名册",)
) -> bytes:
    """An .xlsx of these rows in the order of KEYS; further sheets stay empty."""
    table = [heads, *([row.get(key, "") for key in KEYS] for row in rows)]
    return a_sheet(table, sheets=sheets)


def a_sheet(table: Sequence[Sequence[Any]], *, sheets: Sequence[str] = ("花名册",)) -> bytes:
    """An .xlsx whose first sheet holds exactly these cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    first = (*(book.add_worksheet(name) for name in sheets),)[0]
    for index, row in enumerate(table):
        first.write_row(index, 0, row)
    book.close()
    return buffer.getvalue()


@dataclass(frozen=True)
class Setting:
    """An enterprise with a cohort that enrols at a base."""

    enterprise: Organisation
    base: Organisation
    cohort: Cohort


def a_setting(
    session: Session, *, capacity: int = 30, enterprise: Organisation | None = None, **values: Any
) -> Setting:
    """A cohort of level 3 under the 2023 template, with the ages that policy records ask for."""
    enterprise = enterprise or factories.an_organisation(session)
    base = factories.an_organisation(session, OrganisationKind.BASE)
    order = factories.an_order(session, enterprise=enterprise, base=base)
    the_rules(session)
    return Setting(enterprise, base, factories.a_cohort(session, order=order, capacity=capacity, **values))


def the_rules(session: Session) -> None:
    """The entry conditions of 2023 and the ages of the district."""
    path = package_folder("seeds") / "eligibility" / "2023.json"
    load_eligibility(session, json.loads(path.read_text("utf-8")))
    factories.a_policy(session, "enrolment.minimum_age", 16)
    factories.a_policy(session, "enrolment.maximum_age", {"M": 60, "F": 55})


@dataclass(frozen=True)
class Site:
    """A base with a workshop and an instructor, for published lessons."""

    base: Base
    workshop: Workshop
    instructor: Instructor


def a_site(session: Session, setting: Setting, *, seats: int = 30, stations: int = 30) -> Site:
    """A workshop that fits the cohort's course, and somebody who may teach it."""
    version = setting.cohort.course_version
    equipment = next(module.equipment_type for module in version.modules if module.equipment_type is not None)
    base = factories.a_base(session, setting.base)
    workshop = factories.a_workshop(session, base, equipment=equipment, count=stations, seats=seats)
    return Site(base, workshop, factories.an_instructor(session, base, version.course.occupation))


def publish(
    session: Session, setting: Setting, site: Site, *, first_day: date | None = None, period: int = 1
) -> Timetable:
    """A published timetable: the cohort's lessons on consecutive days from `first_day` (in 10 days), at `period`."""
    day = first_day or clock.today() + timedelta(days=10)
    timetable = Timetable(organisation_id=setting.base.id, number=1, state=TimetableState.PUBLISHED)
    session.add(timetable)
    session.flush()
    session.add(PublishedTimetable(organisation_id=setting.base.id, timetable_id=timetable.id))
    for offset, lesson in enumerate(setting.cohort.lessons):
        booking = Booking(
            timetable_id=timetable.id,
            lesson_id=lesson.id,
            day=day + timedelta(days=offset),
            first_period=period,
            periods=lesson.periods,
            workshop_id=site.workshop.id,
            instructor_id=site.instructor.id,
        )
        session.add(booking)
    session.flush()
    return timetable


def held_units(session: Session, resource: str) -> int:
    """How many claims stand for a resource."""
    return session.query(SlotClaim).filter(SlotClaim.resource == resource).count()


def a_mixed_roster(count: int = 40) -> list[dict[str, str]]:
    """Rows of which some are bad in different ways, and one has too few years."""
    rows = [a_row(index) for index in range(count)]
    rows[2]["id_number"] = rows[2]["id_number"][:-1] + ("1" if rows[2]["id_number"][-1] != "1" else "2")
    rows[5]["id_number"] = rows[4]["id_number"]
    rows[7]["phone"] = "1380013"
    rows[9]["name"] = "赵?"
    rows[12]["phone"] = ""
    rows[15].update(work_since="2020-01-01", held_since="2026-08-20")
    rows[17].update(work_since="", held_level="", held_since="", certificate_number="")
    return rows
