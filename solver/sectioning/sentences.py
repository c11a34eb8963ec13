"""The words of everything that sectioning says: broken rules, obstacles and reasons, in English and Chinese."""

from __future__ import annotations

from solver.problem import Names
from solver.verdict import Violation, fill

SENTENCES: dict[str, tuple[str, str]] = {
    "known_ids": (
        "Request {request} or offer {offer} is unknown.",
        "报名{request}或班级{offer}不存在。",
    ),
    "same_course": (
        "Offer {offer} is not of the course that request {request} asks for.",
        "班级{offer}不是报名{request}所申请的课程。",
    ),
    "offer_size": (
        "Offer {offer} has {size} {size:head|heads}; {least} to {most} {most:is|are} allowed.",
        "班级{offer}共{size}人，允许{least}至{most}人。",
    ),
    "person_available": (
        "{request} is not free on {day}, period {period}, when {offer} meets.",
        "{offer}于{day}第{period}节上课，{request}此时没有空。",
    ),
    "rest_after_duty": (
        "{request} works or rests after shift {duty} on {day}, period {period}, when {offer} meets.",
        "{offer}于{day}第{period}节上课，{request}正值班次{duty}当班或班后休息。",
    ),
    "person_double_booking": (
        "The person of {request} sits in {other_offer}; it meets with {offer} on {day}, period {period}.",
        "{request}的学员已在{other_offer}，该班与{offer}于{day}第{period}节时间冲突。",
    ),
    "line_cap": (
        "{away} {away:person|people} of line {line} {away:is|are} away on {day}, period {period}; "
        "{most} {most:is|are} allowed.",
        "{day}第{period}节，产线{line}有{away}人离岗，最多允许{most}人。",
    ),
    "member_stays": (
        "Request {request} has left offer {offer}, where it has its seat.",
        "报名{request}已在班级{offer}占有名额，不能移出。",
    ),
    "members_cannot_stay": (
        "The members of {offer} cannot all keep their seats: sizes, times or production lines do not allow it.",
        "{offer}的现有学员无法全部保留名额：人数、时间或产线离岗上限不允许。",
    ),
    "no_offer": (
        "No open class of course {course} is offered to {request}.",
        "课程{course}没有可供{request}参加的开放班级。",
    ),
    "offer_open": (
        "{offer} has a seat for {request}, at a higher cost.",
        "{offer}尚有名额可给{request}，但代价更高。",
    ),
    "offer_cancelled": (
        "{offer} is not held: fewer than {least} {least:person|people} would be in it, or they are better "
        "placed elsewhere.",
        "{offer}不开班：人数不足{least}人，或安排在其他班级更合适。",
    ),
    "offer_full": (
        "{offer} is full with {most} {most:person|people}.",
        "{offer}已满{most}人。",
    ),
    "line_cap_reached": (
        "On {day}, period {period}, when {offer} meets, line {line} already spares {most} {most:person|people}, "
        "its most.",
        "{offer}于{day}第{period}节上课时，产线{line}离岗人数已达上限{most}人。",
    ),
}


def sentence_of_sectioning(violation: Violation, names: Names, language: str) -> str:
    """The violation in words, in "en" or "zh"; `names(kind, id)` gives display names."""
    english, chinese = SENTENCES[violation.rule]
    facts = {"day": violation.day, "period": violation.period, **violation.facts}
    return fill(chinese if language == "zh" else english, violation.subjects, facts, names, language)
