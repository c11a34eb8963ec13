"""Chinese of the program's English sentences, for pages and for documents that are written once and kept."""

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

FRAGMENTS = Path(__file__).parent.parent / "translations" / "zh"


@cache
def chinese() -> Translations:
    """All Chinese fragments as one catalogue; where two fragments have the same msgid the first file wins."""
    merged = Catalog(locale="zh_Hans_CN", domain="messages")
    for message in _fragment_messages():
        if message.id not in merged:
            merged.add(message.id, message.string)
    buffer = io.BytesIO()
    write_mo(buffer, merged)
    buffer.seek(0)
    return Translations(buffer)


def to_chinese(text: str) -> str:
    """A msgid in Chinese; an unknown one stays as it is."""
    return str(chinese().gettext(text))


def in_chinese(message: Message) -> str:
    """The Chinese of a message, for text that is stored: agreements, names of programmes and cohorts."""
    return message.render(to_chinese)


def in_english(message: Message) -> str:
    """The English of a message, for the same texts."""
    return str(message)


def _fragment_messages() -> Iterator[Entry]:
    for path in sorted(FRAGMENTS.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN"):
                if message.id and message.string:
                    yield message
