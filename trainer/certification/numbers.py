"""Number series: which series a certificate belongs to, and its next number without gaps."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from trainer.catalogue.queries import find_policy
from trainer.kit.certificate_numbers import build_certificate_number, prefix_fault
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg
from trainer.models.certification import BodyAuthority
from trainer.models.organisations import Organisation

# A place that numbers its training completions in its own way records the text before the year here.
COMPLETION_PREFIX = "certification.completion_prefix"
# The organisation code with its check character: the part of the credit code that names the organisation alone.
_USCC_TAIL = 8
# A series is stored in 16 characters, of which "-" and the year take five.
_LONGEST_COMPLETION_PREFIX = 11

_BEGIN = text("INSERT INTO number_series (prefix, last_serial) VALUES (:prefix, 0) ON CONFLICT (prefix) DO NOTHING")
_NEXT = text("UPDATE number_series SET last_serial = last_serial + 1 WHERE prefix = :prefix RETURNING last_serial")


def reserve_serial(session: Session, series: str) -> int:
    """The next serial of a series, from 1 on.

    The row stays locked until the caller's transaction ends, and a roll-back gives the serial back: committed
    certificates have every serial from 1 to the last one.
    """
    session.execute(_BEGIN, {"prefix": series})
    return int(session.execute(_NEXT, {"prefix": series}).scalar_one())


def authority_fault(authority: BodyAuthority | None) -> Message | None:
    """Why a body cannot number level certificates, or None."""
    if authority is None:
        return msg("No number prefix is recorded for this evaluating body")
    if fault := prefix_fault(authority.number_prefix):
        return fault
    expected, found = authority.organisation.region_code[:2], authority.number_prefix[5:7]
    if expected != found:
        return msg(
            "The prefix names province %(found)s, but the body is in province %(expected)s",
            found=found,
            expected=expected,
        )
    return None


def level_series(authority: BodyAuthority, issued_on: date, level: int) -> str:
    """The 16 characters within which a body's serials run; raises BadInput for a faulty prefix."""
    return build_certificate_number(authority.number_prefix, year=issued_on.year, level=level, serial=1).series


def level_number(authority: BodyAuthority, issued_on: date, level: int, serial: int) -> str:
    """The 22 characters with this serial; raises BadInput when the series is used up."""
    prefix = authority.number_prefix
    return str(build_certificate_number(prefix, year=issued_on.year, level=level, serial=serial))


def completion_series(session: Session, base: Organisation, issued_on: date) -> str:
    """A base's series of training completions in a year: the recorded prefix, else the tail of its credit code.

    There is no national number for training completions (domain: a province may unify the serial number), so the
    text is opaque and only unique. Raises BadInput when the recorded prefix is too long.
    """
    policy = find_policy(session, COMPLETION_PREFIX, base.region_code, issued_on)
    prefix = str(policy.value) if policy else base.uscc[_USCC_TAIL:]
    if not 1 <= len(prefix) <= _LONGEST_COMPLETION_PREFIX:
        raise BadInput(
            msg(
                "The prefix %(prefix)s for training completions must have 1 to %(most)s characters",
                prefix=prefix,
                most=_LONGEST_COMPLETION_PREFIX,
            ),
            field="number_prefix",
        )
    return f"{prefix}-{issued_on.year}"


def completion_number(series: str, serial: int) -> str:
    """The number of a training completion, such as MA1J00014T-2026-000001."""
    return f"{series}-{serial:06d}"
