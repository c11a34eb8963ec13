"""Built browser files: logical names to hashed ones through the build's manifest."""

from __future__ import annotations

import json
from functools import cache

from flask import Flask, url_for

from trainer.kit.package_files import package_folder


class AssetsMissing(RuntimeError):
    """The browser files are not built."""


@cache
def manifest() -> dict[str, str]:
    """Logical name to file below static/dist; raises AssetsMissing before `make setup` has built them."""
    path = package_folder("static") / "dist" / "manifest.json"
    if not path.is_file():
        raise AssetsMissing("static/dist/manifest.json is missing: run `make setup`")
    return dict(json.loads(path.read_text()))


def asset(name: str) -> str:
    """The address of a built file; its hash changes with its content, so it may be kept for a year."""
    return url_for("static", filename=f"dist/{manifest()[name]}")


def register(app: Flask) -> None:
    """Give templates `asset`."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app.jinja_env.globals["asset"] = asset
