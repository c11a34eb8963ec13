"""The text of an agreement: terms out of order and answer, clauses in two languages, and the hash that is signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import SharedClass, Terms
from trainer.kit.messages import Message
from trainer.kit.wording import in_chinese, in_english
from trainer.models.catalogue import CourseVersion, ModuleKind
from trainer.models.programmes import Order, OrderAnswer

Name = Callable[[Any], str]


def chinese_name(thing: Any) -> str:
    """The name that stands in Chinese documents."""
    return thing.name if thing is not None else ""


def english_name(thing: Any) -> str:
    """The English name, or the Chinese one where there is none."""
    return (thing.name_en or thing.name) if thing is not None else ""


def terms_of(order: Order, answer: OrderAnswer, version: CourseVersion, name: Name) -> Terms:
    """What was agreed, with names as `name` gives them."""
    practice = [module for module in version.modules if module.kind is ModuleKind.PRACTICE]
    return Terms(
        enterprise=name(order.enterprise),
        base=name(order.base),
        school=name(answer.school),
        occupation=name(order.occupation),
        occupation_code=order.occupation.code,
        standard_edition=version.standard.edition,
        level=order.level,
        heads=answer.heads or order.heads,
        starts_on=answer.starts_on or order.window_start,
        ends_on=answer.ends_on or order.window_end,
        weekdays=tuple(order.weekdays),
        half_days=tuple(order.half_days),
        night_rest_hours=order.night_rest_hours,
        course=name(version.course),
        course_version=version.number,
        total_periods=version.total_periods,
        practice_periods=sum(module.lessons * module.periods for module in practice),
        price_yuan=answer.price_yuan,
        note=answer.note,
        class_name=order.class_name,
        details=order.details,
        joint=_shared_class(order),
    )


def _shared_class(order: Order) -> SharedClass | None:
    """The joint class that has filled with the order in it, or None."""
    if order.place is None or order.place.price_yuan is None:
        return None
    joint = order.place.joint_class
    seats = sum(place.heads for place in joint.places if place.price_yuan is not None)
    return SharedClass(joint.number, seats, joint.fixed_yuan, joint.head_yuan)


def first_clauses(order: Order, answer: OrderAnswer, version: CourseVersion) -> list[dict[str, str]]:
    """The clauses of the first version: the Chinese text binds, the English one helps to read it."""
    strategy = strategy_of(order.programme_type)
    chinese = strategy.clauses(terms_of(order, answer, version, chinese_name))
    english = strategy.clauses(terms_of(order, answer, version, english_name))
    return [
        {
            "key": clause.key,
            "title": in_chinese(clause.title),
            "title_en": in_english(clause.title),
            "text": _said(clause.text, in_chinese),
            "text_en": _said(other.text, in_english),
        }
        for clause, other in zip(chinese, english, strict=True)
    ]


def changed_clauses(clauses: Sequence[Mapping[str, str]], texts: Mapping[str, str]) -> list[dict[str, str]]:
    """The clauses with other texts by key; an empty text drops the clause, a changed one loses its English."""
    changed = []
    for clause in clauses:
        text = tidy(texts.get(clause["key"], clause["text"]))
        if text:
            is_same = text == clause["text"]
            changed.append({**clause, "text": text, "text_en": clause.get("text_en", "") if is_same else ""})
    return changed


def tidy(text: str) -> str:
    """The text without blank lines and without spaces at the ends of its lines."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def text_hash(number: str, version: int, clauses: Sequence[Mapping[str, str]]) -> str:
    """SHA-256 over the agreement's number, the version and every clause: what a signature stands for."""
    body = {"agreement": number, "version": version, "clauses": list(clauses)}
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _said(text: Message | str, say: Callable[[Message], str]) -> str:
    return say(text) if isinstance(text, Message) else text
