"""Small orders become one class: the base adjusts and invites, each enterprise takes its seats, or the day passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from tests import factories
from tests.journeys.city import LEVEL, OCCUPATION_CODE, PASSWORD, City, an_account
from tests.journeys.visitor import Reader, Visitor, visitor
from trainer.kit import clock
from trainer.kit.passwords import hash_password
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Role
from trainer.models.skills import Occupation
from trainer.programmes.tasks import settle_joint_classes

pytestmark = pytest.mark.browser
SCREENS = [("zh", 1280, 900), ("en", 360, 800)]
FIRMS = (("first", "申江精密机械", "Shenjiang Precision", 6), ("second", "浦南电气", "Punan Electric", 5))


def furnish(city: City) -> None:
    """Two enterprises, an officer and a small submitted order each."""
    password = hash_password(PASSWORD)
    with city.database.transaction() as session:
        base = session.scalars(select(Organisation).where(Organisation.name == city.names["base"]["zh"])).one()
        occupation = session.scalars(
            select(Occupation).where(Occupation.code == OCCUPATION_CODE, Occupation.edition == "2022")
        ).one()
        for login, name, name_en, heads in FIRMS:
            firm = factories.an_organisation(session, OrganisationKind.ENTERPRISE, name=name, name_en=name_en)
            an_account(session, Role.ENTERPRISE_OFFICER, firm, login, password, factories.a_person(session))
            factories.an_order(
                session, enterprise=firm, base=base, occupation=occupation, level=LEVEL, heads=heads, budget_yuan=20_000
            )


def invite(base: Visitor, school: str) -> None:
    """Ask for a proposal, adjust it, see the shares, and invite."""
    base.go("Joint classes")
    base.look("pools")
    base.follow("See joint classes")
    base.fill("Fewest people in a class", 8)
    base.fill("Most people in a class", 16)
    base.fill("Cost of a class, however many come", 11_000)
    base.fill("Cost of each person", 300)
    base.press("Propose joint classes")
    base.look("proposal")
    base.page.get_by_role("link", name=base.say("Adjust and invite")).click()
    base.look("invitation proposed")
    base.choose("School", school)
    base.fill("Fewest people in a class", 10)
    base.press("Work out the shares")
    expect(base.page.get_by_role("main")).to_contain_text("¥7,800")
    base.look("invitation worked out")
    base.press("Invite {n} enterprises", n=2)
    base.reads("The enterprises have been invited")
    base.reads("Lapses in {n} days", n=5)
    base.look("joint class invited")


@contextmanager
def signed_in(chromium: Browser, city: City, reader: Reader, login: str) -> Iterator[Visitor]:
    with visitor(chromium, city.address, reader) as window:
        window.sign_in(login, PASSWORD)
        yield window


@contextmanager
def invited(chromium: Browser, city: City, reader: Reader) -> Iterator[Visitor]:
    """The window of the scheduler who has just invited both enterprises."""
    furnish(city)
    with signed_in(chromium, city, reader, city.accounts["scheduler"]) as base:
        invite(base, city.names["school"][reader.language])
        yield base


def take_the_seats(enterprise: Visitor) -> None:
    enterprise.press("Take the seats")
    enterprise.reads("You have accepted; the base has been told")


@pytest.mark.parametrize(("language", "width", "height"), SCREENS)
def test_two_small_orders_become_one_class(
    chromium: Browser, city: City, language: str, width: int, height: int
) -> None:
    reader = Reader(language, width, height)
    with invited(chromium, city, reader) as base:
        with signed_in(chromium, city, reader, "first") as first:
            first.look("home with invitation")
            first.follow("See the invitation")
            first.reads("Last day for answers")
            expect(first.page.get_by_role("main")).to_contain_text("¥7,800")
            expect(first.page.get_by_role("main")).not_to_contain_text(FIRMS[1][1])
            expect(first.page.get_by_role("main")).not_to_contain_text(FIRMS[1][2])
            first.look("own places")
            take_the_seats(first)
            first.look("own places accepted")
        with signed_in(chromium, city, reader, "second") as second:
            second.go("Joint class invitations")
            second.look("invitations")
            second.follow_name(city.names["occupation"][language])
            second.press("Take the seats")
            second.reads("The class has filled")
            second.look("own places filled")
            second.follow("Open the order")
            second.follow("Read and sign")
            second.reads("The class costs")
            second.look("own agreement")
        base.page.reload()
        base.reads("The class has filled")
        base.look("joint class filled")


@pytest.mark.parametrize(("language", "width", "height"), SCREENS)
def test_an_invitation_lapses_by_its_date(
    chromium: Browser, city: City, language: str, width: int, height: int
) -> None:
    reader = Reader(language, width, height)
    with invited(chromium, city, reader), signed_in(chromium, city, reader, "first") as first:
        first.follow("See the invitation")
        take_the_seats(first)
    clock.travel(timedelta(days=6))
    settle_joint_classes(city.database)
    with signed_in(chromium, city, reader, "first") as first:
        first.open("/notices")
        first.reads("Your order is free again and waits for the base's answer")
        first.go("Joint class invitations")
        first.follow_name(city.names["occupation"][language])
        first.reads("Too few seats were accepted")
        first.look("own places lapsed")
    with signed_in(chromium, city, reader, city.accounts["scheduler"]) as base:
        base.go("Joint classes")
        base.reads("See joint classes")
        base.look("pools after the lapse")
        base.follow_name(city.names["occupation"][language])
        base.reads("Too few seats were accepted")
        base.look("joint class lapsed")
