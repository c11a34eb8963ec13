"""The tables that the kit itself keeps: the audit chain, jobs, stored files and rate counters."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.kit.orm import Dated, EnumText, Identified, Model


class AuditEntry(Model):
    """One act, chained by hash to the act before it in the same chain (an organisation's, or "platform")."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain", "sequence"), Index("ix_audit_entry_subject", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    chain: Mapped[str] = mapped_column(String(26))
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(26))
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The last entry of a chain; the row is locked while the next one is written."""

    __tablename__ = "audit_head"

    chain: Mapped[str] = mapped_column(String(26), primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class JobState(StrEnum):
    """Where a background job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Job(Identified, Dated, Model):
    """Work outside a request: asked for in a transaction, run by a worker, visible and stoppable meanwhile."""

    __tablename__ = "job"

    kind: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation_id: Mapped[str | None] = mapped_column(String(26), index=True)
    asked_by_id: Mapped[str | None] = mapped_column(String(26))
    state: Mapped[JobState] = mapped_column(EnumText(JobState), default=JobState.WAITING, index=True)
    progress: Mapped[int] = mapped_column(default=0)
    message: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    stop_requested: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class StoredFile(Identified, Dated, Model):
    """A file that a job made and a person may fetch, for a while."""

    __tablename__ = "stored_file"

    organisation_id: Mapped[str] = mapped_column(String(26), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    expires_at: Mapped[datetime]


class RateWindow(Model):
    """Attempts counted in one fixed window."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    window_start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hits: Mapped[int]
