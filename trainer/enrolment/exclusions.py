"""What keeps a person out of a class, or out of its subsidy, whatever the entry conditions say (pure).

Source of the kinds: State Council audit findings of 2023 on training subsidies (retired people and full-time students
entered as employees), and the apprenticeship and subsidy notices of the provinces (one subsidy an occupation and level,
none twice during an apprenticeship). Ages come from policy records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.enrolment.verdicts import Reason, VerdictKind
from trainer.kit.messages import Message, msg
from trainer.models.catalogue import PolicyRecord
from trainer.models.people import PersonRecord, RecordKind
from trainer.skills.durations import anniversary
from trainer.skills.verdict import Evidence


@dataclass(frozen=True)
class Aim:
    """What the person would join: the occupation, the level, and the day that is judged."""

    occupation_id: str
    level: int
    on: date


def age_reasons(birth_date: date | None, sex: str, on: date, least: PolicyRecord, most: PolicyRecord) -> list[Reason]:
    """Too young or too old on the day, by the policy records of the place; the most years may differ by sex."""
    if birth_date is None:
        return []
    reasons = []
    if on < (full := anniversary(birth_date, least.value)):
        message = msg(
            "Younger than %(n)s on %(day)s; old enough from %(full)s (%(document)s)",
            n=least.value,
            day=on,
            full=full,
            document=least.document,
        )
        reasons.append(Reason("age", VerdictKind.NOT_ELIGIBLE, message, _policy(least)))
    years = most.value[sex] if sex in most.value else max(most.value.values())
    if on >= anniversary(birth_date, years):
        message = msg("Has reached the age of %(n)s on %(day)s (%(document)s)", n=years, day=on, document=most.document)
        reasons.append(Reason("age", VerdictKind.NOT_ELIGIBLE, message, _policy(most)))
    return reasons


def record_reasons(records: Sequence[PersonRecord], aim: Aim) -> list[Reason]:
    """What the recorded facts say against joining, or against a subsidy, on the day."""
    found = []
    for record in records:
        rule = _RULES.get(record.kind)
        if rule is not None and rule.speaks(record, aim):
            message = rule.message(record)
            found.append(Reason(rule.name, rule.kind, message, _evidence(record)))
    return found


@dataclass(frozen=True)
class _Rule:
    name: str
    kind: VerdictKind
    speaks: Callable[[PersonRecord, Aim], bool]
    message: Callable[[PersonRecord], Message]


def _runs(record: PersonRecord, aim: Aim) -> bool:
    return record.starts_on <= aim.on and (record.ends_on is None or record.ends_on >= aim.on)


def _is_same_level(record: PersonRecord, aim: Aim) -> bool:
    return record.occupation_id == aim.occupation_id and record.level == aim.level


def _about_subsidy(record: PersonRecord) -> Message:
    number = (record.detail or {}).get("number") or record.document
    return msg("Same-level subsidy already paid on %(day)s, no. %(number)s", day=record.starts_on, number=number)


def _about_apprenticeship(record: PersonRecord) -> Message:
    until = record.ends_on or msg("further notice")
    return msg(
        "Apprenticeship runs until %(until)s (%(document)s); no second subsidy", until=until, document=record.document
    )


def _about_student(record: PersonRecord) -> Message:
    return msg("Full-time student since %(day)s (%(document)s)", day=record.starts_on, document=record.document)


def _about_retired(record: PersonRecord) -> Message:
    return msg("Retired since %(day)s (%(document)s)", day=record.starts_on, document=record.document)


_RULES: Mapping[RecordKind, _Rule] = {
    RecordKind.RETIRED: _Rule("retired", VerdictKind.NOT_ELIGIBLE, _runs, _about_retired),
    RecordKind.ENROLLED_STUDENT: _Rule("full-time-student", VerdictKind.NOT_ELIGIBLE, _runs, _about_student),
    RecordKind.SUBSIDY: _Rule("same-level-subsidy", VerdictKind.NO_SUBSIDY, _is_same_level, _about_subsidy),
    RecordKind.APPRENTICESHIP: _Rule("apprenticeship-running", VerdictKind.NO_SUBSIDY, _runs, _about_apprenticeship),
}


def _evidence(record: PersonRecord) -> Evidence:
    return Evidence(record.kind.value, record.id, record.starts_on, record.document)


def _policy(record: PolicyRecord) -> Evidence:
    return Evidence("policy", record.id, record.valid_from, record.document)
