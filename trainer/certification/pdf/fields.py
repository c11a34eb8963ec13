"""The placeholders of each layout: label in two languages, the values it takes with a sample, and its text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainer.certification.pdf.data import CertificateData
from trainer.certification.pdf.wording import LEVELS, NOTHING, TIE, day_zh, latin_name, level_zh, masked, score


@dataclass(frozen=True, slots=True)
class Field:
    """One placeholder.

    `samples` maps the attributes of CertificateData that it prints to a sample value each; `value` turns the
    data into the printed text. Attributes named in `optional` may stay empty.
    """

    key: str
    label: str
    label_en: str
    samples: Mapping[str, Any]
    value: Callable[[CertificateData], str]
    optional: frozenset[str] = frozenset()


def _level(data: CertificateData) -> str:
    code = data.level_code
    return NOTHING if code is None else f"{level_zh(code)}　Level{TIE}{code}"


def _period(data: CertificateData) -> str:
    return f"{data.starts_on} 至 {data.ends_on}"


def _hours_and_result(data: CertificateData) -> str:
    parts = [f"{data.hours}{TIE}课时"]
    if data.theory_score is not None:
        parts.append(f"理论{TIE}{score(data.theory_score)}")
    if data.practical_score is not None:
        parts.append(f"实操{TIE}{score(data.practical_score)}")
    return " · ".join(parts)


def _programme(data: CertificateData) -> str:
    return f"{data.programme} · {data.programme_type}" if data.programme_type else data.programme


NAME = Field("name", "姓名", "Name", {"holder_name": "林𫖯"}, lambda data: data.holder_name)
LATIN_NAME = Field(
    "latin_name",
    "姓名（拉丁字母）",
    "Name in Latin letters",
    {"holder_name_latin": "LIN Fu"},
    latin_name,
    frozenset({"holder_name_latin"}),
)
PHOTO = Field(
    "photo",
    "照片",
    "Photo",
    {"photo": None},
    lambda data: NOTHING if data.photo is None else "照片",
    frozenset({"photo"}),
)
ID_TYPE = Field("id_type", "证件类型", "ID type", {"id_type": "居民身份证"}, lambda data: data.id_type)
ID_NUMBER = Field(
    "id_number",
    "证件号码",
    "ID number",
    {"id_number": "310117199306120475"},
    lambda data: data.id_number,
)
MASKED_ID_NUMBER = Field(
    "masked_id_number", "证件号码", "ID number", ID_NUMBER.samples, lambda data: masked(data.id_number)
)
OCCUPATION = Field(
    "occupation",
    "职业名称",
    "Occupation",
    {"occupation": "工业机器人系统操作员", "occupation_en": "Industrial Robot System Operator"},
    lambda data: data.occupation,
)
DIRECTION = Field(
    "direction",
    "职业方向",
    "Specialisation",
    {"direction": ""},
    lambda data: data.direction or NOTHING,
    frozenset({"direction"}),
)
LEVEL = Field("level", "技能等级", "Skill level", {"level_code": 3}, _level)
NUMBER = Field(
    "number",
    "证书编号",
    "Certificate No.",
    {"number": "S000031000117263000042"},
    lambda data: data.number,
)
SERIAL = Field("serial", "证书序号", "Serial No.", {"number": "G60-PX-2026-001873"}, lambda data: data.number)
PROGRAMME = Field(
    "programme",
    "培训项目",
    "Programme",
    {
        "programme": "工业机器人系统操作员（三级）",
        "programme_en": "Industrial Robot System Operator, Level 3",
        "programme_type": "订单班",
    },
    _programme,
    frozenset({"programme_type"}),
)
PERIOD = Field(
    "period",
    "起止时间",
    "Period",
    {"starts_on": date(2026, 8, 24), "ends_on": date(2026, 10, 16)},
    _period,
)
HOURS = Field(
    "hours",
    "课时与考核",
    "Hours, result",
    {"hours": 120, "practical_hours": 76, "theory_score": 86, "practical_score": 91},
    _hours_and_result,
    frozenset({"practical_hours", "theory_score", "practical_score"}),
)
TRAINING_BODY = Field(
    "training_body",
    "培训机构",
    "Training body",
    {"training_body": "长三角 G60 科创走廊高技能人才公共实训基地"},
    lambda data: data.training_body,
)
ISSUER = Field(
    "issuer",
    "发证机构",
    "Issued by",
    {"issuer": "G60 公共实训基地评价中心", "issuer_en": "G60 Public Training Base Assessment Centre"},
    lambda data: data.issuer,
    frozenset({"issuer_en"}),
)
COMPLETION_ISSUER = Field(
    "completion_issuer",
    "发证机构",
    "Issued by",
    {"issuer": "G60 高技能人才公共实训基地", "issuer_en": ""},
    lambda data: data.issuer,
    frozenset({"issuer_en"}),
)
ISSUED_ON = Field(
    "issued_on",
    "发证日期",
    "Date of issue",
    {"issued_on": date(2026, 10, 30)},
    lambda data: day_zh(data.issued_on),
)
LOOKUP = Field(
    "lookup",
    "查询网址",
    "Look-up addresses",
    {"lookup_lines": ("www.osta.org.cn", "base.example.cn/v")},
    lambda data: "\n".join(data.lookup_lines),
    frozenset({"lookup_lines"}),
)
QR = Field(
    "qr",
    "二维码",
    "QR code",
    {"qr_url": "https://base.example.cn/v/4KQ7-9XWM-T2PD-8HNC"},
    lambda data: data.qr_url,
)

# The rows that are printed as label and value, in their order on the sheet.
LEVEL_ROWS = (ID_TYPE, ID_NUMBER, OCCUPATION, DIRECTION, LEVEL, NUMBER)
COMPLETION_ROWS = (SERIAL, MASKED_ID_NUMBER, PROGRAMME, PERIOD, HOURS, TRAINING_BODY)

LEVEL_FIELDS = (NAME, LATIN_NAME, PHOTO, *LEVEL_ROWS, ISSUER, ISSUED_ON, LOOKUP, QR)
COMPLETION_FIELDS = (NAME, LATIN_NAME, *COMPLETION_ROWS, COMPLETION_ISSUER, ISSUED_ON, LOOKUP, QR)


def sample_data(fields: tuple[Field, ...]) -> CertificateData:
    """Record filled with the sample of every field, for previews without a database."""
    values: dict[str, Any] = {}
    for field in fields:
        values.update(field.samples)
    return CertificateData(**values)


def empty_attributes(fields: tuple[Field, ...], data: CertificateData) -> tuple[str, ...]:
    """Attributes that the fields print and that are empty although they may not be."""
    return tuple(
        attribute
        for field in fields
        for attribute in field.samples
        if attribute not in field.optional and getattr(data, attribute) in ("", None)
    )


def known_level(code: int | None) -> bool:
    """Whether the code names one of the five examined levels."""
    return code in LEVELS
