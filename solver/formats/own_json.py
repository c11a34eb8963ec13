"""Problems and timetables as JSON, field by field as the dataclasses name them; every fault has its path."""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from solver.problem import Fault, Problem, ProblemFaults
from solver.timetable import Timetable

_Read = TypeVar("_Read")
_WORDS = {str: "a text", int: "a whole number"}


def problem_to_json(problem: Problem) -> str:
    """The problem as one JSON object; fields at their defaults are left out."""
    return json.dumps(_plain(problem), ensure_ascii=False, indent=1)


def problem_from_json(text: str) -> Problem:
    """The problem in a JSON text; raises `ProblemFaults` that lists every fault."""
    return _read(text, Problem)


def timetable_to_json(timetable: Timetable) -> str:
    """The timetable as one JSON object."""
    return json.dumps(asdict(timetable), ensure_ascii=False, indent=1)


def timetable_from_json(text: str) -> Timetable:
    """The timetable in a JSON text; raises `ProblemFaults` that lists every fault."""
    return _read(text, Timetable)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(text: str, wanted: type[_Read]) -> _Read:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemFaults([Fault("$", f"is not JSON: {error}")]) from error
    faults: list[Fault] = []
    value = _object(data, wanted, "", faults)
    if faults or value is None:
        raise ProblemFaults(faults)
    return value


def _object(data: Any, wanted: type[_Read], path: str, faults: list[Fault]) -> _Read | None:
    """Read one dataclass; None after a fault."""
    if not isinstance(data, dict):
        faults.append(Fault(path or "$", "must be an object"))
        return None
    hints = get_type_hints(wanted)
    before = len(faults)
    values: dict[str, Any] = {}
    prefix = f"{path}." if path else ""
    for field in fields(wanted):  # type: ignore[arg-type]
        if field.name in data:
            values[field.name] = _value(data[field.name], hints[field.name], f"{prefix}{field.name}", faults)
        elif field.default is MISSING:
            faults.append(Fault(f"{prefix}{field.name}", "is missing"))
    faults += [Fault(f"{prefix}{name}", "is not a known field") for name in data if name not in hints]
    return wanted(**values) if len(faults) == before else None


def _value(data: Any, hint: Any, path: str, faults: list[Fault]) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return None if data is None else _value(data, get_args(hint)[0], path, faults)
    if get_origin(hint) is tuple:
        if not isinstance(data, list):
            faults.append(Fault(path, "must be a list"))
            return None
        item = get_args(hint)[0]
        return tuple(_value(one, item, f"{path}[{at}]", faults) for at, one in enumerate(data))
    if is_dataclass(hint):
        return _object(data, hint, path, faults)  # type: ignore[arg-type]
    if hint is bool or isinstance(data, bool):
        is_right = hint is bool and isinstance(data, bool)
    else:
        is_right = isinstance(data, hint)
    if not is_right:
        faults.append(Fault(path, f"must be {_WORDS.get(hint, 'true or false')}"))
    return data
