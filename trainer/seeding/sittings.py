"""Assessments of past classes: planned, accepted, scored and released, and the certificates that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from trainer.assessment import scoring, services
from trainer.assessment.facts import Occasion
from trainer.assessment.gateway import gateway_of
from trainer.assessment.queries import papers_of, pass_list
from trainer.assessment.score_sheet import Mark, ScoreSheet
from trainer.assessment.situation import SittingPlan
from trainer.certification.services import issue_certificates
from trainer.kit.permissions import Viewer
from trainer.models.assessment import Assessor, Paper, Sitting
from trainer.models.resources import HalfDay, WeeklyOpening, Workshop
from trainer.programmes import services as programmes
from trainer.resources.queries import work_calendar
from trainer.scheduling.day_grid import first_period_of, periods_of
from trainer.seeding.classes import ClassFile
from trainer.seeding.district import District
from trainer.seeding.story import at

LOWEST_PASS, LOWEST_FAIL = 62, 41
POSTS = ("机器人应用技术员", "设备调试员", "产线技术员")


@dataclass
class SittingFile:
    """The sitting of a class with what the seed data say of it."""

    file: ClassFile
    row: Mapping[str, Any]
    day: date = field(init=False)
    sitting: Sitting = field(init=False)

    def __post_init__(self) -> None:
        wanted = self.district.week(self.row["week"]) if "week" in self.row else self.district.today
        self.day = _open_day(self.district, self.workshop, HalfDay(self.row["part"]), wanted)

    @property
    def district(self) -> District:
        """The district in which all this happens."""
        return self.file.district

    @property
    def workshop(self) -> Workshop:
        """Where the candidates sit."""
        return self.district.workshops[self.row["workshop"]]

    def plan(self) -> None:
        """The body's officer plans it for everybody who has the hours."""
        session, half = self.district.session, HalfDay(self.row["part"])
        panel = {person_id: login for login in self.row["panel"] for person_id in [self.district.people[login].id]}
        found = session.scalars(select(Assessor).where(Assessor.person_id.in_(panel)))
        assessors = sorted(found, key=lambda row: self.row["panel"].index(panel[row.person_id]))
        plan = SittingPlan(
            cohort=self.file.cohort,
            body=self.district.organisations["body"],
            workshop=self.workshop,
            occasion=Occasion(self.day, first_period_of(half), len(periods_of(half))),
            assessors=assessors,
            candidates=[row for row in gateway_of(session, self.file.cohort) if row.is_ready],
        )
        self.sitting = services.plan_sitting(session, plan, viewer=self.district.viewer("certification"))

    def accept(self, login: str) -> None:
        """An assessor of the panel promises to come."""
        services.accept_sitting(self.district.session, self.sitting, viewer=self.district.viewer(login))

    def score(self) -> None:
        """The head of the panel enters every score; as many of the last seats as the row says fail the practice."""
        rng = self.district.rng
        by_seat = sorted(self.sitting.candidates, key=lambda candidate: -(candidate.enrolment.seat_number or 0))
        failing = {candidate.id for candidate in by_seat[: self.row["failing"]]}
        marks = []
        for candidate in self.sitting.candidates:
            for paper in papers_of(self.file.cohort):
                fails = paper is Paper.PRACTICE and candidate.id in failing
                points = rng.randint(LOWEST_FAIL, 57) if fails else rng.randint(LOWEST_PASS, 96)
                marks.append(Mark(candidate.id, paper, points, None))
        viewer = self.district.viewer(self.row["panel"][0])
        scoring.enter_scores(self.district.session, self.sitting, ScoreSheet(marks), viewer=viewer)

    def release(self) -> None:
        """The body's officer releases the scores."""
        viewer = self.district.viewer("certification")
        scoring.release_sitting(self.district.session, self.sitting, viewer=viewer)

    def certify(self) -> None:
        """The body's officer issues the level certificate to everybody who passed."""
        passed = list(pass_list(self.district.session, self.file.cohort))
        self._issue("level", passed, self.district.viewer("certification"))

    def attest(self) -> None:
        """The base's scheduler attests the training to everybody who came to the sitting: they all had the hours."""
        self._issue("completion", [candidate.enrolment_id for candidate in self.sitting.candidates], self.file.base())

    def _issue(self, layout: str, enrolment_ids: list[str], viewer: Viewer) -> None:
        session, cohort, url = self.district.session, self.file.cohort, self.district.public_url
        outcome = issue_certificates(session, cohort, enrolment_ids, viewer, public_url=url, layout=layout)
        if outcome.refused:
            raise ValueError(f"{self.file.row['key']}: {len(outcome.refused)} certificates were refused")

    def hire(self) -> None:
        """The enterprise records whom it took on: most of those who passed."""
        session, cohort, viewer = self.district.session, self.file.cohort, self.file.enterprise()
        passed = pass_list(session, cohort)
        people = [row.person_id for row in self.file.enrolments if row.id in passed]
        for person_id in people[: self.row["hired"]]:
            post = self.district.pool.choice(POSTS)
            hired_on = self.day + timedelta(days=self.district.rng.randint(2, 4))
            programmes.record_placement(session, cohort, person_id, hired_on, post, viewer=viewer)

    def close(self) -> None:
        """The base closes the order."""
        programmes.close_order(self.district.session, self.file.order, viewer=self.file.base())


def add_sittings(files: list[ClassFile]) -> None:
    """Put the sittings of the classes that have one into the story; steps after now are not told."""
    for file in files:
        if row := file.row.get("sitting"):
            _add_steps(SittingFile(file, row))


def _add_steps(file: SittingFile) -> None:
    story = file.district.story

    def on(days: int) -> date:
        return file.day + timedelta(days=days)

    story.add(at(on(-3), "10:20"), file.plan)
    for number, login in enumerate(file.row["panel"]):
        story.add(at(on(-2), f"{9 + number:02d}:30"), partial(file.accept, login))
    if not file.row["is_over"]:
        return
    story.add(at(on(0), "17:30"), file.score)
    story.add(at(on(1), "10:00"), file.release)
    story.add(at(on(2), "14:00"), file.certify)
    story.add(at(on(3), "09:50"), file.attest)
    story.add(at(on(4), "11:15"), file.hire)
    story.add(at(on(5), "15:40"), file.close)


def _open_day(district: District, workshop: Workshop, half: HalfDay, first: date) -> date:
    """The first day from `first` on that is no holiday and on which the workshop is open for the half-day."""
    calendar = work_calendar(district.session)
    openings = select(WeeklyOpening.weekday).where(
        WeeklyOpening.resource_id == workshop.id, WeeklyOpening.half_day == half
    )
    weekdays = set(district.session.scalars(openings))
    day = first
    while calendar.special(day) is not None or day.isoweekday() not in weekdays:
        day += timedelta(days=1)
    return day
