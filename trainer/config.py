"""Settings, read from the environment once; docs/configuration.md explains each."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Whole numbers that may be 0, or that have an upper bound; every other one is at least 1.
_RANGES: Mapping[str, tuple[int, int | None]] = {
    "TRAINER_PORT": (0, 65_535),
    "TRAINER_DEFAULT_TRAVEL_MINUTES": (0, None),
}


class BadSetting(ValueError):
    """A setting cannot be used; the message names it."""


@dataclass(frozen=True)
class Config:
    """Everything that a deployment may choose. Each field is the environment variable TRAINER_<NAME>."""

    database: str = ""
    data_dir: Path = Path("var")
    product_name: str = "实训排程"
    product_name_en: str = "Trainer"
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = field(default="", repr=False)
    data_key: str = field(default="", repr=False)
    secure_cookies: bool = False
    sign_in_hours: int = 12
    upload_max_bytes: int = 5_000_000
    roster_max_rows: int = 5_000
    solver_seconds: int = 60
    solver_workers: int = 2
    solver_cluster: str = ""
    default_travel_minutes: int = 60
    job_workers: int = 2
    queue: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    development: bool = False
    public_lookups_per_minute: int = 20
    sign_ins_per_minute: int = 10

    @property
    def database_url(self) -> str:
        """The database's URL; without a setting, a SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data_dir.absolute() / 'trainer.db'}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read TRAINER_* variables; raises BadSetting naming the variable that cannot be read."""
        source = os.environ if environment is None else environment
        values = {}
        for name, example in _defaults().items():
            text = source.get(f"TRAINER_{name.upper()}")
            if text is not None:
                values[name] = _read(f"TRAINER_{name.upper()}", text, type(example))
        return cls(**values).with_keys()  # type: ignore[arg-type]

    def with_keys(self) -> Config:
        """The same settings with both keys: given ones, or those kept in the data folder (made once, mode 600)."""
        if self.secret_key and self.data_key:
            return self
        keys = _kept_keys(self.data_dir / "keys.json")
        values = {name: getattr(self, name) for name in _defaults()}
        values["secret_key"] = self.secret_key or keys["secret_key"]
        values["data_key"] = self.data_key or keys["data_key"]
        return Config(**values)

    def data_key_bytes(self) -> bytes:
        """The 32 bytes that seal personal data; raises BadSetting when the setting is not 64 hex digits."""
        try:
            key = bytes.fromhex(self.data_key)
        except ValueError as error:
            raise BadSetting("TRAINER_DATA_KEY must be 64 hexadecimal digits") from error
        if len(key) != 32:
            raise BadSetting("TRAINER_DATA_KEY must be 64 hexadecimal digits")
        return key


def _defaults() -> dict[str, object]:
    return {name: getattr(Config, name, "") for name in Config.__dataclass_fields__}


def _read(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
            raise BadSetting(f"{name} must be true or false, not {text!r}")
        return text.lower() in ("1", "true", "yes")
    if kind is int:
        return _read_number(name, text)
    return Path(text) if issubclass(kind, Path) else text


def _read_number(name: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise BadSetting(f"{name} must be a whole number, not {text!r}") from error
    lowest, highest = _RANGES.get(name, (1, None))
    if highest is not None and not lowest <= number <= highest:
        raise BadSetting(f"{name} must lie between {lowest} and {highest}, not {number}")
    if number < lowest:
        raise BadSetting(f"{name} must be at least {lowest}, not {number}")
    return number


def _kept_keys(path: Path) -> dict[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _stored_keys(path)
    keys = {"secret_key": secrets.token_hex(32), "data_key": secrets.token_hex(32)}
    with os.fdopen(handle, "w") as file:
        json.dump(keys, file)
    return keys


def _stored_keys(path: Path) -> dict[str, str]:
    try:
        keys = json.loads(path.read_text())
        return {name: str(keys[name]) for name in ("secret_key", "data_key")}
    except (ValueError, KeyError, TypeError) as error:
        raise BadSetting(f"{path} does not hold the two keys: restore it from the backup") from error
