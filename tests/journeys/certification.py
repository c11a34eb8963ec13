"""What the certification officer does: the check list, issuing, revoking."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def issue(visitor: Visitor, ready: int, failing: str) -> None:
    """From the check list, which holds one trainee up and says why, to the certificates in one act."""
    visitor.go("Certificates")
    visitor.look("certificates empty")
    visitor.page.get_by_role("link", name=re.compile("^" + visitor.say("Check and issue"))).first.click()
    held = visitor.page.get_by_role("row").filter(has_text=failing)
    expect(held).to_contain_text(visitor.say("Practice: {points} points, {needed} to pass", points=55, needed=60))
    visitor.look("check list")
    visitor.press("Issue {n} certificates…", n=ready)
    visitor.confirm("Issue and tell the holders", "issue dialog")
    done = visitor.page.get_by_text(visitor.say("All certificates are issued and the holders were told"))
    expect(done).to_be_visible(timeout=60_000)
    visitor.look("issued")


def revoke(visitor: Visitor, number: str, reason: str) -> None:
    """Revoke a certificate: the reason is public, and the number has to be typed."""
    visitor.go("Certificates")
    visitor.look("certificates")
    visitor.follow_name(number)
    visitor.look("certificate of officer")
    visitor.press("Revoke…")
    dialog = visitor.dialog()
    dialog.get_by_label(visitor.say("Reason")).fill(reason)
    dialog.get_by_label(visitor.say("To confirm, type {number}", number=number)).fill(number)
    visitor.confirm("Revoke and tell the holder", "revoke dialog")
    expect(visitor.page.get_by_role("heading", level=1).locator("..")).to_contain_text(visitor.say("Revoked"))
    visitor.look("certificate revoked")
