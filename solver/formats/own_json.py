"""Problems and timetables as JSON, field by field as the dataclasses name them; every fault has its path."""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, Field, asdict, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from solver.collection import collection_paused
from solver.problem import Fault, Problem, ProblemFaults
from solver.timetable import Timetable

_Read = TypeVar("_Read")
_WORDS = {str: "a text", int: "a whole number", bool: "true or false"}
_PLAIN = tuple(_WORDS)


def problem_to_json(problem: Problem) -> str:
    """The problem as one JSON object; fields at their defaults are left out."""
    return to_json(problem)


def problem_from_json(text: str) -> Problem:
    """The problem in a JSON text; raises `ProblemFaults` that lists every fault."""
    return from_json(text, Problem)


def timetable_to_json(timetable: Timetable) -> str:
    """The timetable as one JSON object."""
    return json.dumps(asdict(timetable), ensure_ascii=False, indent=1)


def timetable_from_json(text: str) -> Timetable:
    """The timetable in a JSON text; raises `ProblemFaults` that lists every fault."""
    return from_json(text, Timetable)


def to_json(value: Any) -> str:
    """A dataclass as one JSON object; fields at their defaults are left out."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=1)


def from_json(text: str, wanted: type[_Read]) -> _Read:
    """The dataclass in a JSON text; raises `ProblemFaults` that lists every fault."""
    return from_data(data_of(text), wanted)


def data_of(text: str) -> Any:
    """The plain values in a JSON text; raises `ProblemFaults`."""
    try:
        with collection_paused():
            return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemFaults([Fault("$", f"is not JSON: {error}")]) from error


def from_data(data: Any, wanted: type[_Read]) -> _Read:
    """The dataclass in plain values; raises `ProblemFaults` that lists every fault."""
    faults: list[Fault] = []
    with collection_paused():
        value: _Read | None = _object(data, wanted, "", faults)
    if faults or value is None:
        raise ProblemFaults(faults)
    return value


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if _is_required(field) or getattr(value, field.name) != _default_of(field)
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _default_of(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _object(data: Any, wanted: Any, path: str, faults: list[Fault]) -> Any:
    """Read one dataclass; None after a fault."""
    if not isinstance(data, dict):
        faults.append(Fault(path or "$", "must be an object"))
        return None
    known = _fields_of(wanted)
    before = len(faults)
    values: dict[str, Any] = {}
    prefix = f"{path}." if path else ""
    for name, (hint, plain, is_required) in known.items():
        if name in data:
            value = data[name]
            is_sound = type(value) is plain
            values[name] = value if is_sound else _value(value, hint, f"{prefix}{name}", faults)
        elif is_required:
            faults.append(Fault(f"{prefix}{name}", "is missing"))
    faults += [Fault(f"{prefix}{name}", "is not a known field") for name in data if name not in known]
    return wanted(**values) if len(faults) == before else None


@cache
def _fields_of(wanted: Any) -> dict[str, tuple[Any, type | None, bool]]:
    """The fields of a dataclass by name: type, type of values that are right as they stand, whether it is required."""
    found: dict[str, tuple[Any, type | None, bool]] = {}
    hints = get_type_hints(wanted)
    for field in fields(wanted):
        hint = hints[field.name]
        plain = _item_of(hint) if _is_optional(hint) else hint
        found[field.name] = (hint, plain if plain in _PLAIN else None, _is_required(field))
    return found


def _is_optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


@cache
def _item_of(hint: Any) -> Any:
    """What a tuple holds, or what may be None."""
    return get_args(hint)[0]


def _value(data: Any, hint: Any, path: str, faults: list[Fault]) -> Any:
    if is_dataclass(hint):
        return _object(data, hint, path, faults)
    if get_origin(hint) is tuple:
        return _list(data, _item_of(hint), path, faults)
    if _is_optional(hint):
        return None if data is None else _value(data, _item_of(hint), path, faults)
    if type(data) is not hint:
        faults.append(Fault(path, f"must be {_WORDS[hint]}"))
    return data


def _list(data: Any, item: Any, path: str, faults: list[Fault]) -> tuple[Any, ...] | None:
    if not isinstance(data, list):
        faults.append(Fault(path, "must be a list"))
        return None
    if item in _PLAIN and all(type(one) is item for one in data):
        return tuple(data)
    return tuple([_value(one, item, f"{path}[{at}]", faults) for at, one in enumerate(data)])
