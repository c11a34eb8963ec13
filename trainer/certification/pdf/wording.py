"""The words on certificates, in Chinese and English: levels, dates, masked numbers and the two sentences."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.errors import BadValue

Value = TypeVar("Value")

SPECIMEN = "样张 SPECIMEN"
NOTHING = "—"
# A space that never breaks a line, between figures and their Chinese unit.
TIE = "\u00a0"

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class LevelName:
    """The two Chinese namings and the English one of a skill level."""

    grade: str
    worker: str
    worker_en: str


# 人社部发〔2022〕14号: code 5 is the lowest examined level, 1 the highest.
LEVELS = {
    5: LevelName("五级", "初级工", "Junior Worker"),
    4: LevelName("四级", "中级工", "Intermediate Worker"),
    3: LevelName("三级", "高级工", "Senior Worker"),
    2: LevelName("二级", "技师", "Technician"),
    1: LevelName("一级", "高级技师", "Senior Technician"),
}


# 证件类型 as certificates name it, by the kind of document (domain: resident ID and the documents that stand for it).
ID_TYPES = {
    "resident_id": "居民身份证",
    "hk_macao_permit": "港澳居民来往内地通行证",
    "taiwan_permit": "台湾居民来往大陆通行证",
    "hk_macao_taiwan_residence": "港澳台居民居住证",
    "foreign_residence": "外国人永久居留身份证",
    "passport": "护照",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a sentence; strong words are set bold."""

    text: str
    strong: bool = False


def given(value: Value | None, attribute: str) -> Value:
    """The value, which must be there; raises BadValue naming the attribute when it is not."""
    if value is None:
        raise BadValue(attribute, value, "it is needed for the text of this certificate")
    return value


def level_zh(code: int) -> str:
    """Level in both Chinese namings, for example 三级 / 高级工."""
    return f"{LEVELS[code].grade}{TIE}/{TIE}{LEVELS[code].worker}"


def level_en(code: int) -> str:
    """Level in English, for example Level 3 (Senior Worker)."""
    return f"Level{TIE}{code} ({LEVELS[code].worker_en})"


def day_zh(day: date, *, with_year: bool = True) -> str:
    """Date as 2026 年 10 月 30 日; the spaces do not break."""
    year = f"{day.year}{TIE}年{TIE}" if with_year else ""
    return f"{year}{day.month}{TIE}月{TIE}{day.day}{TIE}日"


def day_en(day: date, *, with_year: bool = True) -> str:
    """Date as 30 October 2026."""
    year = f" {day.year}" if with_year else ""
    return f"{day.day}{TIE}{MONTHS[day.month - 1]}{year}"


def masked(id_number: str) -> str:
    """ID number with its middle hidden: 310117********0475; short numbers keep their ends only."""
    if len(id_number) >= 15:
        head, tail = 6, 4
    else:
        head, tail = min(2, len(id_number) // 4), min(2, len(id_number) // 4)
    hidden = "*" * (len(id_number) - head - tail)
    return id_number[:head] + hidden + id_number[len(id_number) - tail :]


def score(value: Decimal | int) -> str:
    """Score without needless zeros: 86, 86.5."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def latin_name(data: CertificateData) -> str:
    """Name for the English sentence; the original name when none is recorded."""
    return data.holder_name_latin or data.holder_name


def level_sentence_zh(data: CertificateData) -> tuple[Words, ...]:
    """The sentence after the holder's name. Levels 2 and 1 add the comprehensive review (national skill standards)."""
    code = given(data.level_code, "level_code")
    papers = "理论知识考试、技能考核与综合评审" if code <= 2 else "理论知识考试与技能考核"
    return (
        Words(f"参加{data.occupation}职业技能等级认定，{papers}成绩均合格，达到 "),
        Words(level_zh(code), strong=True),
        Words(" 水平，特发此证。"),
    )


def level_sentence_en(data: CertificateData) -> tuple[Words, ...]:
    """The English sentence of the level certificate."""
    code = given(data.level_code, "level_code")
    papers = "theoretical and practical examinations"
    if code <= 2:
        papers += " and the comprehensive review"
    return (
        Words("This is to certify that "),
        Words(latin_name(data), strong=True),
        Words(f" has passed the {papers} of the vocational skill assessment for {data.occupation_en} at "),
        Words(level_en(code), strong=True),
        Words("."),
    )


def is_assessed(data: CertificateData) -> bool:
    """Whether a training completion may speak of a passed assessment: only when its scores are printed."""
    return data.theory_score is not None or data.practical_score is not None


def completion_sentence_zh(data: CertificateData) -> tuple[Words, ...]:
    """The sentence after the holder's name on a training completion."""
    first, last = given(data.starts_on, "starts_on"), given(data.ends_on, "ends_on")
    same_year = first.year == last.year
    ends = day_zh(last, with_year=not same_year)
    practical = ""
    if data.practical_hours is not None:
        practical = f"（其中实操{TIE}{data.practical_hours}{TIE}课时）"
    assessed = "结业考核合格，" if is_assessed(data) else ""
    return (
        Words(
            f"于 {day_zh(first)}至 {ends}参加「{data.programme}」项目培训，"
            f"完成 {data.hours}{TIE}课时{practical}，{assessed}特发此证。"
        ),
    )


def completion_sentence_en(data: CertificateData) -> tuple[Words, ...]:
    """The English sentence of the training completion."""
    first, last = given(data.starts_on, "starts_on"), given(data.ends_on, "ends_on")
    starts, ends = day_en(first, with_year=first.year != last.year), day_en(last)
    practical = "" if data.practical_hours is None else f", {data.practical_hours} of them practical"
    assessed = " and passed the closing assessment" if is_assessed(data) else ""
    return (
        Words(latin_name(data), strong=True),
        Words(" completed the training programme "),
        Words(data.programme_en, strong=True),
        Words(f" from {starts} to {ends} ({data.hours} class hours{practical}){assessed}."),
    )
