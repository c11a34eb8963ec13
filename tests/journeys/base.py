"""What the base's scheduler does: answer an order, write a new version, check the data, solve and publish."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def make_a_counter_offer(visitor: Visitor, occupation: str, school: str, heads: int, price: int) -> None:
    """Offer fewer seats at another price."""
    visitor.look("scheduler home order")
    visitor.go("Orders")
    visitor.look("orders")
    visitor.follow_name(occupation)
    visitor.follow("Answer")
    visitor.tick("Make a counter-offer")
    visitor.choose("School", school)
    visitor.fill("People", heads)
    visitor.fill("Price", price)
    visitor.fill("Note", "实训工位有限，先开一个班")
    visitor.look("answer")
    visitor.press("Send the answer")
    visitor.reads("The enterprise has been told")
    visitor.look("order answered")
