"""Agreements: write the first text, write a new version of it, sign the present one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from trainer.catalogue.programme_types.strategy import OrderAct, Party
from trainer.catalogue.queries import get_course_version
from trainer.kit import audit, clock
from trainer.kit.errors import BadInput, Conflict, NotAllowed, RuleBroken
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission, Viewer
from trainer.kit.reasons import given_reason
from trainer.models.programmes import Agreement, AgreementSignature, AgreementVersion, Order, OrderState
from trainer.programmes import queries
from trainer.programmes.agreement_text import changed_clauses, first_clauses, text_hash, tidy
from trainer.programmes.services.cohorts import form_cohort, join_cohort
from trainer.programmes.services.steps import Author, hold, keep_trail, next_number, state_change, step, tell
from trainer.programmes.standing import organisations_of, parties_of

MAX_CLAUSE = 4_000
LETTERS = "XY"


def write_agreement(session: Session, order: Order, *, author: Author) -> Agreement:
    """The agreement over an accepted order in its first version, as the programme type's clauses give it."""
    answer = queries.agreed_answer(order)
    if answer is None or answer.course_version_id is None:
        raise RuleBroken("order-state", msg("An agreement needs the base's offer"))
    version = get_course_version(session, answer.course_version_id)
    agreement = Agreement(order_id=order.id, number=next_number(session, Agreement.number, LETTERS))
    session.add(agreement)
    session.flush()
    add_version(session, agreement, first_clauses(order, answer, version), "", author)
    return agreement


def write_version(
    session: Session, agreement: Agreement, texts: Mapping[str, str], reason: str, *, seen: int, viewer: Viewer
) -> AgreementVersion:
    """A new text, by the base: `texts` by clause key (an empty one drops the clause); all signatures start anew.

    Raises BadInput without a change or a reason, Conflict when `seen` is no longer the newest version.
    """
    viewer.must(Permission.AGREEMENT_WRITE)
    if Party.BASE not in parties_of(agreement.order, viewer):
        raise NotAllowed
    present = _hold_present(session, agreement, seen)
    _require_open(agreement.order)
    for key, text in texts.items():
        if len(text) > MAX_CLAUSE:
            raise BadInput(msg("At most %(n)s characters", n=MAX_CLAUSE), field=key)
    clauses = changed_clauses(present.clauses, texts)
    if [clause["text"] for clause in clauses] == [tidy(clause["text"]) for clause in present.clauses]:
        raise BadInput(msg("Nothing was changed: a new version differs in at least one clause"))
    if not clauses:
        raise BadInput(msg("An agreement needs at least one clause"))
    said = given_reason(reason, msg("Say in a few words why the text changes"))
    signed = [party for party in organisations_of(agreement.order) if party not in queries.unsigned_parties(agreement)]
    version = add_version(session, agreement, clauses, said, viewer)
    order = agreement.order
    subject = msg("Agreement %(number)s has a new version %(version)s", number=agreement.number, version=version.number)
    others = [party for party in organisations_of(order) if party is not Party.BASE]
    again = [msg("Earlier signatures no longer count; please sign again")] if signed else []
    tell(session, order, others, subject, msg("Why: %(reason)s", reason=version.reason), *again)
    return version


def sign_agreement(session: Session, agreement: Agreement, *, seen: int, viewer: Viewer) -> bool:
    """Sign the present version for the viewer's organisation; True when this was the last signature.

    The signature keeps the hash of the text. With the last one the order is signed and its cohorts come into being.
    Raises Conflict when `seen` is no longer the newest version, or the organisation has signed it already.
    """
    viewer.must(Permission.AGREEMENT_SIGN)
    order = agreement.order
    if not parties_of(order, viewer):
        raise NotAllowed
    version = _hold_present(session, agreement, seen)
    _require_open(order)
    if queries.signature_of(version, viewer.organisation_id) is not None:
        raise Conflict(msg("Your organisation has signed this version already"))
    if text_hash(agreement.number, version.number, version.clauses) != version.sha256:
        raise Conflict(msg("The stored text does not fit its hash; nothing was signed"))
    session.add(
        AgreementSignature(
            version_id=version.id,
            organisation_id=viewer.organisation_id,
            person_id=viewer.person_id,
            signed_at=clock.now(),
            sha256=version.sha256,
        )
    )
    session.flush()
    session.expire(version, ["signatures"])
    record_version(session, agreement, "sign", viewer, version)
    if queries.unsigned_parties(agreement):
        return False
    _conclude(session, agreement, viewer)
    return True


def _conclude(session: Session, agreement: Agreement, viewer: Viewer) -> None:
    order = agreement.order
    step(session, order, OrderAct.SIGN, person_id=viewer.person_id)
    keep_trail(session, order, "sign", viewer=viewer, changes=state_change(OrderState.ACCEPTED, order.state))
    joint = queries.joint_class_binding(session, order.id)
    if joint is None:
        form_cohort(session, order, viewer=viewer)
    else:
        join_cohort(session, order, joint, viewer=viewer)
    subject = msg("All parties have signed agreement %(number)s; the roster can be sent now", number=agreement.number)
    tell(session, order, list(organisations_of(order)), subject)


def add_version(
    session: Session, agreement: Agreement, clauses: list[dict[str, str]], reason: str, author: Author
) -> AgreementVersion:
    """The next version of an agreement, with its hash and its entry in the trail; nobody has signed it."""
    number = len(agreement.versions) + 1
    version = AgreementVersion(
        agreement_id=agreement.id,
        number=number,
        clauses=clauses,
        sha256=text_hash(agreement.number, number, clauses),
        written_by_id=author.person_id,
        reason=reason,
    )
    session.add(version)
    session.flush()
    session.expire(agreement, ["versions"])
    record_version(session, agreement, "write", author, version)
    return version


def _hold_present(session: Session, agreement: Agreement, seen: int) -> AgreementVersion:
    """Lock the order and load versions and signatures as they are now; raises Conflict when the page is stale."""
    hold(session, agreement.order, None)
    session.expire(agreement, ["versions"])
    present = queries.present_version(agreement)
    session.expire(present, ["signatures"])
    if present.number != seen:
        raise Conflict(
            msg("Version %(number)s was written while you were reading", number=present.number),
            msg("Compare it with the version that you read"),
        )
    return present


def _require_open(order: Order) -> None:
    if order.state is not OrderState.ACCEPTED:
        raise RuleBroken("agreement-closed", msg("This agreement is no longer open for changes or signatures"))


def record_version(session: Session, agreement: Agreement, act: str, by: Author, version: AgreementVersion) -> None:
    """An entry in the trail of an agreement: what `by` did with which text."""
    audit.record(
        session,
        f"agreement.{act}",
        f"agreement:{agreement.id}",
        actor=by.person_id,
        chain=by.organisation_id,
        detail={"version": version.number, "sha256": version.sha256},
    )
