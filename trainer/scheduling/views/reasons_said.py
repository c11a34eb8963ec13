"""The words of reasons and repairs: kinds of facts, prices and half-days in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from trainer.kit.messages import msg
from trainer.models.resources import HalfDay
from trainer.programmes.views.proposals import lines_said
from trainer.scheduling.reasons_proposals import Offer
from trainer.scheduling.reasons_words import FURTHER
from trainer.scheduling.views.board_words import half_word
from trainer.scheduling.views.common import day_text
from trainer.scheduling.views.data_check import mend_url
from trainer.web.language import gettext, say, weekday_name

# What a fact is about, by its kind in the solver's words.
KIND_WORDS = {
    "lessons": msg("Lessons that must be taught"),
    "qualified": msg("Who may teach it"),
    "equipped": msg("Which workshops have the equipment or seats"),
    "instructor_available": msg("When the instructor can teach"),
    "instructor_day_cap": msg("Most periods of an instructor a day"),
    "instructor_week_cap": msg("Most periods of an instructor a week"),
    "mentor_ratio": msg("Trainees for each mentor"),
    "workshop_open": msg("Opening hours of the workshop"),
    "base_open": msg("Opening hours of the base"),
    "reservation": msg("Periods kept for the owner"),
    "window": msg("First and last day of the cohort"),
    "module_window": msg("First and last day of the module"),
    "module_available": msg("When the module may be taught"),
    "cohort_available": msg("When the cohort can come"),
    "cohort_day_cap": msg("Most periods of a cohort a day"),
    "cohort_week_cap": msg("Most periods of a cohort a week"),
    "cohort_bases": msg("Bases of the cohort"),
    "group_size": msg("Size of the cohort"),
    "most_trainees": msg("Most trainees in a lesson"),
    "part_of": msg("Practice groups"),
    "line": msg("People on the production line"),
    "quota": msg("Quota of workstations"),
    "allowance": msg("Hours of an instructor by purpose"),
    "order": msg("Order of modules"),
    "module_spacing": msg("Days between modules"),
    "lesson_spacing": msg("Days between lessons"),
    "lessons_a_day": msg("Lessons of a module a day"),
    "one_instructor": msg("One instructor throughout"),
    "patterns": msg("Weekly pattern"),
    "lock": msg("Locked lesson"),
    "forbidden": msg("What is forbidden for the lesson"),
    "duty": msg("Shift and rest"),
    "commitment": msg("Booked elsewhere"),
    "travel": msg("Travel between bases"),
    "shared_trainees": msg("People in several cohorts"),
    FURTHER: msg("Further conditions"),
}

MOST_NAMES, WORKDAYS = 8, 5

# What a half-day lacks.
LACKS = {
    "no_cohort": msg("Cohort away"),
    "no_instructor": msg("No instructor"),
    "no_workshop": msg("No workshop"),
    "not_together": msg("Never at once"),
}


def cards_said(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cards: one fact each, or many of a kind under its name; every fact with the page that mends it."""
    found = []
    for card in outcome["cards"]:
        label = say(KIND_WORDS[card["kind"]])
        facts = [fact_said(fact) for fact in card["facts"]]
        is_one = len(facts) == 1
        found.append({"title": facts[0]["text"] if is_one else label, "label": label, "facts": facts, "is_one": is_one})
    return found


def fact_said(fact: Mapping[str, Any]) -> dict[str, str]:
    """A fact in words, who else it is about, and the page that mends it."""
    names = [say(name) for name in fact["names"]]
    return {
        "text": say(fact["text"]),
        "names": gettext(", ").join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else ""),
        "url": mend_url(*fact["mend"]),
    }


def repairs_said(outcome: Mapping[str, Any], sort: str) -> list[dict[str, Any]]:
    """The repairs by price, or by people touched; the cheapest is marked."""
    repairs: Sequence[Mapping[str, Any]] = outcome["repairs"]
    least = min((repair["price"]["points"] for repair in repairs), default=0)
    key = "people" if sort == "people" else "points"
    return [
        {
            "position": position,
            "may_try": repair["change"] is not None,
            "text": say(repair["text"]),
            "people": repair["price"]["people"],
            "costs": costs_said(repair["price"]),
            "is_cheapest": repair["price"]["points"] == least,
            "is_verified": repair["is_verified"],
            "is_whole": repair["verified_on"] == "whole",
            "url": mend_url(*repair["mend"]),
        }
        for position, repair in sorted(enumerate(repairs), key=lambda entry: entry[1]["price"][key])
    ]


def offer_said(offer: Offer) -> dict[str, Any]:
    """What would be sent to the enterprise: to whom, values before and after, or why it cannot be sent now."""
    return {
        "enterprise": offer.enterprise,
        "school": offer.cohort.programme.order.school if offer.cohort.programme.order else None,
        "refused": say(offer.refused) if offer.refused is not None else "",
        **lines_said(offer.cohort, offer.lines),
    }


def costs_said(price: Mapping[str, int]) -> list[str]:
    """What a repair costs beside the people touched, part by part."""
    # Answers that were kept before groups were offered have no such part.
    again = price.get("taught_again", 0)
    parts = [
        ("days_late", gettext("%(num)d days later", num=price["days_late"])),
        ("extra_periods", gettext("%(num)d periods more on offer", num=price["extra_periods"])),
        ("taught_again", gettext("%(num)d periods taught again", num=again)),
        ("people_fewer", gettext("%(num)d people left out", num=price["people_fewer"])),
        ("hired", gettext("an instructor hired for %(num)d days a week", num=price["hired"])),
        ("trained", gettext("%(num)d instructors to qualify", num=price["trained"])),
    ]
    return [text for part, text in parts if price.get(part)]


def week_said(outcome: Mapping[str, Any]) -> dict[str, Any] | None:
    """The week picture as `verdict_week` draws it, or None."""
    week = outcome["week"]
    if week is None:
        return None
    monday = date.fromisoformat(week["monday"])
    cells = {(half["day"], half["half"]): half_said(half) for half in week["half_days"]}
    halves = list(dict.fromkeys(half["half"] for half in week["half_days"]))
    days = days_shown(monday, week["half_days"])
    return {
        "number": monday.isocalendar().week,
        "lessons": week["lessons"],
        "free": week["free"],
        "caps": caps_said(week),
        "columns": [{"label": weekday_name(day.isoweekday()), "detail": f"{day.month}/{day.day}"} for day in days],
        "rows": [
            {"label": half_word(HalfDay(half)), "cells": [cells[day.isoformat(), half] for day in days]}
            for half in halves
        ],
        "lacking": [(day_text(date.fromisoformat(monday)), count) for monday, count in week["lacking"]],
    }


def caps_said(week: Mapping[str, Any]) -> list[str]:
    """What a weekly cap leaves of the periods that stand open, one sentence each."""
    open_periods = sum(half.get("periods", 0) for half in week["half_days"] if half["kind"] == "free")
    return [
        gettext(
            "%(open)s periods of this week are open, but %(name)s may have %(most)s at most.",
            open=open_periods,
            name=say(cap["name"]),
            most=cap["most"],
        )
        for cap in week.get("caps", ())[:MOST_NAMES]
        if cap["most"] is not None and cap["most"] < open_periods
    ]


def days_shown(monday: date, half_days: Sequence[Mapping[str, Any]]) -> list[date]:
    """Monday to Friday, and of the weekend the days on which the cohorts could come."""
    usable = {half["day"] for half in half_days if half["kind"] not in ("off", "no_cohort")}
    days = [monday + timedelta(days=number) for number in range(7)]
    return [day for day in days if day.isoweekday() <= WORKDAYS or day.isoformat() in usable]


def half_said(half: Mapping[str, Any]) -> dict[str, str]:
    """One half-day: how many lessons could stand there at once at most, or what is missing."""
    if half["kind"] == "free":
        return {"kind": "free", "text": gettext("Open: %(n)s", n=min(half["staff"], half["places"]))}
    if half["kind"] == "off":
        return {"kind": "off", "text": "—"}
    return {"kind": "bad", "text": say(LACKS[half["kind"]])}
