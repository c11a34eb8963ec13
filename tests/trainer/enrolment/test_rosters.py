"""Rosters: bad cells are named, good rows are kept, verdicts rest on records, nobody is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.enrolment.rosters import Setting, a_row, a_setting, a_site, a_workbook, publish
from trainer.enrolment import queries, rosters, services
from trainer.enrolment.rosters import Limits
from trainer.enrolment.seats import CohortFull
from trainer.enrolment.verdicts import RosterVerdict, VerdictKind
from trainer.kit import clock
from trainer.kit.db import vault_of
from trainer.kit.errors import BadInput, Conflict, NotFound, RuleBroken
from trainer.kit.messages import from_json
from trainer.kit.passwords import password_fits
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState, RosterRow, RosterRowState, RosterUpload
from trainer.models.people import Account, Membership, Notice, Person, PersonRecord, RecordKind, Role
from trainer.models.programmes import CohortState
from trainer.models.skills import SkillHolding

LIMITS = Limits(max_bytes=5_000_000, max_rows=5_000)
BAD, READY, NOT_ELIGIBLE = RosterRowState.BAD, RosterRowState.READY, RosterRowState.NOT_ELIGIBLE


@pytest.fixture
def setting(session: Session) -> Setting:
    return a_setting(session)


@pytest.fixture
def officer(setting: Setting, viewer_for: Callable[..., Viewer]) -> Viewer:
    return viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)


@pytest.fixture
def upload(session: Session, setting: Setting, officer: Viewer) -> Callable[..., RosterUpload]:
    def make(*rows: dict[str, str], at: Setting = setting, viewer: Viewer = officer) -> RosterUpload:
        content = a_workbook(rows)
        return rosters.upload_roster(session, at.cohort, content, "花名册.xlsx", limits=LIMITS, viewer=viewer).upload

    return make


def a_known(session: Session, index: int, *records: PersonRecord, enterprise: Setting | None = None) -> Person:
    cells = a_row(index)
    person = factories.a_person(session, name=cells["name"], id_number=cells["id_number"], sex="M")
    for record in records:
        record.person_id = person.id
        session.add(record)
    if enterprise is not None:
        session.add(Membership(person_id=person.id, organisation_id=enterprise.enterprise.id, role=Role.TRAINEE))
    session.flush()
    return person


def states(session: Session, roster: RosterUpload) -> dict[int, RosterRowState]:
    return {row.row_number: row.state for row in queries.rows_of(session, roster)}


def verdict(session: Session, roster: RosterUpload, number: int = 2) -> RosterVerdict:
    return RosterVerdict.from_json(queries.get_row(session, roster, number).verdict)


def fault(session: Session, roster: RosterUpload, number: int) -> tuple[str, str]:
    first = queries.get_row(session, roster, number).faults[0]
    return first["cell"], str(from_json(first["message"]))


def test_of_two_hundred_rows_the_seven_bad_ones_are_named_by_cell_and_the_rest_is_kept(
    session: Session, officer: Viewer, upload: Callable[..., RosterUpload], setting: Setting
) -> None:
    setting.cohort.capacity = 200
    rows = [a_row(index) for index in range(200)]
    rows[15]["id_number"] = rows[15]["id_number"][:-1] + ("1" if rows[15]["id_number"][-1] != "1" else "2")
    rows[39]["id_number"] = rows[36]["id_number"]
    rows[61]["phone"] = "1380013"
    rows[86]["name"] = "赵?"
    rows[100]["id_number"] = "310117198502301238"
    rows[129]["held_since"] = "2027-08-20"
    rows[162]["phone"] = ""
    roster = upload(*rows)
    assert [number for number, state in states(session, roster).items() if state is BAD] == [
        17,
        41,
        63,
        88,
        102,
        131,
        164,
    ]
    assert fault(session, roster, 41) == ("B41", "Same as row 38")
    assert fault(session, roster, 63)[0] == "C63"
    assert fault(session, roster, 131) == ("F131", "The date 2027-08-20 lies in the future.")
    kept = rosters.enrol_rows(session, roster, viewer=officer)
    assert (kept.enrolled, kept.waiting) == (193, 0)
    assert len(queries.roster_of(session, setting.cohort.id)) == setting.cohort.taken == 193
    assert queries.counts_of(session, [roster.id])[roster.id][BAD] == 7


def test_a_verdict_names_the_path_and_the_record_that_decided(
    session: Session, upload: Callable[..., RosterUpload]
) -> None:
    found = verdict(session, upload(a_row(1)))
    assert found.kind is VerdictKind.CAN_JOIN
    assert found.eligibility.path_code in ("3-1", "3-2")
    assert {record.document for record in found.eligibility.records} <= {
        "花名册.xlsx #2",
        a_row(1)["certificate_number"],
    }


def test_somebody_short_of_years_is_shown_with_the_day_from_which_they_may_join(
    session: Session, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1, work_since="2020-01-01", held_since="2026-08-20"))
    found = verdict(session, roster)
    assert states(session, roster) == {2: NOT_ELIGIBLE}
    assert found.kind is VerdictKind.NOT_ELIGIBLE
    assert "from 2030-01-01" in str(found.message) or "from 2030-08-20" in str(found.message)
    assert rosters.enrol_rows(session, roster, viewer=officer).enrolled == 0


def test_a_same_level_subsidy_lets_join_without_subsidy_and_names_the_number(
    session: Session, setting: Setting, upload: Callable[..., RosterUpload]
) -> None:
    occupation_id = setting.cohort.course_version.course.occupation_id
    drawn = PersonRecord(
        kind=RecordKind.SUBSIDY, occupation_id=occupation_id, level=3, starts_on=date(2025, 6, 12),
        detail={"number": "BT-2506-118"},
    )  # fmt: skip
    a_known(session, 1, drawn)
    roster = upload(a_row(1))
    assert states(session, roster) == {2: READY}
    found = verdict(session, roster)
    assert found.kind is VerdictKind.NO_SUBSIDY
    assert str(found.message) == "Same-level subsidy already paid on 2025-06-12, no. BT-2506-118"
    assert found.reasons[0].record is not None and found.reasons[0].record.id == drawn.id


def test_a_subsidy_for_another_level_changes_nothing(
    session: Session, setting: Setting, upload: Callable[..., RosterUpload]
) -> None:
    occupation_id = setting.cohort.course_version.course.occupation_id
    drawn = PersonRecord(kind=RecordKind.SUBSIDY, occupation_id=occupation_id, level=4, starts_on=date(2025, 6, 12))
    a_known(session, 1, drawn)
    assert verdict(session, upload(a_row(1))).kind is VerdictKind.CAN_JOIN


@pytest.mark.parametrize("kind", [RecordKind.RETIRED, RecordKind.ENROLLED_STUDENT])
def test_retired_people_and_full_time_students_cannot_join_and_the_record_is_named(
    session: Session, upload: Callable[..., RosterUpload], kind: RecordKind
) -> None:
    a_known(session, 1, PersonRecord(kind=kind, starts_on=date(2025, 9, 1), document="JS-77"))
    found = verdict(session, upload(a_row(1)))
    assert found.kind is VerdictKind.NOT_ELIGIBLE
    assert "JS-77" in str(found.message)


def test_a_student_who_has_left_school_can_join(session: Session, upload: Callable[..., RosterUpload]) -> None:
    study = PersonRecord(kind=RecordKind.ENROLLED_STUDENT, starts_on=date(2020, 9, 1), ends_on=date(2023, 6, 30))
    a_known(session, 1, study)
    assert verdict(session, upload(a_row(1))).kind is VerdictKind.CAN_JOIN


def test_a_running_apprenticeship_lets_join_without_subsidy(
    session: Session, upload: Callable[..., RosterUpload]
) -> None:
    term = PersonRecord(
        kind=RecordKind.APPRENTICESHIP, starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1), document="XT-9"
    )
    a_known(session, 1, term)
    found = verdict(session, upload(a_row(1)))
    assert found.kind is VerdictKind.NO_SUBSIDY
    assert "2027-03-01" in str(found.message)


def test_ages_follow_the_policy_records_and_name_their_document(
    session: Session, upload: Callable[..., RosterUpload]
) -> None:
    from tests.trainer.enrolment.rosters import an_id

    old = a_row(1, id_number=an_id(1, born=date(1960, 1, 1)))
    young = a_row(2, id_number=an_id(2, born=date(2011, 5, 1)), work_since="")
    roster = upload(old, young)
    assert verdict(session, roster, 2).reasons[0].rule == "age"
    assert "测试〔2020〕1号" in str(verdict(session, roster, 2).message)
    assert verdict(session, roster, 3).reasons[0].rule == "age"


def test_a_level_without_certificate_number_counts_as_documents_missing(
    session: Session, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1, work_since="2019-01-01", held_since="2020-10-15", certificate_number=""))
    assert verdict(session, roster).kind is VerdictKind.DOCUMENTS_MISSING
    assert states(session, roster) == {2: NOT_ELIGIBLE}


def test_somebody_of_whom_nothing_is_known_lacks_documents(
    session: Session, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1, work_since="", held_level="", held_since="", certificate_number=""))
    assert verdict(session, roster).kind is VerdictKind.DOCUMENTS_MISSING


def test_a_person_in_overlapping_lessons_is_refused_and_the_clash_is_named(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    other = a_setting(session, enterprise=setting.enterprise)
    person = a_known(session, 1)
    services.enrol_person(session, other.cohort, person, key="k", viewer=officer)
    publish(session, setting, a_site(session, setting))
    publish(session, other, a_site(session, other), period=3)
    found = verdict(session, upload(a_row(1)))
    assert found.reasons[0].rule == "overlap"
    assert str(found.message).startswith(f"Sits in {other.cohort.name_en} at the same time: 2026-11-30")
    with pytest.raises(RuleBroken, match="at the same time"):
        services.enrol_person(session, setting.cohort, person, key="k2", viewer=officer)


def test_lessons_at_other_times_are_no_clash(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    other = a_setting(session, enterprise=setting.enterprise)
    services.enrol_person(session, other.cohort, a_known(session, 1), key="k", viewer=officer)
    publish(session, setting, a_site(session, setting))
    publish(session, other, a_site(session, other), period=5)
    assert verdict(session, upload(a_row(1))).kind is VerdictKind.CAN_JOIN


def test_another_enterprise_learns_the_days_of_a_clash_but_neither_cohort_nor_employer(
    session: Session, setting: Setting, officer: Viewer, viewer_for: Callable[..., Viewer],
    upload: Callable[..., RosterUpload],
) -> None:  # fmt: skip
    rival = a_setting(session)
    theirs = viewer_for(Role.ENTERPRISE_OFFICER, rival.enterprise)
    services.enrol_person(session, rival.cohort, a_known(session, 1), key="k", viewer=theirs)
    publish(session, setting, a_site(session, setting))
    publish(session, rival, a_site(session, rival))
    message = str(verdict(session, upload(a_row(1))).message)
    assert message.startswith("Already enrolled elsewhere at the same time")
    assert rival.cohort.name not in message and rival.enterprise.name not in message


def test_what_another_employer_wrote_about_a_person_decides_nothing_here(
    session: Session, setting: Setting, upload: Callable[..., RosterUpload]
) -> None:
    rival = a_setting(session)
    occupation_id = setting.cohort.course_version.course.occupation_id
    job = PersonRecord(
        kind=RecordKind.EMPLOYMENT, occupation_id=occupation_id, starts_on=date(2000, 1, 1), document="rival.xlsx #9"
    )
    a_known(session, 1, job, enterprise=rival)
    roster = upload(a_row(1, work_since="", held_level="", held_since="", certificate_number=""))
    assert "rival" not in str(queries.get_row(session, roster, 2).verdict)
    assert verdict(session, roster).kind is VerdictKind.DOCUMENTS_MISSING


def test_the_same_number_is_the_same_person_across_enterprises(
    session: Session, setting: Setting, officer: Viewer, viewer_for: Callable[..., Viewer],
    upload: Callable[..., RosterUpload],
) -> None:  # fmt: skip
    rosters.enrol_rows(session, upload(a_row(1)), viewer=officer)
    rival = a_setting(session)
    theirs = viewer_for(Role.ENTERPRISE_OFFICER, rival.enterprise)
    rosters.enrol_rows(session, upload(a_row(1), at=rival, viewer=theirs), viewer=theirs)
    index = vault_of(session).index(a_row(1)["id_number"])
    people = session.scalars(select(Person).where(Person.id_index == index)).all()
    assert len(people) == 1
    assert {row.cohort_id for row in queries.enrolments_of_person(session, people[0].id)} == {
        setting.cohort.id,
        rival.cohort.id,
    }


def test_a_name_that_does_not_belong_to_the_number_is_a_fault_that_tells_nothing_else(
    session: Session, upload: Callable[..., RosterUpload]
) -> None:
    a_known(session, 1)
    roster = upload(a_row(1, name="别人"))
    assert fault(session, roster, 2) == ("A2", "Name and ID number do not belong together. Please check both.")


def test_enrolling_keeps_person_facts_membership_and_an_account_that_nobody_can_open_yet(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    rosters.enrol_rows(session, upload(a_row(1)), viewer=officer)
    enrolment = queries.roster_of(session, setting.cohort.id)[0]
    person = enrolment.person
    assert person.id_number(vault_of(session)) == a_row(1)["id_number"]
    assert person.phone(vault_of(session)) == a_row(1)["phone"]
    assert (person.birth_date, person.name_latin[0].isupper()) == (date(1985, 1, 1), True)
    assert session.scalar(select(PersonRecord.document).where(PersonRecord.person_id == person.id)) == "花名册.xlsx #2"
    assert session.scalar(select(SkillHolding.level).where(SkillHolding.person_id == person.id)) == 4
    account = session.scalars(select(Account).where(Account.person_id == person.id)).one()
    assert account.login_name == a_row(1)["phone"]
    assert not any(password_fits(guess, account.password_hash) for guess in ("", "nobody", account.login_name))
    assert session.scalar(select(Membership.role).where(Membership.person_id == person.id)) is Role.TRAINEE
    assert session.scalar(select(Notice.subject).where(Notice.person_id == person.id))
    stored = RosterVerdict.from_json(enrolment.verdict)
    stored_ids = set(session.scalars(select(SkillHolding.id))) | set(session.scalars(select(PersonRecord.id)))
    assert {record.id for record in stored.eligibility.records} <= stored_ids


def test_cells_are_sealed_and_fit_no_other_row(session: Session, upload: Callable[..., RosterUpload]) -> None:
    from trainer.kit.crypto import Tampered

    roster = upload(a_row(1), a_row(2))
    first, second = queries.rows_of(session, roster)
    assert a_row(1)["id_number"].encode() not in first.cells_sealed
    second.cells_sealed = first.cells_sealed
    with pytest.raises(Tampered):
        rosters.cells_of(session, second)


def test_a_corrected_cell_turns_good_and_sets_its_twin_free(
    session: Session, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1), a_row(2, id_number=a_row(1)["id_number"]))
    assert states(session, roster) == {2: READY, 3: BAD}
    rosters.correct_cell(session, roster, 2, "id_number", a_row(7)["id_number"], viewer=officer)
    assert states(session, roster) == {2: READY, 3: READY}
    rosters.correct_cell(session, roster, 2, "id_number", a_row(1)["id_number"], viewer=officer)
    assert states(session, roster) == {2: READY, 3: BAD}
    rosters.correct_cell(session, roster, 3, "id_number", a_row(2)["id_number"], viewer=officer)
    assert states(session, roster) == {2: READY, 3: READY}


def test_a_cell_that_is_still_wrong_stays_red_with_its_new_reason(
    session: Session, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1, phone=""))
    row = rosters.correct_cell(session, roster, 2, "phone", "12", viewer=officer)
    assert row.state is BAD
    assert fault(session, roster, 2) == ("C2", "A mobile number has 11 digits and begins with 13 to 19.")


def test_an_unknown_column_and_an_enrolled_row_cannot_be_written(
    session: Session, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1))
    with pytest.raises(BadInput):
        rosters.correct_cell(session, roster, 2, "salary", "1", viewer=officer)
    with pytest.raises(NotFound):
        rosters.correct_cell(session, roster, 99, "name", "陈鋐", viewer=officer)
    rosters.enrol_rows(session, roster, viewer=officer)
    with pytest.raises(Conflict):
        rosters.correct_cell(session, roster, 2, "name", "陈鋐", viewer=officer)


def test_the_same_file_again_is_told_and_makes_no_second_roster(
    session: Session, setting: Setting, officer: Viewer
) -> None:
    content = a_workbook([a_row(1), a_row(2)])
    first = rosters.upload_roster(session, setting.cohort, content, "a.xlsx", limits=LIMITS, viewer=officer)
    second = rosters.upload_roster(session, setting.cohort, content, "b.xlsx", limits=LIMITS, viewer=officer)
    assert (first.is_repeated, second.is_repeated) == (False, True)
    assert second.upload.id == first.upload.id
    assert session.scalar(select(func.count(RosterUpload.id))) == 1


def test_a_corrected_file_shows_who_is_enrolled_already(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    rosters.enrol_rows(session, upload(a_row(1), a_row(2, phone="1")), viewer=officer)
    second = upload(a_row(1), a_row(2))
    assert states(session, second) == {2: RosterRowState.ENROLLED, 3: READY}
    assert rosters.enrol_rows(session, second, viewer=officer).enrolled == 1
    assert setting.cohort.taken == 2


def test_good_rows_without_a_seat_wait_and_the_alternatives_are_named(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    setting.cohort.capacity = 2
    other = factories.a_cohort(
        session, order=setting.cohort.programme.order, version=setting.cohort.course_version, capacity=9, name="二班"
    )
    roster = upload(*(a_row(index) for index in range(4)))
    kept = rosters.enrol_rows(session, roster, viewer=officer)
    assert (kept.enrolled, kept.waiting) == (2, 2)
    assert isinstance(kept.refusal, CohortFull) and kept.refusal.alternatives == (other,)
    assert "二班 (9)" in str(kept.refusal.way_out)
    assert session.scalar(select(func.count(Person.id)).where(Person.id_index.is_not(None), Person.sex != "")) == 2
    setting.cohort.capacity = 4
    session.flush()
    assert rosters.enrol_rows(session, roster, viewer=officer).enrolled == 2


def test_pressing_twice_enrols_nobody_twice(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    roster = upload(a_row(1), a_row(2))
    rosters.enrol_rows(session, roster, viewer=officer)
    assert rosters.enrol_rows(session, roster, viewer=officer).enrolled == 0
    assert session.scalar(select(func.count(Enrolment.id))) == setting.cohort.taken == 2


def test_a_closed_cohort_takes_no_roster(session: Session, setting: Setting, officer: Viewer) -> None:
    setting.cohort.state = CohortState.TAUGHT
    with pytest.raises(RuleBroken, match="closed"):
        rosters.upload_roster(session, setting.cohort, a_workbook([a_row(1)]), "a.xlsx", limits=LIMITS, viewer=officer)


def test_a_missing_policy_record_is_named_and_nothing_is_stored(
    session: Session, officer: Viewer, setting: Setting
) -> None:
    from trainer.models.catalogue import PolicyRecord

    session.query(PolicyRecord).filter(PolicyRecord.key == "enrolment.maximum_age").delete()
    with pytest.raises(RuleBroken, match=r"enrolment\.maximum_age .* 310117"):
        rosters.upload_roster(session, setting.cohort, a_workbook([a_row(1)]), "a.xlsx", limits=LIMITS, viewer=officer)
    assert session.scalar(select(func.count(RosterRow.id))) == 0


def test_withdrawn_people_may_come_back(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    rosters.enrol_rows(session, upload(a_row(1)), viewer=officer)
    enrolment = queries.roster_of(session, setting.cohort.id)[0]
    services.withdraw_trainee(session, enrolment, "Moved away", viewer=officer)
    again = upload(a_row(1, team="二线"))
    assert rosters.enrol_rows(session, again, viewer=officer).enrolled == 1
    assert (enrolment.state, enrolment.team, setting.cohort.taken) == (EnrolmentState.ENROLLED, "二线", 1)


def test_lessons_in_the_past_are_no_clash(
    session: Session, setting: Setting, officer: Viewer, upload: Callable[..., RosterUpload]
) -> None:
    other = a_setting(session, enterprise=setting.enterprise)
    services.enrol_person(session, other.cohort, a_known(session, 1), key="k", viewer=officer)
    gone = clock.today() - timedelta(days=20)
    publish(session, setting, a_site(session, setting), first_day=gone)
    publish(session, other, a_site(session, other), first_day=gone)
    assert verdict(session, upload(a_row(1))).kind is VerdictKind.CAN_JOIN
