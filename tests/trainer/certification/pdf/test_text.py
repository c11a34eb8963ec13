"""What stands on the page: every word, searchable, rare characters included, nothing cut."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from tests.trainer.certification.pdf.samples import (
    LONG_NAME,
    LONG_OCCUPATION,
    LONG_OCCUPATION_EN,
    RARE,
    completion_data,
    drawn_text,
    level_data,
    needs_poppler,
    poppler_text,
)
from trainer.certification.pdf import GlyphMissing, TextTooLong, render
from trainer.certification.pdf.searchable_font import SearchableFont, to_unicode_cmap
from trainer.certification.pdf.wording import masked

LEVEL_TEXT = """\
职业技能等级证书
CERTIFICATE OF VOCATIONAL SKILL LEVEL
照片
Photo
35 × 49 mm
林𫖯
参加工业机器人系统操作员职业技能等级认定，理论知识考试与技能考核成绩
均合格，达到 三级 / 高级工 水平，特发此证。
This is to certify that LIN Fu has passed the theoretical and practical examinations of the vocational
skill assessment for Industrial Robot System Operator at Level 3 (Senior Worker).
证件类型
ID type
居民身份证
证件号码
ID number
310117199306120475
职业名称
Occupation
工业机器人系统操作员
职业方向
Specialisation
—
技能等级
Skill level
三级 / 高级工　Level 3
证书编号
Certificate No.
S000031000117263000042
扫码查验　Scan to verify
www.osta.org.cn
base.example.cn/v
查验页显示当前状态与发证机构
30 October 2026
2026 年 10 月 30 日
G60 Public Training Base Assessment Centre
G60 公共实训基地评价中心
印章位置"""

COMPLETION_TEXT = """\
长三角 G60 科创走廊高技能人才公共实训基地
培训合格证书
CERTIFICATE OF TRAINING COMPLETION
林𫖯
于 2026 年 8 月 24 日至 10 月 16 日参加「工业机器人系统操
作员（三级）」项目培训，完成 120 课时（其中实操 76 课时），结业考
核合格，特发此证。
LIN Fu completed the training programme Industrial Robot System Operator,
Level 3 from 24 August to 16 October 2026 (120 class hours, 76 of them practical)
and passed the closing assessment.
证书序号
Serial No.
G60-PX-2026-001873
证件号码
ID number
310117********0475
培训项目
Programme
工业机器人系统操作员（三级） · 订单班
起止时间
Period
2026-08-24 至 2026-10-16
课时与考核
Hours, result
120 课时 · 理论 86 · 实操 91
培训机构
Training body
长三角 G60 科创走廊高技能人才公共实训基地
扫码查验　Scan to verify
www.osta.org.cn
base.example.cn/v
30 October 2026
2026 年 10 月 30 日
G60 高技能人才公共实训基地
印章位置
本证书证明培训经历，不等同于职业技能等级证书。
This certificate records training; it is not a certificate of vocational skill level."""


def squeezed(texts: list[str]) -> str:
    """All the text without the spaces, since a line may break at any of them."""
    return re.sub(r"\s", "", "".join(texts))


def test_the_level_certificate_says_exactly_this() -> None:
    assert drawn_text(render("level", level_data())) == LEVEL_TEXT.splitlines()


def test_the_training_completion_says_exactly_this() -> None:
    assert drawn_text(render("completion", completion_data())) == COMPLETION_TEXT.splitlines()


@pytest.mark.parametrize("character", RARE)
def test_a_rare_character_is_copied_as_itself(character: str) -> None:
    texts = drawn_text(render("level", level_data(holder_name=f"李{character}")))
    assert f"李{character}" in texts


def test_the_plain_font_of_reportlab_copies_a_rare_character_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: when this fails, ReportLab has mended its table and searchable_font.py may go."""
    monkeypatch.setattr(SearchableFont, "addObjects", TTFont.addObjects)
    assert not any("𬭎" in text for text in drawn_text(render("level", level_data(holder_name="李𬭎"))))


@needs_poppler
def test_poppler_finds_rare_characters_and_the_letter_spaced_title(tmp_path: Path) -> None:
    text = poppler_text(render("level", level_data(holder_name=RARE)), tmp_path)
    assert RARE in text
    assert "职业技能等级证书" in text
    assert text.count("S000031000117263000042") == 1


def test_a_unicode_table_is_written_in_utf_16_and_in_blocks_of_a_hundred() -> None:
    table = to_unicode_cmap("Face", [0, *range(0x4E00, 0x4E00 + 249), 0x2CB4E])
    assert "<FA> <D872DF4E>" in table
    assert re.findall(r"(\d+) beginbfchar", table) == ["100", "100", "50"]
    assert "<00> <0000>" not in table


def test_more_characters_than_one_subset_holds_are_all_copied_right() -> None:
    many = "".join(chr(code) for code in range(0x5000, 0x5000 + 90))
    more = "".join(chr(code) for code in range(0x6000, 0x6000 + 60))
    data = level_data(
        direction=many[:60], occupation=many[60:] + "工", issuer=more, id_type=many[:40], holder_name="李𬭎"
    )
    text = squeezed(drawn_text(render("level", data)))
    assert many[:60] in text and many[60:] in text and more in text and "李𬭎" in text


@pytest.mark.parametrize("layout", ["level", "completion"])
def test_the_longest_names_are_printed_whole(layout: str, tmp_path: Path) -> None:
    names = {"holder_name": LONG_NAME, "holder_name_latin": "DILRABA Mamatali Abdurashitjan"}
    issuer = "长三角生态绿色一体化发展示范区上海市松江区高技能人才公共实训基地职业技能等级认定评价中心"
    if layout == "level":
        long = {"occupation": LONG_OCCUPATION, "occupation_en": LONG_OCCUPATION_EN, "level_code": 1}
        data = level_data(**names, **long, issuer=issuer, direction="封装测试与可靠性试验以及失效分析方向" * 2)
    else:
        long = {"programme": f"{LONG_OCCUPATION}（二级）", "programme_en": f"{LONG_OCCUPATION_EN}, Level 2"}
        data = completion_data(**names, **long, issuer=issuer, training_body=issuer)
    text = squeezed(drawn_text(render(layout, data)))
    wanted = [*names.values(), *long.values(), issuer, data.direction]
    assert all(squeezed([value]) in text for value in wanted if isinstance(value, str))


@needs_poppler
@pytest.mark.parametrize("name", [LONG_NAME, LONG_NAME * 2, "Wolfeschlegelsteinhausenbergerdorff " * 3])
def test_no_word_of_a_long_name_leaves_the_inner_line(name: str, tmp_path: Path) -> None:
    data = level_data(holder_name=name.strip(), occupation_en=LONG_OCCUPATION_EN, issuer=LONG_OCCUPATION * 4)
    boxes = poppler_text(render("level", data), tmp_path, "-bbox")
    edges = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', boxes)
    millimetres = [[float(edge) * 25.4 / 72 for edge in word] for word in edges]
    assert len(millimetres) > 40
    assert min(word[0] for word in millimetres) > 17
    assert max(word[2] for word in millimetres) < 297 - 17


def test_a_name_that_fits_nowhere_is_refused_and_not_cut() -> None:
    with pytest.raises(TextTooLong, match="holder_name"):
        render("level", level_data(holder_name="阿" * 300))
    with pytest.raises(TextTooLong, match="statement"):
        render("level", level_data(occupation_en="Worker " * 150))
    with pytest.raises(TextTooLong, match="issuer"):
        render("level", level_data(issuer="中心" * 100))
    with pytest.raises(TextTooLong, match="lookup_lines"):
        render("level", level_data(lookup_lines=tuple(f"host{n}.example.cn" for n in range(9))))


def test_a_character_that_no_font_has_is_refused_by_code_point() -> None:
    with pytest.raises(GlyphMissing, match=r"U\+1F600, U\+000A") as refusal:
        render("level", level_data(holder_name="李😀\n四"))
    assert refusal.value.characters == "😀\n"


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        (5, "五级 / 初级工", "Level 5 (Junior Worker)"),
        (4, "四级 / 中级工", "Level 4 (Intermediate Worker)"),
        (3, "三级 / 高级工", "Level 3 (Senior Worker)"),
        (2, "二级 / 技师", "Level 2 (Technician)"),
        (1, "一级 / 高级技师", "Level 1 (Senior Technician)"),
    ],
)
def test_each_level_has_both_namings_and_the_upper_two_name_the_review(code: int, chinese: str, english: str) -> None:
    text = squeezed(drawn_text(render("level", level_data(level_code=code))))
    assert squeezed([f"达到{chinese}水平"]) in text and squeezed([english]) in text
    assert ("综合评审" in text) == ("comprehensivereview" in text) == (code <= 2)


def test_a_completion_over_new_year_names_both_years_and_leaves_out_what_is_unknown() -> None:
    data = completion_data(
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 22),
        practical_hours=None,
        theory_score=None,
        practical_score=Decimal("86.50"),
        programme_type="",
    )
    text = squeezed(drawn_text(render("completion", data)))
    assert "于2026年12月7日至2027年1月22日参加" in text
    assert "from7December2026to22January2027(120classhours)" in text
    assert "120课时·实操86.5" in text and "理论" not in text and "其中实操" not in text


@pytest.mark.parametrize(
    ("number", "shown"),
    [("310117199306120475", "310117********0475"), ("E12345678", "E1*****78"), ("K03", "***"), ("", "")],
)
def test_an_id_number_is_masked_in_its_middle(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_the_completion_never_shows_the_whole_id_number() -> None:
    assert "310117199306120475" not in squeezed(drawn_text(render("completion", completion_data())))


def test_a_training_completion_without_scores_does_not_speak_of_an_assessment() -> None:
    text = "".join(drawn_text(render("completion", completion_data(theory_score=None, practical_score=None))))
    assert "结业考核合格" not in text
    assert "closing assessment" not in text
    assert "完成" in text
