"""Finding the timetable with the keyboard alone: Tab and Enter, with a visible focus all the way."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

# Nobody should have to press Tab more often than this to reach something on a page.
MOST_TABS = 60
FOCUS = """() => {
  const one = document.activeElement;
  const seen = getComputedStyle(one);
  const label = one.labels?.[0] ?? one;
  return {
    name: (one.getAttribute("aria-label") ?? label.innerText ?? "").trim(),
    visible: seen.outlineStyle !== "none" || seen.boxShadow !== "none",
  };
}"""


def tab_to(visitor: Visitor, text: str) -> None:
    """Press Tab until the focus stands on the element with this name, which must show that it has it."""
    wanted = visitor.say(text)
    passed = []
    for _press in range(MOST_TABS):
        visitor.page.keyboard.press("Tab")
        focus = visitor.page.evaluate(FOCUS)
        if focus["name"] == wanted:
            assert focus["visible"], f"{wanted} has the focus but does not show it"
            return
        passed.append(focus["name"])
    raise AssertionError(f"{MOST_TABS} times Tab did not reach {wanted}: {passed}")


def sign_in(visitor: Visitor, login: str, password: str) -> None:
    """The cursor stands in the first field already."""
    visitor.open("/sign-in")
    if visitor.reader.language == "en":
        for _press in range(MOST_TABS):
            visitor.page.keyboard.press("Shift+Tab")
            if visitor.page.evaluate(FOCUS)["name"] == "English":
                break
        visitor.page.keyboard.press("Enter")
        expect(visitor.page.get_by_role("heading", name=visitor.say("Sign in"))).to_be_visible()
    visitor.page.keyboard.type(login)
    tab_to(visitor, "Password")
    visitor.page.keyboard.type(password)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def open_timetable_as_table(visitor: Visitor) -> None:
    """From the home page over the menu to the board, and on to the table."""
    if visitor.page.get_by_role("button", name=visitor.say("Menu"), exact=True).is_visible():
        tab_to(visitor, "Menu")
        visitor.page.keyboard.press("Enter")
    tab_to(visitor, "Timetable")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(visitor.say("Timetable"))
    tab_to(visitor, "Table view")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile("/timetable/table"))
    expect(visitor.page.get_by_role("table")).to_be_visible()
