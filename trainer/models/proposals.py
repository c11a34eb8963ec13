"""Proposals to change a signed agreement: what would change, who agreed, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit import clock
from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.programmes import Cohort, Order

_IS_OPEN = text("state = 'open'")


class ProposalState(StrEnum):
    """Where a proposal stands; an open one whose time is over counts as lapsed before the row says so."""

    OPEN = "open"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ChangeProposal(Identified, Dated, Model):
    """A base asks the other parties of a signed agreement to change what was agreed for one cohort.

    `changes` is a list of {field, old, new}. `clause` and `sha256` are the text that every party agrees to: version
    `version_number` of the agreement, which comes into being with the last consent. `run_id` and `position` say which
    way out of which run it came from. The partial index lets one proposal of an order be open at a time.
    """

    __tablename__ = "change_proposal"
    __table_args__ = (
        Index("uq_change_proposal_open", "order_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )

    order_id: Mapped[str] = mapped_column(ForeignKey("training_order.id"), index=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"))
    run_id: Mapped[str | None] = mapped_column(ForeignKey("solver_run.id"), index=True)
    position: Mapped[int | None]
    state: Mapped[ProposalState] = mapped_column(EnumText(ProposalState), default=ProposalState.OPEN)
    changes: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(String(300), default="")
    version_number: Mapped[int]
    clause: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    proposed_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(300), default="")
    order: Mapped[Order] = relationship()
    cohort: Mapped[Cohort] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=proposed_by_id)
    consents: Mapped[list[ChangeConsent]] = relationship(order_by="ChangeConsent.consented_at")

    @property
    def stands(self) -> ProposalState:
        """Its state at this moment."""
        is_over = self.state is ProposalState.OPEN and self.expires_at <= clock.now()
        return ProposalState.LAPSED if is_over else self.state


class ChangeConsent(Model):
    """A party's yes to a proposal, with the hash of the text: its signature once all have said so."""

    __tablename__ = "change_consent"

    proposal_id: Mapped[str] = mapped_column(ForeignKey("change_proposal.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    consented_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()
