"""Somebody at a browser: acts by the words on the page, and holds every page to what all pages owe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from tests.journeys.words import in_language

# Names a folder that keeps a picture of every page that a journey looked at.
PICTURES = os.environ.get("JOURNEY_PICTURES", "")
# The pages are built for WCAG 2.1 AA (ui.md, 6).
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
# What makes the page scroll sideways, and what an open dialog cuts off.
OVERFLOW = """() => {
  const room = document.documentElement.clientWidth;
  const dialog = document.querySelector("dialog[open]");
  if (!dialog && document.documentElement.scrollWidth <= room) return [];
  const outside = (one) => one.getBoundingClientRect().right > room + 1 && !one.closest(".table-scroll");
  return [...(dialog ?? document.body).querySelectorAll("*")].filter(outside)
    .slice(0, 8).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
}"""
IDS = re.compile(r"[0-9a-z]{26,32}|[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class Reader:
    """In which language and on which screen a journey is read, and which kinds of pages axe has seen."""

    language: str
    width: int
    height: int
    seen: set[tuple[str, str]] = field(default_factory=set)
    pictures: int = 0

    def say(self, text: str, **values: object) -> str:
        """The wording of the interface in the reader's language."""
        return in_language(self.language, text).format(**values)


class Visitor:
    """One browser window of one person."""

    def __init__(self, page: Page, address: str, reader: Reader) -> None:
        self.page, self.address, self.reader = page, address, reader
        self.faults: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"script error at {page.url}: {error}"))
        page.on("response", self._note_response)

    def say(self, text: str, **values: object) -> str:
        """The wording of the interface in the reader's language."""
        return self.reader.say(text, **values)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.address + path)

    def sign_in(self, login: str, password: str) -> None:
        """From the sign-in page, in the reader's language, to the home page."""
        self.open("/sign-in")
        self.choose_language()
        self.fill("Sign-in name or phone", login)
        self.fill("Password", password)
        self.press("Sign in")
        expect(self.page.get_by_role("main")).to_be_visible()
        expect(self.page).not_to_have_url(re.compile("sign-in"))

    def choose_language(self) -> None:
        """Chinese is there from the start."""
        if self.reader.language == "en":
            self.page.get_by_role("button", name="English").click()

    def button(self, text: str, **values: object) -> Locator:
        """The button with exactly this name."""
        return self.page.get_by_role("button", name=self.say(text, **values), exact=True)

    def link(self, text: str, **values: object) -> Locator:
        """The first link with exactly this name."""
        return self.page.get_by_role("link", name=self.say(text, **values), exact=True).first

    def press(self, text: str, **values: object) -> None:
        """Press a button."""
        self.button(text, **values).click()

    def follow(self, text: str, **values: object) -> None:
        """Follow a link."""
        self.link(text, **values).click()

    def follow_name(self, name: str) -> None:
        """Follow the first link that begins with a name of data."""
        self.page.get_by_role("main").get_by_role("link", name=re.compile("^" + re.escape(name))).first.click()

    def fill(self, label: str, value: object) -> None:
        """Type into a field."""
        self.labelled(label).fill(str(value))

    def labelled(self, label: str) -> Locator:
        """The field whose label is this text, with or without the mark of optional fields."""
        optional = self.say("(optional)")
        return self.page.get_by_label(re.compile(f"^{re.escape(self.say(label))}( {re.escape(optional)})?$")).and_(
            self.page.locator("input, select, textarea")
        )

    def choose(self, label: str, part: str) -> None:
        """Choose the option of a select that contains a text."""
        field_ = self.labelled(label)
        option = field_.locator("option", has_text=part).first
        field_.select_option(value=option.get_attribute("value"))

    def search_and_choose(self, label: str, text: str, answer: str) -> None:
        """Type into a searching select and take the answer that contains a text."""
        search = self.page.get_by_role("combobox", name=self.say(label)).and_(self.page.locator("input"))
        search.fill(text)
        answers = self.page.get_by_role("listbox").get_by_role("option")
        expect(answers.filter(has_not_text=text)).to_have_count(0)
        answers.filter(has_text=answer).click()

    def tick(self, label: str) -> None:
        """Tick a box or a radio button."""
        self.page.get_by_label(self.say(label), exact=True).check()

    def untick(self, label: str) -> None:
        """Take a tick away."""
        self.page.get_by_label(self.say(label), exact=True).uncheck()

    def dialog(self) -> Locator:
        """The open dialog."""
        return self.page.get_by_role("dialog")

    def confirm(self, text: str, picture: str, **values: object) -> None:
        """Look at the open dialog and press its button."""
        expect(self.dialog()).to_be_visible()
        self.look(picture)
        self.dialog().get_by_role("button", name=self.say(text, **values), exact=True).click()
        expect(self.dialog()).to_be_hidden()

    def reads(self, text: str, **values: object) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(self.say(text, **values))

    def go(self, entry: str) -> None:
        """Choose an entry of the menu, which phones keep behind a button; tabs stand at the foot."""
        menu = self.page.get_by_role("button", name=self.say("Menu"), exact=True)
        if menu.is_visible():
            menu.click()
        main = self.page.get_by_role("navigation", name=self.say("Main"))
        main.get_by_role("link", name=re.compile(f"^{re.escape(self.say(entry))}( [0-9]+)?$")).click()

    def look(self, name: str, *, is_walk: bool = False) -> None:
        """Hold the page to what every page owes: nothing too wide, no fault in the console, axe content.

        axe looks at a page once in each state that has a name; on a walk only where nobody has looked before.
        """
        self.page.wait_for_load_state()
        self._keep_picture(name)
        too_wide = self.page.evaluate(OVERFLOW)
        assert not too_wide, f"{name} scrolls sideways at {self.reader.width} px: {too_wide}"
        kind = (IDS.sub("*", urlsplit(self.page.url).path), name)
        known = {path for path, _name in self.reader.seen} - {"/"} if is_walk else set()
        if kind not in self.reader.seen and kind[0] not in known:
            self.reader.seen.add(kind)
            self.check_with_axe(name)
        assert not self.faults, self.faults

    def check_with_axe(self, name: str) -> None:
        """No violation of WCAG 2.1 AA that axe can find."""
        found = Axe().run(self.page, options=AXE_OPTIONS)
        lines = [
            f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for violation in found.response["violations"]
            for node in violation["nodes"][:3]
        ]
        assert not lines, f"axe at {name} ({self.page.url}):\n" + "\n".join(lines)

    def _keep_picture(self, name: str) -> None:
        if PICTURES:
            self.reader.pictures += 1
            stem = f"{self.reader.width}-{self.reader.pictures:03d}-{name.replace(' ', '-')}"
            self.page.screenshot(path=Path(PICTURES) / f"{stem}.png", full_page=not self.dialog().count())

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} at {response.url}")


@contextmanager
def visitor(browser: Browser, address: str, reader: Reader, **options: Any) -> Iterator[Visitor]:
    """A fresh browser window as the reader has it; what went wrong on the way fails the block at its end."""
    size = {"width": reader.width, "height": reader.height}
    locale = "zh-CN" if reader.language == "zh" else "en-GB"
    # Without motion a colour is never caught half-way.
    context = browser.new_context(viewport=size, locale=locale, reduced_motion="reduce", **options)
    context.set_default_timeout(15_000)
    found = Visitor(context.new_page(), address, reader)
    try:
        yield found
        assert not found.faults, found.faults
    finally:
        context.close()
