"""The kernel that prices courses: its structures in memory, and its library. See docs/decisions/0013."""

from __future__ import annotations

import ctypes
from pathlib import Path

from solver.native import Kernel

COUNTS = ("longest", "cells", "weeks", "slots", "starts", "staff_markets", "room_markets")
COURSE_INTS = (
    "course_at", "cohort", "lesson_at", "lesson_mask", "lesson_length", "staff_market", "room_market",
    "slot", "length", "from", "till", "week", "start_at", "start", "before", "entry",
    "staff_at", "staff_own", "staff", "staff_mask", "room_at", "room_own", "rooms", "room_mask",
    "use_at", "use_row", "use_amount",
)  # fmt: skip
COURSE_LONGS = ("cost", "cohort_travel", "staff_travel", "stranger_travel")
FEES = ("staff_fee", "room_fee")
PRICES = ("staff", "rows", "cohorts", "weeks", "load")
"""Prices of instructors, workshop rows and cohorts are sums up to each cell; those of weeks and load are per period."""
USES = ("staff", "rows", "cohorts", "weeks", "load")
OUT_OF_MEMORY, IMPOSSIBLE = -2, -1


class Courses(ctypes.Structure):
    """The arrays of `solver.bounds.courses` as the kernel reads them."""

    _fields_ = [
        *((name, ctypes.c_int32) for name in COUNTS),
        *((name, ctypes.c_int64) for name in FEES),
        *((name, ctypes.c_void_p) for name in ("masks", *COURSE_LONGS, *COURSE_INTS)),
    ]


class Prices(ctypes.Structure):
    """The prices, int64."""

    _fields_ = [(name, ctypes.c_void_p) for name in PRICES]


class Usage(ctypes.Structure):
    """How much the cheapest plans use, int32, in the order of the prices."""

    _fields_ = [(name, ctypes.c_void_p) for name in USES]


def header() -> str:
    """The same structures for the C compiler."""
    lines = ["#include <stdint.h>", "typedef struct {"]
    lines += [f"    int32_t {name};" for name in COUNTS]
    lines += [f"    int64_t {name};" for name in FEES]
    lines += ["    const char *masks;"]
    lines += [f"    const int64_t *{name};" for name in COURSE_LONGS]
    lines += [f"    const int32_t *{name};" for name in COURSE_INTS]
    lines += ["} Courses;", "typedef struct {", *(f"    const int64_t *{name};" for name in PRICES), "} Prices;"]
    lines += ["typedef struct {", *(f"    int32_t *{name};" for name in USES), "} Usage;"]
    lines += [f"#define OUT_OF_MEMORY ({OUT_OF_MEMORY})", f"#define IMPOSSIBLE ({IMPOSSIBLE})", ""]
    return "\n".join(lines)


KERNEL = Kernel("pricing", Path(__file__).parent / "kernel", "pricing.c", header)


def library() -> ctypes.CDLL:
    """The kernel, built when needed."""
    loaded = KERNEL.library()
    loaded.price_courses.restype = ctypes.c_int64
    return loaded
