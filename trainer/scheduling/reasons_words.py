"""A found reason as it is kept with its run: sentences in both languages with real names, and what to mend for each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import solver
from solver.explain import Explanation, Repair, sentence_of_fact, sentence_of_repair, sentence_of_shortage
from trainer.kit.messages import Message
from trainer.scheduling.reasons_process import Found
from trainer.scheduling.reasons_week import week_of_reason
from trainer.scheduling.scenario_changes import LongerWindow, NewInstructor, WayOut, to_json
from trainer.scheduling.scenario_patch import Patch
from trainer.scheduling.wording import Names

# Whose names stand under a sentence that has no room for them.
NAMED = ("equipment", "workshop", "instructor")
# Facts that limit a week whatever stands open in it.
WEEK_CAPS = ("instructor_week_cap", "cohort_week_cap")
# So many facts have a card each; more of them are put together by kind.
MOST_CARDS = 6
# The kind of the card that holds what has no card of its own.
FURTHER = "further"

Subjects = Sequence[solver.Subject]


def outcome_of(problem: solver.Problem, found: Found, names: Names, courses: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page shows, as JSON. `courses` gives the id of each cohort's course."""
    explanation = found.explanation
    words = _Words(problem, names, courses)
    week = week_of_reason(problem, explanation)
    return {
        "verdict": explanation.verdict.value,
        "source": explanation.source,
        "is_irreducible": explanation.is_irreducible,
        "is_whole": found.is_whole,
        "seconds": round(explanation.seconds, 1),
        "shortage": words.shortage(explanation),
        "facts": len(explanation.facts),
        "cards": words.cards(explanation),
        "week": None
        if week is None
        else {**dataclasses.asdict(week), "free": week.free, "caps": words.caps(explanation)},
        "repairs": [
            words.repair(repair, patch) for repair, patch in zip_longest(found.repairs, found.patches) if repair
        ],
    }


class _Words:
    def __init__(self, problem: solver.Problem, names: Names, courses: Mapping[str, str]) -> None:
        self.problem, self.names, self.courses = problem, names, courses

    def shortage(self, explanation: Explanation) -> dict[str, Any] | None:
        """The lack of openings in words, or None."""
        short = explanation.shortage
        if short is None:
            return None
        text = self.names.in_both(short.subjects, lambda namer, language: sentence_of_shortage(short, namer, language))
        return text.to_json()

    def caps(self, explanation: Explanation) -> list[dict[str, Any]]:
        """Who among the facts has a weekly cap, and of how many periods: a week cannot be filled beyond it."""
        found = [fact for fact in explanation.facts if fact.kind in WEEK_CAPS]
        return [
            {
                "name": self.names.of(*fact.subjects[0][:2]).to_json(),
                "most": fact.facts.get("max_periods_a_week"),
            }
            for fact in found
        ]

    def cards(self, explanation: Explanation) -> list[dict[str, Any]]:
        """A card for each fact, or for each kind of facts when they are many: {kind, facts: [{text, mend}]}.

        More kinds than cards share the last one.
        """
        facts = [(fact.kind, self._fact(fact)) for fact in explanation.facts]
        if len(facts) <= MOST_CARDS:
            return [{"kind": kind, "facts": [fact]} for kind, fact in facts]
        kinds = list(dict.fromkeys(kind for kind, _ in facts))
        own = kinds if len(kinds) <= MOST_CARDS else kinds[: MOST_CARDS - 1]
        cards = [{"kind": kind, "facts": [fact for of, fact in facts if of == kind]} for kind in own]
        others = [fact for of, fact in facts if of not in own]
        return [*cards, {"kind": FURTHER, "facts": others}] if others else cards

    def repair(self, repair: Repair, patch: Patch | None) -> dict[str, Any]:
        """A change that would do: in words, what to mend, its price, how far it was verified, and how to try it."""
        subjects = repair.subjects if repair.given_up is None else repair.given_up.subjects
        text = self.names.in_both(subjects, lambda namer, language: sentence_of_repair(repair, namer, language))
        return {
            "code": repair.code,
            "text": text.to_json(),
            "mend": self.mend(subjects, repair.field),
            "price": {**dataclasses.asdict(repair.price), "points": repair.price.points},
            "change": _change_of(repair, text, patch),
            "proposal": _proposal_of(repair),
            "is_verified": repair.is_verified,
            "verified_on": repair.verified_on,
        }

    def mend(self, subjects: Subjects, field: str) -> list[str]:
        """The kind and id of the record that a field path means; the kind is "" where no page mends it."""
        collection, bracket, _rest = field.partition("[")
        first = {subject.kind: subject.id for subject in reversed(subjects)}
        cohort = first.get("cohort") or first.get("module", "").partition("/")[0]
        if collection == "modules" and not field.endswith("]"):
            return ["course", self.courses[cohort]] if cohort in self.courses else ["cohort", cohort]
        if collection in ("cohorts", "modules"):
            return ["cohort", cohort]
        if collection in ("instructors", "workshops", "lessons"):
            one = collection[:-1]
            return [one, first[one]] if bracket and one in first else [collection, ""]
        return {
            "bases": ["workshops", ""],
            "duties": ["trainees", self._cohort_of(first)],
            "commitments": ["lesson", ""],
            "allowances": ["instructor", first.get("instructor", "")],
        }.get(collection, ["", ""])

    def _cohort_of(self, first: Mapping[str, str]) -> str:
        trainee = first.get("trainee")
        found = (cohort.id for cohort in self.problem.cohorts if trainee in cohort.trainees)
        return first.get("cohort") or next(found, "")

    def _fact(self, fact: Any) -> dict[str, Any]:
        text = self.names.in_both(fact.subjects, lambda namer, language: sentence_of_fact(fact, namer, language))
        named = {self.names.of(*subject[:2]).chinese: subject for subject in fact.subjects if subject.kind in NAMED}
        others = [self.names.of(*subject[:2]).to_json() for name, subject in named.items() if name not in text.chinese]
        return {"text": text.to_json(), "names": others, "mend": self.mend(fact.subjects, fact.field)}


def _change_of(repair: Repair, text: Message, patch: Patch | None) -> dict[str, Any] | None:
    """The repair as a change of a scenario, or None when what it changes is not known."""
    if repair.code == "later_end":
        return to_json(LongerWindow(repair.subjects[0].id, str(repair.facts["last"])))
    if repair.code == "new_instructor":
        weekdays = tuple(int(day) for day in str(repair.facts["weekdays"]).split(","))
        return to_json(NewInstructor("", repair.subjects[0].id, weekdays))
    return to_json(WayOut(text.to_json(), tuple(patch))) if patch else None


def _proposal_of(repair: Repair) -> dict[str, Any] | None:
    """What the repair would change of the cohort's agreement, or None when nobody has to agree to it."""
    facts = repair.facts
    if repair.code == "later_end":
        wanted: dict[str, Any] = {"ends_on": str(facts["last"])}
    elif repair.code == "fewer_people":
        wanted = {"heads": int(str(facts["size"]))}
    elif repair.code == "cohort_evenings":
        wanted = {"half_days": str(facts["all_halves"]).split(",")}
    elif repair.code == "cohort_weekends":
        wanted = {"weekdays": [int(day) for day in str(facts["all_weekdays"]).split(",")]}
    else:
        return None
    return {"cohort": repair.subjects[0].id, "wanted": wanted}
