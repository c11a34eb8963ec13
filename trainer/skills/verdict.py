"""The answer to "may this person apply?": the rule that decided, its records, and what is missing on each path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainer.kit.messages import Message, from_json


@dataclass(frozen=True)
class Rule:
    """A path's official sentence in both languages (template filter `name` picks one) and where it is written."""

    code: str
    name: str
    name_en: str
    source: str = ""


@dataclass(frozen=True)
class Evidence:
    """A record that decided: its kind, its row, the document that proves it ("" when none is named) and its day."""

    kind: str
    id: str
    day: date
    document: str = ""

    @property
    def is_documented(self) -> bool:
        """Whether a document is named; the birth date stands in the identity number itself."""
        return bool(self.document) or self.kind == "birth_date"


@dataclass(frozen=True)
class MissingPath:
    """A path that is not met: what is lacking, and the day from which it would be met by time alone, if any."""

    rule: Rule
    lacks: tuple[Message, ...]
    from_date: date | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a person may apply for a level on a day; made once and stored with the enrolment as JSON."""

    eligible: bool
    message: Message
    rule: Rule | None = None
    records: tuple[Evidence, ...] = ()
    missing: tuple[MissingPath, ...] = ()

    @property
    def path_code(self) -> str:
        """The code of the path that is met, or an empty text."""
        return self.rule.code if self.rule else ""

    @property
    def undocumented(self) -> tuple[Evidence, ...]:
        """The deciding records that name no document."""
        return tuple(record for record in self.records if not record.is_documented)

    def to_json(self) -> dict[str, Any]:
        """A JSON value from which `from_json` makes the same verdict again."""
        return {
            "eligible": self.eligible,
            "message": self.message.to_json(),
            "rule": vars(self.rule) if self.rule else None,
            "records": [{**vars(record), "day": record.day.isoformat()} for record in self.records],
            "missing": [_missing_to_json(path) for path in self.missing],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Verdict:
        """The verdict that `to_json` wrote; days inside messages stay texts."""
        return cls(
            eligible=value["eligible"],
            message=from_json(value["message"]),
            rule=Rule(**value["rule"]) if value["rule"] else None,
            records=tuple(
                Evidence(**{**record, "day": date.fromisoformat(record["day"])}) for record in value["records"]
            ),
            missing=tuple(_missing_from_json(path) for path in value["missing"]),
        )


def _missing_to_json(path: MissingPath) -> dict[str, Any]:
    return {
        "rule": vars(path.rule),
        "lacks": [lack.to_json() for lack in path.lacks],
        "from_date": path.from_date.isoformat() if path.from_date else None,
    }


def _missing_from_json(value: Mapping[str, Any]) -> MissingPath:
    return MissingPath(
        rule=Rule(**value["rule"]),
        lacks=tuple(from_json(lack) for lack in value["lacks"]),
        from_date=date.fromisoformat(value["from_date"]) if value["from_date"] else None,
    )
