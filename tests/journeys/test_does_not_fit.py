"""It does not fit: the reason, the ways out by price, one tried, one sent to the enterprise, agreed, and run again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from sqlalchemy import select

from tests.journeys import base
from tests.journeys.city import PASSWORD, City
from tests.journeys.signed import Window, sign_an_order
from tests.journeys.visitor import Reader, Visitor, visitor
from trainer.kit import clock
from trainer.models.programmes import AgreementVersion, Cohort
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.models.resources import Instructor

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 21)
# One instructor alone may teach both classes, three days short of what they need.
WINDOW = Window(date(2026, 11, 30), date(2027, 1, 15))
LATER = date(2027, 1, 18)
HEADS = 16
MOST_CARDS = 6
READERS = [pytest.param("zh", 1280, 900, id="zh-1280"), pytest.param("en", 360, 780, id="en-360")]


def furnish(city: City) -> None:
    """Two signed classes, and one instructor alone who may teach them."""
    clock.travel(datetime.combine(TODAY, time(9, 30), clock.LOCAL) - datetime.now(UTC))
    with city.database.transaction() as session:
        for instructor in session.scalars(select(Instructor).order_by(Instructor.id)).all()[1:]:
            instructor.qualifications.clear()
        for _ in range(2):
            sign_an_order(session, city, WINDOW, HEADS)


def end_of(city: City, cohort_id: str) -> date:
    """The cohort's last day as it stands in the database."""
    with city.database.reading() as session:
        return session.get_one(Cohort, cohort_id).ends_on


def card_of(window: Visitor, part: str) -> Locator:
    """The first way out that says this."""
    return window.page.locator("article.repair-card", has_text=window.say(part)).first


@pytest.mark.parametrize(("language", "width", "height"), READERS)
def test_what_does_not_fit_is_explained_proposed_agreed_and_solved(
    chromium: Browser, city: City, language: str, width: int, height: int, tmp_path: Path
) -> None:
    furnish(city)
    reader = Reader(language, width, height)
    with visitor(chromium, city.address, reader) as scheduler:
        scheduler.sign_in("scheduler", PASSWORD)
        run_until_it_does_not_fit(scheduler)
        read_the_reason(scheduler)
        compare_the_ways_out(scheduler)
        try_one(scheduler)
        send_to_the_enterprise(scheduler, city)
    with city.database.reading() as session:
        proposal = session.scalars(select(ChangeProposal)).one()
        cohort_id, proposal_id = proposal.cohort_id, proposal.id
    with visitor(chromium, city.address, reader) as officer:
        officer.sign_in("enterprise", PASSWORD)
        agree_with_one_tap(officer)
    assert end_of(city, cohort_id) == WINDOW.last, "nothing changes before the school has agreed as well"
    with visitor(chromium, city.address, reader) as school:
        school.sign_in("school", PASSWORD)
        read_and_agree(school, proposal_id)
    assert end_of(city, cohort_id) == LATER
    with city.database.reading() as session:
        assert session.get_one(ChangeProposal, proposal_id).state is ProposalState.IN_FORCE
        newest = session.scalars(select(AgreementVersion).where(AgreementVersion.number == 2)).one()
        assert len(newest.signatures) == 3
    with visitor(chromium, city.address, reader) as scheduler:
        scheduler.sign_in("scheduler", PASSWORD)
        run_again(scheduler)


def run_until_it_does_not_fit(scheduler: Visitor) -> None:
    """Nothing blocks the run, and it ends proven impossible."""
    scheduler.go("Data check")
    scheduler.follow("Choose an aim and solve")
    scheduler.press("Start solving")
    expect(scheduler.link("See why and what would help")).to_be_visible(timeout=60_000)
    expect(scheduler.page.locator("[data-proof=impossible]")).to_be_visible()
    scheduler.look("run impossible")


def read_the_reason(scheduler: Visitor) -> None:
    """Three to six cards with names and dates and no rule codes, and the week that shows the clash."""
    scheduler.follow("See why and what would help")
    scheduler.press("Find the reason")
    expect(scheduler.page.locator("article.repair-card").first).to_be_visible(timeout=90_000)
    scheduler.look("reason")
    scheduler.reads("Proved: with these data it does not fit")
    cards = scheduler.page.locator(".reason-cards > li")
    assert 3 <= cards.count() <= MOST_CARDS
    text = " ".join(cards.all_inner_texts())
    assert "周启明" in text, "the only instructor is called by name"
    assert "2027-01-15" in text, "the day on which the classes have to end is said"
    assert not re.search(r"[a-z]+_[a-z]+", text), f"no code of the program stands in a card: {text}"
    expect(scheduler.page.locator("table.heat")).to_be_visible()


def compare_the_ways_out(scheduler: Visitor) -> None:
    """By price, then by people touched; every one of them can be tried."""
    cards = scheduler.page.locator("article.repair-card")
    assert 3 <= cards.count() <= MOST_CARDS
    expect(cards.first).to_contain_text(scheduler.say("Lowest price"))
    for card in cards.all():
        expect(card.get_by_role("button", name=re.compile(scheduler.say("Try it")))).to_be_visible()
    scheduler.reads("Each was solved and verified")
    scheduler.reads("Proved: no timetable without giving up one of the facts above.")
    scheduler.follow("By people touched")
    people = [int(text) for text in cards.locator(".repair-people b").all_inner_texts()]
    assert people == sorted(people)
    scheduler.look("ways out by people")
    scheduler.follow("By price")


def try_one(scheduler: Visitor) -> None:
    """The cheapest as a scenario of its own: it is solved, and no data change."""
    address = scheduler.page.url
    scheduler.page.locator("article.repair-card").first.get_by_role(
        "button", name=re.compile(scheduler.say("Try it"))
    ).click()
    scheduler.look("scenario of a way out")
    scheduler.press("Start solving")
    expect(scheduler.page.locator("[data-proof]")).to_be_visible(timeout=60_000)
    expect(scheduler.page.locator("[data-proof=impossible]")).to_have_count(0)
    scheduler.look("scenario solved")
    scheduler.page.goto(address)


def send_to_the_enterprise(scheduler: Visitor, city: City) -> None:
    """A later end needs the enterprise: before and after, who is asked, until when."""
    enterprise = city.names["enterprise"][scheduler.reader.language]
    card = card_of(scheduler, "days later")
    card.get_by_role("button", name=scheduler.say("Send to the enterprise…")).click()
    scheduler.dialog().get_by_role("textbox").fill("只有一位教师可授课")
    scheduler.confirm("Send the proposal", "send proposal dialog")
    scheduler.reads("Sent to {enterprise}", enterprise=enterprise)
    expect(card_of(scheduler, "days later")).to_contain_text(scheduler.say("Waits for an answer"))
    scheduler.look("proposal sent")


def agree_with_one_tap(officer: Visitor) -> None:
    """The proposal is the first thing on the home page, with what changes; one tap agrees."""
    officer.look("enterprise home proposal")
    banner = officer.page.locator("section.banner").first
    expect(banner).to_contain_text(officer.say("Your turn"))
    expect(banner).to_contain_text(re.compile("2027"))
    banner.get_by_role("button", name=officer.say("Agree"), exact=True).click()
    officer.reads("Agreed; the other parties are asked as well")
    officer.look("proposal agreed")


def read_and_agree(school: Visitor, proposal_id: str) -> None:
    """The school opens it first: before and after, the clause, who has agreed."""
    school.look("school home proposal")
    school.follow("See what changes")
    expect(school.page).to_have_url(re.compile(proposal_id))
    school.reads("What changes")
    school.look("proposal")
    school.press("Agree")
    school.reads("All parties have agreed; the change is in force")
    school.look("proposal in force")


def run_again(scheduler: Visitor) -> None:
    """The home page says that all agreed; the next run places everything, and it is published."""
    scheduler.look("scheduler home agreed")
    scheduler.page.get_by_role("link", name=re.compile(scheduler.say("Run again"))).first.click()
    base.solve(scheduler)
    base.publish(scheduler, 2 * HEADS)
