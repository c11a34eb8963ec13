"""A message is a source sentence with its values; the web layer says it in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Message:
    """An English source sentence (the gettext msgid) and the values of its placeholders."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        """Say the sentence through `translate`; values that are messages are said the same way."""
        values = {key: render(value, translate) for key, value in self.params.items()}
        return translate(self.text) % values if values else translate(self.text)

    def __str__(self) -> str:
        return self.render(lambda text: text)

    def to_json(self) -> dict[str, Any]:
        """A JSON value from which `from_json` makes the same message again."""
        return {"text": self.text, "params": {key: _value_to_json(v) for key, v in self.params.items()}}


def msg(text: str, **params: Any) -> Message:
    """Mark `text` for translation and carry its values."""
    return Message(text, params)


def render(value: Any, translate: Translate) -> Any:
    """Render `value` where it is a message, leave everything else as it is."""
    return value.render(translate) if isinstance(value, Message) else value


def from_json(value: Mapping[str, Any]) -> Message:
    """The message that `Message.to_json` wrote."""
    params = {key: _value_from_json(v) for key, v in value.get("params", {}).items()}
    return Message(value["text"], params)


def _value_to_json(value: Any) -> Any:
    if isinstance(value, Message):
        return {"message": value.to_json()}
    return value.isoformat() if isinstance(value, date) else value


def _value_from_json(value: Any) -> Any:
    return from_json(value["message"]) if isinstance(value, dict) and "message" in value else value
