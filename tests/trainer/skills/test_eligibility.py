"""A verdict names the rule and the records that decided, and what is missing until when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.skills.people import RELATED, certificate, facts, job, paths_of_template, study, title
from trainer.skills.eligibility import judge
from trainer.skills.facts import Fact
from trainer.skills.levels import EXAMINED_LEVELS, by_rank, rank, reaches
from trainer.skills.verdict import Verdict

D = date(2026, 11, 20)


def test_the_verdict_names_the_rule_in_both_languages_and_the_deciding_records() -> None:
    held, work = certificate(4, date(2020, 1, 1)), job(date(2015, 1, 1), occupation_id=RELATED)
    verdict = judge(paths_of_template("2023", 3), facts(held, work), D)
    assert verdict.path_code == "3-1"
    assert verdict.rule is not None
    assert verdict.rule.name.startswith("累计从事")
    assert verdict.rule.name_en.startswith("10 years of work")
    assert [(record.kind, record.id, record.document) for record in verdict.records] == [
        ("employment", work.id, work.document)
    ]


def test_a_path_whose_records_are_documented_is_preferred() -> None:
    undocumented = job(date(2015, 1, 1), document="")
    diploma = study("senior_worker_class", date(2020, 1, 1))
    verdict = judge(paths_of_template("2023", 3), facts(undocumented, diploma), D)
    assert verdict.path_code == "3-4"
    assert verdict.undocumented == ()


def test_records_without_a_document_are_named_when_nothing_better_decides() -> None:
    verdict = judge(paths_of_template("2023", 3), facts(job(date(2015, 1, 1), document="")), D)
    assert verdict.eligible
    assert [record.kind for record in verdict.undocumented] == ["employment"]


def test_a_refusal_says_for_each_path_what_is_missing_and_from_when() -> None:
    person = facts(certificate(4, date(2024, 5, 6)), job(date(2020, 2, 29)))
    verdict = judge(paths_of_template("2023", 3), person, D)
    missing = {path.rule.code: path for path in verdict.missing}
    assert str(missing["3-1"].lacks[0]) == "Needs 10 years, from 2030-02-28"
    assert str(missing["3-2"].lacks[0]) == "Needs 4 years, from 2028-05-06"
    assert missing["3-2"].from_date == date(2028, 5, 6)
    assert str(missing["3-3"].lacks[0]) == "Needs a junior professional title in a matching field"
    assert missing["3-3"].from_date is None
    assert [str(lack) for lack in missing["3-5"].lacks] == [
        "Needs a diploma as the rule names it, in this or a related major"
    ]
    assert str(verdict.message) == "Not yet: condition 3-2 is the nearest. Needs 4 years, from 2028-05-06"


def test_work_that_has_ended_has_no_date_but_a_count() -> None:
    verdict = judge(paths_of_template("2023", 4), facts(job(date(2020, 1, 1), date(2020, 1, 10))), D)
    missing = {path.rule.code: path for path in verdict.missing}
    assert missing["4-1"].from_date is None
    expected = "Needs 5 years of work in the occupation or a related one; 10 days count"
    assert str(missing["4-1"].lacks[0]) == expected


def test_nobody_is_refused_for_an_unknown_birth_date_without_being_told() -> None:
    verdict = judge(paths_of_template("2023", 5), facts(born=None), D)
    assert not verdict.eligible
    assert str(verdict.missing[0].lacks[0]) == "The date of birth is not recorded"


def test_a_verdict_survives_its_json() -> None:
    for person in (facts(job(date(2010, 1, 1))), facts(certificate(4, date(2024, 5, 6)), job(date(2020, 2, 29)))):
        verdict = judge(paths_of_template("2023", 3), person, D)
        again = Verdict.from_json(verdict.to_json())
        assert again.to_json() == verdict.to_json()
        assert (again.records, again.rule, str(again.message)) == (verdict.records, verdict.rule, str(verdict.message))


def test_levels_are_ordered_by_rank_and_never_by_code() -> None:
    assert by_rank([1, 3, 5]) == [5, 3, 1]
    assert [rank(level) for level in EXAMINED_LEVELS] == [2, 3, 4, 5, 6]
    assert reaches(1, 3)
    assert not reaches(5, 3)


DAYS = st.dates(date(1995, 1, 1), date(2030, 12, 31))
ENDS = st.none() | st.integers(0, 5000)
DEGREES = ["secondary", "technical_school", "senior_worker_class", "associate", "bachelor", "technician_college"]


def until(since: date, days: int | None) -> date | None:
    return None if days is None else since + timedelta(days=days)


FACTS = st.one_of(
    st.builds(lambda since, days: job(since, until(since, days)), DAYS, ENDS),
    st.builds(
        lambda level, s, days: certificate(level, s, until(s, days)), st.sampled_from([5, 4, 3, 2, 1]), DAYS, ENDS
    ),
    st.builds(title, st.sampled_from(["junior", "intermediate", "senior"]), DAYS),
    st.builds(
        lambda degree, since, days, approved: study(degree, since, until(since, days), programme_evaluated=approved),
        st.sampled_from(DEGREES),
        DAYS,
        ENDS,
        st.booleans(),
    ),
)


@given(st.sampled_from(["2018", "2023"]), st.sampled_from(EXAMINED_LEVELS), st.lists(FACTS, max_size=5), FACTS, DAYS)
def test_one_more_record_never_takes_eligibility_away(
    template: str, level: int, found: list[Fact], more: Fact, on: date
) -> None:
    paths = paths_of_template(template, level)
    if judge(paths, facts(*found), on).eligible:
        assert judge(paths, facts(*found, more), on).eligible


@given(st.sampled_from(["2018", "2023"]), st.sampled_from(EXAMINED_LEVELS), st.lists(FACTS, max_size=5), DAYS)
def test_who_waits_until_the_named_day_is_eligible_on_it(
    template: str, level: int, found: list[Fact], on: date
) -> None:
    paths = paths_of_template(template, level)
    for path in judge(paths, facts(*found), on).missing:
        if path.from_date is not None:
            assert path.from_date > on
            assert judge(paths, facts(*found), path.from_date).eligible
