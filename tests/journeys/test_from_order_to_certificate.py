"""The main job in a real browser: from an enterprise's order to a certificate that anyone can check.

The clock starts on a Saturday in November 2026 and travels with the lessons: the test means the same on any day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import (
    assessment,
    base,
    certification,
    enterprise,
    instructor,
    keyboard,
    menu,
    parties,
    public,
    roster,
    teaching,
    trainee,
)
from tests.journeys.city import OCCUPATION_CODE, PASSWORD, City
from tests.journeys.trainee import Fetched
from tests.journeys.visitor import Reader, Visitor, visitor
from trainer.kit import clock

FIRST_DAY, LAST_DAY = date(2026, 12, 7), date(2027, 1, 31)
STARTS_ON = date(2026, 11, 21)
SEATS, PRICE, PANEL = 10, 48_000, 3
# The last person of the roster fails the practice; the second one's certificate is looked at and revoked.
FAILING, CERTIFIED = (roster.people()[index]["name"] for index in (-1, 1))
EVERY_ROLE = ("scheduler", "enterprise", "school", "instructor1", "assessor1", "certification", "bureau")
NEW_SENTENCE = "培训结束后三十日内付清。"
READERS = [
    pytest.param(Reader("zh", 1280, 900), id="zh-1280"),
    pytest.param(Reader("en", 360, 780), id="en-360"),
]


@dataclass
class Journey:
    """One walk through the city by one reader."""

    chromium: Browser
    city: City
    reader: Reader
    folder: Path
    first_codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    fetched: Fetched | None = None

    @contextmanager
    def walk_as(self, login: str, password: str = PASSWORD) -> Iterator[Visitor]:
        """A fresh window in which somebody has signed in."""
        with visitor(self.chromium, self.city.address, self.reader) as found:
            found.sign_in(login, password)
            yield found

    def name(self, key: str) -> str:
        """An organisation or the occupation, as the reader's language names it."""
        return self.city.names[key][self.reader.language]


@pytest.mark.browser
@pytest.mark.parametrize("reader", READERS)
def test_an_order_becomes_a_certificate_that_anyone_can_check(
    chromium: Browser, city: City, reader: Reader, tmp_path: Path
) -> None:
    """Every step of the main job, each by the person who does it."""
    journey = Journey(chromium, city, reader, tmp_path)
    travel_to(STARTS_ON)
    for step in STEPS:
        step(journey)


def agree_on_an_order(journey: Journey) -> None:
    """Order, counter-offer, acceptance."""
    with journey.walk_as("enterprise") as officer:
        enterprise.order_a_class(officer, OCCUPATION_CODE, journey.name("base"), FIRST_DAY, LAST_DAY)
    with journey.walk_as("scheduler") as scheduler:
        base.make_a_counter_offer(scheduler, journey.name("occupation"), journey.name("school"), SEATS, PRICE)
    with journey.walk_as("enterprise") as officer:
        enterprise.accept_the_offer(officer)


def sign_the_agreement(journey: Journey) -> None:
    """A new version, its difference seen, three signatures."""
    with journey.walk_as("scheduler") as scheduler:
        parties.open_agreement(scheduler)
        base.write_a_new_version(scheduler, NEW_SENTENCE)
        parties.sign(scheduler, journey.name("base"), is_last=False)
    with journey.walk_as("enterprise") as officer:
        parties.see_what_changed(officer, NEW_SENTENCE)
        parties.sign(officer, journey.name("enterprise"), is_last=False)
    with journey.walk_as("school") as officer:
        parties.open_agreement(officer)
        parties.sign(officer, journey.name("school"), is_last=True)


def enrol_the_staff(journey: Journey) -> None:
    """A roster with bad cells: the good rows are kept, the bad ones come back corrected; codes to sign in."""
    first = roster.write_roster(journey.folder / "roster.xlsx")
    with journey.walk_as("enterprise") as officer:
        enterprise.upload_roster(officer, first, bad_cells=roster.BAD_ROWS)
        bad = enterprise.download_bad_rows(officer, journey.folder)
        enterprise.keep_the_good_rows(officer, roster.PEOPLE - roster.BAD_ROWS)
        enterprise.upload_corrected(officer, roster.put_right(bad), roster.BAD_ROWS)
        journey.first_codes = enterprise.print_first_codes(officer, roster.PEOPLE)


def make_the_timetable(journey: Journey) -> None:
    """Data check, run, publication."""
    with journey.walk_as("scheduler") as scheduler:
        base.check_the_data(scheduler)
        base.solve(scheduler)
        base.publish(scheduler, roster.PEOPLE)


def find_the_timetable_by_keyboard(journey: Journey) -> None:
    """Sign in, open the timetable, go on to its table: no mouse."""
    with visitor(journey.chromium, journey.city.address, journey.reader) as scheduler:
        keyboard.sign_in(scheduler, "scheduler", PASSWORD)
        keyboard.open_timetable_as_table(scheduler)


def live_through_the_lessons(journey: Journey) -> None:
    """The first and the last lesson through the pages, with the clock on their days; the others through services."""
    lessons = teaching.published_lessons(journey.city)
    first, last = lessons[0], lessons[-1]
    travel_to(first.day)
    with journey.walk_as(first.login) as teacher:
        instructor.teach(teacher, first.starts_at, roster.PEOPLE, absent=roster.people()[0]["name"])
        instructor.look_at_the_week(teacher)
    with journey.walk_as(*journey.first_codes[CERTIFIED]) as learner:
        trainee.look_around(learner)
    travel_to(last.day)
    teaching.teach_all_but_first_and_last(journey.city, lessons)
    with journey.walk_as(last.login) as teacher:
        instructor.teach(teacher, last.starts_at, roster.PEOPLE)


def assess(journey: Journey) -> None:
    """A sitting with a panel of three, scores, release."""
    with journey.walk_as("scheduler") as scheduler:
        assessment.plan_a_sitting(scheduler, roster.PEOPLE + PANEL)
    for number in range(1, PANEL + 1):
        with journey.walk_as(f"assessor{number}") as assessor:
            assessment.accept(assessor)
    travel_to(teaching.sitting_day(journey.city))
    with journey.walk_as("assessor1") as assessor:
        assessment.score(assessor, FAILING)
    with journey.walk_as("certification") as officer:
        assessment.release(officer, roster.PEOPLE)


def certify(journey: Journey) -> None:
    """Check list, certificates, the PDF on the trainee's phone."""
    with journey.walk_as("certification") as officer:
        certification.issue(officer, roster.PEOPLE - 1, FAILING)
    with journey.walk_as(*journey.first_codes[CERTIFIED]) as learner:
        file = trainee.fetch_certificate(learner, journey.folder)
        journey.fetched = trainee.read_details(learner, file)
    assert file.read_bytes().startswith(b"%PDF-")


def check_in_public(journey: Journey) -> None:
    """Green by number and name, by QR code and by file; red after the revocation."""
    certificate = journey.fetched
    assert certificate is not None
    with visitor(journey.chromium, journey.city.address, journey.reader) as anybody:
        public.begin(anybody)
        public.check_by_hand(anybody, certificate.number, CERTIFIED)
        public.sees(anybody, "Valid", "valid")
        public.check_by_file(anybody, certificate.file)
        public.sees(anybody, "Valid", "valid")
        anybody.open(certificate.public_path)
        public.sees(anybody, "Valid", "valid")
        with journey.walk_as("certification") as officer:
            certification.revoke(officer, certificate.number, "考核成绩经复核更正")
        anybody.open(certificate.public_path)
        public.sees(anybody, "Revoked", "revoked")


def open_every_page_of_every_role(journey: Journey) -> None:
    """What the menus offer after all this, to everybody."""
    people = {login: (login, PASSWORD) for login in EVERY_ROLE}
    people["trainee"] = journey.first_codes[CERTIFIED]
    for role, (login, password) in people.items():
        with journey.walk_as(login, password) as person:
            menu.open_every_page(person, role)


def travel_to(day: date) -> None:
    """Half past seven in the evening of a day, when its lessons are over."""
    clock.travel(datetime.combine(day, time(19, 30), clock.LOCAL) - datetime.now(UTC))


STEPS = (
    agree_on_an_order,
    sign_the_agreement,
    enrol_the_staff,
    make_the_timetable,
    find_the_timetable_by_keyboard,
    live_through_the_lessons,
    assess,
    certify,
    check_in_public,
    open_every_page_of_every_role,
)
