"""Orders in the reader's words: values of fields, what somebody else changed, addresses of other features' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError

from trainer.accounts.queries import get_organisation
from trainer.catalogue.programme_types import strategy_of
from trainer.kit.errors import NotFound
from trainer.kit.tables import AuditEntry
from trainer.models.people import Person
from trainer.models.programmes import Order, OrderAnswer, OrderState, ProgrammeType
from trainer.programmes.forms import HALF_DAY_LABELS
from trainer.programmes.standing import ORDER_LABELS
from trainer.programmes.wishes import FIELD_LABELS
from trainer.skills.queries import get_occupation
from trainer.web.language import day_long, gettext, level_name, money, name_of, number, say, weekday_name

DASH = "—"


@dataclass(frozen=True)
class Difference:
    """A field with its value before and after, as text."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Missed:
    """What somebody did to an order while a form was open."""

    who: str
    at: datetime
    differences: Sequence[Difference]


def weekday_list(weekdays: Sequence[int]) -> str:
    """Weekdays in words."""
    return " ".join(weekday_name(day) for day in sorted(weekdays)) or DASH


def half_day_list(half_days: Sequence[str]) -> str:
    """Parts of the day in words."""
    return " ".join(str(label) for name, label in HALF_DAY_LABELS.items() if name in half_days) or DASH


def bar_parts(rows: Sequence[tuple[str, int, int]], most: int) -> list[dict[str, Any]]:
    """Names, heads and tones as the parts of a bar, in per cent of the seats."""
    left, parts = 0.0, []
    for name, heads, tone in rows:
        width = 100 * heads / max(most, 1)
        parts.append({"left": round(left, 2), "width": round(width, 2), "name": name, "heads": heads, "tone": tone})
        left += width
    return parts


def hours(value: int | None) -> str:
    """Hours of rest."""
    return DASH if value is None else gettext("%(n)s hours", n=value)


def own_facts(order: Order) -> list[tuple[str, str]]:
    """The fields that only the order's type has, as label and text."""
    facts = []
    for spec in strategy_of(order.programme_type).fields:
        value = order.details.get(spec.name, "")
        facts.append((say(spec.label), "\n".join(value) if isinstance(value, list) else value))
    return facts


def offer_differences(order: Order, answer: OrderAnswer) -> list[Difference]:
    """Where the base's offer departs from what was asked."""
    pairs = [
        (gettext("People"), number(order.heads), number(answer.heads)),
        (gettext("Start"), day_long(order.window_start), day_long(answer.starts_on)),
        (gettext("End"), day_long(order.window_end), day_long(answer.ends_on)),
        (gettext("School"), name_of(order.school) or DASH, name_of(answer.school) or DASH),
        (gettext("Price"), money(order.budget_yuan), money(answer.price_yuan)),
    ]
    return [Difference(label, old, new) for label, old, new in pairs if old != new]


def missed_changes(session: Session, entries: Sequence[AuditEntry]) -> list[Missed]:
    """The trail's entries as a person reads them."""
    missed = []
    for entry in entries:
        person = session.get(Person, entry.actor)
        changes = [
            Difference(
                say(FIELD_LABELS[change["field"]]),
                _value(session, change["field"], change["old"]),
                _value(session, change["field"], change["new"]),
            )
            for change in entry.detail.get("changes", [])
            if change["field"] in FIELD_LABELS
        ]
        if changes:
            missed.append(Missed(person.name if person else DASH, entry.at, changes))
    return missed


def address(endpoint: str, **values: Any) -> str | None:
    """The address of another feature's page, or None where this application does not have it."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def _value(session: Session, field: str, value: Any) -> str:
    if value is None or value == "":
        return DASH
    if field == "weekdays":
        return weekday_list(value)
    if field == "half_days":
        return half_day_list(value)
    if field in ("base_id", "school_id", "occupation_id"):
        return _name(session, field, value)
    if field == "details":
        return _details(value)
    return str(_WRITERS.get(field, str)(value))


def _details(value: Mapping[str, Any]) -> str:
    parts = [", ".join(part) if isinstance(part, list) else str(part) for part in value.values()]
    return " / ".join(part for part in parts if part) or DASH


def _name(session: Session, field: str, row_id: str) -> str:
    try:
        found = get_occupation(session, row_id) if field == "occupation_id" else get_organisation(session, row_id)
    except NotFound:
        return DASH
    return name_of(found)


_WRITERS: Mapping[str, Any] = {
    "state": lambda value: say(ORDER_LABELS[OrderState(value)]),
    "programme_type": lambda value: say(strategy_of(ProgrammeType(value)).label),
    "level": level_name,
    "window_start": lambda value: day_long(date.fromisoformat(value)),
    "window_end": lambda value: day_long(date.fromisoformat(value)),
    "night_rest_hours": hours,
    "budget_yuan": money,
}
