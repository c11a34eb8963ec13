"""Incidents and repairs in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainer.kit.messages import msg
from trainer.models.repairs import IncidentKind, RepairState, TimetableRepair
from trainer.models.scheduling import Booking
from trainer.scheduling.changes import Audience, Change, Difference, slot_of
from trainer.scheduling.repair_forms import CAPS, FOR_GOOD, HALF_DAY_WORDS
from trainer.scheduling.repair_outcome import Way, ways_of
from trainer.scheduling.views.common import day_text, slot_text, spoken, stored_text
from trainer.scheduling.views.publication import told_row
from trainer.scheduling.wording import lesson_name
from trainer.web.language import gettext

KIND_WORDS = {
    IncidentKind.INSTRUCTOR_AWAY: msg("Instructor away"),
    IncidentKind.WORKSHOP_CLOSED: msg("Workshop closed"),
    IncidentKind.LESSON_MOVED: msg("Lesson must move"),
    IncidentKind.COHORT_WITHDRAWN: msg("Class withdrawn"),
    IncidentKind.TRAINEE_WITHDRAWN: msg("Trainee withdrawn"),
}
KIND_ICONS = {
    IncidentKind.INSTRUCTOR_AWAY: "user-off",
    IncidentKind.WORKSHOP_CLOSED: "calendar-off",
    IncidentKind.LESSON_MOVED: "switch",
    IncidentKind.COHORT_WITHDRAWN: "users-group",
    IncidentKind.TRAINEE_WITHDRAWN: "user-off",
}
STATE_WORDS = {
    RepairState.WAITING: msg("Searching"),
    RepairState.RUNNING: msg("Searching"),
    RepairState.DONE: msg("To be decided"),
    RepairState.FAILED: msg("Failed"),
    RepairState.PUBLISHED: msg("Published"),
}
STATE_KINDS = {
    RepairState.WAITING: "accent",
    RepairState.RUNNING: "accent",
    RepairState.DONE: "warn",
    RepairState.FAILED: "bad",
    RepairState.PUBLISHED: "ok",
}


def when_text(repair: TimetableRepair) -> str:
    """The days of an incident, such as "Mon 11/23 to Tue 11/24 · Morning"."""
    if repair.wanted.get("leaves"):
        return gettext("Leaves its time on %(day)s", day=day_text(repair.starts_on))
    if repair.kind in FOR_GOOD:
        return gettext("From %(day)s on", day=day_text(repair.starts_on))
    if repair.starts_on == repair.ends_on:
        days = day_text(repair.starts_on)
    else:
        days = gettext("%(first)s to %(last)s", first=day_text(repair.starts_on), last=day_text(repair.ends_on))
    return days if repair.half_day is None else f"{days} · {HALF_DAY_WORDS[repair.half_day]}"


def way_json(
    way: Way, repair: TimetableRepair, changes: Sequence[Change], told: Difference, cap: int | None
) -> dict[str, Any]:
    """One way to go on, as its card shows it."""
    return {
        "number": way.number,
        "title": title_of(changes),
        "people": way.people,
        "whom": whom(told),
        "is_over": not way.is_within(cap),
        "is_least": way.is_least,
        "chips": chips_of(way, repair, cap),
        "stays": gettext(
            "%(n)s of %(all)s lessons stay where they are",
            n=repair.outcome["lessons"] - len(changes),
            all=repair.outcome["lessons"],
        ),
        "changes": [change_json(change, repair) for change in changes],
        "told": [told_row(row) for row in told.told],
        "told_count": told.people,
    }


def title_of(changes: Sequence[Change]) -> str:
    """What a way does, in a few words."""
    if not changes:
        return gettext("Nothing else changes")
    substitutes = [change for change in changes if slot_of(change.old) == slot_of(change.new)]
    moved = [change for change in changes if change.old is None or change.new is None or _is_later(change)]
    rooms = len(changes) - len(substitutes) - len(moved)
    if len(changes) == 1:
        return _title_of_one(changes[0], is_substitute=bool(substitutes))
    names = {change.new.instructor.person.name for change in substitutes if change.new is not None}
    parts = []
    if len(names) == 1:
        parts.append(gettext("%(name)s takes over %(n)s lessons", name=next(iter(names)), n=len(substitutes)))
    elif substitutes:
        parts.append(gettext("%(n)s lessons with another instructor", n=len(substitutes)))
    if moved:
        parts.append(gettext("%(num)d lessons at another time", num=len(moved)))
    if rooms:
        parts.append(gettext("%(num)d lessons in another room", num=rooms))
    return " · ".join(parts)


def whom(told: Difference) -> str:
    """How many trainees, instructors and officers hear of it."""
    if not told.people:
        return gettext("Nobody is told")
    count = {audience: told.count(audience) for audience in Audience}
    words = {
        Audience.TRAINEE: gettext("%(num)d trainees", num=count[Audience.TRAINEE]),
        Audience.INSTRUCTOR: gettext("%(num)d instructors", num=count[Audience.INSTRUCTOR]),
        Audience.ENTERPRISE: gettext("%(num)d training officers", num=count[Audience.ENTERPRISE]),
    }
    said = [words[audience] for audience, number in count.items() if number]
    if not count[Audience.TRAINEE]:
        said.append(gettext("trainees unchanged"))
    return " · ".join(said)


def chips_of(way: Way, repair: TimetableRepair, cap: int | None) -> list[tuple[str, str, str]]:
    """What is good and what is bad about a way: (kind, words, icon)."""
    found = []
    if not way.is_within(cap):
        found.append(("warn", gettext("Over the cap"), "alert-triangle"))
    if way.is_least:
        found.append(("ok", gettext("Fewest possible"), "shield-check"))
    elif way.number == 1:
        found.append(("accent", gettext("Fewest found"), "circle-check"))
    if repair.weary and not way.spares_weary:
        found.append(("warn", gettext("Somebody is touched twice this month"), "alert-triangle"))
    elif any(not other.spares_weary for other in ways_of(repair)):
        found.append(("ok", gettext("Nobody is touched twice this month"), "user-check"))
    return found


def change_json(change: Change, repair: TimetableRepair) -> dict[str, Any]:
    """One lesson before and after."""
    lesson = change.booking.lesson
    return {
        "lesson": lesson.id,
        "name": spoken(lesson_name(lesson.cohort, lesson.module, lesson)),
        "old": place_json(change.old),
        "new": place_json(change.new),
        "is_hit": lesson.id in repair.outcome.get("hit", ()),
    }


def place_json(booking: Booking | None) -> dict[str, str] | None:
    """When and where, and with whom."""
    return None if booking is None else {"slot": slot_text(booking), "who": booking.instructor.person.name}


def proof_sentence(repair: TimetableRepair, ways: Sequence[Way]) -> tuple[str, str, str]:
    """(kind, icon, sentence): what is proved about the fewest people."""
    least = repair.outcome["least_touched"]
    if ways[0].is_least:
        return "ok", "shield-check", gettext("Fewest possible: %(n)s, proved", n=ways[0].people)
    if least:
        return (
            "warn",
            "hourglass",
            gettext("Not proved: %(n)s found, at least %(least)s", n=ways[0].people, least=least),
        )
    return "warn", "hourglass", gettext("Not proved: fewer than %(n)s may be possible", n=ways[0].people)


def obstacles_said(repair: TimetableRepair) -> list[dict[str, Any]]:
    """Why there is no way, or none within the cap: what, why, and whether it is proved."""
    said = []
    for found in repair.outcome.get("obstacles", ()):
        what, *why = (stored_text(text) for text in found["said"])
        said.append({"what": what, "why": why, "is_proved": found["is_proved"]})
    return said


def cap_words(cap: int | None) -> list[tuple[str, str, bool]]:
    """The caps to choose from: (value for the address, words, whether it is chosen)."""
    listed = [(str(number), str(number), cap == number) for number in CAPS]
    return [*listed, ("none", gettext("Any"), cap is None)]


def _title_of_one(change: Change, *, is_substitute: bool) -> str:
    assert change.new is not None
    if is_substitute:
        return gettext("%(name)s takes over", name=change.new.instructor.person.name)
    return gettext("Move to %(place)s", place=slot_text(change.new))


def _is_later(change: Change) -> bool:
    """Whether a lesson is at another time."""
    assert change.old is not None
    assert change.new is not None
    return (change.old.day, change.old.first_period) != (change.new.day, change.new.first_period)
