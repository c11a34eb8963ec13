"""What is already known about the people of a roster, read in few statements however long the roster is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.enrolment.cells import Entry
from trainer.enrolment.queries import Clash, clashes_of
from trainer.kit.db import batches, vault_of
from trainer.models.enrolment import Enrolment
from trainer.models.people import Membership, Person, PersonRecord, RecordKind
from trainer.models.programmes import Cohort
from trainer.models.skills import SkillHolding
from trainer.skills import queries as skill_queries

# What an employer's roster wrote about a person is shown to that employer alone.
_EMPLOYERS_OWN = frozenset({RecordKind.EMPLOYMENT, RecordKind.EDUCATION})


@dataclass(frozen=True)
class Known:
    """Stored people by identity, and what is stored about them by person id."""

    people: Mapping[tuple[str, bytes], Person]
    records: Mapping[str, list[PersonRecord]]
    holdings: Mapping[str, list[SkillHolding]]
    enrolments: Mapping[str, Enrolment]
    clashes: Mapping[str, Clash]
    own_members: frozenset[str]

    def usable_records(self, person_id: str) -> list[PersonRecord]:
        """The records that may be weighed: those that another employer's roster brought are left out."""
        found = self.records.get(person_id, [])
        if person_id in self.own_members:
            return found
        return [record for record in found if record.kind not in _EMPLOYERS_OWN]


def identity_of(session: Session, entry: Entry) -> tuple[str, bytes]:
    """The key under which a person is found, whoever enrolled them first."""
    return entry.id_type, vault_of(session).index(entry.id_number)


def look_up(session: Session, cohort: Cohort, entries: Sequence[Entry], organisation_id: str) -> Known:
    """Everything known about the people of these entries, for a cohort of an employer."""
    people = _people(session, [identity_of(session, entry) for entry in entries])
    ids = [person.id for person in people.values()]
    return Known(
        people=people,
        records=skill_queries.records_by_person(session, ids),
        holdings=skill_queries.holdings_by_person(session, ids),
        enrolments=_enrolments(session, cohort, ids),
        clashes=clashes_of(session, cohort, ids),
        own_members=_members(session, organisation_id, ids),
    )


def memberships_of(session: Session, organisation_id: str, person_ids: Sequence[str]) -> Mapping[str, list[Membership]]:
    """The memberships, ended ones too, of these people in an organisation."""
    found: dict[str, list[Membership]] = defaultdict(list)
    for part in batches(person_ids):
        own = select(Membership).where(Membership.organisation_id == organisation_id, Membership.person_id.in_(part))
        for membership in session.scalars(own):
            found[membership.person_id].append(membership)
    return found


def _people(session: Session, identities: Sequence[tuple[str, bytes]]) -> dict[tuple[str, bytes], Person]:
    found: dict[tuple[str, bytes], Person] = {}
    wanted = set(identities)
    for part in batches([index for _type, index in identities]):
        for person in session.scalars(select(Person).where(Person.id_index.in_(part))):
            identity = (person.id_type.value, person.id_index or b"")
            if identity in wanted:
                found[identity] = person
    return found


def _enrolments(session: Session, cohort: Cohort, person_ids: Sequence[str]) -> dict[str, Enrolment]:
    found: dict[str, Enrolment] = {}
    for part in batches(person_ids):
        own = select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id.in_(part))
        found.update({enrolment.person_id: enrolment for enrolment in session.scalars(own)})
    return found


def _members(session: Session, organisation_id: str, person_ids: Sequence[str]) -> frozenset[str]:
    return frozenset(memberships_of(session, organisation_id, person_ids))
