"""What a visitor holds every page to can fail: negative controls for the checks that journeys rest on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.visitor import Reader, Visitor, visitor

SOUND = """<!doctype html><html lang="en"><head><title>Sound</title></head>
<body><main><h1>Sound</h1>{}</main></body></html>"""

pytestmark = pytest.mark.browser


@pytest.fixture
def reader_at_phone(chromium: Browser) -> Iterator[Visitor]:
    """A window of 360 px that has been nowhere."""
    with visitor(chromium, "", Reader("en", 360, 780)) as found:
        yield found
        found.faults.clear()


def test_a_sound_page_passes(reader_at_phone: Visitor) -> None:
    reader_at_phone.page.set_content(SOUND.format("<p>Short.</p>"))
    reader_at_phone.look("sound")


def test_a_page_that_scrolls_sideways_is_refused(reader_at_phone: Visitor) -> None:
    reader_at_phone.page.set_content(SOUND.format("<p style='width: 800px'>Too wide.</p>"))
    with pytest.raises(AssertionError, match="scrolls sideways at 360 px"):
        reader_at_phone.look("wide")


def test_a_button_cut_off_in_a_dialog_is_refused(reader_at_phone: Visitor) -> None:
    # The first button takes the focus; the focus would scroll the other one into sight.
    buttons = "<button>Back</button><button style='margin-left: 340px; width: 100px'>Accept</button>"
    body = f"<dialog id='one' style='overflow: hidden; width: 300px; white-space: nowrap'>{buttons}</dialog>"
    reader_at_phone.page.set_content(SOUND.format(body))
    reader_at_phone.page.evaluate("document.querySelector('dialog').showModal()")
    with pytest.raises(AssertionError, match="Accept"):
        reader_at_phone.look("dialog")


def test_a_field_without_a_label_is_refused(reader_at_phone: Visitor) -> None:
    reader_at_phone.page.set_content(SOUND.format("<input name='number'>"))
    with pytest.raises(AssertionError, match="label"):
        reader_at_phone.look("nameless")


def test_an_error_in_the_console_is_refused(reader_at_phone: Visitor) -> None:
    reader_at_phone.page.set_content(SOUND.format("<script>console.error('lost')</script>"))
    with pytest.raises(AssertionError, match="lost"):
        reader_at_phone.look("noisy")
