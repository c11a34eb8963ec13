"""The append-only trail: one entry an act, chained by hash, written in the act's own transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit import clock
from trainer.kit.tables import AuditEntry, AuditHead

PLATFORM = "platform"
GENESIS = "0" * 64


def record(
    session: Session,
    act: str,
    subject: str,
    *,
    actor: str,
    chain: str = PLATFORM,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry to `chain` (an organisation's id).

    `act` is "object.verb", `subject` is "table:id"; `detail` holds before and after values as JSON, never
    personal data in clear. The head row is locked, so entries of one chain follow each other without a gap.
    """
    head = session.get(AuditHead, chain, with_for_update=True)
    if head is None:
        head = AuditHead(chain=chain, sequence=0, hash=GENESIS)
        session.add(head)
    entry = AuditEntry(
        chain=chain,
        sequence=head.sequence + 1,
        at=clock.now().replace(microsecond=0),
        actor=actor,
        act=act,
        subject=subject,
        detail=json.loads(_canonical(detail or {})),
        previous_hash=head.hash,
        hash="",
    )
    entry.hash = entry_hash(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    session.flush()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of everything in the entry but its own hash."""
    body = {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


def chains(session: Session) -> list[str]:
    """The names of all chains, in order."""
    heads = select(AuditHead.chain).union(select(AuditEntry.chain))
    return sorted(session.scalars(heads))


def first_break(session: Session, chain: str) -> int | None:
    """The sequence number of the first entry that does not fit its chain, or None when the chain is whole."""
    previous, expected = GENESIS, 1
    for entry in session.scalars(select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.sequence)):
        if entry.sequence != expected or entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return expected
        previous, expected = entry.hash, expected + 1
    head = session.get(AuditHead, chain)
    return expected if head is not None and (head.sequence, head.hash) != (expected - 1, previous) else None


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
