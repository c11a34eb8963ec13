"""The verdict on a person for a cohort: what was decided, by which rule, and on which record it rests (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from trainer.kit.messages import Message, from_json, msg
from trainer.skills.verdict import Evidence, Verdict


class VerdictKind(StrEnum):
    """What became of a person's wish to join."""

    CAN_JOIN = "can_join"
    NO_SUBSIDY = "no_subsidy"
    NOT_ELIGIBLE = "not_eligible"
    DOCUMENTS_MISSING = "documents_missing"


KIND_LABELS = {
    VerdictKind.CAN_JOIN: msg("Can join"),
    VerdictKind.NO_SUBSIDY: msg("Can join, no subsidy"),
    VerdictKind.NOT_ELIGIBLE: msg("Not eligible"),
    VerdictKind.DOCUMENTS_MISSING: msg("Documents missing"),
}
JOINING = frozenset({VerdictKind.CAN_JOIN, VerdictKind.NO_SUBSIDY})


@dataclass(frozen=True)
class Reason:
    """One rule that spoke: its stable name, the sentence, and the record that it rests on, where there is one."""

    rule: str
    kind: VerdictKind
    message: Message
    record: Evidence | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON value."""
        record = {**vars(self.record), "day": self.record.day.isoformat()} if self.record else None
        return {"rule": self.rule, "kind": self.kind.value, "message": self.message.to_json(), "record": record}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reason:
        """The reason that `to_json` wrote."""
        record = value["record"]
        return cls(
            rule=value["rule"],
            kind=VerdictKind(value["kind"]),
            message=from_json(value["message"]),
            record=Evidence(**{**record, "day": date.fromisoformat(record["day"])}) if record else None,
        )


@dataclass(frozen=True)
class RosterVerdict:
    """The kind, the day it was judged for, the reasons against (the first decided), and the entry rule's verdict."""

    kind: VerdictKind
    on: date
    reasons: tuple[Reason, ...]
    eligibility: Verdict

    @property
    def message(self) -> Message:
        """The sentence that decided."""
        return self.reasons[0].message if self.reasons else self.eligibility.message

    @property
    def label(self) -> Message:
        """The kind in words."""
        return KIND_LABELS[self.kind]

    def to_json(self) -> dict[str, Any]:
        """A JSON value from which `from_json` makes the same verdict again."""
        return {
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "reasons": [reason.to_json() for reason in self.reasons],
            "eligibility": self.eligibility.to_json(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RosterVerdict:
        """The verdict that `to_json` wrote."""
        return cls(
            kind=VerdictKind(value["kind"]),
            on=date.fromisoformat(value["on"]),
            reasons=tuple(Reason.from_json(reason) for reason in value["reasons"]),
            eligibility=Verdict.from_json(value["eligibility"]),
        )


_GRAVEST_FIRST = (VerdictKind.NOT_ELIGIBLE, VerdictKind.DOCUMENTS_MISSING, VerdictKind.NO_SUBSIDY)


def decide(eligibility: Verdict, reasons: Sequence[Reason], on: date, *, is_anything_known: bool) -> RosterVerdict:
    """Put the entry rule's verdict and the exclusions together; the gravest reason decides and stands first.

    Somebody of whom nothing is known that an entry rule could rest on lacks papers rather than eligibility.
    """
    found = [*reasons, *_entry_reasons(eligibility, is_anything_known)]
    ordered = sorted(found, key=lambda reason: _GRAVEST_FIRST.index(reason.kind))
    kind = ordered[0].kind if ordered else VerdictKind.CAN_JOIN
    return RosterVerdict(kind, on, tuple(ordered), eligibility)


def _entry_reasons(eligibility: Verdict, is_anything_known: bool) -> list[Reason]:
    if eligibility.eligible:
        return [
            Reason(
                "entry-papers",
                VerdictKind.DOCUMENTS_MISSING,
                msg("Condition %(code)s is met, but a certificate or paper has no number.", code=eligibility.path_code),
                record,
            )
            for record in eligibility.undocumented[:1]
        ]
    if is_anything_known:
        return [Reason("entry-conditions", VerdictKind.NOT_ELIGIBLE, eligibility.message)]
    message = msg("Neither work, level nor education is given, so no entry condition can be checked.")
    return [Reason("entry-papers", VerdictKind.DOCUMENTS_MISSING, message)]
