"""The main job in a real browser: from an enterprise's order to a certificate that anyone can check.

The clock starts on a Saturday in November 2026 and travels with the lessons, so that the test means the same on any day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import base, enterprise, parties, roster
from tests.journeys.city import OCCUPATION_CODE, PASSWORD, City
from tests.journeys.visitor import Reader, Visitor, visitor

FIRST_DAY, LAST_DAY = date(2026, 12, 7), date(2027, 1, 31)
SEATS, PRICE = 10, 48_000
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


STEPS = (agree_on_an_order, sign_the_agreement, enrol_the_staff, make_the_timetable)
