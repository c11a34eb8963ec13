"""Alembic's environment: the connection comes from `trainer migrate`, the target from the models."""

from typing import Any, Literal

from alembic import context

from trainer.kit.orm import EnumText, UtcMoment
from trainer.models import Model


def plain_type(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what they are in the database, so that old revisions outlive the code."""
    if kind == "type" and isinstance(thing, EnumText):
        return f"sa.String(length={thing.impl_instance.length})"  # type: ignore[attr-defined]
    if kind == "type" and isinstance(thing, UtcMoment):
        return "sa.DateTime()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_type,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
