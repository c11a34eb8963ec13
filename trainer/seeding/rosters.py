"""Rosters of the district's classes: invented trainees written as a file, uploaded and enrolled as people do it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from trainer.config import Config
from trainer.enrolment import rosters
from trainer.enrolment.queries import roster_of
from trainer.kit import clock
from trainer.kit.identifiers import id_check_character
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment
from trainer.models.programmes import Cohort
from trainer.seeding.district import District
from trainer.seeding.invented_people import DAYS_OF_A_YEAR, Invented
from trainer.skills.levels import rank

HEADS = ("姓名", "证件号码", "手机", "班组", "从事本职业日期", "已有等级", "证书日期", "证书编号", "学历")
LEVEL_WORDS = {5: "五级", 4: "四级", 3: "三级"}
# Young enough for every policy record, old enough for the years of work that the entry conditions ask for.
AGES_BY_LEVEL = {4: (27, 44), 3: (30, 47), 2: (34, 50)}
LIMITS = rosters.Limits(Config.upload_max_bytes, Config.roster_max_rows)


def enrol_class(district: District, cohort: Cohort, row: Mapping[str, Any], viewer: Viewer) -> list[Enrolment]:
    """Upload the class's roster for the enterprise and keep the good rows; gives the seats in their order."""
    session = district.session
    content = _file(_lines(district, row))
    name = f"花名册-{clock.today():%Y%m%d}.csv"
    uploaded = rosters.upload_roster(session, cohort, content, name, limits=LIMITS, viewer=viewer)
    kept = rosters.enrol_rows(session, uploaded.upload, viewer=viewer)
    if kept.enrolled != row["trainees"]:
        raise ValueError(f"{row['key']}: {kept.enrolled} people instead of {row['trainees']} could be enrolled")
    return list(roster_of(session, cohort.id))


def _lines(district: District, row: Mapping[str, Any]) -> list[dict[str, str]]:
    region, ages = district.organisations[row["enterprise"]].region_code, AGES_BY_LEVEL[row["level"]]
    rare = district.pool.names["rare"] if row.get("with_rare_names") else []
    people = [district.pool.known(found["name"], found["sex"], region, ages) for found in rare]
    people += [district.pool.anyone(region, ages) for _number in range(row["trainees"] - len(people))]
    lines = [_line(district, row, person) for person in people]
    return [*lines, *_bad_lines(district, row, lines)] if row.get("with_bad_rows") else lines


def _line(district: District, row: Mapping[str, Any], person: Invented) -> dict[str, str]:
    """A trainee who meets an entry condition of either template: years of work, or the level below for long enough."""
    rng, level = district.rng, row["level"]
    line = {
        "姓名": person.name,
        "证件号码": person.id_number,
        "手机": person.phone,
        "班组": district.pool.choice(district.pool.names["teams"]),
        "从事本职业日期": _years_ago(district, rng.uniform(7.2, 9.0)).isoformat(),
        "学历": district.pool.choice(["高中", "中专", "技校", "大专"]),
    }
    if rank(level) >= rank(3):
        held = _years_ago(district, rng.uniform(5.6, 7.0))
        below = next(code for code in LEVEL_WORDS if rank(code) == rank(level) - 1)
        number = f"S00003111{rng.randint(1000, 9999)}{held:%y}{below}{rng.randint(1, 99999):06d}"
        line |= {"已有等级": LEVEL_WORDS[below], "证书日期": held.isoformat(), "证书编号": number}
    return line


def _bad_lines(district: District, row: Mapping[str, Any], lines: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Three rows to be put right: a mistyped identity number, a row written twice, and somebody with too few years."""
    region, ages = district.organisations[row["enterprise"]].region_code, AGES_BY_LEVEL[row["level"]]
    mistyped = _line(district, row, district.pool.anyone(region, ages))
    right = mistyped["证件号码"]
    wrong = next(digit for digit in "123456789" if digit != id_check_character(right[:-1]))
    beginner = _line(district, row, district.pool.anyone(region, ages))
    return [
        {**mistyped, "证件号码": right[:-1] + wrong},
        dict(lines[3]),
        {**beginner, "从事本职业日期": _years_ago(district, 2.1).isoformat()},
    ]


def _years_ago(district: District, years: float) -> date:
    return district.today - timedelta(days=round(years * DAYS_OF_A_YEAR))


def _file(lines: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADS, restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")
