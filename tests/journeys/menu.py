"""Opening every page of a role's menu: each one opens, fits, and says what it is."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

# What else every signed-in person reaches from the top bar.
TOP_BAR = ("/notices", "/me")


def open_every_page(visitor: Visitor, role: str) -> None:
    """Every entry of the menu or the tabs in turn, then what the top bar leads to."""
    links = visitor.page.locator("#navigation a, .tabs-bottom a")
    found = dict.fromkeys(link.get_attribute("href") or "" for link in links.all())
    addresses = [address for address in (*found, *TOP_BAR) if address.startswith("/")]
    assert len(addresses) >= 3 + len(TOP_BAR), f"{role} has hardly anything in the menu: {addresses}"
    for address in addresses:
        visitor.open(address)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        visitor.look(f"{role} {address.strip('/').replace('/', ' ')}", is_walk=True)
