"""Builds the compiled kernel once for each state of its source, and loads it. See docs/decisions/0013."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from solver.search.layout import header

SOURCE = Path(__file__).parent / "kernel"
CACHE_SETTING = "TRAINER_KERNEL_CACHE"
# No contraction of multiplications and additions: the same numbers on every processor.
FLAGS = ("-O3", "-std=gnu11", "-fPIC", "-shared", "-fno-math-errno", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror")


class KernelMissing(RuntimeError):
    """The kernel cannot be built: there is no C compiler, or it refused the source."""


def cache_folder() -> Path:
    """Where built kernels lie: `TRAINER_KERNEL_CACHE`, else the user's cache."""
    chosen = os.environ.get(CACHE_SETTING)
    return Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trainer"


def library_path() -> Path:
    """Where the kernel of the present source lies, built or not."""
    digest = hashlib.sha256(f"{platform.machine()} {sys.platform} {FLAGS} {header()}".encode())
    for source in sorted(SOURCE.glob("*.[ch]")):
        digest.update(source.name.encode() + source.read_bytes())
    return cache_folder() / f"kernel-{digest.hexdigest()[:16]}.so"


def is_built() -> bool:
    """Whether the kernel of the present source is there."""
    return library_path().exists()


def compiler() -> list[str]:
    """The command of a C compiler: the one in `CC`, a common one, or the one of the package `ziglang`."""
    chosen = os.environ.get("CC")
    if chosen:
        return chosen.split()
    for name in ("cc", "gcc", "clang"):
        found = shutil.which(name)
        if found is not None:
            return [found]
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "cc"]
    raise KernelMissing("no C compiler: install gcc or clang, or the Python package ziglang")


def build() -> Path:
    """Build the kernel if it is not there yet; returns its path. Raises KernelMissing."""
    path = library_path()
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        (Path(folder) / "layout.h").write_text(header(), encoding="utf-8")
        made = Path(folder) / path.name
        command = [*compiler(), *FLAGS, "-I", folder, "-o", str(made), str(SOURCE / "kernel.c"), "-lm"]
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            raise KernelMissing(f"the C compiler refused the kernel:\n{outcome.stderr.strip()}")
        # Two that build at once both end with a whole file.
        made.replace(path)
    return path


@cache
def library() -> ctypes.CDLL:
    """The kernel, built when needed."""
    return ctypes.CDLL(str(build()))
