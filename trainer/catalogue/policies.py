"""The words of policy records: what each key rules, and how its value and region are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer.kit.messages import Message, msg

KEY_WORDS: Mapping[str, Message] = {
    "agreement.proposal_hours": msg("Hours to answer a proposal to change an agreement"),
    "agreement.signing_days": msg("Working days to sign an agreement"),
    "assessment.candidates_per_assessor": msg("Candidates for each assessor"),
    "assessment.panel_minimum": msg("Fewest assessors on a panel"),
    "assessment.pass_mark": msg("Points to pass each paper"),
    "attendance.minimum_share": msg("Least share of lessons attended"),
    "certification.completion_prefix": msg("Prefix of the numbers of training completions"),
    "cohort.maximum_size": msg("Most trainees in a cohort"),
    "enrolment.maximum_age": msg("Highest age at enrolment"),
    "enrolment.minimum_age": msg("Lowest age at enrolment"),
    "joint_class.answer_days": msg("Days to answer an invitation to a joint class"),
    "scheduling.instructor_max_periods_day": msg("Most periods a day for an instructor"),
    "scheduling.instructor_max_periods_week": msg("Most periods a week for an instructor"),
    "scheduling.max_periods_day": msg("Most periods a day for a cohort"),
    "scheduling.max_periods_week": msg("Most periods a week for a cohort"),
    "scheduling.night_rest_hours": msg("Hours of rest after a night shift"),
    "scheduling.wish_weight": msg("Points for a lesson period against an instructor's wish"),
}


def key_words(key: str) -> Message | str:
    """What a key rules, in words; the key itself where no words are kept."""
    return KEY_WORDS.get(key, key)


def value_words(key: str, value: Any) -> Message | str:
    """A record's value as people read it."""
    if key == "attendance.minimum_share" and isinstance(value, int | float):
        return msg("%(share)s %%", share=f"{value * 100:g}")
    if isinstance(value, Mapping) and set(value) == {"M", "F"}:
        return msg("men %(men)s, women %(women)s", men=value["M"], women=value["F"])
    return str(value)


def region_words(region_code: str) -> Message:
    """How wide a region is, with its code (GB/T 2260: province, city, district)."""
    if region_code == "000000":
        return msg("The whole country")
    if region_code.endswith("0000"):
        return msg("Province %(code)s", code=region_code)
    if region_code.endswith("00"):
        return msg("City %(code)s", code=region_code)
    return msg("District %(code)s", code=region_code)
