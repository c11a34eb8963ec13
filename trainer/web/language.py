"""The reader's language: Chinese first, English second; message fragments, names of data, dates and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from trainer.kit import clock
from trainer.kit.messages import Message, Translate, agree, from_json
from trainer.kit.wording import to_chinese, to_english

LANGUAGES = ("zh", "en")
DEFAULT = "zh"


def language() -> str:
    """The language of this request: the account's, else the browser's choice on this site, else Chinese."""
    if "language" not in g:
        asked = request.args.get("lang", "")
        viewer = g.get("viewer")
        candidates = (asked, session.get("language", ""), viewer.language if viewer else "")
        g.language = next((found for found in candidates if found in LANGUAGES), DEFAULT)
    return str(g.language)


def translate(text: str) -> str:
    """`text` (an English msgid) in the reader's language."""
    return translator()(text)


def translator() -> Translate:
    """What translates a msgid into the reader's language, asked for once where much is said."""
    return to_english if language() == "en" else to_chinese


def page_address() -> str:
    """Where the page can be opened again: its own address, or after a refused form that of the page it came from.

    The home page when that one cannot be opened, as after a second refusal.
    """
    if request.method in ("GET", "HEAD"):
        return request.full_path if request.query_string else request.path
    sent_from = urlsplit(request.referrer or "")
    if sent_from.netloc != request.host or not _can_be_opened(sent_from.path):
        return "/"
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path


def _can_be_opened(path: str) -> bool:
    """Whether some page answers at this path."""
    try:
        current_app.url_map.bind(request.host).match(path, method="GET")
    except HTTPException:
        return False
    return True


def lazy(text: str, **values: Any) -> LazyString:
    """`text` translated when it is shown: for form labels and other module-level words."""
    return LazyString(gettext, text, **values)


def gettext(text: str, **values: Any) -> str:
    """Translate `text` and fill in its values; values that are messages are said in the same language."""
    return Message(text, values).render(translator())


@pass_context
def gettext_on_page(context: Context, text: str, /, **values: Any) -> str:
    """`gettext` for templates: values are escaped where the page's are."""
    said = agree(translate(text), values)
    # The sentence is one of ours, of a template or a fragment; what comes from outside is among the values.
    return (Markup(said) if context.eval_ctx.autoescape else said) % values  # nosec B704


def say(value: Any) -> str:
    """A message, the JSON of a message, or plain text, in the reader's language."""
    if isinstance(value, dict) and "text" in value:
        value = from_json(value)
    return value.render(translator()) if isinstance(value, Message) else str(value)


def name_of(thing: Any) -> str:
    """The name of a row in the reader's language; English falls back to the Chinese name."""
    if thing is None:
        return ""
    english = str(getattr(thing, "name_en", ""))
    return english if english and language() == "en" else str(thing.name)


def title_of(thing: Any) -> str:
    """The title of a row (a programme) in the reader's language."""
    english = str(getattr(thing, "title_en", ""))
    return english if english and language() == "en" else str(thing.title)


LEVELS = {
    5: ("五级 / 初级工", "Level 5, Junior Worker"),
    4: ("四级 / 中级工", "Level 4, Intermediate Worker"),
    3: ("三级 / 高级工", "Level 3, Senior Worker"),
    2: ("二级 / 技师", "Level 2, Technician"),
    1: ("一级 / 高级技师", "Level 1, Senior Technician"),
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def level_name(code: int) -> str:
    """A skill level in both of its namings."""
    return LEVELS[code][1 if language() == "en" else 0]


def level_short(code: int) -> str:
    """A skill level in one word."""
    return f"Level {code}" if language() == "en" else LEVELS[code][0].split(" ")[0]


def day_short(day: date | None) -> str:
    """MM/DD within the present year, else YYYY-MM-DD."""
    if day is None:
        return "—"
    return day.strftime("%m/%d") if day.year == clock.today().year else day.isoformat()


def days_later(day: date, days: int) -> date:
    """The day so many days after another."""
    return day + timedelta(days=days)


def moment(at: datetime | None) -> str:
    """A moment on the bases' wall clock."""
    return "—" if at is None else f"{clock.local(at):%Y-%m-%d %H:%M}"


def weekday_name(number: int) -> str:
    """The short name of ISO weekday 1 to 7."""
    return translate(WEEKDAYS[number - 1])


def day_long(day: date | None) -> str:
    """A day as running text writes it, with its weekday."""
    if day is None:
        return "—"
    if language() == "en":
        return f"{day:%a} {day.day} {day:%B %Y}"
    return f"{day.year} 年 {day.month} 月 {day.day} 日 {weekday_name(day.isoweekday())}"


def number(value: float | None) -> str:
    """A number with thousands commas."""
    if value is None:
        return "—"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def money(yuan: int | None) -> str:
    """An amount in yuan."""
    return "—" if yuan is None else f"¥{yuan:,}"


def register(app: Flask) -> None:
    """Give the application its languages, and templates their words and filters."""
    Babel(app, locale_selector=lambda: "zh_Hans_CN" if language() == "zh" else "en", default_locale="zh_Hans_CN")
    app.jinja_env.globals["_"] = gettext_on_page
    app.jinja_env.filters.update(
        name=name_of,
        title_of=title_of,
        level=level_name,
        level_short=level_short,
        day=day_short,
        long_day=day_long,
        weekday=weekday_name,
        number=number,
        money=money,
        moment=moment,
        days_later=days_later,
        say=say,
    )
    app.context_processor(lambda: {"language": language(), "page_address": page_address})
