"""Real names for the solver's ids, and its sentences as messages in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

import solver
from solver.problem import Names as Namer
from solver.rules import RULES
from solver.sittings import sitting_of
from trainer.kit.db import batches
from trainer.kit.messages import Bilingual, bilingual, name_in_both
from trainer.kit.wording import in_chinese, in_english
from trainer.models.assessment import Sitting
from trainer.models.catalogue import CourseModule
from trainer.models.production import ProductionLine
from trainer.models.programmes import Cohort, Lesson
from trainer.models.resources import Base, EquipmentType
from trainer.models.skills import Occupation
from trainer.programmes.services.cohorts import LEVEL_SHORT
from trainer.scheduling.commitments import sitting_key
from trainer.scheduling.problem_cohorts import module_key
from trainer.scheduling.problem_places import subject_key
from trainer.scheduling.situation import Situation
from trainer.skills.levels import EXAMINED_LEVELS


@dataclass(frozen=True)
class Names:
    """Names for every id of a problem: by (kind, id) in the solver's sense, and by id alone."""

    by_kind: Mapping[tuple[str, str], Bilingual]
    by_id: Mapping[str, Bilingual] = field(default_factory=dict)

    def sentence(self, verdict: solver.Violation | solver.Finding) -> Bilingual:
        """What the solver says about a violation or finding, with real names."""

        def say(namer: Namer, language: str) -> str:
            written = {"rule": verdict.rule, **verdict.facts}
            facts = {key: self._fact(value, language) for key, value in written.items()}
            return solver.sentence_of(replace(verdict, facts=facts), namer, language)

        return self.in_both(verdict.subjects, say)

    def in_both(self, subjects: Sequence[solver.Subject], say: Callable[[Namer, str], str]) -> Bilingual:
        """A sentence in both languages; where its subjects name the cohort, modules go by their own names."""
        return bilingual(say(self._namer(subjects, "en"), "en"), say(self._namer(subjects, "zh"), "zh"))

    def of(self, kind: str, id_: str) -> Bilingual:
        """The name of one thing; an id that is unknown stands for itself."""
        return self.by_kind.get((kind, id_)) or self.by_id.get(id_) or bilingual(id_, id_)

    def _namer(self, subjects: Sequence[solver.Subject], language: str) -> Namer:
        ids = [subject.id for subject in subjects if subject.kind == "cohort"]
        cohorts = [_text(self.of("cohort", id_), language) for id_ in ids]

        def named(kind: str, id_: str) -> str:
            return _shortened(kind, _text(self.of(kind, id_), language), cohorts)

        return named

    def _fact(self, value: str | int | None, language: str) -> str | int | None:
        if value is None:
            return "—"
        return _text(self.by_id[value], language) if isinstance(value, str) and value in self.by_id else value


def names_of(session: Session, situation: Situation, problem: solver.Problem | None = None) -> Names:
    """The names of everything in a situation, and of the problem's commitments."""
    people = {("instructor", row.id): _same(row.person.name) for row in situation.instructors}
    for trainees in situation.trainees.values():
        people.update({("trainee", person.id): _same(person.name) for person in trainees})
    by_kind = {**people, **_places(session, situation), **_teaching(situation)}
    by_id = {id_: name for (_kind, id_), name in by_kind.items()}
    by_id.update({row.id: name_in_both(row) for row in session.scalars(select(EquipmentType))})
    by_id.update(_subjects(session))
    by_id.update({rule.id: bilingual(rule.statement_en, rule.statement_zh) for rule in RULES})
    commitments = _commitments(problem, by_kind) if problem is not None else ()
    by_kind.update({("commitment", id_): name for id_, name in commitments})
    by_kind.update({("commitment", id_): name for id_, name in _sittings(session, problem)})
    by_kind.update(_lines(session, problem))
    return Names(by_kind, by_id)


def _shortened(kind: str, name: str, cohorts: Sequence[str]) -> str:
    """A module or lesson by its own name where the sentence names its cohort already."""
    if kind in ("module", "lesson"):
        for cohort in cohorts:
            name = name.removeprefix(f"{cohort} · ")
    return name


def lesson_name(cohort: Cohort, module: CourseModule, lesson: Lesson) -> Bilingual:
    """Cohort, module and number, such as "01 班 · 示教编程 3"."""
    return _lesson_name(name_in_both(cohort), module, lesson)


def _lesson_name(one: Bilingual, module: CourseModule, lesson: Lesson) -> Bilingual:
    other, number = name_in_both(module), lesson.number_in_module
    return bilingual(f"{one.text} · {other.text} {number}", f"{one.chinese} · {other.chinese} {number}")


def workshop_name(code: str, row: Any) -> Bilingual:
    """A workshop's code and name."""
    name = name_in_both(row)
    return bilingual(f"{code} {name.text}", f"{code} {name.chinese}")


def _places(session: Session, situation: Situation) -> dict[tuple[str, str], Bilingual]:
    # Other organisations' bases appear in sentences about travel.
    found = {("base", row.id): name_in_both(row) for row in session.scalars(select(Base))}
    found.update({("workshop", row.id): workshop_name(row.code, row) for row in situation.workshops})
    return found


def _teaching(situation: Situation) -> dict[tuple[str, str], Bilingual]:
    found: dict[tuple[str, str], Bilingual] = {}
    names = _cohort_names(situation.cohorts)
    for cohort in situation.cohorts:
        found["cohort", cohort.id] = one = names[cohort.id]
        modules = {module.id: module for module in cohort.course_version.modules}
        for module in modules.values():
            other = name_in_both(module)
            named = bilingual(f"{one.text} · {other.text}", f"{one.chinese} · {other.chinese}")
            found["module", module_key(cohort.id, module.id)] = named
        for lesson in cohort.lessons:
            found["lesson", lesson.id] = _lesson_name(one, modules[lesson.module_id], lesson)
    return found


def _cohort_names(cohorts: Sequence[Cohort]) -> dict[str, Bilingual]:
    """Every cohort by a name of its own: where two are called the same, the number of the order stands behind."""
    names = {cohort.id: name_in_both(cohort) for cohort in cohorts}
    shared = Counter(name.chinese for name in names.values())
    for cohort in cohorts:
        name, order = names[cohort.id], cohort.programme.order
        if shared[name.chinese] > 1 and order is not None:
            names[cohort.id] = bilingual(f"{name.text} ({order.number})", f"{name.chinese}（{order.number}）")
    return names


def _subjects(session: Session) -> Iterable[tuple[str, Bilingual]]:
    for occupation in session.scalars(select(Occupation)):
        name = name_in_both(occupation)
        for level in EXAMINED_LEVELS:
            short = LEVEL_SHORT[level]
            said = bilingual(f"{name.text}, {in_english(short)}", f"{name.chinese}{in_chinese(short)}")
            yield subject_key(occupation.id, level), said


def _commitments(
    problem: solver.Problem, known: Mapping[tuple[str, str], Bilingual]
) -> Iterable[tuple[str, Bilingual]]:
    """What holds people already: a lesson of our own by its name, one elsewhere by its base."""
    for item in problem.commitments:
        lesson = known.get(("lesson", item.id.partition("/")[2]))
        yield item.id, lesson or known.get(("base", item.base or ""), _same(item.id))


def _sittings(session: Session, problem: solver.Problem | None) -> Iterable[tuple[str, Bilingual]]:
    """What planned sittings hold, by the cohort that is assessed."""
    prefix = sitting_key("")
    held = [item.id for item in problem.commitments if item.id.startswith(prefix)] if problem is not None else []
    for batch in batches(held):
        ids = [id_.removeprefix(prefix) for id_ in batch]
        for sitting in session.scalars(
            select(Sitting).where(Sitting.id.in_(ids)).options(selectinload(Sitting.cohort))
        ):
            name = name_in_both(sitting.cohort)
            yield sitting_key(sitting.id), bilingual(sitting_of(name.text, "en"), sitting_of(name.chinese, "zh"))


def _lines(session: Session, problem: solver.Problem | None) -> dict[tuple[str, str], Bilingual]:
    ids = [line.id for line in problem.lines] if problem is not None else []
    rows = (row for batch in batches(ids) for row in session.scalars(_named_lines(batch)))
    return {("line", row.id): _same(row.name) for row in rows}


def _named_lines(ids: Sequence[str]) -> Select[ProductionLine]:
    return select(ProductionLine).where(ProductionLine.id.in_(ids))


def _same(name: str) -> Bilingual:
    return bilingual(name, name)


def _text(name: Bilingual, language: str) -> str:
    return name.chinese if language == "zh" else name.text
