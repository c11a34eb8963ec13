"""Who may apply for a level: the paths of a standard's template, read against a person's facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainer.kit.messages import Message, msg
from trainer.skills.conditions import Condition, Finding, examine
from trainer.skills.facts import Fact, Facts
from trainer.skills.verdict import Evidence, MissingPath, Rule, Verdict


@dataclass(frozen=True)
class Path:
    """One alternative way to a level: all its conditions have to hold on the same day."""

    rule: Rule
    conditions: tuple[Condition, ...]


def judge(paths: Sequence[Path], facts: Facts, on: date) -> Verdict:
    """The verdict on a day: any one path suffices, and one whose records name documents is preferred.

    When none is met, every path says what it lacks and from which day time alone would meet it.
    """
    read = [(path, [examine(condition, facts, on) for condition in path.conditions]) for path in paths]
    met = [_eligible(path, findings) for path, findings in read if _is_met(findings, on)]
    if met:
        return next((verdict for verdict in met if not verdict.undocumented), met[0])
    missing = tuple(_missing(path, findings, on) for path, findings in read)
    return Verdict(eligible=False, message=_refusal(missing), missing=missing)


def _is_met(findings: Sequence[Finding], on: date) -> bool:
    return all(finding.span is not None and finding.span.holds(on) for finding in findings)


def _eligible(path: Path, findings: Sequence[Finding]) -> Verdict:
    facts = dict.fromkeys(fact for finding in findings if finding.span for fact in finding.span.facts)
    message = msg("Meets condition %(code)s", code=path.rule.code)
    return Verdict(eligible=True, message=message, rule=path.rule, records=tuple(_evidence(fact) for fact in facts))


def _missing(path: Path, findings: Sequence[Finding], on: date) -> MissingPath:
    lacks = tuple(f.lacks for f in findings if f.span is None or not f.span.holds(on))
    return MissingPath(rule=path.rule, lacks=lacks, from_date=_from_date(findings))


def _from_date(findings: Sequence[Finding]) -> date | None:
    spans = [finding.span for finding in findings if finding.span is not None]
    if len(spans) < len(findings):
        return None
    since = max(span.since for span in spans)
    return since if all(span.holds(since) for span in spans) else None


def _refusal(missing: Sequence[MissingPath]) -> Message:
    dated = [path for path in missing if path.from_date is not None]
    if not dated:
        return msg("Meets none of the %(n)s conditions for this level", n=len(missing))
    nearest = min(dated, key=lambda path: path.from_date or date.max)
    return msg(
        "Not yet: condition %(code)s is the nearest. %(lack)s",
        code=nearest.rule.code,
        lack=nearest.lacks[0],
    )


def _evidence(fact: Fact) -> Evidence:
    return Evidence(kind=fact.kind, id=fact.id, day=fact.since, document=fact.document)
