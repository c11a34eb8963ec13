"""Every path of both templates: not met on the day before, met on the day, met on the day after."""

from datetime import date

import pytest

from tests.trainer.skills.people import DAY, a_fact, certificate, facts, job, paths_of_template, study, title
from trainer.skills.eligibility import judge
from trainer.skills.facts import Facts

D = date(2026, 11, 20)
LONG_AGO = date(2001, 3, 1)
ENDED = date(2002, 3, 1)


def before(years: int) -> date:
    return date(D.year - years, D.month, D.day)


# Template, level, path, and a person who meets that path (and no other) for the first time on D.
GOLDEN = [
    ("2023", 5, "5-1", facts(born=before(16))),
    ("2023", 5, "5-2", facts(job(LONG_AGO), born=before(16))),
    ("2023", 4, "4-1", facts(job(before(5)))),
    ("2023", 4, "4-2", facts(certificate(5, before(3)), job(before(4)))),
    ("2023", 4, "4-3", facts(study("secondary", D))),
    ("2023", 4, "4-3", facts(study("associate", before(2), date(2027, 11, 20)))),
    ("2023", 3, "3-1", facts(job(before(10)))),
    ("2023", 3, "3-2", facts(certificate(4, before(4)), job(before(9)))),
    ("2023", 3, "3-3", facts(title("junior", before(1)), job(before(9)))),
    ("2023", 3, "3-4", facts(study("senior_worker_class", D))),
    ("2023", 3, "3-4", facts(study("technician_college", before(2), date(2027, 11, 20)))),
    ("2023", 3, "3-5", facts(certificate(4, before(2)), study("associate", D))),
    ("2023", 3, "3-5", facts(certificate(4, D), study("bachelor", LONG_AGO))),
    ("2023", 3, "3-6", facts(study("associate", D, programme_evaluated=True))),
    ("2023", 2, "2-1", facts(certificate(3, before(5)), job(before(9)))),
    ("2023", 2, "2-2", facts(title("junior", before(5)), certificate(3, before(2)), job(before(9)))),
    ("2023", 2, "2-2", facts(title("junior", before(8)), certificate(3, before(1)), job(before(9)))),
    ("2023", 2, "2-3", facts(title("intermediate", before(1)), job(before(9)))),
    ("2023", 2, "2-4", facts(certificate(3, before(1)), study("technician_college", LONG_AGO), job(before(2)))),
    ("2023", 2, "2-5", facts(certificate(3, before(2)), study("technician_college", before(1), date(2027, 6, 30)))),
    ("2023", 1, "1-1", facts(certificate(2, before(5)), job(before(9)))),
    ("2023", 1, "1-2", facts(title("intermediate", before(5)), certificate(2, before(2)), job(before(9)))),
    ("2023", 1, "1-2", facts(title("intermediate", before(8)), certificate(2, before(1)), job(before(9)))),
    ("2023", 1, "1-3", facts(title("senior", before(1)), job(before(9)))),
    ("2018", 5, "5-1", facts(job(before(1)))),
    ("2018", 5, "5-2", facts(a_fact("apprenticeship", before(2), D))),
    ("2018", 4, "4-1", facts(certificate(5, before(4)), job(before(5)))),
    ("2018", 4, "4-2", facts(job(before(6)))),
    ("2018", 4, "4-3a", facts(study("technical_school", D))),
    ("2018", 4, "4-3b", facts(study("secondary", D, programme_evaluated=True))),
    ("2018", 3, "3-1", facts(certificate(4, before(5)), job(before(9)))),
    ("2018", 3, "3-2a", facts(certificate(4, before(1)), study("senior_worker_class", D))),
    ("2018", 3, "3-2b", facts(certificate(4, before(1)), study("associate", D, programme_evaluated=True))),
    ("2018", 3, "3-3", facts(certificate(4, before(2)), study("associate", LONG_AGO), job(before(9)))),
    ("2018", 2, "2-1", facts(certificate(3, before(4)), job(before(9)))),
    ("2018", 2, "2-2", facts(certificate(3, before(1)), study("senior_worker_class", LONG_AGO), job(before(3)))),
    ("2018", 1, "1-1", facts(certificate(2, before(4)), job(before(9)))),
]
NAMES = [f"{template}/{code}" for template, _level, code, _person in GOLDEN]


@pytest.mark.parametrize(("template", "level", "code", "person"), GOLDEN, ids=NAMES)
def test_a_path_is_met_from_its_day_on(template: str, level: int, code: str, person: Facts) -> None:
    paths = paths_of_template(template, level)
    too_early = judge(paths, person, D - DAY)
    assert not too_early.eligible
    assert {path.rule.code: path.from_date for path in too_early.missing}[code] == D
    for day in (D, D + DAY):
        alone = judge([path for path in paths if path.rule.code == code], person, day)
        assert (alone.eligible, alone.path_code) == (True, code)
        assert judge(paths, person, day).eligible


def test_every_path_of_both_templates_has_its_golden_person() -> None:
    tried = {(template, level, code) for template, level, code, _person in GOLDEN}
    there_are = {
        (template, level, path.rule.code)
        for template in ("2018", "2023")
        for level in (5, 4, 3, 2, 1)
        for path in paths_of_template(template, level)
    }
    assert tried == there_are


@pytest.mark.parametrize(
    ("template", "level", "person"),
    [
        ("2023", 2, facts(job(LONG_AGO))),
        ("2023", 1, facts(job(LONG_AGO))),
        ("2023", 4, facts(job(before(9), occupation_id="occ-other"))),
        ("2023", 4, facts(certificate(5, before(9), date(2026, 11, 19)), job(before(4)))),
        ("2023", 4, facts(certificate(5, before(3)), job(LONG_AGO, ENDED))),
        ("2023", 4, facts(study("secondary", LONG_AGO, major_matches=False))),
        ("2023", 3, facts(study("secondary", LONG_AGO))),
        ("2023", 3, facts(study("associate", LONG_AGO))),
        ("2023", 3, facts(certificate(5, LONG_AGO), study("associate", LONG_AGO))),
        ("2023", 2, facts(certificate(3, LONG_AGO), study("technician_college", LONG_AGO, ENDED))),
        ("2018", 5, facts(a_fact("apprenticeship", before(3), before(1), detail={"completed": False}))),
        ("2018", 5, facts(a_fact("apprenticeship", before(1)))),
    ],
    ids=[
        "years alone never lead to level 2",
        "years alone never lead to level 1",
        "work in another occupation",
        "a certificate that ended yesterday",
        "work before the certificate",
        "a major that does not match",
        "a secondary diploma at level 3",
        "a programme that was not evaluated",
        "a certificate of a lower level",
        "a graduate is no student",
        "an apprenticeship broken off",
        "an apprenticeship still running",
    ],
)
def test_what_does_not_suffice(template: str, level: int, person: Facts) -> None:
    assert not judge(paths_of_template(template, level), person, D).eligible


def test_the_two_templates_differ_for_the_same_person() -> None:
    person = facts(certificate(4, before(4)), job(before(4)))
    assert judge(paths_of_template("2023", 3), person, D).path_code == "3-2"
    assert not judge(paths_of_template("2018", 3), person, D).eligible
