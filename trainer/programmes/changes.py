"""What a proposal changes, as data and in words: values before and after, the sentence, the clause that is signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from trainer.catalogue.programme_types.articles import HALF_DAY_WORDS, WEEKDAY_WORDS, written_day
from trainer.kit import clock
from trainer.kit.errors import BadInput, Conflict
from trainer.kit.messages import Message, listing, msg, name_in_both
from trainer.kit.wording import in_chinese, in_english
from trainer.models.programmes import Cohort
from trainer.programmes.wishes import HALF_DAYS, WEEKDAYS

# What of a cohort a proposal may change, as the pages call it.
CHANGE_LABELS: Mapping[str, Message] = {
    "ends_on": msg("Last day"),
    "weekdays": msg("Weekdays"),
    "half_days": msg("Parts of the day"),
    "heads": msg("People"),
}
# How the order calls the same thing.
ORDER_FIELDS: Mapping[str, str] = {
    "ends_on": "window_end",
    "weekdays": "weekdays",
    "half_days": "half_days",
    "heads": "heads",
}

Line = Mapping[str, Any]


def value_now(cohort: Cohort, field: str) -> Any:
    """A value of the cohort as JSON."""
    if field == "heads":
        return cohort.capacity
    value = getattr(cohort, field)
    return value.isoformat() if isinstance(value, date) else list(value)


def lines_of(cohort: Cohort, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The wanted values beside those of today: {field, old, new}, without what is so already.

    Raises BadInput for what cannot be proposed, and when nothing would change.
    """
    lines = [
        {"field": field, "old": value_now(cohort, field), "new": wanted[field]}
        for field in CHANGE_LABELS
        if field in wanted and wanted[field] != value_now(cohort, field)
    ]
    for field in set(wanted) - set(CHANGE_LABELS):
        raise BadInput(msg("This cannot be changed by a proposal"), field=field)
    if not lines:
        raise BadInput(msg("There is nothing to propose: what was agreed allows it already"))
    for line in lines:
        for message in _faults(cohort, line):
            raise BadInput(message, field=line["field"])
    return lines


def require_unchanged(cohort: Cohort, lines: Sequence[Line]) -> None:
    """Raise Conflict when the cohort is no longer what the proposal started from."""
    for line in lines:
        if value_now(cohort, line["field"]) != line["old"]:
            raise Conflict(
                msg("%(label)s: the class has changed since this was proposed", label=CHANGE_LABELS[line["field"]]),
                msg("Ask the base for a new proposal"),
            )


def said_value(field: str, value: Any) -> Message:
    """A value in words."""
    if field == "ends_on":
        return written_day(date.fromisoformat(value))
    if field == "weekdays":
        return listing([WEEKDAY_WORDS[day - 1] for day in sorted(value)])
    if field == "half_days":
        return listing([word for name, word in HALF_DAY_WORDS.items() if name in value])
    return msg("%(n)s people", n=value)


def said_change(cohort: Cohort, line: Line) -> Message:
    """What changes, as one sentence without its full stop."""
    field, old, new, name = line["field"], line["old"], line["new"], name_in_both(cohort)
    if field == "ends_on":
        return msg(
            "%(cohort)s is taught until %(new)s at the latest, instead of %(old)s",
            cohort=name,
            new=said_value(field, new),
            old=said_value(field, old),
        )
    if field == "heads":
        return msg("%(cohort)s has %(new)s seats instead of %(old)s", cohort=name, new=new, old=old)
    more = said_value(field, [item for item in new if item not in old])
    if field == "weekdays":
        return msg("%(cohort)s may also be taught on: %(more)s", cohort=name, more=more)
    return msg("%(cohort)s may also be taught in the: %(more)s", cohort=name, more=more)


def said_changes(cohort: Cohort, lines: Sequence[Line]) -> Message:
    """All changes in one sentence."""
    found = said_change(cohort, lines[0])
    for line in lines[1:]:
        found = msg("%(first)s; %(next)s", first=found, next=said_change(cohort, line))
    return found


def clause_of(cohort: Cohort, lines: Sequence[Line], version_number: int) -> dict[str, str]:
    """The clause that is added to the agreement: the Chinese text binds, the English one helps to read it."""
    title = msg("Change by version %(n)s", n=version_number)
    text = msg(
        "%(changes)s. Where this differs from an earlier clause, this one stands; everything else stays as agreed.",
        changes=said_changes(cohort, lines),
    )
    return {
        "key": f"change-{version_number}",
        "title": in_chinese(title),
        "title_en": in_english(title),
        "text": in_chinese(text),
        "text_en": in_english(text),
    }


def _faults(cohort: Cohort, line: Line) -> Iterator[Message]:
    field, old, new = line["field"], line["old"], line["new"]
    if field == "ends_on" and new <= max(old, clock.today().isoformat()):
        yield msg("The new last day lies after the present one, and in the future")
    if field == "weekdays" and not set(old) < set(new) <= WEEKDAYS:
        yield msg("A proposal adds weekdays, it takes none away")
    if field == "half_days" and not set(old) < set(new) <= set(HALF_DAYS):
        yield msg("A proposal adds parts of the day, it takes none away")
    if field == "heads" and not max(cohort.min_size, 1) <= new < old:
        yield msg("Fewer people lie between %(low)s and %(high)s", low=max(cohort.min_size, 1), high=old - 1)
