"""Which Huey carries the wake-up calls: SQLite beside the data, PostgreSQL, or Redis."""

from __future__ import annotations

from pathlib import Path

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from sqlalchemy.engine import make_url


def make_huey(setting: str, data_dir: Path, database_url: str) -> Huey:
    """The queue named by TRAINER_QUEUE (a Redis or PostgreSQL URL), or by default the database's own kind."""
    if setting.startswith(("redis://", "rediss://", "unix://")):
        return RedisHuey("trainer", url=setting)
    url = make_url(setting or database_url)
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("trainer", dsn=dsn)
    data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("trainer", filename=str(data_dir / "queue.db"))
