"""What an order would mean as it stands: course, cohorts, and the earliest day on which its lessons could be over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from trainer.accounts.queries import get_organisation
from trainer.catalogue.queries import course_versions_for, find_policy
from trainer.kit.calendar import DayKind, WorkCalendar
from trainer.kit.errors import NotFound
from trainer.kit.messages import Message, msg
from trainer.models.catalogue import CourseVersion
from trainer.programmes.wishes import OrderWish
from trainer.resources.queries import work_calendar


@dataclass(frozen=True)
class Hint:
    """One line of the estimate: a fact, or something to mind with a way out."""

    kind: Literal["fact", "warn"]
    text: Message


@dataclass(frozen=True)
class Estimate:
    """The course that would be taught and the earliest day on which it could end; None where nothing can be said."""

    version: CourseVersion | None
    ends_on: date | None
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class Caps:
    """The most periods that a cohort may have a day and a week, where policy says so."""

    day: int | None
    week: int | None


def estimate(session: Session, wish: OrderWish, today: date) -> Estimate:
    """What the wish would mean. The end is a bound: rooms, instructors and holidays of the base may cost more time."""
    day = wish.window_start or today
    versions = course_versions_for(session, wish.occupation_id, wish.level, day)
    if not versions:
        text = msg(
            "No course for this occupation and level is on offer on %(day)s yet; the base has to write one", day=day
        )
        return Estimate(None, None, (Hint("warn", text),))
    version, region = versions[0], _region(session, wish)
    hints = [*_size_hints(session, wish, region, day)]
    ends_on = None
    if wish.window_start and wish.window_end and wish.window_start < wish.window_end:
        caps = Caps(*(_whole(session, key, region, day) for key in CAP_KEYS))
        ends_on = earliest_end(version, wish, caps, work_calendar(session))
        hints += _time_hints(wish, ends_on)
    return Estimate(version, ends_on, tuple(hints))


def earliest_end(version: CourseVersion, wish: OrderWish, caps: Caps, calendar: WorkCalendar) -> date | None:
    """The day of the last lesson when every allowed half-day is used, or None when the window is too short."""
    blocks = [module.periods for module in version.modules for _ in range(module.lessons)]
    in_week: dict[tuple[int, int], int] = {}
    for day in open_days(wish, calendar):
        week, in_day = day.isocalendar()[:2], 0
        for _half_day in wish.half_days:
            if not blocks:
                break
            periods, so_far = blocks[0], in_week.get(week, 0)
            if (caps.day and in_day + periods > caps.day) or (caps.week and so_far + periods > caps.week):
                break
            blocks.pop(0)
            in_day += periods
            in_week[week] = so_far + periods
        if not blocks:
            return day
    return None


def open_days(wish: OrderWish, calendar: WorkCalendar) -> Iterator[date]:
    """The days of the window on the wanted weekdays, without public holidays."""
    if wish.window_start is None or wish.window_end is None:
        return
    day = wish.window_start
    while day <= wish.window_end:
        special = calendar.special(day)
        is_holiday = special is not None and special.kind is DayKind.HOLIDAY
        if day.isoweekday() in wish.weekdays and not is_holiday:
            yield day
        day += timedelta(days=1)


CAP_KEYS = ("scheduling.max_periods_day", "scheduling.max_periods_week")


def _size_hints(session: Session, wish: OrderWish, region: str, day: date) -> Iterator[Hint]:
    maximum = _whole(session, "cohort.maximum_size", region, day)
    if wish.heads and maximum and wish.heads > maximum:
        cohorts = -(-wish.heads // maximum)
        text = msg(
            "%(heads)s people become %(cohorts)s cohorts: a cohort has at most %(maximum)s",
            heads=wish.heads,
            cohorts=cohorts,
            maximum=maximum,
        )
        yield Hint("fact", text)


def _time_hints(wish: OrderWish, ends_on: date | None) -> Iterator[Hint]:
    if ends_on is None:
        yield Hint("warn", msg("The lessons do not fit into this time even if every half-day is free"))
        if len(wish.half_days) < 3:
            yield Hint("warn", msg("Allow another part of the day, or another weekday"))
        yield Hint("warn", msg("Or end later"))


def _whole(session: Session, key: str, region: str, day: date) -> int | None:
    record = find_policy(session, key, region, day)
    return int(record.value) if record else None


def _region(session: Session, wish: OrderWish) -> str:
    try:
        return get_organisation(session, wish.base_id).region_code
    except NotFound:
        return ""
