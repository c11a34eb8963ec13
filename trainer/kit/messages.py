"""A message is a source sentence with its values; the web layer says it in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Translate = Callable[[str], str]

# Its Chinese differs from its English, so a translation tells in which language it speaks.
_LANGUAGE_MARK = "English"
# Two forms of a word and the hole with the count that chooses: {n:lesson|lessons}.
_FORMS = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


@dataclass(frozen=True)
class Message:
    """An English source sentence (the gettext msgid) and the values of its placeholders."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        """Say the sentence through `translate`; values that are messages are said the same way."""
        values = {key: render(value, translate) for key, value in self.params.items()}
        text = agree(translate(self.text), values)
        return text % values if values else text

    def __str__(self) -> str:
        return self.render(lambda text: text)

    def to_json(self) -> dict[str, Any]:
        """A JSON value from which `from_json` makes the same message again."""
        return {"text": self.text, "params": {key: _value_to_json(v) for key, v in self.params.items()}}


@dataclass(frozen=True)
class Bilingual(Message):
    """A text that exists in both languages already, because the data or the solver wrote it: a name, a sentence."""

    chinese: str = ""

    def render(self, translate: Translate) -> str:
        """The English text where `translate` speaks English, else the Chinese one."""
        return self.text if translate(_LANGUAGE_MARK) == _LANGUAGE_MARK else self.chinese

    def to_json(self) -> dict[str, Any]:
        """Both texts; `from_json` makes the same again."""
        return {"text": self.text, "params": {}, "chinese": self.chinese}


def agree(text: str, values: Mapping[str, Any]) -> str:
    """`text` with the first of two forms where their count is 1, else the second."""
    return _FORMS.sub(lambda found: found[2] if str(values.get(found[1])) == "1" else found[3], text)


def msg(text: str, **params: Any) -> Message:
    """Mark `text` for translation and carry its values."""
    return Message(text, params)


def bilingual(english: str, chinese: str) -> Bilingual:
    """A message from its two texts."""
    return Bilingual(text=english, chinese=chinese)


def listing(words: Sequence[Message]) -> Message:
    """Words in a row with commas."""
    found = words[0]
    for word in words[1:]:
        found = msg("%(first)s, %(next)s", first=found, next=word)
    return found


def name_in_both(row: Any) -> Bilingual:
    """A row's name in both languages, so that no sentence mixes them; English falls back to the Chinese name."""
    return bilingual(getattr(row, "name_en", "") or row.name, row.name)


def render(value: Any, translate: Translate) -> Any:
    """Render `value` where it is a message, leave everything else as it is."""
    return value.render(translate) if isinstance(value, Message) else value


def from_json(value: Mapping[str, Any]) -> Message:
    """The message that `Message.to_json` wrote."""
    if "chinese" in value:
        return bilingual(value["text"], value["chinese"])
    params = {key: _value_from_json(v) for key, v in value.get("params", {}).items()}
    return Message(value["text"], params)


def _value_to_json(value: Any) -> Any:
    if isinstance(value, Message):
        return {"message": value.to_json()}
    return value.isoformat() if isinstance(value, date) else value


def _value_from_json(value: Any) -> Any:
    return from_json(value["message"]) if isinstance(value, dict) and "message" in value else value
