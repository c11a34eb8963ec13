"""The district's classes: from the order to the roster, and for past ones the lessons as they were held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from trainer.models.enrolment import Enrolment
from trainer.models.programmes import Cohort, Programme
from trainer.models.resources import HalfDay
from trainer.scheduling import services as scheduling
from trainer.scheduling.drafts import make_draft
from trainer.scheduling.situation import load_situation
from trainer.seeding import lessons, organisations, rosters
from trainer.seeding.district import District
from trainer.seeding.orders import OrderFile
from trainer.seeding.placing import Placer
from trainer.seeding.story import at

COMING = "coming"
# Days before the anchor: a past class's first day, or next Monday.
PAST_DAYS = {"create": 30, "submit": 30, "answer": 24, "agree": 21, "rewrite": 19, "base": 16, "enterprise": 13,
             "school": 9, "roster": 7, "publish": 4}  # fmt: skip
COMING_DAYS = {"create": 47, "submit": 46, "answer": 40, "agree": 37, "rewrite": 34, "base": 31, "enterprise": 28,
               "school": 25, "roster": 18}  # fmt: skip


@dataclass
class ClassFile(OrderFile):
    """One class with its order, its cohort and the people who sit in it."""

    cohort: Cohort = field(init=False)
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def is_past(self) -> bool:
        """Whether lessons of the class have been held."""
        return bool(self.row["stage"] != COMING)

    def enrol(self) -> None:
        """The enterprise sends the roster and keeps the good rows."""
        session = self.district.session
        own = select(Cohort).join(Cohort.programme).where(Programme.order_id == self.order.id)
        self.cohort = session.scalars(own).one()
        self.enrolments = rosters.enrol_class(self.district, self.cohort, self.row, self.enterprise())
        for login, name in self.row.get("accounts", {}).items():
            people = (enrolment.person for enrolment in self.enrolments)
            person = next(found for found in people if name in (None, found.name))
            organisations.adopt_account(self.district, person, self.organisation("enterprise"), login)

    def publish(self) -> None:
        """The base publishes the class's lessons beside those that are in force; each is held on its day."""
        session, viewer = self.district.session, self.base()
        situation = load_situation(session, viewer.organisation_id)
        name = self.row.get("instructor")
        cohort = next(found for found in situation.cohorts if found.id == self.cohort.id)
        placer = Placer(situation, cohort, self.district.instructors[name] if name else None)
        places = placer.place(self.half_days_met(), self.row["per_half_day"])
        standing = [booking for booking in situation.published.values() if booking.day > situation.today]
        draft = make_draft(session, situation, [*standing, *places], made_by_id=viewer.person_id)
        scheduling.publish_timetable(session, draft, viewer=viewer)
        lessons.add_lessons(self.district, self.row, places)

    def half_days_met(self) -> set[tuple[int, HalfDay]]:
        """The half-days on which the class met; those written +n follow today's weekday."""
        return {_half_day(text, self.district.today) for text in self.row["met"]}


def add_classes(district: District, data: Mapping[str, Any]) -> list[ClassFile]:
    """Put every class's steps into the story."""
    files = [ClassFile(district, row) for row in data["classes"]]
    for file in files:
        _add_steps(file)
    return files


def _add_steps(file: ClassFile) -> None:
    days = PAST_DAYS if file.is_past else COMING_DAYS
    anchor = file.first_day if file.is_past else file.district.monday

    def on(step: str) -> date:
        return anchor - timedelta(days=days[step])

    story = file.district.story
    story.add(at(on("create"), "09:30"), file.create)
    story.add(at(on("submit"), "16:20"), file.submit)
    story.add(at(on("answer"), "10:15"), file.answer)
    if file.row["counter"]:
        story.add(at(on("agree"), "14:05"), file.accept_counter)
    if file.row["versions"] > 1:
        story.add(at(on("rewrite"), "11:00"), file.write_second_version)
    story.add(at(on("base"), "15:10"), partial(file.sign, file.base))
    story.add(at(on("enterprise"), "10:45"), partial(file.sign, file.enterprise))
    story.add(at(on("school"), "14:30"), partial(file.sign, file.school))
    story.add(at(on("roster"), "13:20"), file.enrol)
    if file.is_past:
        story.add(at(on("publish"), "16:00"), file.publish)


def _half_day(text: str, today: date) -> tuple[int, HalfDay]:
    day, part = text.split()
    weekday = (today.weekday() + int(day)) % 7 + 1 if day.startswith("+") else int(day)
    return weekday, HalfDay(part)
