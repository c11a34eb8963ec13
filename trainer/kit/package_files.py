"""Where the templates, static files and seeds lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def package_folder(name: str) -> Path:
    """The folder `name` (templates, static or seeds); raises FileNotFoundError when it is in neither place."""
    package = Path(str(files("trainer")))
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name} is missing: run `make setup`")
