"""Judging the rows of a roster for a cohort: cells, duplicates, what is known, and the verdict on each person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.catalogue import queries as catalogue_queries
from trainer.enrolment import verdicts
from trainer.enrolment.cells import Entry, read_cells
from trainer.enrolment.exclusions import Aim, age_reasons, record_reasons
from trainer.enrolment.lookup import Known, identity_of, look_up
from trainer.enrolment.names import same_name
from trainer.enrolment.queries import clash_message
from trainer.enrolment.roster_file import RawRow
from trainer.enrolment.verdicts import Reason, RosterVerdict, VerdictKind
from trainer.kit import clock
from trainer.kit.errors import RuleBroken
from trainer.kit.identifiers import normalise
from trainer.kit.ids import new_id
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.models.catalogue import PolicyRecord
from trainer.models.enrolment import EnrolmentState, RosterRowState
from trainer.models.organisations import Organisation
from trainer.models.people import Person, PersonRecord, RecordKind
from trainer.models.programmes import Cohort
from trainer.models.skills import SkillHolding
from trainer.programmes.queries import is_joint, part_of
from trainer.skills.services import EntryRules, entry_rules, facts_of


@dataclass(frozen=True)
class Admission:
    """What a cohort asks of everybody who wants to join, read once for a whole roster."""

    cohort: Cohort
    organisation_id: str
    aim: Aim
    rules: EntryRules
    least_age: PolicyRecord
    most_age: PolicyRecord
    viewer: Viewer


@dataclass(frozen=True)
class Claimed:
    """The facts that a row claims, as rows that are stored only when the person is enrolled."""

    holdings: tuple[SkillHolding, ...] = ()
    records: tuple[PersonRecord, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What a row came to: faults by column key when cells are bad, otherwise the entry with its verdict."""

    state: RosterRowState
    faults: Mapping[str, Message] = field(default_factory=dict)
    entry: Entry | None = None
    verdict: RosterVerdict | None = None
    person: Person | None = None
    claimed: Claimed = field(default_factory=Claimed)


def admission_of(session: Session, cohort: Cohort, organisation_id: str, *, viewer: Viewer) -> Admission:
    """The rules for joining, on the cohort's first day, for people whom an organisation sends.

    Raises RuleBroken "policy-missing" where the region of the base has no record for an age.
    """
    course = cohort.course_version.course
    aim = Aim(course.occupation_id, course.level, cohort.starts_on)
    region = session.scalar(select(Organisation.region_code).where(Organisation.id == cohort.programme.base_id)) or ""
    return Admission(
        cohort=cohort,
        organisation_id=organisation_id,
        aim=aim,
        rules=entry_rules(session, course.occupation, course.level, aim.on),
        least_age=_policy(session, "enrolment.minimum_age", region, aim),
        most_age=_policy(session, "enrolment.maximum_age", region, aim),
        viewer=viewer,
    )


def sender_of(session: Session, cohort: Cohort, *, viewer: Viewer) -> str:
    """The organisation whose people a roster of the viewer brings.

    Raises RuleBroken "joint-class-roster" for the base of a joint class, whose enterprises send their own people.
    """
    programme = cohort.programme
    part = part_of(session, cohort, viewer=viewer)
    if part is not None:
        return part.enterprise_id
    if programme.enterprise_id is None and is_joint(session, programme.id):
        raise RuleBroken(
            "joint-class-roster",
            msg("In a joint class each enterprise sends its own people"),
            msg("Ask the enterprise to send its roster"),
        )
    return programme.enterprise_id or programme.base_id


def judge_rows(
    session: Session, admission: Admission, rows: Sequence[RawRow], *, source: str, only: Collection[int] | None = None
) -> dict[int, Judgement]:
    """The judgement of each row by its number; `only` judges some, with all of `rows` looked at for duplicates.

    `source` names the file in the documents of claimed facts.
    """
    twins = duplicates(rows)
    wanted = [row for row in rows if only is None or row.number in only]
    read = {row.number: read_cells(row.cells, clock.today()) for row in wanted}
    entries = [entry for entry, _faults in read.values() if entry is not None]
    known = look_up(session, admission.cohort, entries, admission.organisation_id)
    judged = {}
    for number, (entry, faults) in read.items():
        if number in twins:
            faults.setdefault("id_number", msg("Same as row %(n)s", n=twins[number]))
        if entry is None or faults:
            judged[number] = Judgement(RosterRowState.BAD, faults)
        else:
            person = known.people.get(identity_of(session, entry))
            judged[number] = _judge_entry(admission, known, entry, person, f"{source} #{number}")
    return judged


def duplicates(rows: Sequence[RawRow]) -> dict[int, int]:
    """Row number to the number of the first row with the same identity number."""
    first: dict[str, int] = {}
    twins = {}
    for row in rows:
        number = normalise(row.cells.get("id_number", ""))
        if number and "E+" not in number:
            earlier = first.setdefault(number, row.number)
            if earlier != row.number:
                twins[row.number] = earlier
    return twins


def _judge_entry(admission: Admission, known: Known, entry: Entry, person: Person | None, document: str) -> Judgement:
    if person is not None:
        if not same_name(person.name, entry.name):
            fault = msg("Name and ID number do not belong together. Please check both.")
            return Judgement(RosterRowState.BAD, {"name": fault})
        seat = known.enrolments.get(person.id)
        if seat is not None and seat.state is not EnrolmentState.WITHDRAWN:
            return Judgement(RosterRowState.ENROLLED, entry=entry, person=person)
    claimed = _claimed(admission, known, entry, person, document)
    verdict = _verdict(admission, known, entry, person, claimed)
    state = RosterRowState.READY if verdict.kind in verdicts.JOINING else RosterRowState.NOT_ELIGIBLE
    return Judgement(state, entry=entry, verdict=verdict, person=person, claimed=claimed)


def _verdict(
    admission: Admission, known: Known, entry: Entry, person: Person | None, claimed: Claimed
) -> RosterVerdict:
    aim, person_id = admission.aim, person.id if person else ""
    records = [*known.usable_records(person_id), *claimed.records]
    holdings = [*known.holdings.get(person_id, []), *claimed.holdings]
    birth_date = entry.birth_date or (person.birth_date if person else None)
    eligibility = admission.rules.judge(facts_of(admission.rules, person_id, birth_date, holdings, records), aim.on)
    sex = entry.sex or (person.sex if person else "")
    reasons = age_reasons(birth_date, sex, aim.on, admission.least_age, admission.most_age)
    reasons += record_reasons(known.records.get(person_id, []), aim)
    if (clash := known.clashes.get(person_id)) is not None:
        reasons.append(Reason("overlap", VerdictKind.NOT_ELIGIBLE, clash_message(clash, admission.viewer)))
    return verdicts.decide(eligibility, reasons, aim.on, is_anything_known=bool(records or holdings))


def _claimed(admission: Admission, known: Known, entry: Entry, person: Person | None, document: str) -> Claimed:
    """The facts in the row that are not stored yet."""
    occupation_id, person_id = admission.aim.occupation_id, person.id if person else ""
    records, holdings = [], []
    if entry.work_since is not None:
        records.append(
            PersonRecord(kind=RecordKind.EMPLOYMENT, occupation_id=occupation_id, starts_on=entry.work_since, detail={})
        )
    if entry.degree:
        detail = {"degree": entry.degree, "major_matches": entry.major_matches, "programme_evaluated": False}
        since = entry.graduated or clock.today()
        records.append(PersonRecord(kind=RecordKind.EDUCATION, starts_on=since, detail=detail))
    if entry.held_level is not None and entry.held_since is not None:
        holdings.append(
            SkillHolding(
                occupation_id=occupation_id,
                level=entry.held_level,
                held_since=entry.held_since,
                certificate_number=entry.certificate_number,
            )
        )
    stored = {_sense(record) for record in known.usable_records(person_id)}
    held = {(row.occupation_id, row.level, row.held_since) for row in known.holdings.get(person_id, [])}
    for record in records:
        record.id, record.document = new_id(), document
    for holding in holdings:
        holding.id = new_id()
    return Claimed(
        tuple(row for row in holdings if (row.occupation_id, row.level, row.held_since) not in held),
        tuple(record for record in records if _sense(record) not in stored),
    )


def _sense(record: PersonRecord) -> tuple[object, ...]:
    degree = (record.detail or {}).get("degree")
    return record.kind, record.occupation_id, degree, None if degree else record.starts_on


def _policy(session: Session, key: str, region_code: str, aim: Aim) -> PolicyRecord:
    record = catalogue_queries.find_policy(session, key, region_code, aim.on)
    if record is None:
        # Raises with the words that every missing policy is reported in.
        catalogue_queries.policy_value(session, key, region_code, aim.on)
        raise LookupError(key)
    return record
