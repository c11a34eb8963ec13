"""The program's sentences in Chinese and English, for pages and for documents that are written once and kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from trainer.kit.messages import Message

FRAGMENTS = Path(__file__).parent.parent / "translations"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


@cache
def catalogue(language: str) -> Translations:
    """All fragments of a language as one catalogue; where two fragments have the same msgid the first file wins."""
    merged = Catalog(locale=LOCALES[language], domain="messages")
    for message in _fragment_messages(language):
        if message.id not in merged:
            merged.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return Translations(buffer)


def to_chinese(text: str) -> str:
    """A msgid in Chinese; an unknown one stays as it is."""
    return str(catalogue("zh").gettext(text)) if text else text


def to_english(text: str) -> str:
    """A msgid with the forms of its words that hang on a count; one without counts stays as it is."""
    return str(catalogue("en").gettext(text)) if text else text


def in_chinese(message: Message) -> str:
    """The Chinese of a message, for text that is stored: agreements, names of programmes and cohorts."""
    return message.render(to_chinese)


def in_english(message: Message) -> str:
    """The English of a message, for the same texts."""
    return message.render(to_english)


def _fragment_messages(language: str) -> Iterator[Entry]:
    for path in sorted((FRAGMENTS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=LOCALES[language]):
                if message.id and message.string:
                    yield message
