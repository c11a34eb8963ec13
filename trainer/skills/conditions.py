"""The kinds of condition that a path is made of: each reads a person's facts and says from when to when it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainer.kit.messages import Message, msg
from trainer.skills.durations import anniversary, days_worked, years_worked_on
from trainer.skills.facts import BIRTH_DATE, HOLDING, Fact, Facts
from trainer.skills.levels import reaches

EMPLOYMENT, EDUCATION, TITLE = "employment", "education", "title"
APPRENTICESHIP, ENROLLED_STUDENT = "apprenticeship", "enrolled_student"
Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Span:
    """From which day to which (None: without end) a condition holds, and the facts that it rests on."""

    since: date
    until: date | None = None
    facts: tuple[Fact, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether the day lies in the span, both ends counted."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Finding:
    """What became of a condition: its best span, or None when nothing recorded leads to it; and what lacks if so."""

    span: Span | None
    lacks: Message


def examine(condition: Condition, facts: Facts, on: date) -> Finding:
    """Read one condition: `{"kind": ..., ...}` as docs/eligibility.md explains and seeds/eligibility/ writes it."""
    return CONDITIONS[condition["kind"]](condition, facts, on)


def best(spans: Iterable[Span], on: date) -> Span | None:
    """The span that holds on the day, else the next one to begin; None when all are over."""
    alive = [span for span in spans if span.until is None or (on <= span.until and span.since <= span.until)]
    return min(alive, key=lambda span: span.since, default=None)


def _age(condition: Condition, facts: Facts, on: date) -> Finding:
    if facts.birth_date is None:
        return Finding(None, msg("The date of birth is not recorded"))
    full = anniversary(facts.birth_date, condition["years"])
    birth = Fact(BIRTH_DATE, facts.person_id, facts.birth_date)
    lacks = msg("Must be %(n)s years old, from %(date)s", n=condition["years"], date=full)
    return Finding(Span(full, None, (birth,)), lacks)


def _intent(condition: Condition, facts: Facts, on: date) -> Finding:
    # Applying declares it; the application form is the evidence.
    return Finding(Span(date.min), msg("Must intend to work in the occupation"))


def _at_work(condition: Condition, facts: Facts, on: date) -> Finding:
    spans = [Span(job.since, job.until, (job,)) for job in facts.in_occupation(EMPLOYMENT)]
    return Finding(best(spans, on), msg("Must work in the occupation or a related one"))


def _work(condition: Condition, facts: Facts, on: date) -> Finding:
    years = condition["years"]
    spans = [span for span in [_worked(facts, years, None)] if span]
    return _finding_of_years(best(spans, on), years, _days(facts, on, None), on)


def _work_after_holding(condition: Condition, facts: Facts, on: date) -> Finding:
    held = _holdings(facts, condition["level"], on)
    if not held:
        return Finding(None, _no_certificate(condition["level"]))
    return _work_after(held, condition["years"], facts, on)


def _work_after_title(condition: Condition, facts: Facts, on: date) -> Finding:
    titles = _titles(facts, condition["titles"], on)
    if not titles:
        return Finding(None, _TITLE_LACKS[condition["titles"][0]])
    return _work_after(titles, condition["years"], facts, on)


def _holding(condition: Condition, facts: Facts, on: date) -> Finding:
    years = condition["years"]
    spans = [Span(anniversary(h.since, years), h.until, (h,)) for h in _holdings(facts, condition["level"], on)]
    found = best(spans, on)
    if found is None:
        return Finding(None, _no_certificate(condition["level"]))
    if years == 0:
        return Finding(found, msg("The certificate counts from %(date)s", date=found.since))
    return Finding(found, msg("Needs %(n)s years, from %(date)s", n=years, date=found.since))


def _education(condition: Condition, facts: Facts, on: date) -> Finding:
    spans = [
        Span(_graduation(diploma, condition["final_year"]), None, (diploma,))
        for diploma in facts.with_major([EDUCATION])
        if diploma.detail.get("degree") in condition["degrees"]
        and (diploma.detail.get("programme_evaluated") is True or not condition["evaluated"])
    ]
    found = best(spans, on)
    if found is not None:
        return Finding(found, msg("The diploma counts from %(date)s", date=found.since))
    return Finding(None, msg("Needs a diploma as the rule names it, in this or a related major"))


def _student(condition: Condition, facts: Facts, on: date) -> Finding:
    spans = [
        Span(study.since, study.until, (study,))
        for study in [*facts.of(EDUCATION), *facts.of(ENROLLED_STUDENT)]
        if study.detail.get("degree") in condition["degrees"]
        and (study.until is not None or study.kind == ENROLLED_STUDENT)
    ]
    return Finding(best(spans, on), msg("Must be a student of a technician college's technician class"))


def _apprenticeship(condition: Condition, facts: Facts, on: date) -> Finding:
    spans = [
        Span(term.until, None, (term,))
        for term in facts.in_occupation(APPRENTICESHIP)
        if term.until is not None and term.detail.get("completed", True)
    ]
    found = best(spans, on)
    if found is not None:
        return Finding(found, msg("The apprenticeship ends on %(date)s", date=found.since))
    return Finding(None, msg("Needs a completed apprenticeship in the occupation or a related one"))


def _work_after(anchors: Sequence[Fact], years: int, facts: Facts, on: date) -> Finding:
    spans = [span for anchor in anchors if (span := _worked(facts, years, anchor))]
    days = max(_days(facts, on, anchor.since) for anchor in anchors)
    return _finding_of_years(best(spans, on), years, days, on)


def _worked(facts: Facts, years: int, anchor: Fact | None) -> Span | None:
    jobs = facts.in_occupation(EMPLOYMENT)
    after = anchor.since if anchor else None
    full = years_worked_on([(job.since, job.until) for job in jobs], years, after=after)
    if full is None:
        return None
    used = [job for job in jobs if job.since < full and (after is None or job.until is None or job.until >= after)]
    return Span(full, anchor.until if anchor else None, tuple([anchor] if anchor else []) + tuple(used))


def _days(facts: Facts, on: date, after: date | None) -> int:
    return days_worked([(job.since, job.until) for job in facts.in_occupation(EMPLOYMENT)], on, after=after)


def _finding_of_years(span: Span | None, years: int, days: int, on: date) -> Finding:
    if span is not None:
        return Finding(span, msg("Needs %(n)s years, from %(date)s", n=years, date=span.since))
    lacks = msg("Needs %(n)s years of work in the occupation or a related one; %(days)s days count", n=years, days=days)
    return Finding(None, lacks)


def _holdings(facts: Facts, level: int, on: date) -> list[Fact]:
    """Certificates at the level or above it in rank that have not ended."""
    held = [fact for fact in facts.in_occupation(HOLDING) if fact.level is not None and reaches(fact.level, level)]
    return [fact for fact in held if not fact.is_over(on)]


def _titles(facts: Facts, titles: Sequence[str], on: date) -> list[Fact]:
    found = [fact for fact in facts.with_major([TITLE]) if fact.detail.get("title") in titles]
    return [fact for fact in found if not fact.is_over(on)]


def _graduation(diploma: Fact, final_year: bool) -> date:
    """A record with an end is a course of study that ends then; one without is a diploma held since its first day."""
    if diploma.until is None:
        return diploma.since
    return max(diploma.since, anniversary(diploma.until, -1)) if final_year else diploma.until


def _no_certificate(level: int) -> Message:
    return msg("Needs a level %(level)s certificate in the occupation or a related one", level=level)


_TITLE_LACKS = {
    "junior": msg("Needs a junior professional title in a matching field"),
    "intermediate": msg("Needs an intermediate professional title in a matching field"),
    "senior": msg("Needs a senior professional title in a matching field"),
}

CONDITIONS: Mapping[str, Callable[[Condition, Facts, date], Finding]] = {
    "age": _age,
    "intent": _intent,
    "at_work": _at_work,
    "work": _work,
    "work_after_holding": _work_after_holding,
    "work_after_title": _work_after_title,
    "holding": _holding,
    "education": _education,
    "student": _student,
    "apprenticeship": _apprenticeship,
}

# The fields that each kind takes in the data, and their types: a list is one of texts.
CONDITION_FIELDS: Mapping[str, Mapping[str, type]] = {
    "age": {"years": int},
    "intent": {},
    "at_work": {},
    "work": {"years": int},
    "work_after_holding": {"level": int, "years": int},
    "work_after_title": {"titles": list, "years": int},
    "holding": {"level": int, "years": int},
    "education": {"degrees": list, "final_year": bool, "evaluated": bool},
    "student": {"degrees": list},
    "apprenticeship": {},
}
