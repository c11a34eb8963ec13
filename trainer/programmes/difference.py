"""Line-by-line difference between two texts, with marks inside changed lines; Chinese is compared by characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["same", "removed", "added"]

# A Latin word, a number, a run of spaces, or one character of anything else (Chinese has no spaces).
TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,:/-]\d+)*|\s+|.", re.DOTALL)
# Below this share of common text two lines are different lines rather than one changed line.
LIKENESS = 0.35
# Common characters between two changes that are too few to help the eye.
ISLAND = 1


@dataclass(frozen=True)
class Part:
    """A piece of a line; `marked` pieces are what changed inside a line that stayed."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Line:
    """A line of the comparison: in both texts, only in the old one, or only in the new one."""

    kind: Kind
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class Section:
    """One clause of the comparison, with its titles in both languages."""

    key: str
    title: str
    title_en: str
    lines: tuple[Line, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the clause differs."""
        return any(line.kind != "same" for line in self.lines)


def compare_clauses(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Section]:
    """Every clause of the two versions in the order of the new one; clauses that went away stand where they stood."""
    before, after = {clause["key"]: clause for clause in old}, {clause["key"]: clause for clause in new}
    sections = []
    for key in _merged_keys(list(before), list(after)):
        clause = after.get(key) or before[key]
        lines = compare_texts(before.get(key, {}).get("text", ""), after.get(key, {}).get("text", ""))
        sections.append(Section(key, clause["title"], clause["title_en"], tuple(lines)))
    return sections


def compare_texts(old: str, new: str) -> list[Line]:
    """The lines of both texts: a changed line is its old form, then its new one, each with its pieces marked."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for tag, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", (Part(text, False),)) for text in before[start:end]]
        else:
            lines += _changed(before[start:end], after[other_start:other_end])
    return lines


def compare_line(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The pieces of an old and a new line; joined, each side gives its line again."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    old_parts: list[Part] = []
    new_parts: list[Part] = []
    for tag, start, end, other_start, other_end in _without_islands(before, after):
        _append(old_parts, "".join(before[start:end]), tag != "equal")
        _append(new_parts, "".join(after[other_start:other_end]), tag != "equal")
    return tuple(old_parts), tuple(new_parts)


def count_changes(sections: Sequence[Section]) -> int:
    """How many clauses differ."""
    return sum(section.is_changed for section in sections)


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for index in range(max(len(before), len(after))):
        old = before[index] if index < len(before) else None
        new = after[index] if index < len(after) else None
        if old is not None and new is not None and _are_alike(old, new):
            old_parts, new_parts = compare_line(old, new)
            yield Line("removed", old_parts)
            yield Line("added", new_parts)
            continue
        if old is not None:
            yield Line("removed", (Part(old, False),))
        if new is not None:
            yield Line("added", (Part(new, False),))


def _are_alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, TOKEN.findall(old), TOKEN.findall(new), autojunk=False).ratio() >= LIKENESS


Step = tuple[str, int, int, int, int]


def _without_islands(before: Sequence[str], after: Sequence[str]) -> list[Step]:
    """The steps from one row of tokens to the other, without tiny common pieces between two changes."""
    steps: list[Step] = list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    last = len(steps) - 1
    return [
        ("replace", *step[1:])
        if step[0] == "equal" and 0 < index < last and len("".join(before[step[1] : step[2]])) <= ISLAND
        else step
        for index, step in enumerate(steps)
    ]


def _append(parts: list[Part], text: str, marked: bool) -> None:
    if not text:
        return
    if parts and parts[-1].marked == marked:
        text = parts.pop().text + text
    parts.append(Part(text, marked))


def _merged_keys(old: Sequence[str], new: Sequence[str]) -> list[str]:
    merged = list(new)
    for index, key in enumerate(old):
        if key not in merged:
            earlier = next((known for known in reversed(old[:index]) if known in merged), None)
            merged.insert(merged.index(earlier) + 1 if earlier is not None else 0, key)
    return merged
