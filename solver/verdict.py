"""What checks say: violations and findings as data, and their sentences in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, ClassVar, NamedTuple

from solver.problem import Names

Facts = Mapping[str, str | int | None]


class Subject(NamedTuple):
    """Something a verdict speaks about: its kind (lesson, cohort, instructor …) and id.

    The role is its name in the sentence where that differs from the kind.
    """

    kind: str
    id: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: who and what, on which day (ISO) and period, with the figures as facts."""

    rule: str
    subjects: tuple[Subject, ...]
    day: str | None = None
    period: int | None = None
    facts: Facts = field(default_factory=dict)

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of one kind among the subjects."""
        return tuple(subject.id for subject in self.subjects if subject.kind == kind)


_WORDS_ZH = {
    "theory": "理论",
    "practice": "实操",
    "day": "日期",
    "first_period": "节次",
    "workshop": "实训室",
    "instructor": "教师",
    "lesson": "课次",
}
_WORD_FACTS = ("kind", "field")


class _Counting(Formatter):
    """Writes `{lessons:lesson|lessons}` as the first of the two words where the count is 1, else as the second."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, is_choice, many = format_spec.partition("|")
        if not is_choice:
            return super().format_field(value, format_spec)
        return one if value == 1 else many


_SENTENCE = _Counting()


def fill(template: str, subjects: Sequence[Subject], facts: Facts, names: Names, language: str) -> str:
    """Put names and facts into a sentence; several subjects of one role are joined."""
    comma = "、" if language == "zh" else ", "
    values: dict[str, object] = dict(facts)
    for fact in _WORD_FACTS:
        if language == "zh" and facts.get(fact) in _WORDS_ZH:
            values[fact] = _WORDS_ZH[str(facts[fact])]
    for role in dict.fromkeys(subject.role or subject.kind for subject in subjects):
        named = (names(s.kind, s.id) for s in subjects if (s.role or s.kind) == role)
        values[role] = comma.join(dict.fromkeys(named))
    # The long way only for a sentence that has such words: a week of marks asks for hundreds.
    return _SENTENCE.vformat(template, (), values) if "|" in template else template.format_map(values)


class Worded:
    """What every kind of rule says of itself: its id, what it asks for, and what a breach of it is told as."""

    id: ClassVar[str]
    statement_en: ClassVar[str]
    statement_zh: ClassVar[str]
    message_en: ClassVar[str]
    message_zh: ClassVar[str]

    def sentence(self, violation: Violation, names: Names, language: str) -> str:
        """The violation in words, with display names, in "en" or "zh"."""
        template = self.message_zh if language == "zh" else self.message_en
        facts = {"day": violation.day, "period": violation.period, **violation.facts}
        return fill(template, violation.subjects, facts, names, language)
