"""Signed orders of the city's parties, with their classes full: what a scheduler finds in the basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.journeys.city import LEVEL, OCCUPATION_CODE, City
from tests.trainer.programmes.parties import Parties
from tests.trainer.scheduling.scenes import seat
from trainer.kit.permissions import Viewer
from trainer.models.catalogue import Course, CourseVersion
from trainer.models.organisations import Organisation
from trainer.models.people import Account, Person
from trainer.models.programmes import Cohort
from trainer.models.skills import Occupation
from trainer.seeding.acting import viewer_for


@dataclass(frozen=True)
class Window:
    """Between which days a class is taught, and in which parts of the day."""

    first: date
    last: date
    half_days: tuple[str, ...] = ("morning", "afternoon")


class ActingParties(Parties):
    """The same acts whatever the day: nobody has to be signed in."""

    @property
    def buyer(self) -> Viewer:
        return viewer_for(self.session, self.officer, self.enterprise)

    @property
    def seller(self) -> Viewer:
        return viewer_for(self.session, self.scheduler, self.base)

    @property
    def teacher(self) -> Viewer:
        return viewer_for(self.session, self.school_officer, self.school)


def parties_of(session: Session, city: City) -> Parties:
    """The city's enterprise, base and school with their officers, and the newest version of its course."""
    newest = (
        select(CourseVersion)
        .join(Course)
        .join(Occupation, Occupation.id == Course.occupation_id)
        .where(Occupation.code == OCCUPATION_CODE, Course.level == LEVEL)
        .order_by(CourseVersion.number.desc())
    )
    version = session.scalars(newest).first()
    assert version is not None
    organisations = {key: _organisation(session, city, key) for key in ("enterprise", "base", "school")}
    people = [_person(session, login) for login in ("enterprise", "scheduler", "school")]
    return ActingParties(session, *organisations.values(), *people, version)


def sign_an_order(session: Session, city: City, window: Window, heads: int, **values: Any) -> list[Cohort]:
    """An order that all three have signed, with every seat of its classes taken."""
    parties = parties_of(session, city)
    wish = {"window_start": window.first, "window_end": window.last, "half_days": window.half_days}
    order, _agreement = parties.signed(level=LEVEL, heads=heads, **wish, **values)
    cohorts = parties.cohorts(order)
    for cohort in cohorts:
        seat(session, cohort, cohort.capacity, [factories.a_person(session) for _ in range(cohort.capacity)])
    return cohorts


def _organisation(session: Session, city: City, key: str) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.name == city.names[key]["zh"])).one()


def _person(session: Session, login: str) -> Person:
    return session.scalars(select(Person).join(Account).where(Account.login_name == login)).one()
