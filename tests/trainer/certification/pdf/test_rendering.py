"""The PDF file: same bytes for the same data, every font embedded, metadata set, bad input refused."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from tests.trainer.certification.pdf.samples import completion_data, drawn_text, level_data, picture
from trainer.certification.pdf import (
    LAYOUTS,
    BadValue,
    CertificateData,
    CertificateDrawingError,
    FontMissing,
    MissingValue,
    UnknownLayout,
    check,
    render,
    render_sample,
)
from trainer.certification.pdf.fonts import FONT_DIR_SETTING, font_file

DIGEST = (
    "import hashlib; from trainer.certification.pdf import *; print(hashlib.sha256(render_sample('{}')).hexdigest())"
)
PURITY = "import sys, trainer.certification.pdf as _; print(*sorted(sys.modules))"


def run_python(code: str, **environment: str) -> str:
    command = [sys.executable, "-c", code]
    setting = {**os.environ, **environment}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=setting, timeout=60).stdout.strip()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_data_give_the_same_bytes_in_another_process(layout: str) -> None:
    here = hashlib.sha256(render_sample(layout)).hexdigest()
    assert run_python(DIGEST.format(layout), PYTHONHASHSEED="1") == here
    assert (
        run_python(DIGEST.format(layout), PYTHONHASHSEED="2", SOURCE_DATE_EPOCH="1700000000", TZ="Asia/Tokyo") == here
    )


def test_the_same_data_with_a_photo_give_the_same_bytes_again() -> None:
    data = level_data(photo=picture(800, 1000))
    assert render("level", data) == render("level", data)


@pytest.mark.parametrize(
    "change",
    [
        {"holder_name": "林甫"},
        {"number": "S000031000117263000043"},
        {"issued_on": date(2026, 10, 31)},
        {"level_code": 4},
    ],
)
def test_another_value_gives_other_bytes(change: dict[str, object]) -> None:
    assert render("level", level_data(**change)) != render("level", level_data())


def test_threads_that_draw_at_once_get_the_same_bytes_as_one() -> None:
    people = [level_data(holder_name=name) for name in ("林𫖯", "高大成", "喆堃", "张三丰", "欧阳修", "李四")]
    alone = [render("level", data) for data in people]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda data: render("level", data), people * 3)) == alone * 3


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_font_is_embedded_as_a_subset_and_helvetica_is_not_named(layout: str) -> None:
    content = render_sample(layout)
    with pikepdf.open(BytesIO(content)) as document:
        fonts = [
            item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        ]
        assert {str(font.BaseFont).split("+")[1] for font in fonts} == {
            "NotoSerifSC-Regular",
            "NotoSerifSC-Bold",
            "NotoSansSC-Regular",
            "NotoSansSC-Medium",
        }
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)
    assert b"Helvetica" not in content


def test_the_file_carries_title_language_issuer_and_day_of_issue() -> None:
    data = level_data()
    with pikepdf.open(BytesIO(render("level", data))) as document:
        assert str(document.Root.Lang) == "zh-CN"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo.Title) == f"职业技能等级证书 {data.number} {data.holder_name}"
        assert str(document.docinfo.Author) == data.issuer
        assert str(document.docinfo.CreationDate).startswith("D:20261030")


@pytest.mark.parametrize(("layout", "size"), [("level", (297, 210)), ("completion", (210, 297))])
def test_the_file_is_sound_and_one_a4_page(layout: str, size: tuple[int, int]) -> None:
    with pikepdf.open(BytesIO(render_sample(layout))) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == 1
        box = [float(edge) for edge in document.pages[0].MediaBox]
        assert [round(edge * 25.4 / 72) for edge in box] == [0, 0, *size]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_certificate_takes_30_to_80_kilobytes(layout: str) -> None:
    assert 30_000 < len(render_sample(layout)) < 80_000


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_a_specimen_carries_the_specimen_mark(layout: str) -> None:
    data = level_data() if layout == "level" else completion_data()
    assert "样张 SPECIMEN" in drawn_text(render_sample(layout))
    assert "样张 SPECIMEN" in drawn_text(render(layout, data, specimen=True))
    assert not any("样张" in text or "SPECIMEN" in text for text in drawn_text(render(layout, data)))


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownLayout, match="level, completion"):
        render("diploma", level_data())


@pytest.mark.parametrize(
    "attribute", ["holder_name", "id_number", "occupation", "occupation_en", "level_code", "qr_url"]
)
def test_a_missing_value_is_refused_by_name(attribute: str) -> None:
    empty = None if attribute == "level_code" else ""
    with pytest.raises(MissingValue) as refusal:
        render("level", level_data(**{attribute: empty}))
    assert refusal.value.attributes == (attribute,)


def test_a_completion_without_dates_is_refused() -> None:
    with pytest.raises(MissingValue) as refusal:
        render("completion", completion_data(starts_on=None, ends_on=None))
    assert refusal.value.attributes == ("starts_on", "ends_on")


def test_values_that_cannot_be_right_are_refused() -> None:
    with pytest.raises(BadValue, match="level_code"):
        render("level", level_data(level_code=6))
    with pytest.raises(BadValue, match="ends_on"):
        render("completion", completion_data(ends_on=date(2026, 8, 23)))


def test_every_attribute_of_the_data_has_a_placeholder_with_labels() -> None:
    placeholders = [field for layout in LAYOUTS.values() for field in layout.fields]
    assert {name for field in placeholders for name in field.samples} == {
        entry.name for entry in fields(CertificateData)
    }
    assert all(field.label and field.label_en for field in placeholders)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_placeholder_has_a_sample_that_it_can_print(name: str) -> None:
    layout = LAYOUTS[name]
    data = level_data() if name == "level" else completion_data()
    assert layout.name == name
    assert all(field.value(data) for field in layout.fields)


def test_a_missing_font_says_which_command_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv(FONT_DIR_SETTING, str(tmp_path))
    with pytest.raises(FontMissing, match="make setup") as refusal:
        font_file("NotoSerifSC-Bold.ttf")
    assert str(tmp_path) in str(refusal.value)


def test_drawing_loads_neither_the_web_nor_the_database_nor_the_models() -> None:
    loaded = set(run_python(PURITY).split())
    assert "reportlab" in loaded
    assert not loaded & {"flask", "sqlalchemy", "trainer.models", "trainer.kit", "trainer.web"}


def test_a_certificate_takes_less_than_80_milliseconds_of_one_core() -> None:
    people = [replace(level_data(photo=picture(413, 579)), number=f"S0000310001172630{n:05}") for n in range(40)]
    render("level", people[0])
    begun = time.process_time()
    for data in people:
        render("level", data)
    assert (time.process_time() - begun) / len(people) < 0.08


@pytest.mark.parametrize("change", [{"holder_name": "林\ue000"}, {"occupation": "工" * 400}, {"id_number": ""}])
def test_checking_refuses_what_drawing_refuses(change: dict[str, str]) -> None:
    with pytest.raises(CertificateDrawingError) as drawn:
        render("level", level_data(**change))
    with pytest.raises(CertificateDrawingError) as checked:
        check("level", level_data(**change))
    assert type(checked.value) is type(drawn.value)
    check("level", level_data())
