"""`kernels`: builds the compiled parts of the engine, so that no run has to wait for it."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from solver.bounds.native import KERNEL as PRICING
from solver.commands.output import say
from solver.native import Kernel, KernelMissing
from solver.search.native import KERNEL as SEARCH

KERNELS: tuple[Kernel, ...] = (SEARCH, PRICING)


def add_commands(commands: Any) -> None:
    """Register the command."""
    building = commands.add_parser("kernels", help="build the compiled parts of the engine")
    building.set_defaults(run=run_kernels)


def run_kernels(_options: argparse.Namespace) -> int:
    """Build what is missing, telling each on stderr; one JSON line with the seconds each took. 1 without a compiler."""
    seconds = {}
    for kernel in KERNELS:
        print(f"  {kernel.name} kernel", file=sys.stderr)
        started = time.perf_counter()
        try:
            kernel.build()
        except KernelMissing as missing:
            print(missing, file=sys.stderr)
            return 1
        seconds[kernel.name] = round(time.perf_counter() - started, 2)
    say({"kernels": seconds})
    return 0
