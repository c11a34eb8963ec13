"""The page of components at /ui: every macro in every state, for development and for the accessibility test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from trainer.web.access import public
from trainer.web.language import lazy

blueprint = Blueprint("gallery", __name__, url_prefix="/ui")

MONDAY = datetime(2026, 11, 23, tzinfo=UTC).date()
LABELS = ("周一", "周二", "周三", "周四", "周五", "周六")
HALVES = ("morning", "afternoon", "evening")


def register(app: Flask) -> None:
    """Serve the gallery; only a development server calls this."""
    app.register_blueprint(blueprint)


class GalleryForm(FlaskForm):
    """One field of each kind."""

    heads = IntegerField(lazy("People"), [DataRequired(), NumberRange(1, 60)])
    identity = StringField(lazy("ID number"), [DataRequired()])
    occupation = SelectField(
        lazy("Occupation"), choices=[("6-31-07-03", "工业机器人系统操作员"), ("6-31-01-03", "电工")]
    )
    start = DateField(lazy("Start"), [Optional()])
    halves = SelectMultipleField(
        lazy("Half-days"),
        choices=[("morning", lazy("Morning")), ("afternoon", lazy("Afternoon")), ("evening", lazy("Evening"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    cap = RadioField(lazy("At most"), choices=[("0", "0"), ("5", "5"), ("10", "10")], default="5")
    agree = BooleanField(lazy("Tell the enterprise"))
    note = TextAreaField(lazy("Note"), [Optional()])


@blueprint.get("/")
@public
def show_gallery() -> ResponseReturnValue:
    """All components."""
    form = GalleryForm(formdata=None, heads=24, identity="310117199001011238", halves=["afternoon"])
    form.identity.errors = ["末位校验应为 5，请核对原件"]
    return render_template("_ui/gallery.html", form=form)


@blueprint.get("/public")
@public
def show_public() -> ResponseReturnValue:
    """The public frame with each verdict of the check."""
    return render_template("_ui/gallery_public.html", status=request.args.get("status", "valid"))


@blueprint.get("/board")
@public
def show_board() -> ResponseReturnValue:
    """The timetable board."""
    return render_template("_ui/gallery_board.html")


@blueprint.get("/board.json")
@public
def board_data() -> ResponseReturnValue:
    """A week of lessons in three workshops."""
    return jsonify(_week())


@blueprint.post("/board.json")
@public
def move_lesson() -> ResponseReturnValue:
    """Answers a move with the week in which it is done; nothing is stored."""
    target = request.get_json()
    week = _week()
    for lesson in week["lessons"]:
        if lesson["id"] == target.get("lesson"):
            lesson.update({key: value for key, value in target.items() if key != "lesson"})
    return jsonify(week)


@blueprint.get("/verdicts.json")
@public
def verdicts() -> ResponseReturnValue:
    """A verdict for every cell: fine, at a cost, impossible, in turn."""
    cells = [
        {"row": row["id"], "day": day["date"], "half": half, "verdict": ("ok", "cost", "no")[index % 3], "reason": ""}
        for index, (row, day, half) in enumerate(
            (row, day, half) for row in _week()["rows"] for day in _week()["days"] for half in row["halves"]
        )
    ]
    for cell in cells:
        cell["reason"] = {
            "ok": "",
            "cost": "教师本周晚课 2 → 3",
            "no": "6 名学员周三夜班，周四 06:00 才下班，到 13:00 只有 7 小时；协议要求至少 12 小时。",
        }[cell["verdict"]]
    best = [
        {"row": "a201", "day": "2026-11-27", "first_period": 1, "label": "周五上午 A201", "note": "无人受影响"},
        {"row": "a203", "day": "2026-11-28", "first_period": 5, "label": "周六下午 A203", "note": "愿望 −2"},
    ]
    return jsonify({"cells": cells, "best": best})


@blueprint.get("/run.json")
@public
def run_state() -> ResponseReturnValue:
    """A finished run."""
    curve = [
        {"at": at, "best": best, "bound": bound}
        for at, best, bound in (
            (2, 4200, 1900), (5, 3900, 2100), (9, 3540, 2390), (14, 3300, 2480),
            (26, 3010, 2640), (40, 2930, 2700), (63, 2846, 2760), (80, 2846, 2795),
        )
    ]  # fmt: skip
    return jsonify(
        {
            "running": False, "elapsed": 90.0, "status": "within", "best": 2846, "bound": 2795,
            "gap": 1.8, "done_url": None, "curve": curve,
        }
    )  # fmt: skip


def _week() -> dict[str, Any]:
    days = [
        {"date": (MONDAY + timedelta(days=n)).isoformat(), "label": label, "note": None}
        for n, label in enumerate(LABELS)
    ]
    rows = [
        {"id": "a201", "title": "A201", "detail": "工业机器人", "note": "16 工位", "halves": list(HALVES)},
        {"id": "a203", "title": "A203", "detail": "智能产线", "note": "12 工位", "halves": list(HALVES[:2])},
        {"id": "c101", "title": "C101", "detail": "数控加工", "note": "20 工位", "halves": list(HALVES[:2])},
    ]
    lessons = [_lesson(*facts) for facts in _LESSONS]
    conflicts = [{"text": "周三下午：周启明同时在 A201 和 A203", "url": "#", "action": "换成陆文涛"}]
    halves = [
        {"key": key, "label": label, "first_period": first}
        for key, label, first in zip(HALVES, ("上午", "下午", "晚上"), (1, 5, 9), strict=True)
    ]
    return {"days": days, "halves": halves, "rows": rows, "lessons": lessons, "conflicts": conflicts}


# number, row, weekday, first period, periods, kind, title, detail, locked, conflict
_LESSONS = (
    (1, "a201", 0, 1, 4, "order", "机器人三级 01班", "周启明 · 16人", False, None),
    (2, "a201", 1, 1, 4, "order", "机器人三级 01班", "周启明 · 16人", True, None),
    (3, "a201", 2, 5, 4, "order", "机器人三级 02班", "周启明 · 12人", False, "周启明同时在 A203"),
    (4, "a203", 2, 5, 4, "apprentice", "运维员四级 学徒", "周启明 · 12人", False, "周启明同时在 A201"),
    (5, "a201", 3, 9, 3, "public", "机器人公开班", "沈嘉宁 · 16人", False, None),
    (6, "a203", 0, 1, 3, "apprentice", "运维员四级 学徒", "陆文涛 · 12人", False, None),
    (7, "c101", 4, 1, 2, "studio", "二级带徒 课题", "许振华 · 5人", False, None),
    (8, "c101", 5, 5, 4, "sitting", "电工四级 考场", "3 名考评员 · 24人", True, None),
)


def _lesson(
    number: int, row: str, weekday: int, first: int, periods: int, kind: str, title: str, detail: str, locked: bool,
    conflict: str | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": number, "row": row, "day": (MONDAY + timedelta(days=weekday)).isoformat(), "first_period": first,
        "periods": periods, "kind": kind, "title": title, "detail": detail, "locked": locked, "conflict": conflict,
        "facts": [["模块", "示教编程与调试"], ["原位", "周三下午 A201"]], "url": None,
    }  # fmt: skip
