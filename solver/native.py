"""Parts of the engine that are written in C: built once for each state of their source, then loaded."""

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
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CACHE_SETTING = "TRAINER_KERNEL_CACHE"
# No contraction of multiplications and additions: the same numbers on every processor.
FLAGS = ("-O3", "-std=gnu11", "-fPIC", "-shared", "-fno-math-errno", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror")


class KernelMissing(RuntimeError):
    """A kernel cannot be built: there is no C compiler, or it refused the source."""


@dataclass(frozen=True)
class Kernel:
    """One shared library: the folder of its source, the file that includes all others, and the header it is given.

    `header` is the text of `layout.h`, in which Python tells C what the arrays look like.
    """

    name: str
    folder: Path
    unit: str
    header: Callable[[], str]

    def path(self) -> Path:
        """Where the library of the present source lies, built or not."""
        digest = hashlib.sha256(f"{platform.machine()} {sys.platform} {FLAGS} {self.header()}".encode())
        for source in sorted(self.folder.glob("*.[ch]")):
            digest.update(source.name.encode() + source.read_bytes())
        return cache_folder() / f"{self.name}-{digest.hexdigest()[:16]}.so"

    def build(self) -> Path:
        """Build the library if it is not there yet; returns its path. Raises KernelMissing."""
        path = self.path()
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            (Path(folder) / "layout.h").write_text(self.header(), encoding="utf-8")
            made = Path(folder) / path.name
            command = [*compiler(), *FLAGS, "-I", folder, "-o", str(made), str(self.folder / self.unit), "-lm"]
            outcome = subprocess.run(command, capture_output=True, text=True, check=False)
            if outcome.returncode != 0:
                raise KernelMissing(f"the C compiler refused the {self.name} kernel:\n{outcome.stderr.strip()}")
            # Two that build at once both end with a whole file.
            made.replace(path)
        return path

    def library(self) -> ctypes.CDLL:
        """The library, built when needed."""
        return _loaded(self.build())


@cache
def _loaded(path: Path) -> ctypes.CDLL:
    return ctypes.CDLL(str(path))


def cache_folder() -> Path:
    """Where built kernels lie: `TRAINER_KERNEL_CACHE`, else the user's cache."""
    chosen = os.environ.get(CACHE_SETTING)
    return Path(chosen) if chosen else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trainer"


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
