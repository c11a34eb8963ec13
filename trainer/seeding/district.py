"""The demonstration district as it is being built: who and what there is, and the days everything is counted from."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit.permissions import Viewer
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.resources import Base, Instructor, Workshop
from trainer.models.skills import Occupation
from trainer.seeding.acting import viewer_for
from trainer.seeding.invented_people import PeoplePool
from trainer.seeding.story import Story
from trainer.skills.queries import find_occupation

CLASSIFICATION = "2022"


@dataclass
class District:
    """Everything by the keys that seeds/demo uses; `monday` is next Monday, from which weeks are counted."""

    session: Session
    rng: random.Random
    pool: PeoplePool
    story: Story
    today: date
    password_hash: str
    public_url: str
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    employers: dict[str, Organisation] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    instructors: dict[str, Instructor] = field(default_factory=dict)

    @property
    def monday(self) -> date:
        """The first Monday after today."""
        return self.today + timedelta(days=7 - self.today.weekday())

    def week(self, number: int, weekday: int = 1) -> date:
        """A day of the week that begins so many weeks after next Monday (ISO weekday)."""
        return self.monday + timedelta(weeks=number, days=weekday - 1)

    def viewer(self, login: str) -> Viewer:
        """The person with this sign-in name, acting for their organisation."""
        return viewer_for(self.session, self.people[login], self.employers[login])

    def viewer_of(self, organisation: Organisation, role: str) -> Viewer:
        """The first person who holds a role in an organisation."""
        for login, employer in self.employers.items():
            if employer is organisation and role in (viewer := self.viewer(login)).roles:
                return viewer
        raise LookupError(f"nobody is {role} at {organisation.name}")

    def occupation(self, code: str) -> Occupation:
        """An occupation by its code, with or without the edition in front."""
        edition, _colon, number = code.rpartition(":")
        found = find_occupation(self.session, edition or CLASSIFICATION, number)
        if found is None:
            raise LookupError(f"occupation {code} is not loaded")
        return found


def stands(session: Session, uscc: str) -> bool:
    """Whether the organisation with this credit code is recorded."""
    return session.scalar(select(Organisation.id).where(Organisation.uscc == uscc)) is not None
