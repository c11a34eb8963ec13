"""The menu: one table of entries, filtered by what the viewer may do and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from trainer.kit.permissions import Viewer
from trainer.web.language import translate

MANAGERS = frozenset({"scheduler", "enterprise_officer", "school_officer", "certification_officer", "bureau_officer"})
BASE = frozenset({"scheduler"})
ENTERPRISE = frozenset({"enterprise_officer"})
BUREAU = frozenset({"bureau_officer"})
BODY = frozenset({"certification_officer"})
SCHOOL = frozenset({"school_officer"})


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    label: str
    icon: str
    endpoint: str
    roles: frozenset[str]


def _(text: str) -> str:
    """Mark a label for translation; it is said when the menu is drawn."""
    return text


MENU: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("", (Entry(_("Home"), "layout-dashboard", "homes.show_home", MANAGERS),)),
    (
        _("Demand"),
        (
            Entry(_("Orders"), "clipboard-list", "programmes.list_orders", BASE | ENTERPRISE | BUREAU | SCHOOL),
            Entry(_("Joint classes"), "users-group", "scheduling.list_pools", BASE),
            Entry(_("Joint class invitations"), "users-group", "programmes.list_joint_classes", ENTERPRISE),
            Entry(_("Agreements"), "file-text", "programmes.list_agreements", BASE | ENTERPRISE | SCHOOL | BUREAU),
            Entry(_("Rosters and enrolment"), "users", "enrolment.list_rosters", BASE | ENTERPRISE),
            Entry(_("Shift cover"), "building-factory-2", "enrolment.show_shifts", ENTERPRISE),
        ),
    ),
    (
        _("Scheduling"),
        (
            Entry(_("Data check"), "list-check", "scheduling.show_data_check", BASE),
            Entry(_("Timetable"), "calendar-time", "scheduling.show_board", BASE | ENTERPRISE | BUREAU),
            Entry(_("Solver runs"), "route", "scheduling.list_runs", BASE | BUREAU),
            Entry(_("Scenarios"), "columns", "scheduling.list_scenarios", BASE),
            Entry(_("Versions"), "history", "scheduling.list_timetables", BASE),
            Entry(_("Fairness"), "scale", "scheduling.show_fairness", BASE | BUREAU),
        ),
    ),
    (
        _("Resources"),
        (
            Entry(_("Workshops and workstations"), "building-factory-2", "resources.list_workshops", BASE | BUREAU),
            Entry(_("Instructors"), "school", "resources.list_instructors", BASE | BUREAU),
            Entry(_("Calendar"), "calendar", "resources.show_calendar", BASE),
        ),
    ),
    (
        _("Delivery"),
        (
            Entry(_("Cohorts"), "users-group", "programmes.list_cohorts", MANAGERS),
            Entry(_("Assessment"), "clipboard-check", "assessment.list_sittings", BASE | BODY | BUREAU),
            Entry(_("Certificates"), "certificate", "certification.list_certificates", MANAGERS - SCHOOL),
        ),
    ),
    (
        _("Catalogue"),
        (
            Entry(_("Courses"), "book", "catalogue.list_courses", MANAGERS),
            Entry(_("Policy records"), "gavel", "catalogue.list_policies", BASE | ENTERPRISE | BUREAU),
            Entry(_("Audit trail"), "shield-check", "accounts.list_audit", BUREAU),
        ),
    ),
)

TABS: dict[str, tuple[Entry, ...]] = {
    "trainee": (
        Entry(_("Today"), "home", "homes.show_home", frozenset()),
        Entry(_("Timetable"), "calendar-time", "delivery.show_my_timetable", frozenset()),
        Entry(_("Certificates"), "certificate", "certification.list_my_certificates", frozenset()),
        Entry(_("Me"), "user", "accounts.show_me", frozenset()),
    ),
    "instructor": (
        Entry(_("Today"), "home", "homes.show_home", frozenset()),
        Entry(_("Timetable"), "calendar-time", "delivery.list_my_lessons", frozenset()),
        Entry(_("Wishes"), "bulb", "scheduling.show_my_wishes", frozenset()),
        Entry(_("Me"), "user", "accounts.show_me", frozenset()),
    ),
    "assessor": (
        Entry(_("Today"), "home", "homes.show_home", frozenset()),
        Entry(_("Sittings"), "clipboard-check", "assessment.list_my_sittings", frozenset()),
        Entry(_("Me"), "user", "accounts.show_me", frozenset()),
    ),
}

# Entries that a menu with groups does not repeat.
OF_EVERYBODY = frozenset({"homes.show_home", "accounts.show_me"})


def menu_of(viewer: Viewer | None) -> list[dict[str, Any]]:
    """The groups of the left menu that this viewer works with; what phones show as tabs stands here too."""
    if viewer is None:
        return []
    groups = []
    for label, entries in MENU:
        shown = [_entry(entry) for entry in entries if entry.roles & viewer.roles and _exists(entry)]
        if shown:
            groups.append({"label": translate(label), "entries": shown})
    own = [entry for entry in own_entries(viewer) if not groups or entry.endpoint not in OF_EVERYBODY]
    if own:
        groups.append({"label": translate(_("My work")) if groups else "", "entries": [_entry(entry) for entry in own]})
    return groups


def tabs_of(viewer: Viewer | None) -> list[dict[str, Any]]:
    """The bottom tabs of the phone roles; empty for people who work with the left menu."""
    if viewer is None or viewer.roles & MANAGERS:
        return []
    return [_entry(entry) for entry in own_entries(viewer)]


def own_entries(viewer: Viewer) -> list[Entry]:
    """What the viewer's roles as trainee, instructor or assessor bring."""
    found: dict[str, Entry] = {}
    for role, entries in TABS.items():
        if role in viewer.roles:
            found.update({entry.endpoint: entry for entry in entries})
    return [entry for entry in found.values() if _exists(entry)]


def _exists(entry: Entry) -> bool:
    return entry.endpoint in current_app.view_functions


def _entry(entry: Entry) -> dict[str, Any]:
    section, _dot, _view = entry.endpoint.partition(".")
    here = request.endpoint or ""
    active = here == entry.endpoint or g.get("menu_entry") == entry.endpoint
    return {
        "label": translate(entry.label),
        "icon": entry.icon,
        "url": url_for(entry.endpoint),
        "count": g.get("menu_counts", {}).get(entry.endpoint),
        "alert": entry.endpoint in g.get("menu_alerts", ()),
        "active": active,
        "section": section,
    }


def stand_at(endpoint: str) -> None:
    """Mark a menu entry as the present place on pages below it."""
    g.menu_entry = endpoint


def register(app: Flask) -> None:
    """Give templates `navigation` and `tabs`."""
    app.context_processor(
        lambda: {"navigation": menu_of(g.get("viewer")), "tabs": tabs_of(g.get("viewer")), "viewer": g.get("viewer")}
    )
