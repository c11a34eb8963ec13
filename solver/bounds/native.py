"""Builds the kernel that prices courses, once for each state of its source, and loads it. See docs/decisions/0013."""

from __future__ import annotations

import ctypes
import hashlib
import platform
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from solver.search.native import FLAGS, KernelMissing, cache_folder, compiler

SOURCE = Path(__file__).parent / "pricing.c"

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


def library_path() -> Path:
    """Where the kernel of the present source lies, built or not."""
    digest = hashlib.sha256(f"{platform.machine()} {sys.platform} {FLAGS} {header()}".encode())
    digest.update(SOURCE.read_bytes())
    return cache_folder() / f"pricing-{digest.hexdigest()[:16]}.so"


def build() -> Path:
    """Build the kernel if it is not there yet; returns its path. Raises KernelMissing."""
    path = library_path()
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        (Path(folder) / "pricing.h").write_text(header(), encoding="utf-8")
        made = Path(folder) / path.name
        command = [*compiler(), *FLAGS, "-I", folder, "-o", str(made), str(SOURCE)]
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            raise KernelMissing(f"the C compiler refused the kernel:\n{outcome.stderr.strip()}")
        # Two that build at once both end with a whole file.
        made.replace(path)
    return path


@cache
def library() -> ctypes.CDLL:
    """The kernel, built when needed."""
    loaded = ctypes.CDLL(str(build()))
    loaded.price_courses.restype = ctypes.c_int64
    return loaded
