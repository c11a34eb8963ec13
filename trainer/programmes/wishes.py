"""What an enterprise asks for, as one value: read from an order, judged, compared and written back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from trainer.catalogue.programme_types import strategy_of
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg
from trainer.models.programmes import Order, ProgrammeType
from trainer.models.resources import HalfDay

STEPS = ("what", "time", "money")
WEEKDAYS = frozenset(range(1, 8))
HALF_DAYS = tuple(half_day.value for half_day in HalfDay)
MAX_HEADS = 9_999
MAX_YUAN = 1_000_000_000
MAX_NOTE = 2_000


@dataclass(frozen=True)
class OrderWish:
    """An order as the enterprise states it; None is what has not been filled in yet."""

    programme_type: ProgrammeType
    base_id: str
    occupation_id: str
    level: int
    heads: int | None = None
    window_start: date | None = None
    window_end: date | None = None
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    half_days: tuple[str, ...] = ("morning", "afternoon")
    night_rest_hours: int | None = None
    school_id: str | None = None
    budget_yuan: int | None = None
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A field of an order that was given another value (both as JSON)."""

    field: str
    old: Any
    new: Any


FIELD_LABELS: Mapping[str, Message] = {
    "programme_type": msg("Kind of class"),
    "base_id": msg("Base"),
    "occupation_id": msg("Occupation"),
    "level": msg("Level"),
    "heads": msg("People"),
    "window_start": msg("Earliest start"),
    "window_end": msg("Latest end"),
    "weekdays": msg("Weekdays"),
    "half_days": msg("Parts of the day"),
    "night_rest_hours": msg("Rest after a night shift"),
    "school_id": msg("School"),
    "budget_yuan": msg("Budget"),
    "note": msg("Note"),
    "details": msg("Details of the class"),
    "state": msg("Status"),
}


def wish_of(order: Order) -> OrderWish:
    """The wish that an order holds; parts of a draft that were not filled in are None."""
    is_timed = "time" in order.filled_steps or not order.filled_steps
    return OrderWish(
        programme_type=order.programme_type,
        base_id=order.base_id,
        occupation_id=order.occupation_id,
        level=order.level,
        heads=order.heads if is_timed else None,
        window_start=order.window_start if is_timed else None,
        window_end=order.window_end if is_timed else None,
        weekdays=tuple(order.weekdays),
        half_days=tuple(order.half_days),
        night_rest_hours=order.night_rest_hours,
        school_id=order.school_id,
        budget_yuan=order.budget_yuan,
        note=order.note,
        details=dict(order.details),
    )


def differences(old: OrderWish, new: OrderWish) -> list[Change]:
    """The fields in which two wishes differ, in the order of the form."""
    before, after = as_json(old), as_json(new)
    return [Change(name, before[name], after[name]) for name in before if before[name] != after[name]]


def as_json(wish: OrderWish) -> dict[str, Any]:
    """The wish as JSON values."""
    return {item.name: _plain(getattr(wish, item.name)) for item in fields(wish)}


def check(wish: OrderWish, today: date) -> None:
    """Raise BadInput, naming the field, for a value that no order can have; None passes."""
    for name, message in _faults(wish, today):
        raise BadInput(message, field=name)


def missing_step(wish: OrderWish) -> str | None:
    """The first step of the form that still lacks something, or None when the order can be sent."""
    if None in (wish.heads, wish.window_start, wish.window_end):
        return "time"
    try:
        strategy_of(wish.programme_type).read_details(wish.details, complete=True)
    except BadInput:
        return "money"
    return None


def _faults(wish: OrderWish, today: date) -> Iterator[tuple[str, Message]]:
    if wish.heads is not None and not 1 <= wish.heads <= MAX_HEADS:
        yield "heads", msg("The number of people lies between %(low)s and %(high)s", low=1, high=MAX_HEADS)
    if wish.window_start is not None and wish.window_start < today:
        yield "window_start", msg("This day has passed")
    if wish.window_start is not None and wish.window_end is not None and wish.window_end <= wish.window_start:
        yield "window_end", msg("The latest end must lie after the earliest start")
    if not wish.weekdays or not set(wish.weekdays) <= WEEKDAYS:
        yield "weekdays", msg("Choose at least one weekday")
    if not wish.half_days or not set(wish.half_days) <= set(HALF_DAYS):
        yield "half_days", msg("Choose at least one part of the day")
    if wish.night_rest_hours is not None and not 0 <= wish.night_rest_hours <= 48:
        yield "night_rest_hours", msg("Rest lies between %(low)s and %(high)s hours", low=0, high=48)
    if wish.budget_yuan is not None and not 0 <= wish.budget_yuan <= MAX_YUAN:
        yield "budget_yuan", msg("An amount lies between %(low)s and %(high)s yuan", low=0, high=MAX_YUAN)
    if len(wish.note) > MAX_NOTE:
        yield "note", msg("%(label)s: at most %(n)s characters", label=FIELD_LABELS["note"], n=MAX_NOTE)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else value
